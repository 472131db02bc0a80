//! Finding a code by its text, fast: code and position share one 64-bit slot.
//!
//! Look-ups are what grouping waits for, because the tables are larger than a processor's caches. A slot holds the
//! code in 42 bits (seven characters of six) and its position in the other 22, so that a look-up touches one cache
//! line where a general hash map touches two or three.

/// Bits of the position.
const POSITION: u32 = 22;
/// Longest code.
const LONGEST: usize = 7;
/// An odd number without pattern (2^64 divided by the golden ratio), which spreads codes over the slots.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// Positions of codes by their text, without regard to case.
#[derive(Debug, Clone)]
pub struct CodeIndex {
    slots: Vec<u64>,
    /// Bits to shift a spread code by.
    shift: u32,
}

/// A code as a number that orders as the code does: its upper-case characters, six bits each, left-aligned.
/// `None` for text that no code could be: empty, longer than seven, or with other characters than `0` to `Z`
/// of ASCII.
#[must_use]
#[inline]
pub fn code_key(code: &str) -> Option<u64> {
    if code.is_empty() || code.len() > LONGEST {
        return None;
    }
    let mut key = 0u64;
    for byte in code.bytes() {
        let upper = if byte.is_ascii_lowercase() {
            byte - 32
        } else {
            byte
        };
        let small = upper.wrapping_sub(b'0');
        if small > b'Z' - b'0' {
            return None;
        }
        key = key << 6 | u64::from(small + 1);
    }
    Some(key << (6 * (LONGEST - code.len()) as u32))
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

impl CodeIndex {
    /// Indexes keys (see [`code_key`]) by the positions given with them. `None` if a position is beyond four million.
    #[must_use]
    pub fn build(keys: &[u64], positions: impl Iterator<Item = u32>) -> Option<Self> {
        let bits = (keys.len().max(8) * 3 / 2)
            .next_power_of_two()
            .trailing_zeros();
        let mut index = Self {
            slots: vec![0; 1 << bits],
            shift: 64 - bits,
        };
        for (position, key) in positions.zip(keys) {
            if position >> POSITION != 0 {
                return None;
            }
            let mut at = index.first(*key);
            while index.slots[at] != 0 {
                at = (at + 1) & (index.slots.len() - 1);
            }
            index.slots[at] = key << POSITION | u64::from(position);
        }
        Some(index)
    }

    #[inline]
    fn first(&self, key: u64) -> usize {
        (key.wrapping_mul(SPREAD) >> self.shift) as usize
    }

    /// The position of a code.
    #[must_use]
    #[inline]
    pub fn find(&self, code: &str) -> Option<u32> {
        let key = code_key(code)?;
        let mut at = self.first(key);
        loop {
            // A slot is never 0 where there is a code: no key is.
            let slot = self.slots[at];
            if slot >> POSITION == key {
                return Some((slot & ((1 << POSITION) - 1)) as u32);
            }
            if slot == 0 {
                return None;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
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
        let index = CodeIndex::build(&keys, 0..);
        let find = |code: &str| index.as_ref().and_then(|i| i.find(code));
        for (position, code) in (0..).zip(&codes) {
            assert_eq!(find(code), Some(position));
        }
        for code in ["5000", "05000", "99999", "0", ""] {
            assert_eq!(find(code), None, "{code}");
        }
        assert_eq!(CodeIndex::build(&[], 0..).and_then(|i| i.find("A")), None);
    }
}
