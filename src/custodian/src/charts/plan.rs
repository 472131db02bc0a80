//! A file read, and what would come of it. Nothing is written, and nothing is kept but in memory until it is accepted or
//! let go.

use access::{Action, RecordKind};
use chart::import::Import;
use chart::import::found::{Document as Found, Format, Statement, StatementKind};
use chart::sections::DocumentType;
use records::model::{DocumentKind, DocumentStatus, Encounter, IdentityCheck, Media, Patient};
use records::{EntryId, Kind, Moment, RecordId};
use sha2::{Digest as _, Sha256};
use store::Store;

use super::forms::shown;
use super::identity::{Identified, Whom, identify};
use super::rights::Ask;
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{Failure, ImportPlan, PlannedDocument};
use crate::surroundings::Surroundings;

/// A file that was read and not yet accepted.
pub(super) struct Planned {
    pub(super) number: [u8; 16],
    pub(super) encounter: RecordId,
    pub(super) bytes: Vec<u8>,
    pub(super) import: Import,
    pub(super) check: IdentityCheck,
    /// Entries of its documents; those that the chart has are not taken in again.
    pub(super) entries: Vec<(EntryId, bool)>,
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Reads a file and says what would come in.
    pub(super) async fn plan_import(
        &mut self,
        encounter: RecordId,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<ImportPlan, Failure> {
        let stay = self.encounter(encounter).await?;
        let ask = Ask::on(Action::Create, RecordKind::Document, "");
        self.pass(encounter, &stay, ask).await?;
        self.session_mut()?.charts.plan = None;
        let import = chart::import::import(name, &bytes, None).told()?;
        let patient: Patient = match stay.patient {
            Some(patient) => self.log(Kind::Patient, patient).await?.state().model(),
            None => Patient::default(),
        };
        let whom = Whom {
            patient: &patient,
            account: &stay.account,
        };
        let Identified { traced, check } = identify(&import, &whom);
        let entries: Vec<(EntryId, bool)> = (0..import.documents.len())
            .map(|place| entry(&stay, encounter, &import.source.sha256, place))
            .collect();
        let planned = Planned {
            number: self.new_id(),
            encounter,
            bytes,
            check,
            entries,
            import,
        };
        let offset = self.civil_now();
        let documents = planned.import.documents.iter().zip(&planned.entries);
        let plan = ImportPlan {
            plan: planned.number,
            encounter: encounter.0,
            file: planned.import.source.name.clone(),
            format: format_words(planned.import.source.format).to_owned(),
            bytes: planned.bytes.len() as u64,
            sha256: planned.import.source.sha256.clone(),
            system: planned.import.source.system.clone().unwrap_or_default(),
            patient_line: self.patient_line(&stay).await?,
            identifiers: traced,
            identity: check.said().to_owned(),
            needs_reason: check == IdentityCheck::Wrong,
            documents: documents
                .map(|(found, (_, here))| PlannedDocument {
                    title: title(found),
                    kind: kind(found.kind.kind).said().to_owned(),
                    kind_reason: found.kind.reason.clone(),
                    author: author(found),
                    about: shown(about(found, offset)),
                    media: media(&planned.import, found).word().to_owned(),
                    pages: found.pages.len() as u32,
                    characters: found.body.chars().count() as u32,
                    here: *here,
                })
                .collect(),
            statements: counted(&planned.import.statements),
            not_understood: planned
                .import
                .not_understood
                .iter()
                .map(|lost| (lost.path.clone(), lost.what.clone()))
                .collect(),
            not_named: planned.import.not_named as u32,
            notes: planned.import.notes.clone(),
        };
        self.session_mut()?.charts.plan = Some(planned);
        Ok(plan)
    }

    /// Lets go of the last plan.
    pub(super) fn discard_plan(&mut self) -> Result<(), Failure> {
        self.session_mut()?.charts.plan = None;
        Ok(())
    }
}

/// The entry of a file's document: the same one each time the file is read, so that nothing comes in twice; another one where
/// the first was marked as entered in error. Also whether the chart has it.
fn entry(stay: &Encounter, encounter: RecordId, sha256: &str, place: usize) -> (EntryId, bool) {
    let mut time = 0_u32;
    loop {
        let digest: [u8; 32] = Sha256::new()
            .chain_update(encounter.0)
            .chain_update(sha256)
            .chain_update((place as u64).to_be_bytes())
            .chain_update(time.to_be_bytes())
            .finalize()
            .into();
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        match stay.documents.get(&EntryId(id)) {
            Some(document) if document.status == DocumentStatus::EnteredInError => time += 1,
            known => return (EntryId(id), known.is_some()),
        }
    }
}

pub(super) fn title(found: &Found) -> String {
    let title = found.title.as_deref().unwrap_or_default().trim();
    if title.is_empty() {
        kind(found.kind.kind).said().to_owned()
    } else {
        title.to_owned()
    }
}

pub(super) fn author(found: &Found) -> String {
    let authors = found.people.iter().find(|person| person.name == "author");
    authors.map_or_else(String::new, |author| author.value.clone())
}

/// The time a document speaks of, where it is stated to the day at least. A day without a time is its beginning by the
/// facility's clock.
pub(super) fn about(found: &Found, now: Option<Moment>) -> Option<Moment> {
    let authored = found.times.iter().find(|time| time.role == "authored");
    let iso = authored.or(found.times.first())?.moment.iso.as_deref()?;
    read(iso, now)
}

pub(super) fn read(iso: &str, now: Option<Moment>) -> Option<Moment> {
    if let Ok(moment) = chrono::DateTime::parse_from_rfc3339(iso) {
        return Some(moment);
    }
    let exact = chrono::DateTime::parse_from_str(iso, "%Y-%m-%dT%H:%M%:z").ok();
    exact.or_else(|| {
        let local = chrono::NaiveDateTime::parse_from_str(iso, "%Y-%m-%dT%H:%M:%S")
            .or_else(|_| chrono::NaiveDateTime::parse_from_str(iso, "%Y-%m-%dT%H:%M"))
            .ok()
            .or_else(|| {
                let day: chrono::NaiveDate = iso.get(..10)?.parse().ok()?;
                day.and_hms_opt(0, 0, 0)
            })?;
        local.and_local_timezone(*now?.offset()).single()
    })
}

/// What a document's body is.
pub(super) fn media(import: &Import, found: &Found) -> Media {
    match import.source.format {
        Format::Text => Media::Text,
        Format::Pdf => Media::Pdf,
        Format::Png => Media::Png,
        Format::Jpeg => Media::Jpeg,
        Format::Tiff => Media::Tiff,
        Format::Ccda | Format::Fhir => {
            let of = found
                .attachment
                .as_ref()
                .and_then(|attachment| attachment.content_type.as_deref())
                .unwrap_or_default();
            match of.split(';').next().unwrap_or_default().trim() {
                "application/pdf" => Media::Pdf,
                "image/png" => Media::Png,
                "image/jpeg" => Media::Jpeg,
                "image/tiff" => Media::Tiff,
                _ => Media::Text,
            }
        }
    }
}

pub(super) const fn format_words(format: Format) -> &'static str {
    match format {
        Format::Text => "plain text",
        Format::Pdf => "PDF",
        Format::Png => "PNG image",
        Format::Jpeg => "JPEG image",
        Format::Tiff => "TIFF image",
        Format::Ccda => "C-CDA",
        Format::Fhir => "FHIR R4",
    }
}

