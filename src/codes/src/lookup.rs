//! Finding a code's row by its text: codes as numbers, sorted once when a pack is opened.

/// Longest text that fits the key.
const LONGEST: usize = 8;

/// Rows by code text, for texts of one to eight ASCII bytes.
#[derive(Debug, Clone)]
pub(crate) struct Lookup(Vec<(u64, u32)>);

impl Lookup {
    /// Indexes the given rows. `None` if a text is empty, too long, not ASCII or stands twice.
    pub(crate) fn build<'a>(rows: impl Iterator<Item = (&'a str, u32)>) -> Option<Self> {
        let mut keys = rows
            .map(|(text, row)| Some((key(text)?, row)))
            .collect::<Option<Vec<_>>>()?;
        keys.sort_unstable();
        keys.windows(2)
            .all(|pair| pair[0].0 != pair[1].0)
            .then_some(Self(keys))
    }

    /// The row of `text`.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        let key = key(text)?;
        self.0
            .binary_search_by_key(&key, |&(k, _)| k)
            .ok()
            .map(|at| self.0[at].1)
    }
}

/// The text as a number whose order is the order of the texts.
fn key(text: &str) -> Option<u64> {
    if text.is_empty() || text.len() > LONGEST || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0u8; LONGEST];
    bytes[..text.len()].copy_from_slice(text.as_bytes());
    Some(u64::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::Lookup;

    #[test]
    fn finds_what_is_there_and_nothing_else() {
        let texts = ["I50", "I5020", "A000", "C00-C14X"];
        let lookup = Lookup::build(texts.iter().zip(0..).map(|(t, i)| (*t, i)));
        assert!(lookup.is_some());
        let Some(lookup) = lookup else { return };
        for (text, row) in texts.iter().zip(0..) {
            assert_eq!(lookup.find(text), Some(row));
        }
        for text in ["", "I5", "I50200000", "é", "i50"] {
            assert_eq!(lookup.find(text), None, "{text}");
        }
        assert!(Lookup::build([("A00", 0), ("A00", 1)].into_iter()).is_none());
        assert!(Lookup::build([("", 0)].into_iter()).is_none());
    }
}
