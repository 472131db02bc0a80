//! The guidelines' PDF as text, each page ended by a form feed.

use pdf::{Limits, NoText, Page};

/// The guidelines have 0.8 MB and 120 pages.
const LIMITS: Limits = Limits {
    bytes: 8 << 20,
    pages: 400,
    stream: 32 << 20,
    all: 256 << 20,
    text: 32 << 20,
};
/// Pages after which it is asked whether the document is the one that is wanted.
const FIRST_PAGES: usize = 3;

/// Why there is no text of the guidelines.
#[derive(Debug)]
pub(crate) enum NoGuidelines {
    /// The PDF can't be read.
    NoText(NoText),
    /// It shows no letters: pictures of pages.
    Pictures(usize),
    /// It begins as another document does.
    Other,
}

/// The text of a PDF whose beginning is `wanted`.
pub(crate) fn text(bytes: &[u8], wanted: impl Fn(&str) -> bool) -> Result<String, NoGuidelines> {
    let mut other = false;
    let pages = pdf::read(bytes, &LIMITS, |pages| {
        if pages.len() == FIRST_PAGES {
            other = is_other(pages, &wanted);
        }
        !other
    })
    .map_err(NoGuidelines::NoText)?;
    if other || (pages.len() < FIRST_PAGES && is_other(&pages, &wanted)) {
        return Err(NoGuidelines::Other);
    }
    if pages.iter().all(|page| page.text().trim().is_empty()) {
        return Err(NoGuidelines::Pictures(pages.len()));
    }
    Ok(joined(&pages))
}

fn is_other(pages: &[Page], wanted: impl Fn(&str) -> bool) -> bool {
    let text = joined(pages);
    !text.trim().is_empty() && !wanted(&text)
}

fn joined(pages: &[Page]) -> String {
    let mut out = String::new();
    for page in pages {
        out.push_str(page.text());
        out.push_str("\u{c}\n");
    }
    out
}
