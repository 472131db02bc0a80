//! Patients: finding them, the gate before a new one, their numbers and how far they are verified, and the care of the
//! index: pairs, merges, splits, findings and figures.

use serde::{Deserialize, Serialize};

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

/// A patient in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct PatientRow {
    /// Id.
    pub patient: [u8; 16],
    /// `FAMILY, Given Middle Suffix`.
    pub name: String,
    /// Unit number with its check digit.
    pub unit_number: String,
    /// As far as it is known.
    pub birth_date: String,
    /// In words.
    pub sex: String,
    /// In words.
    pub status: String,
    /// Whether nothing of it may be released or billed yet.
    pub provisional: bool,
    /// Whom this record points to, where it was merged.
    pub merged_into: Option<[u8; 16]>,
    /// What raises the bar for reading it, in words.
    pub flags: Vec<String>,
}

/// Patients found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct PatientList {
    /// Rows, by name.
    pub rows: Vec<PatientRow>,
    /// How many more there are.
    pub more: u64,
}

/// A name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct NameForm {
    /// Its id; nothing for a new one.
    pub id: Option<[u8; 16]>,
    /// `legal`, `maiden`, `alias`, `newborn`.
    pub kind: String,
    /// Family name.
    pub family: String,
    /// Given name.
    pub given: String,
    /// Middle name.
    pub middle: String,
    /// Jr., Sr., III.
    pub suffix: String,
}

/// An address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct AddressForm {
    /// Its id; nothing for a new one.
    pub id: Option<[u8; 16]>,
    /// Street and number.
    pub street: String,
    /// City.
    pub city: String,
    /// State, two letters.
    pub state: String,
    /// ZIP code.
    pub zip: String,
}

/// A telephone number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct PhoneForm {
    /// Its id; nothing for a new one.
    pub id: Option<[u8; 16]>,
    /// The number.
    pub number: String,
    /// Home, mobile, work.
    pub used_for: String,
}

/// A number that somebody else gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct IdentifierForm {
    /// Its id; nothing for a new one.
    pub id: Option<[u8; 16]>,
    /// Word of its kind: `medicare`, `medicaid`, `other_mrn`.
    pub kind: String,
    /// Who gave it.
    pub system: String,
    /// The number.
    pub value: String,
}

/// A patient's fields as they are typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct PatientForm {
    /// How many changes the record had when the form was filled: it is refused when there are more by now. 0 for a new
    /// record.
    pub seen: u64,
    /// Names.
    pub names: Vec<NameForm>,
    /// `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
    pub birth_date: String,
    /// `F`, `M`, `X`, or empty.
    pub sex_at_birth: String,
    /// `F`, `M`, `X`, or empty.
    pub administrative_sex: String,
    /// In the patient's words.
    pub gender_identity: String,
    /// Categories of the Office of Management and Budget.
    pub race: Vec<String>,
    /// Category of the Office of Management and Budget.
    pub ethnicity: String,
    /// Addresses.
    pub addresses: Vec<AddressForm>,
    /// Telephone numbers.
    pub phones: Vec<PhoneForm>,
    /// Electronic mail.
    pub email: String,
    /// Nine digits, or the last four.
    pub ssn: String,
    /// Mother's given name.
    pub mother_given: String,
    /// Mother's maiden name.
    pub mother_maiden: String,
    /// Which of a multiple birth, from 1.
    pub birth_order: Option<u8>,
    /// `YYYY-MM-DD`, or empty.
    pub death_date: String,
    /// Language spoken.
    pub language: String,
    /// Numbers others gave.
    pub identifiers: Vec<IdentifierForm>,
    /// Known to the public.
    pub vip: bool,
    /// Works here.
    pub employee: bool,
    /// Holds records under 42 CFR Part 2.
    pub part_2: bool,
    /// Protected by state law.
    pub state_protected: bool,
    /// The attending's office.
    pub office: String,
    /// Its telephone.
    pub office_phone: String,
}

/// A step of a waterfall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeightView {
    /// What was compared.
    pub field: String,
    /// How it agrees.
    pub words: String,
    /// One side.
    pub left: String,
    /// The other side.
    pub right: String,
    /// `+7.1 bits`.
    pub weight: String,
    /// Thousandths of a bit, for the length of a bar.
    pub millibits: i64,
}

