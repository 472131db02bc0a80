//! JSON as FHIR needs it: digits as written, double names kept, a place for every complaint, depth and number limited.
//!
//! FHIR gives meaning to the digits of a decimal (1.10 is not 1.1), and a name that stands twice must not hide what it said first.
//! Which members were read is marked, so that the others can be named.

use std::cell::Cell;

use super::limits::{DEEPEST, MOST_MEMBERS, MOST_PARTS};
use super::refusal::{Problem, Refusal, Result};

/// A value.
#[derive(Debug)]
pub(super) enum Json {
    Null,
    Bool(bool),
    /// As written.
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<Member>),
}

#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) value: Json,
    pub(super) read: Cell<bool>,
}

impl Json {
    /// The first member of a name, marked as read.
    pub(super) fn get(&self, name: &str) -> Option<&Json> {
        let Json::Object(members) = self else {
            return None;
        };
        let member = members.iter().find(|member| member.name == name)?;
        member.read.set(true);
        Some(&member.value)
    }

    /// Text, number or truth as text.
    pub(super) fn as_text(&self) -> Option<String> {
        match self {
            Json::Text(text) | Json::Number(text) => Some(text.clone()),
            Json::Bool(truth) => Some(truth.to_string()),
            _ => None,
        }
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name)?.as_text()
    }

    /// The items of a list; a single value is a list of one, as careless writers have it.
    pub(super) fn items(&self) -> &[Json] {
        match self {
            Json::List(items) => items,
            Json::Null => &[],
            one => core::slice::from_ref(one),
        }
    }

    pub(super) fn list(&self, name: &str) -> &[Json] {
        self.get(name).map_or(&[], Json::items)
    }
}

/// Reads a text.
pub(super) fn parse(text: &str) -> Result<Json> {
    let mut reader = Reader {
        text,
        at: 0,
        parts: 0,
    };
    let value = reader.value(0)?;
    reader.blank();
    if reader.at < text.len() {
        return Err(reader.damaged("something stands behind the end of the document"));
    }
    Ok(value)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    parts: usize,
}

impl Reader<'_> {
    fn damaged(&self, why: &str) -> Refusal {
        Refusal::new(Problem::Damaged, why).at(self.text, self.at)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, word: &str, value: Json) -> Result<Json> {
        if self.text[self.at..].starts_with(word) {
            self.at += word.len();
            return Ok(value);
        }
        Err(self.damaged("it is no JSON here"))
    }

    fn value(&mut self, depth: usize) -> Result<Json> {
        self.parts += 1;
        if depth > DEEPEST {
            let why = format!("values lie more than {DEEPEST} deep");
            return Err(Refusal::new(Problem::TooLarge, why).at(self.text, self.at));
        }
        if self.parts > MOST_PARTS {
            let why = format!("it has more than {MOST_PARTS} values");
            return Err(Refusal::new(Problem::TooLarge, why).at(self.text, self.at));
        }
        self.blank();
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => Ok(Json::Text(self.string()?)),
            Some(b't') => self.expect("true", Json::Bool(true)),
            Some(b'f') => self.expect("false", Json::Bool(false)),
            Some(b'n') => self.expect("null", Json::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => Err(self.damaged("it is no JSON here")),
            None => Err(self.damaged("it ends too early: the rest is missing")),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json> {
        self.at += 1;
        let mut members = Vec::new();
        self.blank();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Json::Object(members));
        }
        loop {
            self.blank();
            if self.peek() != Some(b'"') {
                return Err(self.damaged("the name of a member is missing"));
            }
            let name = self.string()?;
            self.blank();
            if self.peek() != Some(b':') {
                return Err(self.damaged("a colon is missing"));
            }
            self.at += 1;
            let value = self.value(depth + 1)?;
            if members.len() >= MOST_MEMBERS {
                let why = format!("an object has more than {MOST_MEMBERS} members");
                return Err(Refusal::new(Problem::TooLarge, why).at(self.text, self.at));
            }
            members.push(Member {
                name,
                value,
                read: Cell::new(false),
            });
            if !self.goes_on(b'}')? {
                return Ok(Json::Object(members));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Json> {
        self.at += 1;
        let mut items = Vec::new();
        self.blank();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Json::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if !self.goes_on(b']')? {
                return Ok(Json::List(items));
            }
        }
    }

    fn goes_on(&mut self, close: u8) -> Result<bool> {
        self.blank();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(false)
            }
            Some(_) => Err(self.damaged("a comma or the end of a list or object is missing")),
            None => Err(self.damaged("it ends too early: the rest is missing")),
        }
    }

    fn number(&mut self) -> Result<Json> {
        let from = self.at;
        while matches!(
            self.peek(),
            Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
        ) {
            self.at += 1;
        }
        let written = &self.text[from..self.at];
        let digits = written.strip_prefix('-').unwrap_or(written);
        let leading =
            digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit();
        let begins = digits.starts_with(|c: char| c.is_ascii_digit());
        let point = digits
            .split('.')
            .nth(1)
            .is_none_or(|part| part.starts_with(|c: char| c.is_ascii_digit()));
        if !begins
            || leading
            || !point
            || digits
                .split(['e', 'E'])
                .next()
                .is_some_and(|part| part.ends_with('.'))
            || written.parse::<f64>().is_err()
        {
            self.at = from;
            return Err(self.damaged("it is no number"));
        }
        Ok(Json::Number(written.to_owned()))
    }

    fn string(&mut self) -> Result<String> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let Some(plain) = rest
                .bytes()
                .position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))
            else {
                self.at = self.text.len();
                return Err(self.damaged("a text has no end: the rest is missing"));
            };
            out.push_str(&rest[..plain]);
            self.at += plain;
            match rest.as_bytes()[plain] {
                b'"' => {
                    self.at += 1;
                    return Ok(out);
                }
                b'\\' => out.push(self.escaped()?),
                _ => return Err(self.damaged("a control character stands in a text")),
            }
        }
    }

    fn escaped(&mut self) -> Result<char> {
        self.at += 1;
        let c = match self.peek() {
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(c @ (b'"' | b'\\' | b'/')) => char::from(c),
            Some(b'u') => {
                self.at += 1;
                let first = self.unit()?;
                if !(0xd800..0xdc00).contains(&first) {
                    return char::from_u32(first)
                        .ok_or_else(|| self.damaged("half a character is written"));
                }
                if !self.text[self.at..].starts_with("\\u") {
                    return Err(self.damaged("half a character is written"));
                }
                self.at += 2;
                let second = self.unit()?;
                let low = second.checked_sub(0xdc00).filter(|low| *low < 0x400);
                return low
                    .and_then(|low| char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + low))
                    .ok_or_else(|| self.damaged("half a character is written"));
            }
            _ => return Err(self.damaged("what stands behind a backslash is not known")),
        };
        self.at += 1;
        Ok(c)
    }

    fn unit(&mut self) -> Result<u32> {
        let digits = self
            .text
            .get(self.at..self.at + 4)
            .filter(|four| four.bytes().all(|b| b.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let unit = unit.ok_or_else(|| self.damaged("a character's number is damaged"))?;
        self.at += 4;
        Ok(unit)
    }
}
