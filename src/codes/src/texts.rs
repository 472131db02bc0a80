//! A column of texts as packs store it: each text shares a beginning and an end with the one before.
//!
//! Titles of neighbouring codes differ in a few words, so a text is stored as the number of leading and trailing
//! bytes it shares with its predecessor and the differing middle. Opening expands the column into one blob with
//! offsets: no allocation per text.

use serde::{Deserialize, Serialize};

/// Ends a middle in the stored column; texts never hold it.
const SEPARATOR: u8 = b'\n';

/// The stored form, borrowed from a pack.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct StoredTexts<'a> {
    /// Leading bytes shared with the text before, one byte a text.
    prefix: &'a [u8],
    /// Trailing bytes shared with the text before, one byte a text.
    suffix: &'a [u8],
    /// What stands between, each ended by a line feed.
    middles: &'a str,
}

/// The stored form while it is being written.
#[derive(Debug, Clone, Default)]
pub(crate) struct TextsWriter {
    prefix: Vec<u8>,
    suffix: Vec<u8>,
    middles: String,
    last: String,
}

impl TextsWriter {
    /// Adds a text at the end. A line feed in it becomes a space.
    pub(crate) fn push(&mut self, text: &str) {
        let text = text.replace('\n', " ");
        let cap = usize::from(u8::MAX);
        let mut prefix = text
            .bytes()
            .zip(self.last.bytes())
            .take(cap)
            .take_while(|(a, b)| a == b)
            .count();
        while !text.is_char_boundary(prefix) {
            prefix -= 1;
        }
        let room = text.len().min(self.last.len()) - prefix;
        let mut suffix = text
            .bytes()
            .rev()
            .zip(self.last.bytes().rev())
            .take(room.min(cap))
            .take_while(|(a, b)| a == b)
            .count();
        while !text.is_char_boundary(text.len() - suffix) {
            suffix -= 1;
        }
        #[allow(clippy::cast_possible_truncation)]
        {
            self.prefix.push(prefix as u8);
            self.suffix.push(suffix as u8);
        }
        self.middles.push_str(&text[prefix..text.len() - suffix]);
        self.middles.push('\n');
        self.last = text;
    }

    /// The column so far.
    pub(crate) fn stored(&self) -> StoredTexts<'_> {
        StoredTexts {
            prefix: &self.prefix,
            suffix: &self.suffix,
            middles: &self.middles,
        }
    }
}

/// A column of texts, expanded: every `get` is a slice of one blob.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    blob: String,
    ends: Vec<u32>,
}

impl Texts {
    /// Expands a stored column. `None` if it contradicts itself: counts that differ, more shared than there was,
    /// text that is not UTF-8, or more than 4 GiB.
    pub(crate) fn open(stored: StoredTexts<'_>) -> Option<Self> {
        let count = stored.prefix.len();
        if stored.suffix.len() != count {
            return None;
        }
        let shared: usize = stored
            .prefix
            .iter()
            .chain(stored.suffix)
            .map(|&b| usize::from(b))
            .sum();
        let mut blob = Vec::with_capacity(shared + stored.middles.len().saturating_sub(count));
        let mut ends = Vec::with_capacity(count);
        let mut rest = stored.middles.as_bytes();
        let mut last = 0..0usize;
        for (&prefix, &suffix) in stored.prefix.iter().zip(stored.suffix) {
            let (prefix, suffix) = (usize::from(prefix), usize::from(suffix));
            if prefix > last.len() || suffix > last.len() {
                return None;
            }
            let cut = rest.iter().position(|&b| b == SEPARATOR)?;
            let start = blob.len();
            blob.extend_from_within(last.start..last.start + prefix);
            blob.extend_from_slice(&rest[..cut]);
            blob.extend_from_within(last.end - suffix..last.end);
            rest = &rest[cut + 1..];
            last = start..blob.len();
            ends.push(u32::try_from(blob.len()).ok()?);
        }
        let blob = String::from_utf8(blob).ok()?;
        let whole = ends.iter().all(|&end| blob.is_char_boundary(end as usize));
        (rest.is_empty() && whole).then_some(Self { blob, ends })
    }

    /// Number of texts.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The text at `index`; empty if there is none.
    pub(crate) fn get(&self, index: usize) -> &str {
        let Some(&end) = self.ends.get(index) else {
            return "";
        };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.blob[start as usize..end as usize]
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{StoredTexts, Texts, TextsWriter};
    use proptest::prelude::*;

    #[test]
    fn a_column_that_contradicts_itself_is_refused() {
        for (prefix, suffix, middles) in [
            (&[0u8][..], &[0u8][..], "no end"),
            (&[1], &[0], "a\n"),
            (&[0, 2], &[0, 0], "a\nb\n"),
            (&[0, 0], &[0, 2], "a\nb\n"),
            (&[0], &[], "a\n"),
            (&[0], &[0], "a\nb\n"),
            (&[0, 1], &[0, 0], "é\nb\n"),
        ] {
            assert!(
                Texts::open(StoredTexts {
                    prefix,
                    suffix,
                    middles
                })
                .is_none(),
                "{prefix:?} {suffix:?} {middles:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(texts in prop::collection::vec("[a-cé“\u{1F600}]{0,9}|[ab]{250,600}", 0..40)) {
            let mut writer = TextsWriter::default();
            texts.iter().for_each(|t| writer.push(t));
            let opened = Texts::open(writer.stored()).unwrap();
            prop_assert_eq!(opened.len(), texts.len());
            for (i, text) in texts.iter().enumerate() {
                prop_assert_eq!(opened.get(i), text);
            }
            prop_assert_eq!(opened.get(texts.len()), "");
        }

        #[test]
        fn no_stored_column_panics(prefix in prop::collection::vec(0u8..6, 0..20), suffix in prop::collection::vec(0u8..6, 0..20), middles in "[aé\n]{0,60}") {
            if let Some(texts) = Texts::open(StoredTexts { prefix: &prefix, suffix: &suffix, middles: &middles }) {
                (0..=texts.len()).for_each(|i| { let _ = texts.get(i); });
            }
        }
    }
}
