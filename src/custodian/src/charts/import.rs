//! A planned file taken in: the file itself is kept, then its documents are written, a few at a time and each as a whole.
//! A journal stands in the store from before the first to after the last.

use access::audit::{Act as Told, Happened, Why};
use access::{Action, RecordKind};
use chart::import::found::{Document as Found, Format, Statement};
use chart::import::{Import, Moment as FoundTime};
use records::model::{
    Body, CodeAtSource, Document, DocumentStatus, Encounter, IdentityCheck, Media, Provenance,
    Signature, SignatureMeaning, Source,
};
use records::{BodyId, EntryId, Kind, Moment, RecordId};
use sha2::{Digest as _, Sha256};
use store::{Batch, Store};

use super::bodies::{Words, attachment_id, body_of, words_of};
use super::forms::wrong;
use super::journal::{Journal, names};
use super::plan::{self, Planned};
use super::rights::Ask;
use super::running::Running;
use crate::commit::{Act, What, Work};
use crate::custodian::Custodian;
use crate::hex::hex;
use crate::protocol::{Failure, Progress};
use crate::surroundings::Surroundings;

/// Documents written together at most, and bytes of their words.
const AT_ONCE: usize = 16;
const BYTES_AT_ONCE: usize = 1 << 20;
/// What was not understood is named so often with a document; the file is kept.
const MOST_NAMED: usize = 200;

/// An import under way.
pub(super) struct Importing {
    planned: Planned,
    reason: String,
    /// The next of its documents.
    next: usize,
    progress: Progress,
}

impl Importing {
    /// Into which encounter.
    pub(super) const fn encounter(&self) -> RecordId {
        self.planned.encounter
    }

    pub(super) fn progress(&self) -> Progress {
        self.progress.clone()
    }
}

