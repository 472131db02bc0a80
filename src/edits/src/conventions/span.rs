//! Spans of codes as the tabular list and the guidelines write them: one code, an open code, a range.
//!
//! A code is compared as a number made of its seven places, so that a span is two numbers and a question to it two
//! comparisons. What a span demands beyond its ends ("with fifth or sixth character 5") is a [`Limit`].

/// A diagnosis code (upper case, no dot) as a number: its places from the highest byte down, empty places 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key(u64);

impl Key {
    /// The key of a code. `None` if the text can't be a code: longer than seven places, or not letters and digits.
    pub(crate) fn of(code: &str) -> Option<Self> {
        Self::filled(code, 0)
    }

    /// The last key that begins with `prefix`.
    fn last_of(prefix: &str) -> Option<Self> {
        Self::filled(prefix, u8::MAX)
    }

    fn filled(code: &str, fill: u8) -> Option<Self> {
        let bytes = code.as_bytes();
        if bytes.is_empty() || bytes.len() > 7 {
            return None;
        }
        let mut key = 0u64;
        for at in 0..7 {
            let byte = match bytes.get(at) {
                Some(byte) if byte.is_ascii_digit() || byte.is_ascii_uppercase() => *byte,
                Some(_) => return None,
                None => fill,
            };
            key = key << 8 | u64::from(byte);
        }
        Some(Self(key))
    }

    /// Its category: the first three characters alone.
    pub(crate) fn category(self) -> Self {
        Self(self.0 & !0xffff_ffff)
    }

    /// The character in a place (0 to 6); 0 where the code has none.
    pub(crate) fn place(self, at: usize) -> u8 {
        self.0.to_be_bytes()[at + 1]
    }
}

/// Codes from one to another, everything below both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) first: Key,
    pub(crate) last: Key,
    /// Place of its limit in the list of limits, counted from 1; 0 for none.
    pub(crate) limit: u16,
}

impl Span {
    /// All codes from `first` to `last` (upper case, no dots; `I50` to `I50` is that category). `None` if an end can't
    /// be a code or the ends stand the wrong way round.
    pub(crate) fn new(first: &str, last: &str) -> Option<Self> {
        let span = Self {
            first: Key::of(first)?,
            last: Key::last_of(last)?,
            limit: 0,
        };
        (span.first <= span.last).then_some(span)
    }

    /// Whether a code lies between the ends; the limit is not asked.
    pub(crate) fn covers(&self, key: Key) -> bool {
        self.first <= key && key <= self.last
    }

    /// Whether a code stands in a category that the span reaches into.
    pub(crate) fn in_categories(&self, key: Key) -> bool {
        let category = key.category();
        self.first.category() <= category && category <= self.last.category()
    }
}

/// Whether a code stands in a list of prefixes (`"I50"`) and ranges (`"I60-I69"`), as guideline tables write them.
pub(crate) fn within(key: Key, list: &[&str]) -> bool {
    let letter = key.place(0);
    list.iter().any(|entry| {
        // Nearly all entries are told apart by their letters alone; reading the others is what costs.
        let bytes = entry.as_bytes();
        let dash = bytes.iter().position(|&b| b == b'-');
        let begins = bytes.first().copied().unwrap_or(u8::MAX);
        let ends = dash.and_then(|at| bytes.get(at + 1)).map_or(begins, |b| *b);
        if letter < begins || letter > ends {
            return false;
        }
        let (first, last) = entry.split_once('-').unwrap_or((entry, entry));
        Span::new(first, last).is_some_and(|span| span.covers(key))
    })
}

/// Digits and letters, as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Characters(u64);

impl Characters {
    fn bit(character: u8) -> Option<u32> {
        match character {
            b'0'..=b'9' => Some(u32::from(character - b'0')),
            b'A'..=b'Z' => Some(u32::from(character - b'A') + 10),
            _ => None,
        }
    }

    /// Adds every character from `first` to `last`.
    pub(crate) fn add(&mut self, first: u8, last: u8) {
        for character in first..=last {
            if let Some(bit) = Self::bit(character) {
                self.0 |= 1 << bit;
            }
        }
    }

