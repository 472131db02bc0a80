//! Words with choices in them, and the spans that the answer key rests on.
//!
//! A passage of a scenario is plain text with four marks: `{one|another}` is one of them, `<name>` a value of the
//! encounter, `[label:words]` marks words that support a code of the key, and an empty alternative says nothing. The
//! marks never reach the chart; where the labelled words came to stand is kept beside it.

use std::collections::BTreeMap;

use crate::draw::Draw;

/// Labelled words in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    /// The key's label.
    pub(crate) label: String,
    /// First byte.
    pub(crate) start: usize,
    /// Byte after the last.
    pub(crate) end: usize,
}

/// A text being written, with its spans.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) words: String,
    pub(crate) spans: Vec<Span>,
}

/// Values by name.
pub(crate) type Values = BTreeMap<String, String>;

impl Text {
    /// Adds words as they are.
    pub(crate) fn say(&mut self, words: &str) -> &mut Self {
        self.words.push_str(words);
        self
    }

    /// Adds words as they are, under a label unless that is empty.
    pub(crate) fn labelled(&mut self, label: &str, words: &str) -> &mut Self {
        let start = self.words.len();
        self.say(words);
        if !label.is_empty() {
            let (label, end) = (label.to_owned(), self.words.len());
            self.spans.push(Span { label, start, end });
        }
        self
    }

    /// Adds a line.
    pub(crate) fn line(&mut self, words: &str) -> &mut Self {
        self.say(words).say("\n")
    }

    /// Adds a passage with its choices made.
    pub(crate) fn write(&mut self, passage: &str, values: &Values, draw: &mut Draw) -> &mut Self {
        self.part(passage, values, draw, 0);
        self
    }

    fn part(&mut self, passage: &str, values: &Values, draw: &mut Draw, depth: u8) {
        let mut rest = passage;
        while let Some(at) = rest.find(['{', '<', '[']) {
            self.words.push_str(&rest[..at]);
            rest = &rest[at..];
            let inner = match rest.as_bytes()[0] {
                b'{' => matching(rest, b'{', b'}'),
                b'[' => matching(rest, b'[', b']').filter(|inner| label(inner).is_some()),
                _ => rest[1..]
                    .find('>')
                    .map(|end| &rest[1..=end])
                    .filter(|name| values.contains_key(*name)),
            };
            let Some(inner) = inner.filter(|_| depth < 8) else {
                self.words.push_str(&rest[..1]);
                rest = &rest[1..];
                continue;
            };
            match rest.as_bytes()[0] {
                b'{' => {
                    let choices = choices(inner);
                    let chosen = *draw.pick(&choices);
                    self.part(chosen, values, draw, depth + 1);
                }
                b'[' => {
                    if let Some((label, words)) = label(inner) {
                        let start = self.words.len();
                        self.part(words, values, draw, depth + 1);
                        self.spans.push(Span {
                            label: label.to_owned(),
                            start,
                            end: self.words.len(),
                        });
                    }
                }
                _ => {
                    let value = values[inner].clone();
                    self.part(&value, values, draw, depth + 1);
                }
            }
            rest = &rest[inner.len() + 2..];
        }
        self.words.push_str(rest);
    }

    /// Capital letters where what was added from `from` on begins a line or follows a full stop.
    pub(crate) fn sentences(&mut self, from: usize) {
        let bytes = self.words.as_bytes();
        let begins = |at: usize| {
            let before = &bytes[..at];
            let stopped = before.ends_with(b". ")
                && before.len() > 3
                && before[before.len() - 3].is_ascii_lowercase()
                && before[before.len() - 4] != b'.';
            before.is_empty() || before.ends_with(b"\n") || stopped
        };
        let found: Vec<usize> = (from..bytes.len())
            .filter(|at| bytes[*at].is_ascii_lowercase() && begins(*at))
            .collect();
        for at in found {
            self.capital(at);
        }
    }

    /// Capital letter where the last addition, begun at `from`, starts a sentence.
    pub(crate) fn capital(&mut self, from: usize) {
        if let Some(first) = self.words.get(from..).and_then(|t| t.chars().next())
            && first.is_ascii_lowercase()
        {
            self.words.replace_range(
                from..=from,
                first.to_ascii_uppercase().encode_utf8(&mut [0; 4]),
            );
        }
    }
}

/// What stands between the mark at the beginning and its end.
fn matching(text: &str, open: u8, close: u8) -> Option<&str> {
    let mut depth = 0_u32;
    for (at, byte) in text.bytes().enumerate() {
        if byte == open {
            depth += 1;
        } else if byte == close {
            depth -= 1;
            if depth == 0 {
                return Some(&text[1..at]);
            }
        }
    }
    None
}

/// `label:words`, where the label is one word.
fn label(inner: &str) -> Option<(&str, &str)> {
    let (label, words) = inner.split_once(':')?;
    let fits = !label.is_empty()
        && label
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    fits.then_some((label, words))
}

/// The alternatives, parted at bars that stand in no inner braces.
fn choices(inner: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0_i32, 0, Vec::new());
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b'|' if depth == 0 => {
                parts.push(&inner[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(passage: &str, index: u64) -> Text {
        let values = Values::from([("side".into(), "left".into()), ("he".into(), "she".into())]);
        let mut text = Text::default();
        text.write(passage, &values, &mut Draw::new(1, 9, index));
        text
    }

    #[test]
    fn labelled_words_are_found_again_where_they_stand() {
        for index in 0..20 {
            let text = written(
                "Dx: [hip:{<side> hip fracture|fracture of the <side> {hip|femoral neck}}], K <3.0.",
                index,
            );
            let span = &text.spans[0];
            assert_eq!(span.label, "hip");
            assert!(
                text.words[span.start..span.end].contains("left"),
                "{}",
                text.words
            );
            assert!(text.words.ends_with(", K <3.0."));
        }
        let both: Vec<String> = (0..20).map(|i| written("{a|b}", i).words).collect();
        assert!(both.contains(&"a".into()) && both.contains(&"b".into()));
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_breaks_it(passage in "[a-z{}\\[\\]<>|: é]{0,60}", index: u64) {
            let text = written(&passage, index);
            for span in &text.spans {
                prop_assert!(text.words.get(span.start..span.end).is_some());
            }
        }
    }
}
