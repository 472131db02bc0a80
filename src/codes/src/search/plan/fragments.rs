//! Beginnings of codes among the words of a query.

use crate::search::build::Index;

/// Takes beginnings of codes out of a query of several words: `E11.9 diabetes` gives `diabetes` and the range of E119.
pub(super) fn code_fragments(
    index: &Index,
    text: &str,
) -> (String, Vec<(core::ops::Range<u32>, String)>) {
    let mut rest = String::new();
    let mut found = Vec::new();
    for piece in text.split_inclusive(char::is_whitespace) {
        let plain = piece.trim().trim_end_matches([',', ';']);
        let dotted = plain.as_bytes().get(3) == Some(&b'.') && plain.len() > 4;
        let code: String = plain.replace('.', "").to_ascii_uppercase();
        let figures = code.bytes().filter(u8::is_ascii_digit).count();
        let letters = code.bytes().filter(u8::is_ascii_uppercase).count();
        let shaped = (3..=7).contains(&code.len())
            && code.is_ascii()
            && figures + letters == code.len()
            && letters > 0
            && (dotted
                || figures >= 2 && code.len() >= 4
                || figures == 2 && code.as_bytes()[0].is_ascii_uppercase())
            && index.vocabulary.find(&code.to_ascii_lowercase()).is_none();
        let range = shaped
            .then(|| index.starting_with(&code).find(|r| !r.is_empty()))
            .flatten();
        match range {
            Some(range) => found.push((range, plain.to_owned())),
            None => rest.push_str(piece),
        }
    }
    (rest, found)
}
