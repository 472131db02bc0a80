//! Codes, beginnings of codes and ranges, as rules name them.

use super::problem::{Checks, Problem};

/// Most entries of one list.
const MOST: usize = 500;

/// Which code set a list is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Set {
    /// ICD-10-CM: three to seven characters, the first a letter.
    Diagnoses,
    /// ICD-10-PCS: seven characters.
    Procedures,
}

/// One entry of a list, in capitals without dots.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Pattern {
    Code(String),
    Beginning(String),
    /// Two beginnings of one length.
    Range(String, String),
}

/// A list of codes, beginnings and ranges; empty takes any code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Codes(Vec<Pattern>);

impl Codes {
    pub(super) fn check(list: &[String], set: Set, path: &str, checks: &mut Checks) -> Self {
        if list.len() > MOST {
            checks.add(Problem::new(
                path,
                format!("The list has {} entries.", list.len()),
                format!("A list has at most {MOST}."),
                "Use beginnings (I50*) and ranges (I60-I69), or split the rule.",
            ));
            return Self(Vec::new());
        }
        let mut patterns = Vec::new();
        for (i, text) in list.iter().enumerate() {
            match Pattern::read(text, set) {
                Ok(pattern) => patterns.push(pattern),
                Err((why, fix)) => {
                    let shown: String = text.chars().take(40).collect();
                    checks.add(Problem::new(
                        format!("{path}.codes[{i}]"),
                        format!("{shown:?} names no codes."),
                        why,
                        fix,
                    ));
                }
            }
        }
        Self(patterns)
    }

    /// Whether a code of the stay is meant.
    pub(super) fn take(&self, code: &str) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let code = code.to_ascii_uppercase();
        self.0.iter().any(|pattern| match pattern {
            Pattern::Code(one) => *one == code,
            Pattern::Beginning(begin) => code.starts_with(begin.as_str()),
            Pattern::Range(from, to) => code
                .get(..from.len())
                .is_some_and(|begin| from.as_str() <= begin && begin <= to.as_str()),
        })
    }
}

impl Pattern {
    fn read(text: &str, set: Set) -> Result<Self, (&'static str, &'static str)> {
        let plain: String = text
            .trim()
            .chars()
            .filter(|c| *c != '.')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let formed = |part: &str| {
            (1..=7).contains(&part.len())
                && part.bytes().all(|b| b.is_ascii_alphanumeric())
                && (set == Set::Procedures || part.starts_with(|c: char| c.is_ascii_alphabetic()))
        };
        const FORM: &str =
            "A code has at most seven letters and digits, and a diagnosis begins with a letter.";
        const WRITE: &str =
            "Write a code (I10), a beginning with a star (I50*) or a range (I60-I69).";
        if let Some((from, to)) = plain.split_once('-') {
            let (from, to) = (from.trim(), to.trim());
            if !formed(from) || !formed(to) {
                return Err((FORM, WRITE));
            }
            if from.len() != to.len() {
                return Err((
                    "The two ends of a range have the same number of characters.",
                    "Shorten the longer end, for example I60-I69.",
                ));
            }
            if from > to {
                return Err(("The range ends before it begins.", "Exchange its two ends."));
            }
            return Ok(Self::Range(from.to_owned(), to.to_owned()));
        }
        if let Some(begin) = plain.strip_suffix('*') {
            return if formed(begin) {
                Ok(Self::Beginning(begin.to_owned()))
            } else {
                Err((FORM, WRITE))
            };
        }
        if !formed(&plain) {
            return Err((FORM, WRITE));
        }
        match set {
            Set::Diagnoses if plain.len() < 3 => Err((
                "A diagnosis code has at least three characters.",
                "Put a star after it, if all codes that begin so are meant.",
            )),
            Set::Procedures if plain.len() != 7 => Err((
                "A procedure code has seven characters.",
                "Put a star after it, if all codes that begin so are meant.",
            )),
            _ => Ok(Self::Code(plain)),
        }
    }
}