/// Why two records could be one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct WaterfallView {
    /// Where it begins, `−16.4 bits`.
    pub prior: String,
    /// Thousandths of a bit.
    pub prior_millibits: i64,
    /// What each field adds.
    pub steps: Vec<WeightView>,
    /// The sum.
    pub total: String,
    /// Thousandths of a bit.
    pub total_millibits: i64,
    /// `99.98 %`, if the weights are right about these records.
    pub probability: String,
    /// What is to be done.
    pub band: String,
}

/// What a search could go by with what has been typed so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Identified {
    /// The identifiers given, in words.
    pub on: Vec<String>,
    /// How many a search needs (MPI-001).
    pub fewest: u32,
    /// The identifiers not given, in words: any of them counts.
    pub more: Vec<String>,
}

/// A candidate of a search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CandidateView {
    /// Who.
    pub row: PatientRow,
    /// Why.
    pub waterfall: WaterfallView,
    /// Why it was ruled out; empty while it is open.
    pub ruled_out: String,
}

/// How a search stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchView {
    /// Its number.
    pub search: u64,
    /// The identifiers searched on, in words.
    pub on: Vec<String>,
    /// How many records were compared.
    pub compared: u64,
    /// Keys too common to be searched through, in words: one more identifier makes the search whole.
    pub too_common: Vec<String>,
    /// Everyone at or above the review threshold, open ones first.
    pub candidates: Vec<CandidateView>,
    /// Whether a record may be made now.
    pub clear: bool,
}

/// A finding on a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingView {
    /// `MPI-006`.
    pub rule: String,
    /// Whether it stops what was to be done.
    pub error: bool,
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
    /// Where.
    pub place: String,
    /// What to do.
    pub fix: String,
    /// Who says so.
    pub source: String,
}

/// A field with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldView {
    /// What it is.
    pub label: String,
    /// What stands there.
    pub value: String,
    /// Path of the field, by which its history is asked for.
    pub path: String,
    /// The number of the merged record it is shown from; empty for the record's own.
    pub from: String,
}

/// An encounter of a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StayRow {
    /// Its id.
    pub encounter: [u8; 16],
    /// Account number.
    pub account: String,
    /// In words.
    pub class: String,
    /// In words.
    pub status: String,
    /// `YYYY-MM-DD`.
    pub admitted: String,
    /// `YYYY-MM-DD`, empty while it runs.
    pub discharged: String,
    /// Service.
    pub service: String,
    /// The number it was recorded under, where that record was merged; else empty.
    pub recorded_under: String,
}

/// A patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientPage {
    /// In short.
    pub row: PatientRow,
    /// The record that was asked for, where another one stands for it.
    pub asked_for: Option<PatientRow>,
    /// All that is known.
    pub fields: Vec<FieldView>,
    /// Encounters, the latest first.
    pub encounters: Vec<StayRow>,
    /// What is wrong.
    pub findings: Vec<FindingView>,
    /// Records that point here.
    pub merged_here: Vec<PatientRow>,
    /// The record it was split from.
    pub split_from: Option<PatientRow>,
    /// Who verified it, when, with whom and how; empty for nobody.
    pub verified: String,
    /// The search before it was made, in words.
    pub searched: String,
    /// Why nothing of it may be released or billed; empty where it may.
    pub held_back: String,
    /// States it may go to now, each with its words.
    pub next: Vec<(String, String)>,
    /// Conflicting fields.
    pub conflicts: u32,
    /// A warning that goes with what was just done, such as numbers that run out; else empty.
    pub warning: String,
}

/// The attending's office has said who it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verifying {
    /// Who.
    pub patient: [u8; 16],
    /// Who answered at the office.
    pub with: String,
    /// Telephone, fax, in person.
    pub how: String,
    /// What it is after what the office said; nothing where nothing changed.
    pub form: Option<PatientForm>,
    /// Why, where the record asks for a reason.
    pub reason: String,
}

/// A block of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockView {
    /// The device.
    pub device: [u8; 16],
    /// Whose device, in words.
    pub holder: String,
    /// First number as printed.
    pub from: String,
    /// Last number as printed.
    pub to: String,
    /// How many are left.
    pub left: u64,
    /// Whether fewer than a tenth are left.
    pub runs_out: bool,
    /// Whether it is this device's.
    pub here: bool,
}

/// Blocks of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumbersView {
    /// This device.
    pub device: [u8; 16],
    /// All blocks known here.
    pub blocks: Vec<BlockView>,
    /// How many numbers this device has left.
    pub left: u64,
    /// A warning in words; empty for none.
    pub warning: String,
    /// What is wrong with numbers: given twice, check digits, blocks lent twice.
    pub findings: Vec<FindingView>,
    /// Devices that a block can be lent to: id and holder.
    pub devices: Vec<([u8; 16], String)>,
}

