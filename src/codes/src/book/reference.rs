//! The codes that a note names, as places in its text.
//!
//! Notes name codes singly (`Z79.4`), with everything below (`E11.-`), as ranges (`E08-E13`, `S06.1- to S06.6-`), and
//! with a condition on their characters (`T36-T50 with fifth or sixth character 5`). Only what the pack has is a
//! reference: "vitamin B12" names no code.

use crate::cm::{CmCode, CmPack};

/// A code or range named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference<'p> {
    /// Bytes of the text that name it, without the condition.
    pub span: core::ops::Range<usize>,
    /// The code, or the first of the range.
    pub first: CmCode<'p>,
    /// The last of the range; the code again if it is none.
    pub last: CmCode<'p>,
    /// What the characters of a code meant must be.
    pub condition: Option<Condition>,
}

/// A condition on the characters of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// From one of the positions on (1 to 7, dots not counted) stands one of the texts.
    At(Vec<(usize, String)>),
    /// The code ends with one of the texts; a code of which only the 7th character is to come counts with what it
    /// has.
    Ending(Vec<String>),
    /// The note states a condition in words of its own; a coder has to read it.
    InWords,
}

impl Reference<'_> {
    /// Whether `code` is one that the reference means. `None` if the condition is stated in words that were not
    /// understood, or asks for characters that an incomplete code does not have yet.
    #[must_use]
    pub fn covers(&self, code: CmCode<'_>) -> Option<bool> {
        if !(self.first.index()..self.last.rows().end).contains(&code.index()) {
            return Some(false);
        }
        let text = code.code();
        match &self.condition {
            None => Some(true),
            Some(Condition::InWords) => None,
            Some(Condition::At(places)) => {
                let holds = places.iter().any(|(place, wanted)| {
                    text.get(place - 1..)
                        .is_some_and(|rest| rest.starts_with(wanted.as_str()))
                });
                let short = places
                    .iter()
                    .any(|(place, wanted)| text.len() < place - 1 + wanted.len());
                if holds {
                    Some(true)
                } else if short && code.children().next().is_some() {
                    None
                } else {
                    Some(false)
                }
            }
            Some(Condition::Ending(endings)) => {
                let body = match text.len() {
                    7 => &text[..6],
                    _ => text,
                };
                Some(
                    endings
                        .iter()
                        .any(|e| text.ends_with(e) || body.ends_with(e)),
                )
            }
        }
    }
}

/// The codes that `text` names, in order.
#[must_use]
pub fn references<'p>(pack: &'p CmPack, text: &str) -> Vec<Reference<'p>> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let free = text[..at]
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric() && c != '-' && c != '.');
        let Some(first) = free.then(|| Named::read(text, at)).flatten() else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        let second = first.range_to(text);
        let end = second.as_ref().map_or(first.end, |last| last.end);
        let found = pack.code(&first.code).and_then(|from| {
            let to = match &second {
                Some(last) => pack.code(&last.code)?,
                None => from,
            };
            (from.index() <= to.index()).then_some((from, to))
        });
        if let Some((from, to)) = found {
            out.push(Reference {
                span: at..end,
                first: from,
                last: to,
                condition: condition(&text[end..]),
            });
        }
        at = end;
    }
    out
}

/// A code as written in a text.
struct Named {
    /// Without dot and dash.
    code: String,
    /// First byte after it, its dash included.
    end: usize,
}

impl Named {
    /// Reads a code that begins at byte `at`: a letter, a digit, a digit or letter, and up to four more after a dot;
    /// then a dash, if everything below is meant.
    fn read(text: &str, at: usize) -> Option<Self> {
        let bytes = text.as_bytes();
        let byte = |i: usize| bytes.get(i).copied().unwrap_or(b' ');
        let sign = |i: usize| byte(i).is_ascii_digit() || byte(i).is_ascii_uppercase();
        if !(byte(at).is_ascii_uppercase() && byte(at + 1).is_ascii_digit() && sign(at + 2)) {
            return None;
        }
        let mut code = text.get(at..at + 3)?.to_owned();
        let mut end = at + 3;
        if byte(end) == b'.' && sign(end + 1) {
            end += 1;
            while code.len() < 7 && sign(end) {
                code.push(char::from(byte(end)));
                end += 1;
            }
        }
        if byte(end).is_ascii_alphanumeric() {
            return None;
        }
        let dash = if byte(end) == b'.' && byte(end + 1) == b'-' {
            end += 1;
            true
        } else {
            byte(end) == b'-'
        };
        // A dash before another code is a range's, unless two dashes stand there.
        if dash && !(byte(end + 1).is_ascii_uppercase() && Self::read(text, end + 1).is_some()) {
            end += 1;
        }
        Some(Self { code, end })
    }

    /// The end of the range that this code begins.
    fn range_to(&self, text: &str) -> Option<Self> {
        let rest = text.get(self.end..)?;
        let trimmed = rest.trim_start();
        let after = trimmed
            .strip_prefix('-')
            .or_else(|| trimmed.strip_prefix("to "))?
            .trim_start();
        Self::read(text, text.len() - after.len())
    }
}

/// Positions as notes write them.
const POSITIONS: [(&str, usize); 10] = [
    ("fourth", 4),
    ("4th", 4),
    ("fifth", 5),
    ("5th", 5),
    ("sixth", 6),
    ("6th", 6),
    ("seventh", 7),
    ("7th", 7),
    ("third", 3),
    ("3rd", 3),
];

