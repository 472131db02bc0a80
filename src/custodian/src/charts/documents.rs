//! Documents written here: added as typed, changed while nobody has signed them, signed, amended, marked as entered in
//! error. Words that once stood in the record stay in the store; every step is one operation with its body and its audit
//! entry in one batch.

use access::{Action, RecordKind};
use records::model::{
    Document, DocumentKind, DocumentStatus, Encounter, IdentityCheck, Provenance, Signature,
    SignatureMeaning, Source,
};
use records::{EntryId, Kind, RecordId};
use store::{Batch, Store};

use super::bodies::{Words, body_of};
use super::forms::{self, wrong};
use super::open::document_of;
use super::rights::Ask;
use crate::commit::Work;
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{DocumentForm, DocumentPage, Failure, Signed};
use crate::surroundings::Surroundings;

/// What may be said of a document's protection.
const SENSITIVITY: [&str; 3] = ["part_2", "psychotherapy", "hiv"];
/// Most bytes of typed words.
const MOST_TYPED: usize = 1 << 20;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Adds a document as typed.
    pub(super) async fn add_document(
        &mut self,
        encounter: RecordId,
        form: &DocumentForm,
    ) -> Result<DocumentPage, Failure> {
        let before = self.encounter(encounter).await?;
        let id = form
            .expected
            .map_or_else(|| EntryId(self.new_id()), EntryId);
        let mut document = match form.expected {
            Some(_) => document_of(&before, id)?.clone(),
            None => Document::default(),
        };
        let kind = DocumentKind::ALL
            .iter()
            .find(|kind| kind.word() == form.kind);
        let kind = *kind.ok_or_else(|| wrong("kind", &form.kind, "Choose one of the list."))?;
        let begins = [
            DocumentStatus::Dictated,
            DocumentStatus::Transcribed,
            DocumentStatus::Preliminary,
            DocumentStatus::CosignPending,
        ];
        let status = begins
            .into_iter()
            .find(|status| status.word() == form.status);
        let status = status.ok_or_else(|| {
            wrong(
                "state",
                &form.status,
                "A new document is dictated, transcribed, preliminary, or waits for a cosignature; it is signed afterwards.",
            )
        })?;
        if form.expected.is_some() && document.status != DocumentStatus::Expected {
            return Err(wrong(
                "document",
                document.status.said(),
                "It is there already: amend it, or add another one.",
            ));
        }
        document.status.may_become(status).told()?;
        if let Some(word) = form
            .sensitivity
            .iter()
            .find(|word| !SENSITIVITY.contains(&word.as_str()))
        {
            return Err(wrong("protection", word, "Choose one of the list."));
        }
        let words = self.typed(&form.text)?;
        let now = self.civil_now();
        document.kind = kind;
        form.title.trim().clone_into(&mut document.title);
        form.author.trim().clone_into(&mut document.author);
        form.author_role
            .trim()
            .clone_into(&mut document.author_role);
        document.about = forms::moment(&form.about, "time it speaks of")?;
        document.dictated = forms::moment(&form.dictated, "time of dictation")?;
        document.transcribed = now.filter(|_| status == DocumentStatus::Transcribed);
        document.entered = now;
        document.status = status;
        document.source = Source::Native;
        document.body = Some(body_of(&words));
        document.sensitivity.clone_from(&form.sensitivity);
        document.provenance = Some(Provenance {
            taken_in: now,
            by: self.session()?.user(),
            ..Provenance::default()
        });
        let mut after = Encounter::clone(&before);
        after.documents.insert(id, document);
        let ask = Ask {
            document: Some(id),
            ..Ask::on(Action::Create, RecordKind::Document, "")
        };
        self.save_chart(encounter, (&before, &after), ask, Some(&words))
            .await?;
        self.page(encounter, &after, id, None).await
    }

    /// Changes the words of a document that nobody has signed.
    pub(super) async fn change_draft(
        &mut self,
        encounter: RecordId,
        id: EntryId,
        text: &str,
        reason: &str,
    ) -> Result<DocumentPage, Failure> {
        let before = self.encounter(encounter).await?;
        let document = document_of(&before, id)?;
        let draft = matches!(
            document.status,
            DocumentStatus::Dictated
                | DocumentStatus::Transcribed
                | DocumentStatus::Preliminary
                | DocumentStatus::CosignPending
        );
        if !draft {
            return Err(Failure::new(
                "The words were not changed.",
                format!("The document is {}.", document.status.said()),
                "document",
                "What is signed is amended, or an addendum is added; the original stays.",
            ));
        }
        let words = self.typed(text)?;
        let mut after = Encounter::clone(&before);
        if let Some(document) = after.documents.get_mut(&id) {
            document.body = Some(body_of(&words));
            document.pages = 0;
        }
        let ask = Ask::document(Action::Edit, id, reason);
        self.save_chart(encounter, (&before, &after), ask, Some(&words))
            .await?;
        self.page(encounter, &after, id, None).await
    }

    /// Signs a document, or records a signature that was seen on it.
    pub(super) async fn sign(
        &mut self,
        encounter: RecordId,
        id: EntryId,
        seen: Option<&Signed>,
    ) -> Result<DocumentPage, Failure> {
        let before = self.encounter(encounter).await?;
        let document = document_of(&before, id)?;
        if document.status.is_authenticated() {
            return Err(wrong(
                "state",
                document.status.said(),
                "It is signed already.",
            ));
        }
        document
            .status
            .may_become(DocumentStatus::Authenticated)
            .told()?;
        let (action, name, role, at) = match seen {
            Some(seen) => {
                let name = seen.name.trim().to_owned();
                if name.is_empty() {
                    return Err(wrong("signature", "", "Type the name that stands there."));
                }
                let at = forms::moment(&seen.at, "time of the signature")?;
                (Action::Edit, name, seen.role.trim().to_owned(), at)
            }
            None => (
                Action::Verify,
                self.signs_as(),
                document.author_role.clone(),
                self.civil_now(),
            ),
        };
        let cosigns = document.status == DocumentStatus::CosignPending;
        let other = !document.author.is_empty() && document.author != name;
        if other && !cosigns && seen.is_none() {
            return Err(Failure::new(
                "It was not signed.",
                format!(
                    "Its author is {}, and a document is authenticated by its author (42 CFR 482.24(c)(1)).",
                    document.author
                ),
                "signature",
                "Have the author sign it, or record the signature as it stands on the paper.",
            ));
        }
        let mut after = Encounter::clone(&before);
        let entry = EntryId(self.new_id());
        if let Some(document) = after.documents.get_mut(&id) {
            if document.author.is_empty() {
                document.author.clone_from(&name);
            }
            document.status = DocumentStatus::Authenticated;
            document.authenticated = at;
            let meaning = if cosigns {
                SignatureMeaning::Cosigner
            } else {
                SignatureMeaning::Author
            };
            document.signatures.insert(
                entry,
                Signature {
                    name,
                    role,
                    meaning,
                    at,
                },
            );
        }
        let ask = Ask::document(action, id, "");
        self.save_chart(encounter, (&before, &after), ask, None)
            .await?;
        self.page(encounter, &after, id, None).await
    }

    /// Marks a document as entered in error.
    pub(super) async fn mark_error(
        &mut self,
        encounter: RecordId,
        id: EntryId,
        reason: &str,
    ) -> Result<DocumentPage, Failure> {
        if reason.trim().is_empty() {
            return Err(wrong("reason", "", "Say what is wrong with it."));
        }
        let before = self.encounter(encounter).await?;
        let document = document_of(&before, id)?;
        document
            .status
            .may_become(DocumentStatus::EnteredInError)
            .told()?;
        let mut after = Encounter::clone(&before);
        if let Some(document) = after.documents.get_mut(&id) {
            document.status = DocumentStatus::EnteredInError;
        }
        let ask = Ask::document(Action::Retire, id, reason);
        self.save_chart(encounter, (&before, &after), ask, None)
            .await?;
        self.page(encounter, &after, id, None).await
    }

    /// Says whether two identifiers on the pages are the patient's.
    pub(super) async fn check_identity(
        &mut self,
        encounter: RecordId,
        id: EntryId,
        right: bool,
        reason: &str,
    ) -> Result<DocumentPage, Failure> {
        let before = self.encounter(encounter).await?;
        document_of(&before, id)?;
        let mut after = Encounter::clone(&before);
        if let Some(document) = after.documents.get_mut(&id) {
            document.identity = if right {
                IdentityCheck::Right
            } else {
                IdentityCheck::Wrong
            };
        }
        let ask = Ask::document(Action::Review, id, reason);
        self.save_chart(encounter, (&before, &after), ask, None)
            .await?;
        self.page(encounter, &after, id, None).await
    }

    /// Words as typed, under a name of their own.
    pub(super) fn typed(&self, text: &str) -> Result<Words, Failure> {
        if text.trim().is_empty() {
            return Err(wrong("words", "", "Type or paste the document's words."));
        }
        if text.len() > MOST_TYPED {
            return Err(Failure::new(
                "Nothing was saved: the words are too many.",
                format!("There are {} bytes, the limit is {MOST_TYPED}.", text.len()),
                "words",
                "Save them as a text file and import that.",
            ));
        }
        Ok(Words {
            id: self.new_body(),
            text: text.to_owned(),
        })
    }

    /// Writes what was changed of a chart, with the words that it names.
    pub(super) async fn save_chart(
        &mut self,
        encounter: RecordId,
        (before, after): (&Encounter, &Encounter),
        ask: Ask<'_>,
        words: Option<&Words>,
    ) -> Result<(), Failure> {
        let audit = vec![self.pass(encounter, before, ask).await?];
        let mut rows = Batch::new();
        if let Some(words) = words {
            self.put_words(&mut rows, (Kind::Encounter, encounter), words)
                .await?;
        }
        let state = self.log(Kind::Encounter, encounter).await?.state();
        let changes = state.changes(before, after);
        if changes.is_empty() {
            return Ok(());
        }
        let work = Work {
            audit,
            rows,
            ..Work::change(Kind::Encounter, encounter, changes, ask.reason)
        };
        self.commit(work).await.map(|_| ())
    }
}
