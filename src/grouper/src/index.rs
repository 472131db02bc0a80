//! Finding what a table says of a code by its text, fast: a code and its entry share one slot.
//!
//! Look-ups are what grouping waits for, because the tables are larger than a processor's caches. A slot holds the
//! code as a number and the entry itself, so that a look-up touches one cache line where a general hash map, and
//! tables beside it, touch several. And the codes of a stay are looked up in two steps, so that the processor
//! waits for all of their slots at once: see [`CodeIndex::glance`].

/// Longest code.
const LONGEST: usize = 7;
/// An odd number without pattern (2^64 divided by the golden ratio), which spreads codes over the slots.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// An entry for each code, found by the code's text without regard to case.
#[derive(Debug, Clone)]
pub struct CodeIndex<E> {
    slots: Vec<Slot<E>>,
    /// Bits to shift a spread code by.
    shift: u32,
}

/// A code with its entry. An empty slot has key 0, which is no code's.
#[derive(Debug, Clone, Copy, Default)]
struct Slot<E> {
    key: Key,
    entry: E,
}

/// The 42 bits of a code's number, in no more room than they need: with an entry of two bytes a slot has eight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Key {
    low: u32,
    high: u16,
}

impl Key {
    const NONE: Self = Self { low: 0, high: 0 };

    #[inline]
    const fn of(key: u64) -> Self {
        Self {
            low: key as u32,
            high: (key >> 32) as u16,
        }
    }

    #[inline]
    const fn number(self) -> u64 {
        (self.high as u64) << 32 | self.low as u64
    }
}

/// A look-up half done: the code, and the slot where it is if no other code stands there.
#[derive(Debug, Clone, Copy)]
pub struct Glance<E> {
    key: Key,
    slot: Slot<E>,
}

/// A code as a number that orders as the code does: its upper-case characters, six bits each, left-aligned.
/// `None` for text that no code could be: empty, longer than seven, or with other characters than `0` to `Z`
/// of ASCII.
///
/// All characters are read, raised and checked at once, as bytes of one machine word: codes differ in length and
/// kind, and a loop over their characters costs more in mispredicted branches than the rest of a look-up.
#[must_use]
#[inline]
pub fn code_key(code: &str) -> Option<u64> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;
    let bytes = code.as_bytes();
    let length = bytes.len();
    if length == 0 || length > LONGEST {
        return None;
    }
    let unused = 8 * (8 - length as u32);
    // Left-aligned, zeros behind. Two overlapping reads: where they overlap both put the same bytes.
    let word = match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            u64::from(u32::from_be_bytes(*first)) << 32
                | u64::from(u32::from_be_bytes(*last)) << unused
        }
        _ => {
            bytes
                .iter()
                .fold(0, |word, byte| word << 8 | u64::from(*byte))
                << unused
        }
    };
    if word & HIGH != 0 {
        return None;
    }
    // The highest bit of each byte tells what the byte is at least.
    let at_least = |byte: u8| (word + u64::from(0x80 - byte) * ONES) & HIGH;
    let lower = at_least(b'a') & !at_least(b'z' + 1);
    let upper = word - (lower >> 2);
    let text = HIGH << unused;
    let at_least = |byte: u8| (upper + u64::from(0x80 - byte) * ONES) & HIGH;
    if at_least(b'0') != text || at_least(b'Z' + 1) != 0 {
        return None;
    }
    // Six bits are left of each byte; they are pushed together in pairs, fours, and eight.
    let small = (upper - ((u64::from(b'0' - 1) * ONES) << unused)) >> 8;
    let pairs = small & 0x00FF_00FF_00FF_00FF | (small & 0xFF00_FF00_FF00_FF00) >> 2;
    let fours = pairs & 0x0000_0FFF_0000_0FFF | (pairs & 0x0FFF_0000_0FFF_0000) >> 4;
    Some(fours & 0x00FF_FFFF | (fours >> 32) << 24)
}

/// The text of a key.
#[must_use]
pub fn code_text(key: u64) -> String {
    (0..LONGEST as u32)
        .rev()
        .map(|i| (key >> (6 * i)) as u8 & 0x3F)
        .filter(|small| *small != 0)
        .map(|small| char::from(small - 1 + b'0'))
        .collect()
}

impl<E: Copy + Default> CodeIndex<E> {
    /// Indexes entries by the keys of their codes (see [`code_key`]), which are distinct.
    #[must_use]
    pub fn build(entries: impl ExactSizeIterator<Item = (u64, E)>) -> Self {
        let bits = (entries.len().max(8) * 3 / 2)
            .next_power_of_two()
            .trailing_zeros();
        let mut index = Self {
            slots: vec![Slot::default(); 1 << bits],
            shift: 64 - bits,
        };
        for (key, entry) in entries {
            let key = Key::of(key);
            let mut at = index.first(key);
            while index.slots[at].key != Key::NONE {
                at = index.after(at);
            }
            index.slots[at] = Slot { key, entry };
        }
        index
    }

    #[inline]
    fn first(&self, key: Key) -> usize {
        (key.number().wrapping_mul(SPREAD) >> self.shift) as usize
    }

    #[inline]
    fn after(&self, at: usize) -> usize {
        (at + 1) & (self.slots.len() - 1)
    }

    /// Begins to look a code up. To be called for all codes that are wanted before any of them is settled: nothing
    /// here depends on what the slots hold, so the processor fetches them side by side.
    #[must_use]
    #[inline]
    pub fn glance(&self, code: &str) -> Glance<E> {
        let key = Key::of(code_key(code).unwrap_or(0));
        let slot = self.slots[self.first(key)];
        Glance { key, slot }
    }

    /// The entry of the code that was glanced at.
    #[must_use]
    #[inline]
    pub fn settle(&self, glance: &Glance<E>) -> Option<E> {
        let Glance { key, mut slot } = *glance;
        if key == Key::NONE {
            return None;
        }
        let mut at = self.first(key);
        while slot.key != key {
            if slot.key == Key::NONE {
                return None;
            }
            at = self.after(at);
            slot = self.slots[at];
        }
        Some(slot.entry)
    }

    /// The entry of a code.
    #[must_use]
    #[inline]
    pub fn find(&self, code: &str) -> Option<E> {
        self.settle(&self.glance(code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_order_as_codes_do_and_know_no_case() {
        for code in ["A", "A00", "I5020", "0ZZZ", "S72001A"] {
            assert_eq!(code_key(code).map(code_text).as_deref(), Some(code));
            assert_eq!(code_key(&code.to_lowercase()), code_key(code));
        }
        for code in ["", "12345678", "é", "A.0", "A 0", "A{", "`"] {
            assert_eq!(code_key(code), None, "{code}");
        }
        assert!(code_key("A00") < code_key("A000") && code_key("A009") < code_key("A01"));
    }

    #[test]
    fn finds_what_is_there_and_nothing_else() {
        let codes: Vec<String> = (0..5000).map(|n| format!("{n:05}")).collect();
        let keys: Vec<u64> = codes.iter().filter_map(|c| code_key(c)).collect();
        let index = CodeIndex::build(
            keys.iter()
                .copied()
                .zip(0..)
                .collect::<Vec<_>>()
                .into_iter(),
        );
        let find = |code: &str| index.find(code);
        for (value, code) in (0..).zip(&codes) {
            assert_eq!(find(code), Some(value));
        }
        for code in ["5000", "05000", "99999", "0", ""] {
            assert_eq!(find(code), None, "{code}");
        }
        let none = CodeIndex::<u32>::build([].into_iter());
        assert_eq!(none.find("A"), None);
    }
}
