//! Names made comparable: particles and suffixes apart, double names in their parts.

use compact_str::CompactString;

use super::placeholder;
use super::text::{is_initial, words};

/// Particles that registrations write, join or leave out: de la Cruz, van der Berg, al-Hassan.
const PARTICLES: [&str; 20] = [
    "DE", "LA", "LAS", "LOS", "DEL", "DELA", "DOS", "DA", "DI", "DU", "LE", "VAN", "VON", "DER",
    "DEN", "TER", "EL", "AL", "BIN", "Y",
];
/// Beginnings that belong to the word after them: Mc Donald, St Claire.
const JOINED: [&str; 4] = ["MC", "MAC", "ST", "O"];
/// Titles that are no part of a name.
const TITLES: [&str; 7] = ["MR", "MRS", "MS", "MISS", "DR", "REV", "PROF"];

/// A family name in the forms it may be met in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Family {
    /// Without particles, its words joined: `CRUZ`, `GARCIALOPEZ`.
    pub(crate) whole: CompactString,
    /// With particles joined, and each part of a double name.
    pub(crate) others: Vec<CompactString>,
    /// A suffix that was typed into it.
    pub(crate) suffix: Option<u8>,
}

impl Family {
    pub(crate) fn of(text: &str) -> Self {
        let mut all = words(text);
        let suffix = (all.len() > 1)
            .then(|| all.last().and_then(|word| generation(word)))
            .flatten();
        if suffix.is_some() {
            all.pop();
        }
        if placeholder::is_name(&all) {
            return Self::default();
        }
        let joined = joined_beginnings(all);
        let bare: Vec<CompactString> = joined
            .iter()
            .filter(|w| !PARTICLES.contains(&w.as_str()))
            .cloned()
            .collect();
        let parts = if bare.is_empty() {
            joined.clone()
        } else {
            bare
        };
        let whole: CompactString = parts.concat().into();
        let with_particles: CompactString = joined.concat().into();
        let mut others = Vec::new();
        if with_particles != whole {
            others.push(with_particles);
        }
        if parts.len() > 1 {
            others.extend(parts.into_iter().filter(|part| !is_initial(part)));
        }
        Self {
            whole,
            others,
            suffix,
        }
    }
}

fn joined_beginnings(words: Vec<CompactString>) -> Vec<CompactString> {
    let mut out: Vec<CompactString> = Vec::with_capacity(words.len());
    let mut waiting = CompactString::default();
    for word in words {
        if JOINED.contains(&word.as_str()) && waiting.is_empty() {
            waiting = word;
            continue;
        }
        waiting.push_str(&word);
        out.push(core::mem::take(&mut waiting));
    }
    if !waiting.is_empty() {
        out.push(waiting);
    }
    out
}

/// First given name and what follows it; empty where it is a placeholder.
pub(crate) fn given(given: &str, middle: &str) -> (CompactString, CompactString) {
    let mut all = words(given);
    all.retain(|word| !TITLES.contains(&word.as_str()));
    if placeholder::is_name(&all) {
        return (CompactString::default(), CompactString::default());
    }
    let mut all = all.into_iter();
    let first = all.next().unwrap_or_default();
    let middle = words(middle);
    let rest: CompactString = match middle.first() {
        Some(middle) => middle.clone(),
        None => all.collect::<Vec<_>>().concat().into(),
    };
    (first, rest)
}

/// Which of that name in the family: Sr and I are the first, Jr and II the second.
pub(crate) fn generation(suffix: &str) -> Option<u8> {
    Some(match suffix {
        "SR" | "SENIOR" | "I" | "1ST" => 1,
        "JR" | "JUNIOR" | "II" | "2ND" => 2,
        "III" | "3RD" => 3,
        "IV" | "4TH" => 4,
        _ => return None,
    })
}
