//! What goes into an ICD-10-PCS pack, as its builder hands it over.

use std::collections::BTreeMap;

use super::axes::{WHOLE, rule_key, rule_lengths};
use crate::history::Replacement;
use crate::{Period, TitleSource};

/// One procedure code. Codes come in ascending order.
#[derive(Debug, Clone)]
pub struct Procedure {
    /// Seven ASCII characters.
    pub code: String,
    /// Long title; must not be empty.
    pub title: String,
    /// Who worded the title.
    pub title_source: TitleSource,
    /// When the code is billable.
    pub periods: Vec<Period>,
    /// What each character means, and whether the label was published as such.
    pub labels: [(String, bool); 7],
}

/// Writes the pack. The same codes always give the same bytes.
///
/// # Errors
/// A sentence that names the first code breaking a rule of [`Procedure`].
pub fn write(codes: &[Procedure]) -> Result<Vec<u8>, String> {
    write_with(codes, &[])
}

/// As [`write`], with the rows of the conversion tables, ascending and each once.
///
/// # Errors
/// As [`write`]; and a sentence that names a row which is none.
pub fn write_with(
    codes: &[Procedure],
    replacements: &[Replacement<'_>],
) -> Result<Vec<u8>, String> {
    super::stored::write(codes, replacements)
}

/// The fewest rules that give every code its labels: what most codes under a short beginning agree on, then the
/// exceptions under longer ones.
pub(super) fn label_rules(codes: &[Procedure]) -> Result<Vec<(String, &str, bool)>, String> {
    type Label<'a> = (&'a str, bool);
    let mut rules: BTreeMap<String, Label<'_>> = BTreeMap::new();
    for place in 0..7 {
        let mut open: Vec<&Procedure> = codes.iter().collect();
        for length in 0..=place {
            let mut votes: BTreeMap<String, BTreeMap<Label<'_>, usize>> = BTreeMap::new();
            for code in &open {
                let (label, published) = &code.labels[place];
                let key = rule_key(&code.code, place, length)
                    .ok_or_else(|| format!("“{}” is no code", code.code))?;
                *votes
                    .entry(key)
                    .or_default()
                    .entry((label, *published))
                    .or_default() += 1;
            }
            for (key, labels) in votes {
                // A label that no majority of codes share is left to the longer beginnings, where there are any.
                let all: usize = labels.values().sum();
                let best = labels.into_iter().max_by_key(|&(_, n)| n);
                if let Some((label, n)) = best
                    && (n * 2 > all || length == place)
                {
                    rules.insert(key, label);
                }
            }
            // Exceptions need a longer rule, and then so does whatever shares their shorter beginning.
            open.retain(|code| {
                let (label, published) = &code.labels[place];
                let found = (0..=length)
                    .rev()
                    .find_map(|l| rules.get(&rule_key(&code.code, place, l)?));
                found != Some(&(label.as_str(), *published))
            });
        }
    }
    // A rule made for an exception may catch codes that a shorter rule had right, and codes may differ only in
    // what follows: those get a rule of their own.
    for code in codes {
        for place in 0..7 {
            let (label, published) = &code.labels[place];
            let found =
                rule_lengths(place).find_map(|l| rules.get(&rule_key(&code.code, place, l)?));
            if found == Some(&(label.as_str(), *published)) {
                continue;
            }
            let own = if place < 6 { WHOLE } else { place };
            let key = rule_key(&code.code, place, own)
                .ok_or_else(|| format!("“{}” is no code", code.code))?;
            rules.insert(key, (label, *published));
        }
    }
    Ok(rules
        .into_iter()
        .map(|(key, (label, published))| (key, label, published))
        .collect())
}
