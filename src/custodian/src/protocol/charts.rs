//! Encounters and their charts: reading, writing, taking files in, looking for words, and what codes rest on.

use serde::{Deserialize, Serialize};

mod document;
mod encounter;
mod evidence;
mod find;
mod import;
mod load;

pub use document::{
    AmendmentView, BodyView, Chart, ChartOrder, CodedWords, DocumentForm, DocumentGroup,
    DocumentLine, DocumentPage, Piece, SectionView, SignatureView, Signed, Unfinished,
};
pub use encounter::{EncounterForm, EncounterView, PayerForm, ProviderForm};
pub use evidence::{Condition, EvidenceView, NamedAt, SpanPlace, Standing, WordsView};
pub use find::{DiffLine, DiffRow, Difference, Found, Hit, Proposal, SectionCopied, WordPiece};
pub use import::{ImportPlan, PlannedDocument, Traced};
pub use load::{DemoBegun, PlantedView, Progress};

/// What the page can ask of charts. A reason given when a chart is opened holds while it is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ChartsRequest {
    /// A new encounter of a patient. Answered by [`ChartsEvent::Encounter`].
    CreateEncounter {
        /// The patient.
        patient: [u8; 16],
        /// Its fields.
        form: Box<EncounterForm>,
        /// Why, where a reason is asked for.
        reason: String,
    },
    /// An encounter's fields. Answered by [`ChartsEvent::Encounter`].
    ReadEncounter {
        /// Which.
        encounter: [u8; 16],
        /// Why, where a reason is asked for.
        reason: String,
    },
    /// Changes fields of an encounter. Answered by [`ChartsEvent::Encounter`].
    EditEncounter {
        /// Which.
        encounter: [u8; 16],
        /// All fields, changed or not.
        form: Box<EncounterForm>,
        /// Why.
        reason: String,
    },
    /// Moves an encounter to another state. Answered by [`ChartsEvent::Encounter`].
    SetStatus {
        /// Which.
        encounter: [u8; 16],
        /// The state's word in the record.
        status: String,
        /// Why.
        reason: String,
    },
    /// Opens a chart. Answered by [`ChartsEvent::Chart`].
    Open {
        /// Which encounter's.
        encounter: [u8; 16],
        /// In which order.
        order: ChartOrder,
        /// Why, where a reason is asked for.
        reason: String,
    },
    /// Opens a document, which is read from then on. Answered by [`ChartsEvent::Page`].
    Read {
        /// The encounter.
        encounter: [u8; 16],
        /// The document.
        document: [u8; 16],
        /// An earlier version by its body; none for the latest.
        version: Option<[u8; 16]>,
        /// Why, where a reason is asked for.
        reason: String,
    },
    /// A piece of a PDF or picture of a document that was opened. Answered by [`ChartsEvent::Piece`].
    Piece {
        /// The encounter.
        encounter: [u8; 16],
        /// The body.
        body: [u8; 16],
        /// Which piece, from 0.
        piece: u32,
    },
    /// A new document as typed. Answered by [`ChartsEvent::Page`].
    Add {
        /// The encounter.
        encounter: [u8; 16],
        /// The document.
        form: Box<DocumentForm>,
    },
    /// Changes the words of a document nobody has signed. Answered by [`ChartsEvent::Page`].
    ChangeDraft {
        /// The encounter.
        encounter: [u8; 16],
        /// The document.
        document: [u8; 16],
        /// All words as they are now.
        text: String,
        /// Why.
        reason: String,
    },
    /// Signs a document, or records a signature seen on it. Answered by [`ChartsEvent::Page`].
    Sign {
        /// The encounter.
        encounter: [u8; 16],
        /// The document.
        document: [u8; 16],
        /// The signature as seen; none where whoever has unlocked signs.
        seen: Option<Signed>,
    },
    /// Amends a signed document, or adds to it. The original is kept. Answered by [`ChartsEvent::Page`].
    Amend {
        /// The encounter.
        encounter: [u8; 16],
        /// The document.
        document: [u8; 16],
        /// All words as amended; of an addendum, what is added.
        text: String,
        /// Why.
        reason: String,
        /// Whether it is added behind what stands there.
        addendum: bool,
    },
    /// Marks a document as entered in error. It is kept. Answered by [`ChartsEvent::Page`].
    MarkError {
        /// The encounter.
        encounter: [u8; 16],
        /// The document.
        document: [u8; 16],
        /// Why.
        reason: String,
    },
    /// Says whether two identifiers on the pages are the patient's. Answered by [`ChartsEvent::Page`].
    CheckIdentity {
        /// The encounter.
        encounter: [u8; 16],
        /// The document.
        document: [u8; 16],
        /// Whether they are.
        right: bool,
        /// What was seen.
        reason: String,
    },
    /// Reads a file and says what would come in; nothing is written. Answered by [`ChartsEvent::Plan`].
    Plan {
        /// The encounter.
        encounter: [u8; 16],
        /// The file's name.
        name: String,
        /// The file; empty where it goes with the request as a file of the browser, which the custodian reads itself.
        bytes: Vec<u8>,
    },
    /// Takes the file of the last plan in. Answered by [`ChartsEvent::Progress`]; [`Self::GoOn`] until it is finished.
    Accept {
        /// Number of the plan.
        plan: [u8; 16],
        /// Why pages that name somebody else are taken in.
        reason: String,
    },
    /// Lets go of the last plan. Answered by [`ChartsEvent::Done`].
    Discard,
    /// The rest of an import that was interrupted is not awaited any more. Answered by [`ChartsEvent::Done`].
    Forgo {
        /// The encounter.
        encounter: [u8; 16],
    },
    /// Looks for words in a chart. Answered by [`ChartsEvent::Found`].
    Search {
        /// The encounter.
        encounter: [u8; 16],
        /// What is sought.
        question: String,
        /// How many places are shown.
        most: u32,
    },
    /// Holds two documents against each other. Answered by [`ChartsEvent::Difference`].
    Compare {
        /// The encounter.
        encounter: [u8; 16],
        /// The earlier document; none for the nearest earlier note.
        earlier: Option<[u8; 16]>,
        /// The later one.
        later: [u8; 16],
    },
    /// What a case's codes rest on. Answered by [`ChartsEvent::Evidence`].
    Evidence {
        /// The encounter.
        encounter: [u8; 16],
        /// The case.
        case: [u8; 16],
    },
    /// Puts words of the chart under a code. Answered by [`ChartsEvent::Evidence`].
    Link {
        /// The encounter.
        encounter: [u8; 16],
        /// The case.
        case: [u8; 16],
        /// The code.
        code: String,
        /// The document.
        document: [u8; 16],
        /// First byte of the words.
        start: u32,
        /// Byte after the last.
        end: u32,
    },
    /// Takes words away from a code. Answered by [`ChartsEvent::Evidence`].
    Unlink {
        /// The encounter.
        encounter: [u8; 16],
        /// The case.
        case: [u8; 16],
        /// The words.
        span: [u8; 16],
    },
    /// Puts words where they were found again after an amendment. Answered by [`ChartsEvent::Evidence`].
    Relocate {
        /// The encounter.
        encounter: [u8; 16],
        /// The case.
        case: [u8; 16],
        /// The words.
        span: [u8; 16],
    },
    /// Conditions coded in the patient's earlier encounters. Answered by [`ChartsEvent::Conditions`].
    Conditions {
        /// The encounter.
        encounter: [u8; 16],
        /// Titles of codes, where the page has them: words to look for.
        titles: Vec<(String, String)>,
    },
    /// Sets up the demo hospital. Answered by [`ChartsEvent::Demo`]; [`Self::GoOn`] until it is finished.
    OpenDemo {
        /// Who opens it.
        person: super::Person,
        /// The last day of it, `YYYY-MM-DD`; empty for today.
        until: String,
    },
    /// What was planted in the demo hospital. Answered by [`ChartsEvent::Planted`].
    Planted,
    /// Adds generated encounters to a demo hospital, to measure with. Answered by [`ChartsEvent::Progress`];
    /// [`Self::GoOn`] until it is finished.
    Generate {
        /// How many.
        encounters: u32,
        /// The last day, `YYYY-MM-DD`; empty for today.
        until: String,
    },
    /// Goes on with what is under way. Answered by [`ChartsEvent::Progress`].
    GoOn,
    /// Ends what is under way; what was written stays. Answered by [`ChartsEvent::Progress`].
    Stop,
}

/// What the custodian tells of charts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ChartsEvent {
    /// An encounter.
    Encounter(Box<EncounterView>),
    /// A chart.
    Chart(Box<Chart>),
    /// A document.
    Page(Box<DocumentPage>),
    /// A piece of a body.
    Piece(Piece),
    /// What would come in.
    Plan(Box<ImportPlan>),
    /// How far it has come.
    Progress(Progress),
    /// Where words stand.
    Found(Box<Found>),
    /// Two documents beside each other.
    Difference(Box<Difference>),
    /// What codes rest on.
    Evidence(Box<EvidenceView>),
    /// Earlier conditions.
    Conditions(Vec<Condition>),
    /// The demo hospital is set up and is being filled.
    Demo(Box<DemoBegun>),
    /// What was planted in the demo hospital, by encounter.
    Planted(Vec<PlantedView>),
    /// It is done, and saved.
    Done,
}
