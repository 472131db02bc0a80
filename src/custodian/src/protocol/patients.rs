//! Patients: finding them, the gate before a new one, their numbers and how far they are verified, and the care of the
//! index: pairs, merges, splits, findings and figures.

mod care;
mod form;
mod numbers;
mod page;
mod search;

use serde::{Deserialize, Serialize};

pub use care::{
    Merging, OverlayView, PairRow, PairView, QualityView, QueueView, RateView, SideBySide, SplitTo,
    Splitting,
};
pub use form::{AddressForm, IdentifierForm, NameForm, PatientForm, PhoneForm};
pub use numbers::{BlockView, FolderView, LentBlock, NumbersView};
pub use page::{FieldView, FindingView, PatientList, PatientPage, PatientRow, StayRow, Verifying};
pub use search::{CandidateView, Identified, SearchView, WaterfallView, WeightView};

/// What can be asked about patients.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum PatientsRequest {
    /// Take some more patients into the index, after unlocking and while nobody waits: as long as any are left, ask again.
    /// Any other request takes in all that are left first. Answered by [`PatientsEvent::Prepared`].
    Prepare,
    /// Compare some more records with all others, while nobody waits: as long as any are left, ask again. Nothing of a patient
    /// is told, so nothing of it goes into the trail. Answered by [`PatientsEvent::Prepared`].
    Compare,
    /// What a search could go by with what has been typed so far. Answered by [`PatientsEvent::Identified`].
    Identify(Box<PatientForm>),
    /// Patients by a part of a name, a number or a birth date. Answered by [`PatientsEvent::List`].
    Look {
        /// What was typed.
        text: String,
        /// The most rows.
        most: u32,
    },
    /// Search for a person with everything that is known of them: the way to a new record. Answered by
    /// [`PatientsEvent::Searched`].
    Search(Box<PatientForm>),
    /// A candidate is somebody else. Answered by [`PatientsEvent::Searched`].
    RuleOut {
        /// The search.
        search: u64,
        /// The candidate.
        patient: [u8; 16],
        /// What differs.
        reason: String,
    },
    /// A candidate is open again. Answered by [`PatientsEvent::Searched`].
    Reconsider {
        /// The search.
        search: u64,
        /// The candidate.
        patient: [u8; 16],
    },
    /// A candidate is the person: no record is made. Answered by [`PatientsEvent::Page`].
    Accept {
        /// The search.
        search: u64,
        /// The candidate.
        patient: [u8; 16],
        /// Why, where the record asks for a reason.
        reason: String,
    },
    /// A new, provisional record of who was searched for. Answered by [`PatientsEvent::Page`].
    Create {
        /// The search.
        search: u64,
        /// The person, with what is known beyond the search.
        form: Box<PatientForm>,
    },
    /// A patient. Answered by [`PatientsEvent::Page`].
    Open {
        /// Who.
        patient: [u8; 16],
        /// Why, where the record asks for a reason.
        reason: String,
    },
    /// A patient's fields, to be changed. Answered by [`PatientsEvent::Form`].
    Form {
        /// Who.
        patient: [u8; 16],
        /// Why, where the record asks for a reason.
        reason: String,
    },
    /// Change a patient. Answered by [`PatientsEvent::Page`].
    Edit {
        /// Who.
        patient: [u8; 16],
        /// As it should be.
        form: Box<PatientForm>,
        /// Why.
        reason: String,
    },
    /// The attending's office has said who it is. Answered by [`PatientsEvent::Page`].
    Verify(Box<Verifying>),
    /// Another state: `active`, `retired`, `deceased`, `provisional`. Answered by [`PatientsEvent::Page`].
    SetStatus {
        /// Who.
        patient: [u8; 16],
        /// The state's word.
        status: String,
        /// Why.
        reason: String,
    },
    /// Blocks of numbers. Answered by [`PatientsEvent::Numbers`].
    Numbers,
    /// Lend a device a block. Answered by [`PatientsEvent::Lent`].
    Lend {
        /// The device.
        device: [u8; 16],
        /// How many numbers.
        count: u64,
    },
    /// Take in a block that came as a file. Answered by [`PatientsEvent::Numbers`].
    TakeBlock(Vec<u8>),
    /// Pairs that nobody has decided on. Some records are compared each time: as long as `left` is above 0, ask again.
    /// Answered by [`PatientsEvent::Queue`].
    Queue {
        /// The most pairs.
        most: u32,
    },
    /// Two patients side by side. Answered by [`PatientsEvent::Pair`].
    Pair {
        /// One.
        one: [u8; 16],
        /// The other.
        other: [u8; 16],
        /// Why, where one of the records asks for a reason.
        reason: String,
    },
    /// Decide on a pair without merging: two people, or not yet. Answered by [`PatientsEvent::Pair`].
    Decide {
        /// One.
        one: [u8; 16],
        /// The other.
        other: [u8; 16],
        /// `different` or `undecided`.
        decision: String,
        /// Why.
        reason: String,
    },
    /// What is to be done elsewhere if they are merged. Answered by [`PatientsEvent::FollowUp`].
    FollowUp {
        /// The record that would go on.
        survivor: [u8; 16],
        /// The record that would point to it.
        retired: [u8; 16],
        /// Why, where one of the records asks for a reason.
        reason: String,
    },
    /// They are one person: one record stands for the other. Where the identities conflict it is a request until a second
    /// person asks for the same. Answered by [`PatientsEvent::Pair`].
    Merge(Box<Merging>),
    /// Take a merge back. Answered by [`PatientsEvent::Pair`].
    Unmerge {
        /// One.
        one: [u8; 16],
        /// The other.
        other: [u8; 16],
        /// Why.
        reason: String,
        /// Whether it was decided that they are two people.
        different: bool,
    },
    /// Whether a patient's record holds two people. Answered by [`PatientsEvent::Overlay`].
    Overlay {
        /// Who.
        patient: [u8; 16],
        /// Why, where the record asks for a reason.
        reason: String,
    },
    /// Move encounters to whom they belong. Answered by [`PatientsEvent::Page`] of who they are moved to.
    Split(Box<Splitting>),
    /// Take a split back. Answered by [`PatientsEvent::Page`] of the record it was split from.
    Rejoin {
        /// Who the encounters were moved to.
        patient: [u8; 16],
        /// Why.
        reason: String,
    },
    /// Folders in the order of their terminal digits. Answered by [`PatientsEvent::Folders`].
    Folders {
        /// Only this section (the last two digits).
        section: Option<u8>,
    },
    /// How good the index is. Answered by [`PatientsEvent::Quality`].
    Quality {
        /// First day of the period, `YYYY-MM-DD`; empty for all.
        from: String,
        /// Last day.
        to: String,
    },
}

/// What is told about patients.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum PatientsEvent {
    /// How many are left to be taken into the index, or to be compared.
    Prepared(u64),
    /// What a search could go by.
    Identified(Identified),
    /// Patients.
    List(PatientList),
    /// How a search stands.
    Searched(Box<SearchView>),
    /// A patient.
    Page(Box<PatientPage>),
    /// A patient's fields.
    Form(Box<PatientForm>),
    /// Blocks of numbers.
    Numbers(Box<NumbersView>),
    /// A block was lent.
    Lent(Box<LentBlock>),
    /// Pairs.
    Queue(QueueView),
    /// A pair.
    Pair(Box<PairView>),
    /// What is to be done elsewhere after a merge.
    FollowUp(Vec<String>),
    /// What an overlay shows.
    Overlay(Box<OverlayView>),
    /// Folders.
    Folders(Vec<FolderView>),
    /// Figures.
    Quality(Box<QualityView>),
}
