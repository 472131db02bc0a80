//! The text of a PDF, as its pages show it.
//!
//! A PDF places glyphs, not words: [`page`] follows what a page's operators show and where, [`font`] says which
//! characters that is, [`layout`] puts what stands at one height into a line. Each page ends with a form feed.

mod font;
mod layout;
mod page;

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

/// Most bytes of a PDF: the guidelines have 0.8 MB, and what is packed in a PDF inflates up to a thousandfold.
const MOST_BYTES: usize = 8 << 20;
/// Most pages: the guidelines have 120.
const MOST_PAGES: usize = 400;
/// Pages after which it is asked whether the document is the one that is wanted.
const FIRST_PAGES: usize = 3;

/// Why there is no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoText {
    /// It can't be taken apart.
    Damaged(&'static str),
    /// It is locked.
    Locked,
    /// Larger than the documents that are read.
    TooLarge(String),
    /// It shows no letters: pictures of pages.
    Pictures(usize),
    /// It begins as another document does.
    Other,
}

/// The text of a PDF whose beginning is `wanted`.
pub(crate) fn text(bytes: &[u8], wanted: impl Fn(&str) -> bool) -> Result<String, NoText> {
    if bytes.len() > MOST_BYTES {
        let why = format!(
            "it has {} bytes, the limit for a PDF is {MOST_BYTES}",
            bytes.len()
        );
        return Err(NoText::TooLarge(why));
    }
    let document = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => NoText::Locked,
        LoadPdfError::Decryption(_) => {
            NoText::Damaged("it is encrypted in a way that is not known")
        }
        LoadPdfError::Invalid => NoText::Damaged("it can't be taken apart as a PDF"),
    })?;
    let pages = document.pages();
    if pages.is_empty() {
        return Err(NoText::Damaged("it has no page"));
    }
    if pages.len() > MOST_PAGES {
        let why = format!("it has {} pages, the limit is {MOST_PAGES}", pages.len());
        return Err(NoText::TooLarge(why));
    }
    let mut out = String::new();
    for (number, page) in pages.iter().enumerate() {
        layout::write(&mut out, page::runs(page));
        out.push_str("\u{c}\n");
        let asked = number + 1 == FIRST_PAGES.min(pages.len());
        if asked && !out.trim().is_empty() && !wanted(&out) {
            return Err(NoText::Other);
        }
    }
    if out.trim().is_empty() {
        return Err(NoText::Pictures(pages.len()));
    }
    Ok(out)
}