/// A block that was lent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LentBlock {
    /// The block.
    pub block: BlockView,
    /// The sealed file that is carried to the device, where it is another one.
    pub file: Vec<u8>,
    /// What to call it.
    pub file_name: String,
}

/// A pair in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairRow {
    /// One.
    pub one: PatientRow,
    /// The other.
    pub other: PatientRow,
    /// `18.3 bits`.
    pub total: String,
    /// Thousandths of a bit.
    pub millibits: i64,
    /// What is to be done.
    pub band: String,
    /// Whether a first person has asked for the merge and a second is awaited.
    pub awaits_second: bool,
}

/// The queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueView {
    /// Pairs, the likeliest first.
    pub pairs: Vec<PairRow>,
    /// How many there are in all so far.
    pub of: u64,
    /// Records not compared yet.
    pub left: u64,
}

/// A field of two patients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideBySide {
    /// What it is.
    pub label: String,
    /// Path, by which the retired record's value is chosen.
    pub path: String,
    /// One's.
    pub one: String,
    /// The other's.
    pub other: String,
    /// Whether they differ.
    pub differs: bool,
}

/// Two patients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairView {
    /// One.
    pub one: PatientRow,
    /// The other.
    pub other: PatientRow,
    /// All fields.
    pub fields: Vec<SideBySide>,
    /// Why they could be one person.
    pub waterfall: WaterfallView,
    /// The evidence kept with the decision.
    pub evidence: Vec<String>,
    /// What was decided, in words.
    pub decision: String,
    /// Who decided, and when; empty for nobody.
    pub decided: String,
    /// Why.
    pub reason: String,
    /// What speaks against merging without a second person.
    pub risks: Vec<FindingView>,
    /// Whether a first person has asked for the merge and a second is awaited.
    pub awaits_second: bool,
    /// The record that goes on, where they are merged.
    pub survivor: Option<[u8; 16]>,
    /// The record that would usually go on: a verified one before a provisional one, then the one with the lower number.
    pub usual_survivor: [u8; 16],
    /// What is to be done elsewhere after the merge.
    pub tasks: Vec<String>,
    /// Causes to choose from: word and words.
    pub causes: Vec<(String, String)>,
}

/// A merge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merging {
    /// The record that goes on.
    pub survivor: [u8; 16],
    /// The record that points to it.
    pub retired: [u8; 16],
    /// Paths of fields of which the retired record's value is shown.
    pub from_retired: Vec<String>,
    /// How one person came to have two records: a cause's word.
    pub cause: String,
    /// Why they are one person.
    pub reason: String,
}

/// What an overlay shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverlayView {
    /// Who.
    pub row: PatientRow,
    /// Whether it is likely that two people are in the record.
    pub likely: bool,
    /// Why, as a waterfall; empty where nothing contradicts.
    pub waterfall: WaterfallView,
    /// Encounters that belong to the first.
    pub first: Vec<StayRow>,
    /// Encounters that would belong to another.
    pub second: Vec<StayRow>,
    /// Documents that name somebody else (MPI-008).
    pub findings: Vec<FindingView>,
}

/// To whom encounters are moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SplitTo {
    /// A patient who is here.
    Patient([u8; 16]),
    /// A new record: the search for them, and who they are.
    New {
        /// The search.
        search: u64,
        /// The person.
        form: Box<PatientForm>,
    },
}

/// A split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Splitting {
    /// Out of whose record.
    pub from: [u8; 16],
    /// Which encounters.
    pub encounters: Vec<[u8; 16]>,
    /// To whom.
    pub to: SplitTo,
    /// Why.
    pub reason: String,
}

/// A folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderView {
    /// As it stands on the folder, `56-34-0012`.
    pub label: String,
    /// Who.
    pub row: PatientRow,
}

/// A rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateView {
    /// Of whom or what.
    pub of: String,
    /// `12 of 1,204`.
    pub counts: String,
    /// `1.0 %`; empty against nothing.
    pub rate: String,
}

/// How good the index is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualityView {
    /// Records in possible duplicates, of all records.
    pub error_rate: RateView,
    /// What is aimed at.
    pub aim: String,
    /// Confirmed duplicates made in the period, of its registrations.
    pub creation: RateView,
    /// By registrar.
    pub by_registrar: Vec<RateView>,
    /// By cause.
    pub by_cause: Vec<RateView>,
    /// Records not compared yet: until then the figures are not whole.
    pub left: u64,
}