/// A document that is to be written, with what goes beside the record.
struct Prepared<'p> {
    id: EntryId,
    document: Document,
    words: Option<Words>,
    attachment: Option<&'p [u8]>,
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Takes the file of the last plan in.
    pub(super) async fn accept_import(
        &mut self,
        number: [u8; 16],
        reason: &str,
    ) -> Result<Progress, Failure> {
        self.nothing_runs()?;
        let charts = &mut self.session_mut()?.charts;
        let planned = charts.plan.take().filter(|plan| plan.number == number);
        let planned = planned.ok_or_else(no_plan)?;
        match self.begin_import(&planned, reason).await {
            Ok(()) => {}
            Err(failure) => {
                // The plan stays, so that a reason can be given, or room be made.
                self.session_mut()?.charts.plan = Some(planned);
                return Err(failure);
            }
        }
        let coming = planned.entries.iter().filter(|(_, here)| !here).count();
        let importing = Importing {
            planned,
            reason: reason.trim().to_owned(),
            next: 0,
            progress: Progress {
                what: "documents".to_owned(),
                of: coming as u32,
                ..Progress::default()
            },
        };
        self.session_mut()?.charts.running = Some(Running::Import(Box::new(importing)));
        self.go_on().await
    }

    /// The journal, the entry in the trail, and the file itself.
    async fn begin_import(&mut self, planned: &Planned, reason: &str) -> Result<(), Failure> {
        let encounter = planned.encounter;
        let stay = self.encounter(encounter).await?;
        let ask = Ask::on(Action::Create, RecordKind::Document, "");
        self.pass(encounter, &stay, ask).await?;
        if planned.check == IdentityCheck::Wrong && reason.trim().is_empty() {
            return Err(Failure::new(
                "The file was not taken in.",
                "An identifier in it is not this patient's.",
                planned.import.source.name.clone(),
                "Open the encounter of the patient whom the pages name, or say why they belong here.",
            ));
        }
        let import = &planned.import;
        let file_id = super::journal::named_by(&import.source.sha256).ok_or_else(no_plan)?;
        let keeps_file = keeps_file(planned) && !names(&stay, file_id);
        let documents: Vec<(EntryId, String)> = import
            .documents
            .iter()
            .zip(&planned.entries)
            .filter(|(_, (_, here))| !here)
            .map(|(found, (id, _))| (*id, plan::title(found)))
            .collect();
        let mut attachments: Vec<(BodyId, u64)> = import
            .documents
            .iter()
            .filter_map(|found| found.attachment.as_ref())
            .map(|attachment| {
                let digest: [u8; 32] = Sha256::digest(&attachment.bytes).into();
                (attachment_id(&digest), attachment.bytes.len() as u64)
            })
            .collect();
        if keeps_file {
            attachments.push((file_id, planned.bytes.len() as u64));
        }
        let mut event = self.event(Told::Happened(Happened::Imported))?;
        event = event.on(
            RecordKind::Encounter,
            access::RecordId(encounter.0),
            access::Relation::None,
        );
        event.count = documents.len() as u32;
        if planned.check == IdentityCheck::Wrong {
            event.reason = Some(crate::rights::reason(Why::Other, reason)?);
        }
        let mut rows = Batch::new();
        self.put_journal(
            &mut rows,
            encounter,
            &Journal {
                file: import.source.name.clone(),
                sha256: import.source.sha256.clone(),
                began: self.world.now().millis,
                documents,
                attachments,
            },
        )?;
        self.commit(Work {
            audit: vec![event],
            rows,
            ..Work::default()
        })
        .await?;
        if keeps_file {
            self.put_attachment((Kind::Encounter, encounter), &planned.bytes)
                .await?;
        }
        Ok(())
    }

    /// Writes some more documents; after the last, what the file says beside them, and takes the journal out.
    pub(super) async fn import_some(
        &mut self,
        importing: &mut Importing,
    ) -> Result<Progress, Failure> {
        let encounter = importing.planned.encounter;
        let of = (Kind::Encounter, encounter);
        let stay = self.encounter(encounter).await?;
        let mut some = Encounter::default();
        let mut rows = Batch::new();
        let mut audit = Vec::new();
        let (mut next, mut bytes) = (importing.next, 0);
        let planned = &importing.planned;
        while next < planned.import.documents.len()
            && some.documents.len() < AT_ONCE
            && bytes < BYTES_AT_ONCE
        {
            let place = next;
            next += 1;
            if planned.entries[place].1 {
                continue;
            }
            let prepared = self.prepare(planned, place)?;
            if let Some(attachment) = prepared.attachment {
                let named = prepared.document.body.as_ref().map(|body| body.id);
                if named.is_some_and(|id| !names(&stay, id) && !is_file(planned, id)) {
                    self.put_attachment(of, attachment).await?;
                }
                bytes += attachment.len();
            }
            if let Some(words) = &prepared.words {
                bytes += words.text.len();
                self.put_words(&mut rows, of, words).await?;
            }
            let ask = Ask {
                document: Some(prepared.id),
                ..Ask::on(Action::Create, RecordKind::Document, "")
            };
            audit.push(self.pass(encounter, &stay, ask).await?);
            some.documents.insert(prepared.id, prepared.document);
        }
        let last = next >= planned.import.documents.len();
        if last {
            for (place, statement) in planned.import.statements.iter().enumerate() {
                at_source(planned, place, statement, &mut some);
            }
            self.drop_journal(&mut rows, encounter)?;
        }
        let written = some.documents.len() as u32;
        let state = self.log(of.0, of.1).await?.state();
        let changes = state.changes(&Encounter::default(), &some);
        let mut work = Work {
            audit,
            rows,
            ..Work::default()
        };
        if !changes.is_empty() {
            work.acts.push(Act {
                kind: of.0,
                record: of.1,
                what: What::Changes(changes),
                reason: importing.reason.clone(),
            });
        }
        // Each batch waits for the disk, and with it for the attachments before it.
        self.commit(work).await?;
        importing.next = next;
        importing.progress.done += written;
        importing.progress.bytes += bytes as u64;
        importing.progress.finished = last;
        Ok(importing.progress())
    }

    /// A document as it is to stand in the record.
    fn prepare<'p>(&self, planned: &'p Planned, place: usize) -> Result<Prepared<'p>, Failure> {
        let import = &planned.import;
        let found = &import.documents[place];
        let now = self.civil_now();
        let mut media = plan::media(import, found);
        let within = found.attachment.as_ref().map(|of| of.bytes.as_slice());
        let file = matches!(
            import.source.format,
            Format::Pdf | Format::Png | Format::Jpeg | Format::Tiff
        );
        if media == Media::Text && found.body.is_empty() && within.is_some() {
            // Kept and named, though nothing here shows it.
            media = Media::Unknown;
        }
        let attachment = if file {
            Some(planned.bytes.as_slice())
        } else {
            within.filter(|_| media != Media::Text)
        };
        let (body, words) = match attachment {
            Some(content) => {
                let digest: [u8; 32] = Sha256::digest(content).into();
                let id = attachment_id(&digest);
                let body = Body {
                    id,
                    media,
                    bytes: content.len() as u64,
                    sha256: hex(&digest),
                };
                let words = (!found.body.is_empty()).then(|| Words {
                    id: words_of(id),
                    text: found.body.clone(),
                });
                (Some(body), words)
            }
            None if found.body.is_empty() => (None, None),
            None => {
                let words = Words {
                    id: self.new_body(),
                    text: found.body.clone(),
                };
                (Some(body_of(&words)), Some(words))
            }
        };
        let (status, signed) = status(found);
        let mut document = Document {
            kind: plan::kind(found.kind.kind),
            title: plan::title(found),
            status,
            author: plan::author(found),
            about: plan::about(found, now),
            entered: now,
            source: source(import.source.format),
            provenance: Some(Provenance {
                system: import.source.system.clone().unwrap_or_default(),
                identifier: found
                    .identifiers
                    .iter()
                    .find_map(|of| of.value.clone())
                    .unwrap_or_default(),
                file_sha256: import.source.sha256.clone(),
                file_bytes: if keeps_file(planned) {
                    planned.bytes.len() as u64
                } else {
                    0
                },
                taken_in: now,
                by: self.session()?.user(),
                not_understood: not_understood(import, place),
            }),
            body,
            pages: found.pages.len() as u32,
            identity: planned.check,
            ..Document::default()
        };
        if let Some((name, at)) = signed {
            document.authenticated = at.and_then(|at| time(at, now));
            let signature = Signature {
                name,
                role: String::new(),
                meaning: SignatureMeaning::Author,
                at: document.authenticated,
            };
            document
                .signatures
                .insert(EntryId(self.new_id()), signature);
        }
        Ok(Prepared {
            id: planned.entries[place].0,
            document,
            words,
            attachment,
        })
    }
}

