//! A case as the screen shows it.

use engine::draft::StayDraft;
use serde::{Deserialize, Serialize};

use super::{CaseName, StepView};
use crate::protocol::Failure;

/// A case as it stands, or as it stood when it became final.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseView {
    /// The case.
    pub of: CaseName,
    /// The patient; nothing where none is recorded.
    pub patient: Option<[u8; 16]>,
    /// The stay of the coding screen.
    pub draft: StayDraft,
    /// Account number.
    pub account: String,
    /// The facility's unit number of the patient.
    pub unit_number: String,
    /// Setting, in words.
    pub class: String,
    /// Service.
    pub service: String,
    /// Attending physician.
    pub attending: String,
    /// Days of the stay as billed; nothing while the patient is here.
    pub days: Option<i64>,
    /// Where it stands, by its word.
    pub status: String,
    /// The same, as said on screen.
    pub status_said: String,
    /// Why it is coded, in words.
    pub purpose: String,
    /// Who codes it; empty for nobody.
    pub coder: String,
    /// Whether that is whoever has unlocked.
    pub mine: bool,
    /// 1 goes first; 0 where nobody has said.
    pub priority: u8,
    /// Day it should be done by, `YYYY-MM-DD`; empty for none.
    pub due: String,
    /// What it last grouped to, for those who may see it.
    pub grouped: Option<GroupedDraft>,
    /// What it waits for or waited for, the latest last.
    pub pends: Vec<PendView>,
    /// Second reviews, the latest last.
    pub reviews: Vec<ReviewView>,
    /// As it became final each time, the first first.
    pub versions: Vec<VersionLine>,
    /// Words of the chart that codes rest on.
    pub spans: Vec<SpanView>,
    /// Fields in which different values stand.
    pub conflicts: Vec<ConflictView>,
    /// Pairs of changes that two people made without knowing of each other's, in words.
    pub parallel: Vec<String>,
    /// The steps it can take, with what stands in the way.
    pub steps: Vec<StepView>,
    /// Why codes can't be changed; nothing where they can.
    pub read_only: Option<Failure>,
    /// Whether there is a change of one's own to take back.
    pub can_undo: bool,
    /// Whether there is one to bring back.
    pub can_redo: bool,
    /// Why no codes are shown; nothing where they are.
    pub codes_hidden: Option<Failure>,
}

/// It is saved on this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseSaved {
    /// The case.
    pub of: CaseName,
    /// When, milliseconds since 1970; nothing where there was nothing to write.
    pub at: Option<i64>,
    /// Fields that were not written, each with its reason. Everything else is saved.
    pub refused: Vec<Failure>,
    /// Whether somebody else has changed the case meanwhile: it should be opened again.
    pub changed_elsewhere: bool,
    /// Whether there is now a change more that undo takes back.
    pub act: bool,
    /// The steps it can take now, with what stands in the way.
    pub steps: Vec<StepView>,
}

/// What a stay grouped to, as the page hands it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct GroupedDraft {
    /// Version of the grouper, for example `V43.1`.
    pub version: String,
    /// MS-DRG, three digits.
    pub drg: String,
    /// Its title.
    pub title: String,
    /// Relative weight in ten-thousandths; nothing where no table is loaded.
    pub weight_e4: Option<u32>,
    /// Edits that stop a claim and were not left as they are for a reason.
    pub stops: u32,
    /// Edits that warn.
    pub warnings: u32,
}

/// What a case waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendView {
    /// Its id.
    pub pend: [u8; 16],
    /// The reason, in words.
    pub reason: String,
    /// The note.
    pub note: String,
    /// Who pended it.
    pub by: String,
    /// Since when, by the facility's clock.
    pub since: String,
    /// When it came; empty while it is awaited.
    pub settled: String,
}

/// A second review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewView {
    /// Who.
    pub by: String,
    /// When, by the facility's clock.
    pub at: String,
    /// What it came to, in words.
    pub outcome: String,
    /// In words.
    pub note: String,
    /// Whether it was a review of one's own work.
    pub own_work: bool,
}

/// A version of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionLine {
    /// Number from 1.
    pub number: u32,
    /// When it became final, by the facility's clock.
    pub at: String,
    /// Who made it final.
    pub by: String,
    /// What it grouped to, for those who may see it: DRG and title.
    pub drg: String,
    /// Why it was opened again; empty where it was not.
    pub reopened: String,
}

/// Words of a document that a code rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct SpanView {
    /// The link.
    pub entry: [u8; 16],
    /// The code, without dot.
    pub code: String,
    /// The document.
    pub document: [u8; 16],
    /// First byte in the document's text.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// SHA-256 of the text the bytes are counted in, in lower-case hexadecimal.
    pub body_sha256: String,
    /// The words.
    pub words: String,
}

/// A field in which different values stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictView {
    /// The field.
    pub field: String,
    /// What it is, in words.
    pub what: String,
    /// The values.
    pub choices: Vec<ConflictChoice>,
}

/// One of the values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictChoice {
    /// Its name, to be chosen by.
    pub choice: [u8; 16],
    /// The value, in words.
    pub value: String,
    /// Who set it.
    pub who: String,
    /// When, milliseconds since 1970.
    pub at: i64,
}

/// One thing that differs between two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DifferenceLine {
    /// What, in words: “principal diagnosis”, “present on admission of E11.9”.
    pub what: String,
    /// As it was; empty where it was not there.
    pub from: String,
    /// As it is; empty where it is not there any more.
    pub to: String,
}
