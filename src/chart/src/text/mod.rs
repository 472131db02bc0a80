//! A document's text as pages and lines with places that stay.
//!
//! The body of a document never changes once it is kept, so a *span* (bytes of the body as UTF-8) names words for good:
//! page and line are found from it whenever they are shown. Pages are parted by form feeds, as printers part them.

mod quote;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use quote::Quote;

/// Most bytes of one body: positions are 32 bits wide, and a longer note is no note.
pub const MOST_BYTES: usize = 64 << 20;

/// Some words of a body: bytes from `start` up to and without `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Byte behind the last one.
    pub end: u32,
}

impl Span {
    /// Positions within a [`Text`] fit: its length is limited.
    pub(crate) fn of(start: usize, end: usize) -> Self {
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self {
            start: narrow(start),
            end: narrow(end),
        }
    }

    /// As a range of bytes.
    #[must_use]
    pub fn range(self) -> core::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Number of bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end.saturating_sub(self.start)) as usize
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }
}

/// Where a byte stands; everything counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Page of the document.
    pub page: u32,
    /// Line of that page.
    pub line: u32,
    /// Character of that line.
    pub column: u32,
}

/// Why there is no text or no span: what, why, where and how to go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// The body is too long.
    #[error(
        "the text is too long: it has {0} bytes, the limit is {MOST_BYTES}; part the document in two"
    )]
    TooLong(usize),
    /// A span that doesn't lie in the body.
    #[error(
        "bytes {start} to {end} are no words of this text: it has {bytes} bytes; select the words again"
    )]
    Outside {
        /// First byte asked for.
        start: u32,
        /// End asked for.
        end: u32,
        /// Bytes of the body.
        bytes: usize,
    },
    /// A span that begins or ends within a character.
    #[error("byte {at} lies within a character; select whole characters")]
    InCharacter {
        /// The byte.
        at: u32,
    },
}

/// A body with its pages and lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    body: Arc<str>,
    /// First bytes of the lines, and of the pages.
    lines: Vec<u32>,
    pages: Vec<u32>,
}

impl Text {
    /// Takes a body as it is.
    ///
    /// # Errors
    /// [`TextError::TooLong`].
    pub fn new(body: impl Into<Arc<str>>) -> Result<Self, TextError> {
        let body = body.into();
        if body.len() > MOST_BYTES {
            return Err(TextError::TooLong(body.len()));
        }
        let (mut lines, mut pages) = (vec![0], vec![0]);
        let bytes = body.as_bytes();
        let content = body.trim_end().len();
        let mut at = 0;
        while at < bytes.len() {
            let feed = bytes[at] == b'\x0c';
            at += 1;
            if feed && at < content {
                // A line end right behind a form feed belongs to the page that ends.
                if bytes[at..].starts_with(b"\r\n") {
                    at += 2;
                } else if bytes[at] == b'\n' {
                    at += 1;
                }
                pages.push(Span::of(at, at).start);
            }
            if at < bytes.len() && (feed && at < content || bytes[at - 1] == b'\n') {
                lines.push(Span::of(at, at).start);
            }
        }
        Ok(Self { body, lines, pages })
    }

    /// The whole body.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// Number of pages; a text without form feeds has one.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// Number of lines.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// A page, counted from 0.
    #[must_use]
    pub fn page(&self, number: usize) -> Option<Span> {
        self.piece(&self.pages, number)
    }

    /// A line, counted from 0, without its line end.
    #[must_use]
    pub fn line(&self, number: usize) -> Option<Span> {
        let whole = self.piece(&self.lines, number)?;
        let kept = self.body[whole.range()]
            .trim_end_matches(['\n', '\r', '\x0c'])
            .len();
        Some(Span::of(whole.start as usize, whole.start as usize + kept))
    }

    /// The number of the line, from 0, in which a byte stands.
    #[must_use]
    pub fn line_at(&self, byte: u32) -> usize {
        self.lines
            .partition_point(|start| *start <= byte)
            .saturating_sub(1)
    }

    /// The span of some bytes, checked.
    ///
    /// # Errors
    /// [`TextError::Outside`], [`TextError::InCharacter`].
    pub fn span(&self, start: u32, end: u32) -> Result<Span, TextError> {
        if start > end || end as usize > self.body.len() {
            return Err(TextError::Outside {
                start,
                end,
                bytes: self.body.len(),
            });
        }
        for at in [start, end] {
            if !self.body.is_char_boundary(at as usize) {
                return Err(TextError::InCharacter { at });
            }
        }
        Ok(Span { start, end })
    }

    /// The words of a span; nothing where the span is not of this text.
    #[must_use]
    pub fn words(&self, span: Span) -> &str {
        self.body.get(span.range()).unwrap_or_default()
    }

    /// Where a byte stands. Bytes behind the end stand at the end.
    #[must_use]
    pub fn place(&self, byte: u32) -> Place {
        let byte = byte.min(Span::of(self.body.len(), 0).start);
        let page = self.pages.partition_point(|start| *start <= byte).max(1);
        let line = self.line_at(byte);
        let first = self.line_at(self.pages[page - 1]);
        let begins = self.lines[line] as usize;
        let column = self
            .body
            .get(begins..byte as usize)
            .map_or(0, |before| before.chars().count());
        let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Place {
            page: narrow(page),
            line: narrow(line - first.min(line) + 1),
            column: narrow(column + 1),
        }
    }

    /// Moves a byte back to the beginning of its character.
    pub(crate) fn floor(&self, mut byte: usize) -> usize {
        byte = byte.min(self.body.len());
        while !self.body.is_char_boundary(byte) {
            byte -= 1;
        }
        byte
    }

    fn piece(&self, starts: &[u32], number: usize) -> Option<Span> {
        let start = *starts.get(number)? as usize;
        let end = starts
            .get(number + 1)
            .map_or(self.body.len(), |end| *end as usize);
        Some(Span::of(start, end))
    }
}
