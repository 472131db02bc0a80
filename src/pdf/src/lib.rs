//! The text of a PDF, as its pages show it.
//!
//! A PDF places glyphs, not words: [`page`] follows what a page's operators show and where, [`font`] says which
//! characters that is, [`layout`] puts what stands at one height into a line. Before a PDF is opened, [`guard`] counts what its streams
//! would inflate to: a small file can't ask for more memory than the limits say.

mod font;
mod guard;
mod layout;
mod page;

use hayro_syntax::{LoadPdfError, Pdf};

pub use guard::Refused;

/// What is taken on.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Most bytes of the file.
    pub bytes: usize,
    /// Most pages.
    pub pages: usize,
    /// Most bytes that one stream may inflate to.
    pub stream: usize,
    /// Most bytes that all streams may inflate to, and all contents of pages that are followed.
    pub all: usize,
    /// Most bytes of text.
    pub text: usize,
}

/// Why there is no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoText {
    /// It can't be taken apart.
    Damaged(&'static str),
    /// It is encrypted.
    Locked,
    /// Larger than the limits; in words.
    TooLarge(String),
    /// A stream that the limits can't be held against; in words, with its byte.
    Forbidden(String),
}

/// What a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// Lines of text.
    Text(String),
    /// No letters: a picture of a page, or nothing.
    Pictures,
    /// Its contents go beyond the limits and were not followed.
    NotRead,
}

impl Page {
    /// Its text; empty where there is none.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Pictures | Self::NotRead => "",
        }
    }
}

/// Reads the pages of a PDF one by one; `go_on` is asked behind each with all pages so far.
///
/// # Errors
/// [`NoText`], where not a single page can be read.
pub fn read(
    bytes: &[u8],
    limits: &Limits,
    mut go_on: impl FnMut(&[Page]) -> bool,
) -> Result<Vec<Page>, NoText> {
    if bytes.len() > limits.bytes {
        return Err(NoText::TooLarge(format!(
            "it has {} bytes, the limit for a PDF is {}",
            bytes.len(),
            limits.bytes
        )));
    }
    guard::check(bytes, limits)?;
    let document = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => NoText::Locked,
        LoadPdfError::Invalid => NoText::Damaged("it can't be taken apart as a PDF"),
    })?;
    let pages = document.pages();
    if pages.is_empty() {
        return Err(NoText::Damaged("it has no page"));
    }
    if pages.len() > limits.pages {
        return Err(NoText::TooLarge(format!(
            "it has {} pages, the limit is {}",
            pages.len(),
            limits.pages
        )));
    }
    let mut reader = page::Reader::new(limits);
    let mut out = Vec::new();
    let mut written = 0;
    for page in pages.iter() {
        let Some(runs) = (if written > limits.text {
            None
        } else {
            reader.runs(page)
        }) else {
            out.push(Page::NotRead);
            continue;
        };
        let mut text = String::new();
        layout::write(&mut text, runs);
        written += text.len();
        out.push(if text.trim().is_empty() {
            Page::Pictures
        } else {
            Page::Text(text)
        });
        if !go_on(&out) {
            break;
        }
    }
    Ok(out)
}
