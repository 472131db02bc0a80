//! Attachments in base 64: decoded within the limit, read where they are of a kind that is read, always kept as bytes.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::import::found::{Attachment, Document, Import, PageKind};
use crate::import::limits::MOST_ATTACHED;

/// Some writers leave the padding out.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Decodes what came within a document and reads it.
pub(in crate::import) fn attached(
    encoded: &str,
    content_type: Option<String>,
    path: &str,
    document: &mut Document,
    import: &mut Import,
) {
    let so_far: usize = import
        .documents
        .iter()
        .filter_map(|document| document.attachment.as_ref())
        .map(|kept| kept.bytes.len())
        .sum();
    let packed: Vec<u8> = encoded
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    if so_far + packed.len() / 4 * 3 > MOST_ATTACHED {
        return import.lost(path, format!("the attachments of the file have more than {MOST_ATTACHED} bytes; this one stays in the file"));
    }
    let bytes = match LENIENT.decode(&packed) {
        Ok(bytes) => bytes,
        Err(error) => return import.lost(path, format!("the attachment is damaged: {error}")),
    };
    match crate::import::read(
        document.title.as_deref().unwrap_or("attachment"),
        &bytes,
        None,
        false,
    ) {
        Ok(within) => {
            for inner in within.documents.into_iter().take(1) {
                document.body = inner.body;
                document.pages = inner.pages;
                document.picture = inner.picture;
                if document.kind.kind == crate::sections::DocumentType::Other {
                    document.kind = inner.kind;
                }
            }
            // What a structured attachment says of patients and problems belongs to the file as a whole.
            import.patients.extend(within.patients);
            import.encounters.extend(within.encounters);
            import.statements.extend(within.statements);
            import.people.extend(within.people);
            import.notes.extend(
                within
                    .notes
                    .into_iter()
                    .map(|note| format!("{path}: {note}")),
            );
            for lost in within.not_understood {
                import.lost(format!("{path} › {}", lost.path), lost.what);
            }
            import.not_named += within.not_named;
        }
        Err(refusal) => {
            document.pages = vec![PageKind::NotRead];
            import.lost(
                path,
                format!("the attachment is kept and was not read: {}", refusal.why),
            );
        }
    }
    document.attachment = Some(Attachment {
        content_type,
        bytes,
    });
}
