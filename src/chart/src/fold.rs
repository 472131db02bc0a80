//! Letters as a search compares them: without case and without accents.
//!
//! A reader types "sjogren" and means "Sjögren". Marks are taken off by Unicode's canonical decomposition; letters that
//! don't decompose (ø, ß, ł) stand in a short table.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Gives the folded characters of `c` one by one; none for a mark that stands alone.
pub(crate) fn fold(c: char, mut give: impl FnMut(char)) {
    if c.is_ascii() {
        give(c.to_ascii_lowercase());
        return;
    }
    decompose_canonical(c, |part| match part {
        'ß' | 'ẞ' => {
            give('s');
            give('s');
        }
        'æ' | 'Æ' => {
            give('a');
            give('e');
        }
        'œ' | 'Œ' => {
            give('o');
            give('e');
        }
        'ø' | 'Ø' => give('o'),
        'ł' | 'Ł' => give('l'),
        'đ' | 'Đ' | 'ð' | 'Ð' => give('d'),
        'ı' => give('i'),
        mark if is_combining_mark(mark) => {}
        part => part
            .to_lowercase()
            .filter(|c| !is_combining_mark(*c))
            .for_each(&mut give),
    });
}

/// Whether `c` belongs to the letter before it.
pub(crate) fn is_mark(c: char) -> bool {
    // Soft hyphen and zero-width (non-)joiner are invisible within a word.
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}') || (!c.is_ascii() && is_combining_mark(c))
}
