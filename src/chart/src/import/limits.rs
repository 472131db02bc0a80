//! What is taken on, stated: bytes of each format, depth, number of parts.

use super::refusal::{Problem, Refusal, Result};

/// Most bytes of any file: asked by its size before it is read.
pub const MOST_FILE: u64 = 64 << 20;
/// Most bytes of plain text.
pub const MOST_TEXT: usize = 16 << 20;
/// Most bytes of a C-CDA or FHIR document.
pub const MOST_STRUCTURED: usize = 32 << 20;
/// Elements of XML and values of JSON may lie this deep.
pub const DEEPEST: usize = 64;
/// Most elements of XML, most values of JSON.
pub const MOST_PARTS: usize = 400_000;
/// Most members of one JSON object, and most contained resources in which a reference is sought.
pub const MOST_MEMBERS: usize = 2_000;
/// Most attributes of one element.
pub const MOST_ATTRIBUTES: usize = 64;
/// Most documents that one file may bring, and most bytes of all their attachments.
pub const MOST_DOCUMENTS: usize = 5_000;
/// Most bytes of decoded attachments.
pub const MOST_ATTACHED: usize = 32 << 20;
/// Most things not understood that are named one by one; further ones are counted.
pub const MOST_NAMED: usize = 2_000;
/// Most pixels that a picture may declare, and most of one side.
pub const MOST_PIXELS: u64 = 250_000_000;
/// Longest side of a picture.
pub const LONGEST_SIDE: u32 = 65_500;

/// What a PDF may ask for.
pub(super) const PDF: pdf::Limits = pdf::Limits {
    bytes: 64 << 20,
    pages: 5_000,
    stream: 32 << 20,
    all: 256 << 20,
    text: 16 << 20,
};

/// Refuses a file by its size, before a byte of it is read.
///
/// # Errors
/// A [`Refusal`] that names the size and the limit.
pub fn check_size(name: &str, bytes: u64) -> core::result::Result<(), Refusal> {
    within(bytes, MOST_FILE, "a file").map_err(|refusal| refusal.of(name))
}

pub(super) fn within(bytes: u64, most: u64, of: &str) -> Result<()> {
    if bytes <= most {
        return Ok(());
    }
    let why = format!(
        "it has {} bytes, the limit of {of} is {}",
        grouped(bytes),
        grouped(most)
    );
    Err(Refusal::new(Problem::TooLarge, why))
}

/// A number as people read it: `67,108,864`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
