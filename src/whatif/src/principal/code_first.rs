//! Which codes a "code first" note names.
//!
//! Notes are sentences; what can be read off them without guessing is the codes they print in brackets: single codes
//! (`I11.0`), codes with everything below them (`D57.-`) and spans (`O00-O07`). A note that names none, such as "code
//! first underlying disease", says nothing here; where it makes the code a manifestation, the code editor knows.

use codes::cm::{CmPack, NoteKind};

/// Codes named by the "code first" notes that hold for a code, as spans of stems without dots, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named(Vec<(String, String)>);

impl Named {
    /// Reads the notes of a code (upper case, no dot) and of everything above it. `None` where they name no code.
    pub(super) fn above(pack: &CmPack, code: &str) -> Option<Self> {
        let code = pack.code(code)?;
        let lineage = core::iter::successors(Some(code), |node| node.parent());
        let named: Vec<_> = lineage
            .flat_map(|node| node.notes())
            .filter(|note| note.kind == NoteKind::CodeFirst)
            .flat_map(|note| spans(note.text))
            .collect();
        (!named.is_empty()).then_some(Self(named))
    }

    /// Whether a code (no dot) is one of them or stands below one.
    pub(super) fn name(&self, code: &str) -> bool {
        let code = code.to_ascii_uppercase();
        let upto = |stem: &str| {
            code.get(..stem.len().min(code.len()))
                .unwrap_or(&code)
                .to_owned()
        };
        self.0
            .iter()
            .any(|(first, last)| upto(first) >= *first && upto(last) <= *last)
    }
}

/// Codes and spans in the brackets of a note.
fn spans(text: &str) -> Vec<(String, String)> {
    let brackets = text
        .split('(')
        .skip(1)
        .filter_map(|rest| rest.split_once(')').map(|(inside, _)| inside));
    brackets
        .flat_map(|inside| inside.split([',', ';', ' ']))
        .filter_map(span)
        .collect()
}

/// `I11.0`, `D57.-`, `O00-O07`; `None` for words.
fn span(item: &str) -> Option<(String, String)> {
    let item = item.trim();
    let (first, last) = match item.split_once('-') {
        None => (item, item),
        Some((first, last)) if last.chars().all(|c| c == '-') => (first, first),
        Some((first, last)) => (first, last.trim_end_matches('-')),
    };
    let (first, last) = (stem(first)?, stem(last)?);
    (first <= last).then_some((first, last))
}

/// A code without its dot; `None` for what isn't one by its shape.
fn stem(text: &str) -> Option<String> {
    let text = text.trim_end_matches('.');
    let stem: String = text.chars().filter(|c| *c != '.').collect();
    let bytes = stem.as_bytes();
    let is_code = (3..=7).contains(&bytes.len())
        && bytes[0].is_ascii_uppercase()
        && bytes[1].is_ascii_digit()
        && bytes[2..]
            .iter()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    is_code.then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::{Named, spans};

    fn named(text: &str) -> Named {
        Named(spans(text))
    }

    #[test]
    fn reads_the_codes_in_brackets() {
        for (text, names, names_not) in [
            (
                "heart trouble from pressure (I11.0)",
                &["I110", "i110"][..],
                &["I10", "I119", "I11"][..],
            ),
            ("blood trouble (D57.-)", &["D5700", "D57"], &["D58", "D5"]),
            (
                "early losses (O00-O07, O08.8)",
                &["O00101", "O0739", "O088"],
                &["O080", "O09", "N99"],
            ),
            (
                "poisoning, if so (T36-T50 with fifth or sixth character 1-4)",
                &["T50991A"],
                &["T51"],
            ),
            ("sugar trouble (E08-E13 with .36)", &["E1136"], &["E14"]),
            ("whatever underlies it, such as:", &[], &["A419"]),
            ("(see there) (ABC) (1-4)", &[], &["ABC"]),
            ("an open bracket (I11.0", &[], &["I110"]),
        ] {
            for code in names {
                assert!(named(text).name(code), "{text} names {code}");
            }
            for code in names_not {
                assert!(!named(text).name(code), "{text} does not name {code}");
            }
        }
    }
}