/// The condition that follows a reference: "with …" up to a bracket.
fn condition(rest: &str) -> Option<Condition> {
    let rest = rest
        .trim_start_matches([')', ',', ' '])
        .strip_prefix("with ")?;
    let end = rest.find([')', '(', ';', ':']).unwrap_or(rest.len());
    let clause = rest[..end].trim_end_matches([' ', '.']);
    if clause.starts_with('.') {
        // ".14, .24": what follows the dot.
        let texts = clause.split(',').map(|t| t.trim().trim_start_matches('.'));
        let places: Vec<(usize, String)> = texts.map(|t| (4, t.to_owned())).collect();
        let plain = places
            .iter()
            .all(|(_, t)| !t.is_empty() && t.bytes().all(|b| b.is_ascii_alphanumeric()));
        return plain.then_some(Condition::At(places));
    }
    let (before, after) = clause.split_once("character")?;
    let values = values(after.strip_prefix('s').unwrap_or(after));
    let words: Vec<&str> = before.split_whitespace().collect();
    let places: Vec<usize> = words
        .iter()
        .filter_map(|word| POSITIONS.iter().find(|(name, _)| name == word))
        .map(|(_, place)| *place)
        .collect();
    match (values, words.as_slice()) {
        (Some(values), ["final"]) => Some(Condition::Ending(values)),
        (Some(values), [_, "to", _]) if !places.is_empty() => Some(Condition::At(
            values.into_iter().map(|v| (places[0], v)).collect(),
        )),
        (Some(values), [_] | [_, "or", _]) if !places.is_empty() => Some(Condition::At(
            places
                .iter()
                .flat_map(|&place| values.iter().map(move |v| (place, v.clone())))
                .collect(),
        )),
        _ => Some(Condition::InWords),
    }
}

/// Values as notes write them: "5", "1-4 or 6", "B or C", "-91", ".6".
fn values(text: &str) -> Option<Vec<String>> {
    let mut out = Vec::new();
    let mut words = text
        .split([' ', ','])
        .filter(|word| !word.is_empty() && *word != "or" && *word != "and")
        .peekable();
    words.peek()?;
    for word in words {
        let word = word.trim_start_matches(['-', '.']);
        match word.split_once('-') {
            Some((first, last)) => {
                let (first, last) = (first.parse::<u8>().ok()?, last.parse::<u8>().ok()?);
                if last > 9 {
                    return None;
                }
                out.extend((first..=last).map(|v| v.to_string()));
            }
            None if !word.is_empty()
                && word
                    .bytes()
                    .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) =>
            {
                out.push(word.to_owned());
            }
            None => return None,
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::{Condition, Named, condition};

    fn named(text: &str) -> Vec<(String, &str)> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < text.len() {
            match Named::read(text, at) {
                Some(first) => {
                    let last = first.range_to(text);
                    let end = last.as_ref().map_or(first.end, |l| l.end);
                    let shown = last.map_or(first.code.clone(), |l| {
                        format!("{}..{}", first.code, l.code)
                    });
                    out.push((shown, &text[at..end]));
                    at = end;
                }
                None => at += 1,
            }
        }
        out
    }

    #[test]
    fn codes_are_read_as_the_tabular_list_writes_them() {
        for (text, code, shown) in [
            ("Z79.4", "Z794", "Z79.4"),
            ("E11.-", "E11", "E11.-"),
            ("(E08-E13)", "E08..E13", "E08-E13"),
            ("I69.03-, x", "I6903", "I69.03-"),
            ("S12.0--S12.6.-", "S120..S126", "S12.0--S12.6.-"),
            ("S00 - S09", "S00..S09", "S00 - S09"),
            ("I01.0 -I01.9", "I010..I019", "I01.0 -I01.9"),
            ("M05.00 to M05.8A", "M0500..M058A", "M05.00 to M05.8A"),
            ("S06.0- to S06.8-code", "S060..S068", "S06.0- to S06.8-"),
            ("D29.2.-", "D292", "D29.2.-"),
            ("O98-O9A.-", "O98..O9A", "O98-O9A.-"),
            ("J96. with", "J96", "J96"),
            ("I69.01-I69.11-", "I6901..I6911", "I69.01-I69.11-"),
        ] {
            assert_eq!(named(text), [(code.to_owned(), shown)], "{text}");
        }
        for text in ["G6PD", "H1N1", "e11.9", "T3", "E11.A234567", "stage 3"] {
            assert!(Named::read(text, 0).is_none(), "{text}");
        }
    }

    #[test]
    fn conditions_are_read_from_what_follows() {
        let at = |places: &[(usize, &str)]| {
            Some(Condition::At(
                places.iter().map(|(p, v)| (*p, (*v).to_owned())).collect(),
            ))
        };
        let ending = |text: &str| Some(Condition::Ending(vec![text.to_owned()]));
        for (rest, expected) in [
            (
                " with fifth or sixth character 5)",
                at(&[(5, "5"), (6, "5")]),
            ),
            (
                ") with fifth or sixth character 6",
                at(&[(5, "6"), (6, "6")]),
            ),
            (
                ", with sixth character 1-3)",
                at(&[(6, "1"), (6, "2"), (6, "3")]),
            ),
            (" with 7th character B or C)", at(&[(7, "B"), (7, "C")])),
            (" with .14, .24)", at(&[(4, "14"), (4, "24")])),
            (" with 5th character .6)", at(&[(5, "6")])),
            (" with fifth to sixth characters 51)", at(&[(5, "51")])),
            (" with final characters -91)", ending("91")),
            (" with final character 6)", ending("6")),
            (
                " with open fracture 7th character)",
                Some(Condition::InWords),
            ),
            (" with any condition in I12.-", None),
            (") to identify", None),
        ] {
            assert_eq!(condition(rest), expected, "{rest}");
        }
    }
}
