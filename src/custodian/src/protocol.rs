//! What the page and the custodian say to each other. Everything in an [`Event`] is a view, ready to be shown: no key and
//! no record as it is kept crosses here.

pub use line::{Answer, Failure, RequestId};

use serde::{Deserialize, Serialize};

mod cases;
mod charts;
mod door;
mod keeping;
mod passkeys;
mod past;
mod patients;
mod people;
mod sync;

pub use cases::{
    CaseName, CaseSaved, CaseView, CasesEvent, CasesRequest, ConflictChoice, ConflictView,
    DifferenceLine, GroupedDraft, PendDraft, PendView, ReviewView, SpanView, StatusCount, Step,
    StepView, VersionLine, Worklist, WorklistQuery, WorklistRow, WorklistSort,
};
pub use charts::*;
pub use door::{
    ByEscrow, ByKit, Checked, Door, Founded, Founding, Kit, MadeUp, NewMember, Opened, Person,
};
pub use keeping::{
    BackedUp, BackupPiece, BackupView, Breaking, EntryName, FilePiece, GlassView, HealthView,
    HintView, Hints, KeepingEvent, KeepingRequest, TrailEntry, TrailFile, TrailPage, TrailQuery,
    TrailVerdict, VanishedView,
};
pub use passkeys::{
    ColleagueView, ForAuthenticator, FromAuthenticator, PasskeyRequest, PasskeyView, PasskeysOf,
    PasskeysView,
};
pub use past::{FieldChange, RecordName, RecordSort, Undone};
pub use patients::{
    AddressForm, BlockView, CandidateView, FieldView, FindingView, FolderView, Identified,
    IdentifierForm, LentBlock, Merging, NameForm, NumbersView, OverlayView, PairRow, PairView,
    PatientForm, PatientList, PatientPage, PatientRow, PatientsEvent, PatientsRequest, PhoneForm,
    QualityView, QueueView, RateView, SearchView, SideBySide, SplitTo, Splitting, StayRow,
    Verifying, WaterfallView, WeightView,
};
pub use people::{FacilityForm, People, PersonView};
pub use sync::{
    CodeView, ContainedView, Containing, DeviceView, HouseView, IncidentView, Inviting, Joining,
    LaptopView, LineState, RefusedRow, StickView, SyncEvent, SyncRequest, SyncView,
};

/// A request with its number.
pub type Asked = line::Asked<Request>;

/// An event with its request's number.
pub type Told = line::Told<Event>;

/// What the page can ask of the custodian.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Open the store. Answered by [`Event::Door`].
    Begin {
        /// Address of the worker in which keys are derived.
        key_worker: String,
    },
    /// What stands at the door. Answered by [`Event::Door`].
    Door,
    /// Set up a facility. Answered by [`Event::Founded`].
    Found(Box<Founding>),
    /// Unlock. Answered by [`Event::Opened`].
    Unlock {
        /// User name.
        user_name: String,
        /// Password.
        password: String,
    },
    /// Unlock by the printed recovery kit. Answered by [`Event::Recovered`].
    UnlockByKit(ByKit),
    /// Unlock by the facility's escrow, in an emergency. Answered by [`Event::Opened`].
    UnlockByEscrow(ByEscrow),
    /// Another password. Answered by [`Event::Done`].
    ChangePassword {
        /// The old one.
        old: String,
        /// The new one.
        new: String,
    },
    /// A new recovery kit. Answered by [`Event::Kit`].
    NewKit,
    /// Take a person in. Answered by [`Event::Kit`].
    AddMember(Box<NewMember>),
    /// Who works here, and how the facility is set. Answered by [`Event::People`].
    People,
    /// Set a person's roles. Answered by [`Event::People`].
    SetRoles {
        /// Who.
        user: [u8; 16],
        /// Their roles, in the words of the roles.
        roles: Vec<String>,
        /// Why.
        reason: String,
    },
    /// A person no longer works here. Answered by [`Event::People`].
    EndMember {
        /// Who.
        user: [u8; 16],
        /// Why.
        reason: String,
    },
    /// Set the facility. Answered by [`Event::People`].
    SetFacility(FacilityForm),
    /// Who changed what of a record, a place in it or below. Answered by [`Event::History`].
    History {
        /// The record.
        of: RecordName,
        /// The place; empty for the whole record.
        place: String,
    },
    /// Take one's last act on a record back. Answered by [`Event::Undone`].
    Undo {
        /// The record.
        of: RecordName,
        /// Only acts on this place; empty for the whole record.
        place: String,
    },
    /// Bring back what one took back. Answered by [`Event::Undone`].
    Redo {
        /// The record.
        of: RecordName,
        /// Only acts on this place; empty for the whole record.
        place: String,
    },
    /// Coding cases and the worklist. Answered by [`Event::Cases`].
    Cases(CasesRequest),
    /// Trail, broken glass, backup, health, keys. Answered by [`Event::Keeping`].
    Keeping(KeepingRequest),
    /// Patients and the index. Answered by [`Event::Patients`].
    Patients(PatientsRequest),
    /// Something of encounters and charts. Answered by [`Event::Charts`].
    Charts(ChartsRequest),
    /// The exchange with other devices. Answered by [`Event::Sync`].
    Sync(SyncRequest),
    /// Hold the whole store against itself. Answered by [`Event::Checking`], then [`Event::Checked`].
    Check,
    /// Lock. Answered by [`Event::Locked`], also where something went wrong on the way.
    Lock {
        /// Nobody has touched a key for a while.
        idle: bool,
    },
}

/// What the custodian tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// What stands at the door.
    Door(Door),
    /// The facility is set up, and its first person has unlocked.
    Founded(Box<Founded>),
    /// Somebody has unlocked.
    Opened(Box<Opened>),
    /// Somebody has unlocked by their kit and has a new one.
    Recovered(Box<Founded>),
    /// A kit, to be printed.
    Kit(Kit),
    /// Who works here.
    People(Box<People>),
    /// Changes, the latest first.
    History(Vec<FieldChange>),
    /// Something was taken or brought back, and that is saved.
    Undone(Undone),
    /// Of coding cases and the worklist.
    Cases(CasesEvent),
    /// Trail, broken glass, backup, health, keys.
    Keeping(KeepingEvent),
    /// Patients and the index.
    Patients(PatientsEvent),
    /// Of encounters and charts.
    Charts(ChartsEvent),
    /// Of the exchange with other devices.
    Sync(SyncEvent),
    /// A check goes on: operations looked at so far.
    Checking(u64),
    /// A check is done.
    Checked(Checked),
    /// It is locked.
    Locked,
    /// It is done, and saved.
    Done,
    /// It could not be done.
    Failed(Failure),
}

impl Answer for Event {
    const SPEAKER: &'static str = "custodian of the records";
    const WHEN_LOST: &'static str =
        "What was shown as saved is saved. Reload the page and unlock again.";

    fn is_last(&self) -> bool {
        match self {
            Self::Checking(_) => false,
            Self::Keeping(event) => event.is_last(),
            Self::Sync(event) => event.is_last(),
            _ => true,
        }
    }

    fn failed(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}