pub(super) const fn statement_word(kind: StatementKind) -> &'static str {
    match kind {
        StatementKind::Problem => "problem",
        StatementKind::Allergy => "allergy",
        StatementKind::Medication => "medication",
        StatementKind::Result => "result",
        StatementKind::Procedure => "procedure",
    }
}

fn counted(statements: &[Statement]) -> Vec<(String, u32)> {
    let mut counts: Vec<(String, u32)> = Vec::new();
    for statement in statements {
        let word = statement_word(statement.kind);
        match counts.iter_mut().find(|(of, _)| of == word) {
            Some((_, count)) => *count += 1,
            None => counts.push((word.to_owned(), 1)),
        }
    }
    counts
}

/// The record's kind of a document's guessed type.
pub(super) const fn kind(of: DocumentType) -> DocumentKind {
    match of {
        DocumentType::HistoryAndPhysical => DocumentKind::HistoryAndPhysical,
        DocumentType::OperativeReport => DocumentKind::Operative,
        DocumentType::AnesthesiaRecord => DocumentKind::PreAnesthesia,
        DocumentType::Pathology => DocumentKind::Pathology,
        DocumentType::Imaging => DocumentKind::Imaging,
        DocumentType::Laboratory => DocumentKind::Laboratory,
        DocumentType::DischargeSummary => DocumentKind::DischargeSummary,
        DocumentType::Consultation => DocumentKind::Consultation,
        DocumentType::EmergencyNote => DocumentKind::Emergency,
        DocumentType::ProgressNote => DocumentKind::Progress,
        DocumentType::NursingNote => DocumentKind::Nursing,
        DocumentType::MedicationAdministration => DocumentKind::Medications,
        DocumentType::Orders => DocumentKind::Orders,
        DocumentType::Consent => DocumentKind::Consent,
        DocumentType::AdvanceDirective => DocumentKind::AdvanceDirective,
        DocumentType::Photograph => DocumentKind::Photo,
        DocumentType::DischargeInstructions
        | DocumentType::Transfer
        | DocumentType::CarePlan
        | DocumentType::Referral
        | DocumentType::ContinuityOfCare
        | DocumentType::External
        | DocumentType::Other => DocumentKind::External,
    }
}
