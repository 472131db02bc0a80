//! Coding cases: opening one as the coding screen's stay, saving it, its steps from the worklist to the bill, its versions,
//! and what two people changed at once. The worklist stands in [`worklist`].

use engine::draft::StayDraft;
use serde::{Deserialize, Serialize};

mod steps;
mod view;
mod worklist;

pub use steps::{PendDraft, Step, StepView};
pub use view::{
    CaseSaved, CaseView, ConflictChoice, ConflictView, DifferenceLine, GroupedDraft, PendView,
    ReviewView, SpanView, VersionLine,
};
pub use worklist::{StatusCount, Worklist, WorklistQuery, WorklistRow, WorklistSort};

/// A case, as the page names it. Sixteen zeros as the case stand for the one that is worked on, or a new one where an encounter
/// has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CaseName {
    /// The encounter.
    pub encounter: [u8; 16],
    /// The case in it.
    pub case: [u8; 16],
}

/// What the page can ask about coding cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum CasesRequest {
    /// A page of the worklist. Answered by [`CasesEvent::Worklist`].
    Worklist(Box<WorklistQuery>),
    /// The next case to work on, taken up if nobody has it. Answered by [`CasesEvent::Opened`] or [`CasesEvent::NothingNext`].
    LoadNext {
        /// The encounter on screen, which is not given again.
        after: Option<[u8; 16]>,
    },
    /// Open an encounter's case: the one named, else the one worked on. Answered by [`CasesEvent::Opened`]. Where a reason has to
    /// be given first, or the glass to be broken, the failure's place says so: `reason`, `broken glass`.
    Open {
        /// The encounter.
        encounter: [u8; 16],
        /// The case.
        case: Option<[u8; 16]>,
        /// The reason, where one was asked for; else empty.
        reason: String,
    },
    /// Save the stay as it stands on screen. Answered by [`CasesEvent::Saved`] once it is on the disk.
    Save {
        /// The case.
        of: CaseName,
        /// The stay.
        draft: Box<StayDraft>,
        /// What it grouped to; nothing where it was not grouped.
        grouped: Option<GroupedDraft>,
    },
    /// Link words of a document to a code. Answered by [`CasesEvent::Opened`].
    LinkWords {
        /// The case.
        of: CaseName,
        /// The words and their code; its `entry` is ignored.
        span: SpanView,
    },
    /// Take such a link out. Answered by [`CasesEvent::Opened`].
    UnlinkWords {
        /// The case.
        of: CaseName,
        /// The link.
        entry: [u8; 16],
    },
    /// A step on the case's way. Answered by [`CasesEvent::Opened`].
    Step {
        /// The case.
        of: CaseName,
        /// The step.
        step: Step,
    },
    /// Give a list of cases to a coder, up to a hundred. Answered by [`CasesEvent::Done`].
    AssignMany {
        /// The encounters, each with the case that is worked on.
        encounters: Vec<[u8; 16]>,
        /// To whom; nothing for nobody.
        coder: Option<[u8; 16]>,
    },
    /// How urgent a case is. Answered by [`CasesEvent::Opened`].
    Prioritise {
        /// The case.
        of: CaseName,
        /// 1 goes first, up to 9; 0 takes it back.
        priority: u8,
        /// Day it should be done by, `YYYY-MM-DD`; empty for none.
        due: String,
        /// Why.
        reason: String,
    },
    /// Settle a field in which different values stand. Answered by [`CasesEvent::Opened`].
    SettleConflict {
        /// The case.
        of: CaseName,
        /// The field, as the conflict names it.
        field: String,
        /// Which of its values stands from now on, as the choice names it.
        choice: [u8; 16],
    },
    /// Somebody has looked at all that was changed at once. Answered by [`CasesEvent::Opened`].
    GlanceParallel {
        /// The case.
        of: CaseName,
    },
    /// Take one's last change of the codes back. Answered by [`CasesEvent::Opened`].
    Undo {
        /// The case.
        of: CaseName,
    },
    /// Bring back what one took back. Answered by [`CasesEvent::Opened`].
    Redo {
        /// The case.
        of: CaseName,
    },
    /// A version as it stood when it became final. Answered by [`CasesEvent::Opened`], read-only.
    OpenVersion {
        /// The case.
        of: CaseName,
        /// Its number.
        number: u32,
    },
    /// What differs between two versions. Answered by [`CasesEvent::Differences`].
    Compare {
        /// The case.
        of: CaseName,
        /// A version's number; nothing for the present.
        from: Option<u32>,
        /// Another.
        to: Option<u32>,
    },
}

/// What the custodian tells of coding cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum CasesEvent {
    /// A page of the worklist.
    Worklist(Box<Worklist>),
    /// A case as it stands.
    Opened(Box<CaseView>),
    /// Nothing is left that whoever has unlocked could take up.
    NothingNext,
    /// It is saved on this device.
    Saved(Box<CaseSaved>),
    /// What differs.
    Differences(Vec<DifferenceLine>),
    /// It is done, and saved.
    Done,
}