    /// Whether the character is in the set.
    pub(crate) fn contains(self, character: u8) -> bool {
        Self::bit(character).is_some_and(|bit| self.0 >> bit & 1 == 1)
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What a note demands of a code beyond lying in a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Limit {
    /// The character that tells the intent of a drug or substance code.
    Intent(Characters),
    /// The character in a place (0 to 6).
    Place(usize, Characters),
    /// What follows the category begins with one of these, or lies between two of them.
    AfterCategory(Vec<(String, String)>),
    /// The code ends with one of these.
    Ending(Vec<String>),
}

impl Limit {
    /// Whether a code meets the demand.
    pub(crate) fn met_by(&self, key: Key) -> bool {
        let places: Vec<u8> = (0..7)
            .map(|at| key.place(at))
            .take_while(|&c| c != 0)
            .collect();
        match self {
            Self::Intent(characters) => intent(key).is_some_and(|c| characters.contains(c)),
            Self::Place(at, characters) => characters.contains(key.place(*at)),
            Self::AfterCategory(parts) => parts.iter().any(|(first, last)| {
                let part = places.get(3..).unwrap_or_default();
                let part = &part[..part.len().min(first.len())];
                first.as_bytes() <= part && part <= last.as_bytes()
            }),
            Self::Ending(parts) => parts.iter().any(|end| places.ends_with(end.as_bytes())),
        }
    }
}

/// The character of a code of T36 to T65 that tells poisoning (1 to 4), adverse effect (5) and underdosing (6) apart:
/// the sixth, or the fifth where the sixth is a placeholder. `None` for other codes and incomplete ones.
pub(crate) fn intent(key: Key) -> Option<u8> {
    if !within(key, &["T36-T65"]) {
        return None;
    }
    match (key.place(4), key.place(5)) {
        (0, _) | (_, 0) => None,
        (fifth, b'X') => Some(fifth),
        (_, sixth) => Some(sixth),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn key(code: &str) -> Key {
        Key::of(code).unwrap()
    }

    #[test]
    fn a_span_holds_everything_below_its_ends() {
        for (first, last, inside, outside) in [
            ("I50", "I50", "I5023", "I519"),
            ("E08", "E13", "E1122", "E140"),
            ("A4851", "A4852", "A4852", "A488"),
            ("I10", "I1A", "I1A0", "I200"),
            ("C00", "D49", "C7A8", "D500"),
            ("O00", "O9A", "O9A53", "P000"),
        ] {
            let span = Span::new(first, last).unwrap();
            assert!(span.covers(key(inside)), "{first}-{last} holds {inside}");
            assert!(!span.covers(key(outside)), "{first}-{last} not {outside}");
        }
    }

    #[test]
    fn a_span_reaches_into_whole_categories() {
        let stages = Span::new("N181", "N186").unwrap();
        assert!(!stages.covers(key("N189")) && stages.in_categories(key("N189")));
        assert!(!stages.in_categories(key("N179")) && !stages.in_categories(key("N19")));
    }

    #[test]
    fn lists_hold_prefixes_and_ranges() {
        let list = ["I50", "J12-J18", "V00-Y99", "R630-R636"];
        for code in ["I5023", "J189", "V0001XA", "W19XXXA", "Y999", "R634"] {
            assert!(within(key(code), &list), "{code}");
        }
        for code in ["I519", "J209", "T360X5A", "Z66", "R637", "H5023"] {
            assert!(!within(key(code), &list), "{code}");
        }
    }

    #[test]
    fn what_is_no_code_has_no_key() {
        for text in ["", "I50.1", "i50", "S72001AX", "Ä12"] {
            assert_eq!(Key::of(text), None, "{text}");
        }
        assert_eq!(Span::new("I50", "I10"), None);
    }

    #[test]
    fn the_intent_stands_in_the_sixth_place_or_before_a_placeholder() {
        for (code, character) in [
            ("T360X5A", Some(b'5')),
            ("T45515A", Some(b'5')),
            ("T45511A", Some(b'1')),
            ("T3695XA", Some(b'5')),
            ("T6591XA", Some(b'1')),
            ("T455", None),
            ("S72001A", None),
        ] {
            assert_eq!(intent(key(code)), character, "{code}");
        }
    }

    #[test]
    fn limits_are_met_as_written() {
        let mut five = Characters::default();
        five.add(b'5', b'5');
        assert!(Limit::Place(4, five).met_by(key("B2705")));
        assert!(!Limit::Place(4, five).met_by(key("B2701")));
        let after = Limit::AfterCategory(vec![("51".into(), "52".into())]);
        assert!(after.met_by(key("E1152")) && !after.met_by(key("E1159")));
        assert!(!after.met_by(key("E115")));
        let end = Limit::Ending(vec!["23".into()]);
        assert!(end.met_by(key("I6923")) && !end.met_by(key("I6922")));
    }
}
