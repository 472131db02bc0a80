//! The words of a text with the places where they stand.
//!
//! A word is a run of letters and digits, folded. "120/80" is two words, "E11.9" and "3.5" are one (a point between
//! digits joins), "1,200" is "1200", "Crohn's" is "crohns". Whoever asks is read by the same rules as what is asked,
//! so both agree.

use crate::fold::{fold, is_mark};
use crate::text::Span;

/// Most bytes of a folded word that are compared; the span is always the whole word.
const MOST_FOLDED: usize = 64;

/// Calls `found` for each word of `text` from byte `from` on; spans count from the beginning of `text`.
pub(crate) fn each_word(text: &str, from: usize, to: usize, mut found: impl FnMut(Span, &str)) {
    let mut folded = String::new();
    let (mut start, mut end) = (None, from);
    let mut before = '\0';
    let mut characters = text[from..to].char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let at = from + at;
        let next = characters.peek().map_or('\0', |(_, next)| *next);
        if c.is_alphanumeric() {
            start.get_or_insert(at);
            if folded.len() < MOST_FOLDED {
                fold(c, |part| folded.push(part));
            }
        } else if start.is_some() && joins(before, c, next) {
            if c == '.' && folded.len() < MOST_FOLDED {
                folded.push('.');
            }
        } else {
            if let Some(start) = start.take() {
                found(Span::of(start, end), &folded);
                folded.clear();
            }
            before = c;
            continue;
        }
        end = at + c.len_utf8();
        before = c;
    }
    if let Some(start) = start {
        found(Span::of(start, end), &folded);
    }
}

/// Whether `c` between two characters belongs to a word.
fn joins(before: char, c: char, next: char) -> bool {
    is_mark(c)
        || match c {
            '\'' | '\u{2019}' => before.is_alphabetic() && next.is_alphabetic(),
            '.' | ',' => before.is_ascii_digit() && next.is_ascii_digit(),
            _ => false,
        }
}

/// The words of a short text, folded.
pub(crate) fn folded_words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    each_word(text, 0, text.len(), |_, word| out.push(word.to_owned()));
    out
}

#[cfg(test)]
mod tests {
    use super::folded_words;

    #[test]
    fn words_are_folded_and_joined_where_the_field_writes_them_as_one() {
        assert_eq!(
            folded_words("Sjögren's SJO\u{308}GREN"),
            ["sjogrens", "sjogren"]
        );
        assert_eq!(
            folded_words("BP 120/80, E11.9; 1,200 mL."),
            ["bp", "120", "80", "e11.9", "1200", "ml"]
        );
        assert_eq!(
            folded_words("pneu\u{ad}monia Straße 'quoted'"),
            ["pneumonia", "strasse", "quoted"]
        );
    }
}