/// Whether the file is kept beside its documents: not where it is the one text, letter by letter.
fn keeps_file(planned: &Planned) -> bool {
    match planned.import.documents.as_slice() {
        [only] if planned.import.source.format == Format::Text => {
            only.body.as_bytes() != planned.bytes.as_slice()
        }
        _ => true,
    }
}

/// Whether an attachment is the file itself, which was written before the first document.
fn is_file(planned: &Planned, id: BodyId) -> bool {
    super::journal::named_by(&planned.import.source.sha256) == Some(id)
}

const fn source(format: Format) -> Source {
    match format {
        Format::Ccda => Source::Ccda,
        Format::Fhir => Source::Fhir,
        Format::Text | Format::Pdf => Source::File,
        Format::Png | Format::Jpeg | Format::Tiff => Source::Scan,
    }
}

/// Where a document stands, by what its source says of it; what the source does not say to be signed is not. Who signed,
/// and when.
fn status(found: &Found) -> (DocumentStatus, Option<(String, Option<&FoundTime>)>) {
    let said = found.status.as_deref().unwrap_or_default();
    if said.contains("entered-in-error") {
        return (DocumentStatus::EnteredInError, None);
    }
    let role = ["legal authenticator", "authenticator"]
        .into_iter()
        .find(|role| found.people.iter().any(|person| person.name == *role));
    let signs = said.ends_with("signature S")
        || said
            .split(", ")
            .any(|word| matches!(word, "final" | "amended"));
    if !signs {
        return (DocumentStatus::Preliminary, None);
    }
    let Some(role) = role else {
        return (DocumentStatus::Authenticated, None);
    };
    let name = found.people.iter().find(|person| person.name == role);
    let at = found.times.iter().find(|time| time.role == role);
    let signed = name.map(|name| (name.value.clone(), at.map(|at| &at.moment)));
    (DocumentStatus::Authenticated, signed)
}

fn time(found: &FoundTime, now: Option<Moment>) -> Option<Moment> {
    plan::read(found.iso.as_deref()?, now)
}

/// What of the file was not understood and belongs to one document; what belongs to none stands with the first.
fn not_understood(import: &Import, place: usize) -> Vec<String> {
    let owner = |path: &str| {
        let owners = import.documents.iter().enumerate();
        owners
            .filter(|(_, document)| !document.path.is_empty() && path.starts_with(&document.path))
            .max_by_key(|(_, document)| document.path.len())
            .map_or(0, |(owner, _)| owner)
    };
    let mut named: Vec<String> = import
        .not_understood
        .iter()
        .filter(|lost| owner(&lost.path) == place)
        .map(|lost| format!("{}: {}", lost.path, lost.what))
        .collect();
    let more =
        named.len().saturating_sub(MOST_NAMED) + if place == 0 { import.not_named } else { 0 };
    named.truncate(MOST_NAMED);
    if more > 0 {
        named.push(format!("and {more} more; the file is kept"));
    }
    named
}

/// A statement's codes as found: suggestions of the source, never coded facts.
fn at_source(planned: &Planned, place: usize, statement: &Statement, some: &mut Encounter) {
    let words = statement.concept.words().unwrap_or_default();
    let mut kind = plan::statement_word(statement.kind).to_owned();
    if statement.negated {
        kind.push_str(", said not to be so");
    }
    let none = chart::import::found::Coding::default();
    let codings = match statement.concept.codings.as_slice() {
        [] => core::slice::from_ref(&none),
        codings => codings,
    };
    for (number, coding) in codings.iter().enumerate() {
        let digest: [u8; 32] = Sha256::new()
            .chain_update(b"at source")
            .chain_update(&planned.import.source.sha256)
            .chain_update((place as u64).to_be_bytes())
            .chain_update((number as u64).to_be_bytes())
            .finalize()
            .into();
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        some.at_source.insert(
            EntryId(id),
            CodeAtSource {
                system: coding.system.clone().unwrap_or_default(),
                code: coding.code.clone().unwrap_or_default(),
                words: coding.display.as_deref().unwrap_or(words).to_owned(),
                kind: kind.clone(),
            },
        );
    }
}

fn no_plan() -> Failure {
    wrong(
        "plan",
        "a plan that is not the last one",
        "Choose the file again; nothing was taken in.",
    )
}
