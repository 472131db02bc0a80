//! Folding text: upper case, letters without their diacritics, and what stands between words as one kind of gap.

use compact_str::CompactString;
use unicode_normalization::UnicodeNormalization as _;

/// The words of `text`: upper case without diacritics; apostrophes and periods vanish (O'Brien is OBRIEN, St. is ST),
/// every other mark ends a word.
pub(crate) fn words(text: &str) -> Vec<CompactString> {
    let mut words = vec![CompactString::default()];
    for letter in text.nfd() {
        match letter {
            '\u{300}'..='\u{36f}' | '\'' | '’' | '‘' | 'ʻ' | '`' | '.' => {}
            letter if letter.is_alphanumeric() => {
                let word = words.last_mut().expect("there is always a last word");
                match as_letters(letter) {
                    Some(letters) => word.push_str(letters),
                    None => word.extend(letter.to_uppercase()),
                }
            }
            _ => words.push(CompactString::default()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether it is one letter, of whatever script: an initial.
pub(crate) fn is_initial(text: &str) -> bool {
    text.chars().count() == 1
}

/// The words of `text` without gaps.
pub(crate) fn joined(text: &str) -> CompactString {
    words(text).concat().into()
}

/// The digits of `text`.
pub(crate) fn digits(text: &str) -> CompactString {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Letters that have no decomposition and are written with others in ASCII (as passports write them, ICAO Doc 9303-3).
fn as_letters(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' | 'ẞ' => "SS",
        'Æ' | 'æ' => "AE",
        'Œ' | 'œ' => "OE",
        'Ø' | 'ø' => "O",
        'Ł' | 'ł' => "L",
        'Đ' | 'đ' | 'Ð' | 'ð' => "D",
        'Þ' | 'þ' => "TH",
        'ı' => "I",
        _ => return None,
    })
}
