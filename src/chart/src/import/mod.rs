//! How documents come in, with provenance and without loss.
//!
//! A file's format is told by its content. What comes of it is documents, patients, encounters and statements as the source has them, with the
//! source's digest and the path of each; what was not understood is named (elements of XML and members of JSON; not single
//! attributes of an element that was read). The file itself is for the caller to keep, byte
//! by byte: nothing here replaces it. All refusals say what, why, where and how to go on; no input panics or asks for more than
//! [`limits`] say.

mod ccda;
mod fhir;
pub mod found;
mod json;
pub mod limits;
pub mod moment;
mod narrative;
mod picture;
mod plain;
mod refusal;
mod xml;

use sha2::{Digest as _, Sha256};

pub use found::Import;
use found::{Document, Format, PageKind, Source};
pub use limits::check_size;
use limits::{MOST_FILE, MOST_STRUCTURED, MOST_TEXT, within};
pub use moment::Moment;
use refusal::Result;
pub use refusal::{Problem, Refusal, Where};

/// Takes a file in; `sha256` is its digest in hexadecimal where the caller has it already.
///
/// # Errors
/// A [`Refusal`]. The caller's file stays as it is and can be kept as an attachment.
pub fn import(
    name: &str,
    bytes: &[u8],
    sha256: Option<&str>,
) -> core::result::Result<Import, Refusal> {
    within(bytes.len() as u64, MOST_FILE, "a file")
        .and_then(|()| read(name, bytes, sha256, true))
        .map_err(|refusal| refusal.of(name))
}

/// Reads a file; `outermost` is false for what came within another file.
fn read(name: &str, bytes: &[u8], sha256: Option<&str>, outermost: bool) -> Result<Import> {
    let start = |format: Format| {
        let digest = || {
            Sha256::digest(bytes)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect()
        };
        Import::new(Source {
            name: name.to_owned(),
            format,
            sha256: sha256.map_or_else(digest, str::to_owned),
            bytes: bytes.len(),
            system: None,
        })
    };
    if bytes.is_empty() {
        return Err(Refusal::new(Problem::Damaged, "it is empty"));
    }
    if let Some(format) = picture::format(bytes) {
        let mut import = start(format);
        let header = picture::header(bytes, format)?;
        let mut document = Document::new(Some(name.to_owned()), "");
        document.pages = vec![PageKind::Picture; header.pages.max(1)];
        document.picture = Some(header);
        import.documents.push(document);
        return Ok(import);
    }
    if bytes[..bytes.len().min(1024)]
        .windows(5)
        .any(|five| five == b"%PDF-")
    {
        return paged(name, bytes, start(Format::Pdf));
    }
    let begins = bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .trim_ascii_start();
    let wide = matches!(bytes, [0xff, 0xfe, b'<', 0, ..] | [0xfe, 0xff, 0, b'<', ..]);
    if begins.starts_with(b"<") || wide {
        within(
            bytes.len() as u64,
            MOST_STRUCTURED as u64,
            "a structured document",
        )?;
        let text = plain::decode_xml(bytes)?;
        let mut import = start(Format::Ccda);
        return ccda::read(&text, &mut import).map(|()| import);
    }
    if begins.starts_with(b"{") && bytes.windows(14).any(|part| part == b"\"resourceType\"") {
        within(
            bytes.len() as u64,
            MOST_STRUCTURED as u64,
            "a structured document",
        )?;
        let text = core::str::from_utf8(bytes).map_err(|error| {
            let mut refusal = Refusal::new(
                Problem::Damaged,
                "it holds bytes that are no UTF-8, which FHIR requires",
            );
            refusal.place.byte = Some(error.valid_up_to());
            refusal
        })?;
        let mut import = start(Format::Fhir);
        return fhir::read(text.trim_start_matches('\u{feff}'), outermost, &mut import)
            .map(|()| import);
    }
    within(bytes.len() as u64, MOST_TEXT as u64, "plain text")?;
    let (text, note) = plain::decode(bytes)?;
    let strange = text
        .chars()
        .filter(|c| c.is_control() && !c.is_whitespace())
        .count();
    if strange * 20 > text.len() {
        return Err(Refusal::new(
            Problem::NotRecognised,
            "it is no text: it is full of control characters",
        ));
    }
    let mut import = start(Format::Text);
    import.notes.extend(note);
    let mut document = Document::new(Some(name.to_owned()), "");
    document.kind = titled(name, &text);
    document.pages = vec![PageKind::Text; text.matches('\u{c}').count() + 1];
    document.body = text;
    import.documents.push(document);
    Ok(import)
}

/// The kind of a document by its name, else by its first line.
fn titled(name: &str, text: &str) -> crate::sections::TypeGuess {
    let by_name = crate::sections::guess_type(None, Some(name));
    if by_name.kind != crate::sections::DocumentType::Other {
        return by_name;
    }
    let first = text.lines().find(|line| !line.trim().is_empty());
    crate::sections::guess_type(None, first)
}

fn paged(name: &str, bytes: &[u8], mut import: Import) -> Result<Import> {
    let pages = pdf::read(bytes, &limits::PDF, |_| true).map_err(|why| match why {
        pdf::NoText::Damaged(why) => Refusal::new(Problem::Damaged, why),
        pdf::NoText::Locked => Refusal::new(Problem::Encrypted, "it is an encrypted PDF"),
        pdf::NoText::TooLarge(why) => Refusal::new(Problem::TooLarge, why),
        pdf::NoText::Forbidden(why) => Refusal::new(Problem::Forbidden, why),
    })?;
    let mut document = Document::new(Some(name.to_owned()), "");
    let texts: Vec<&str> = pages.iter().map(pdf::Page::text).collect();
    if texts.iter().any(|text| !text.is_empty()) {
        document.body = texts.join("\u{c}\n");
        document.kind = titled(name, &document.body);
    } else {
        import
            .notes
            .push("No page has text: the document can be seen, not searched.".to_owned());
    }
    for (number, page) in pages.iter().enumerate() {
        document.pages.push(match page {
            pdf::Page::Text(_) => PageKind::Text,
            pdf::Page::Pictures => PageKind::Picture,
            pdf::Page::NotRead => {
                import.lost(
                    format!("page {}", number + 1),
                    "the page goes beyond the limits and was not read",
                );
                PageKind::NotRead
            }
        });
    }
    import.documents.push(document);
    Ok(import)
}
