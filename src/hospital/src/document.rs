//! From a note to the record's document: heading, body with its digest, times, signature.

use records::model::{
    Body, Document, DocumentKind, DocumentStatus, IdentityCheck, Media, Signature,
    SignatureMeaning, Source,
};
use records::{BodyId, EntryId};
use sha2::{Digest as _, Sha256};

use crate::chart::{Hand, Note, Stay};
use crate::draw::Draw;
use crate::key::{Evidence, Found};
use crate::people::{NAME, Persona};
use crate::zone::moment;

/// Lines of a printed page.
const PAGE: usize = 50;

/// A finished document: its entry, the record's part, and the words.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) id: EntryId,
    pub(crate) document: Document,
    pub(crate) body: Option<(BodyId, String)>,
}

/// What stands above every page.
pub(crate) fn heading(
    person: &Persona,
    unit_number: &str,
    account: &str,
    note: &Note,
    hand: Hand,
) -> String {
    format!(
        "{NAME}\n{}\nPatient: {}   MRN {unit_number}   Account {account}\nBorn {}   Sex {}   {}\n\n",
        note.title.to_uppercase(),
        person.shown(),
        person.birth.format("%m/%d/%Y"),
        person.sex.word(),
        hand.date(note.about),
    )
}

/// Finishes a note, and keeps where its labelled words came to stand. `stranger` is who an astray page names.
pub(crate) fn finish(
    note: &Note,
    stay: &Stay<'_>,
    (unit_number, account): (&str, &str),
    stranger: (&Persona, &str),
    found: &mut Found,
    draw: &mut Draw,
) -> Finished {
    let id = EntryId(draw.id());
    let author = &stay.staff[note.author];
    let hand = Hand(author.hand);
    let mut document = Document {
        kind: note.kind,
        title: note.title.clone(),
        status: note.status,
        author: author.name.clone(),
        author_role: note.role.into(),
        about: Some(moment(note.about)),
        source: Source::Demo,
        identity: IdentityCheck::Open,
        ..Document::default()
    };
    if note.status == DocumentStatus::Expected {
        return Finished {
            id,
            document,
            body: None,
        };
    }
    let mut words = if note.astray {
        heading(stranger.0, stranger.1, account, note, hand)
    } else {
        heading(stay.person, unit_number, account, note, hand)
    };
    let offset = words.len();
    words.push_str(note.text.words.trim_end());
    words.push_str("\n\n");
    if let Some(at) = note.dictated {
        words.push_str(&format!("Dictated {}\n", at.format("%m/%d/%Y %H:%M")));
    }
    if let Some(at) = note.signed {
        words.push_str(&format!(
            "Electronically signed by {} {}\n",
            author.name,
            at.format("%m/%d/%Y %H:%M")
        ));
    }
    for span in &note.text.spans {
        let (start, end) = (span.start + offset, span.end + offset);
        let evidence = Evidence {
            document: id,
            start,
            end,
            words: words[start..end].to_owned(),
        };
        found.entry(span.label.clone()).or_default().push(evidence);
    }
    document.dictated = note.dictated.map(moment);
    document.transcribed = note.dictated.map(|_| moment(note.entered));
    document.entered = Some(moment(note.entered));
    document.authenticated = note.signed.map(moment);
    if let Some(at) = note.signed {
        let signature = Signature {
            name: author.name.clone(),
            role: note.role.into(),
            meaning: SignatureMeaning::Author,
            at: Some(moment(at)),
        };
        document.signatures.insert(EntryId(draw.id()), signature);
    }
    let body = BodyId(draw.id());
    document.pages = u32::try_from(words.lines().count().div_ceil(PAGE)).unwrap_or(1);
    document.body = Some(Body {
        id: body,
        media: Media::Text,
        bytes: words.len() as u64,
        sha256: Sha256::digest(words.as_bytes())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    });
    Finished {
        id,
        document,
        body: Some((body, words)),
    }
}

/// Whether documents of a kind carry the key's evidence: what nurses and technicians write does not (OCG I.B.14), save
/// where a pathologist or radiologist adds detail.
pub(crate) const fn by_provider(kind: DocumentKind) -> bool {
    !matches!(
        kind,
        DocumentKind::Nursing
            | DocumentKind::Laboratory
            | DocumentKind::Medications
            | DocumentKind::ResidentAssessment
    )
}
