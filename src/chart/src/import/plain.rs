//! Bytes as text: by their mark, as UTF-8, or guessed as Windows-1252, and said so.

use encoding_rs::{Encoding, WINDOWS_1252};

use super::refusal::{Problem, Refusal, Result};

/// A text and what was guessed.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Option<String>)> {
    let (text, note) = if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, damaged) = encoding.decode_without_bom_handling(&bytes[mark..]);
        if damaged {
            return Err(Refusal::new(
                Problem::Damaged,
                format!(
                    "it is marked as {} and holds bytes that are none",
                    encoding.name()
                ),
            ));
        }
        (text.into_owned(), None)
    } else if let Ok(text) = core::str::from_utf8(bytes) {
        (text.to_owned(), None)
    } else {
        let note = "The file does not say how its letters are written; it was read as Windows-1252. Look at accents and signs.";
        (
            WINDOWS_1252
                .decode_without_bom_handling(bytes)
                .0
                .into_owned(),
            Some(note.to_owned()),
        )
    };
    if let Some(at) = text.find('\0') {
        return Err(Refusal::new(
            Problem::NotRecognised,
            "it holds null characters: it is no text",
        )
        .at(&text, at));
    }
    Ok((text, note))
}

/// The text of an XML document, by its mark or its declaration.
pub(super) fn decode_xml(bytes: &[u8]) -> Result<String> {
    if Encoding::for_bom(bytes).is_some() {
        return Ok(decode(bytes)?.0);
    }
    let head: String = bytes
        .iter()
        .take(200)
        .map(|byte| char::from(*byte))
        .collect();
    let declared = head
        .split("?>")
        .next()
        .and_then(|head| head.split("encoding").nth(1))
        .and_then(|rest| {
            let rest = rest.trim_start().strip_prefix('=')?.trim_start();
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            rest[1..].split(quote).next()
        });
    let encoding = match declared {
        Some(label) if head.starts_with("<?xml") => Encoding::for_label(label.as_bytes())
            .ok_or_else(|| {
                Refusal::new(
                    Problem::Damaged,
                    format!(
                        "it says its letters are written as \"{}\", which is not known",
                        super::found::shortened(label)
                    ),
                )
            })?,
        _ => encoding_rs::UTF_8,
    };
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    if damaged {
        return Err(Refusal::new(
            Problem::Damaged,
            format!("it holds bytes that are no {}", encoding.name()),
        ));
    }
    Ok(text.into_owned())
}
