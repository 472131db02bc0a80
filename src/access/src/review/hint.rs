//! A hint, which explains itself.

use serde::{Deserialize, Serialize};

use super::Habit;
use crate::audit::Place;
use crate::numbered::numbered;
use crate::{Moment, RecordId, UserId};

numbered! {
    /// What is worth a look.
    pub enum HintKind {
        /// A chart was read by somebody to whom it wasn't assigned and whose role doesn't reach it.
        NoAssignment = 0, "read without assignment";
        /// The patient has the user's surname.
        SameSurname = 1, "same surname as the patient";
        /// The patient is well known or an employee.
        Guarded = 2, "well-known patient or employee";
        /// Outside the hours in which the facility works.
        AfterHours = 3, "outside the facility's hours";
        /// More records within sixty minutes than this user's habit explains.
        ManyRecords = 4, "many records in a short time";
        /// More printed, written out, copied or released in a day than this user's habit explains.
        CarriedOut = 5, "much printed or written out";
        /// Failed unlocks in a row.
        FailedUnlocks = 6, "failed unlocks in a row";
        /// A broken glass that nobody has reviewed in time.
        GlassUnreviewed = 7, "broken glass without a review";
    }
}

/// Something worth a look.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hint {
    /// What.
    pub kind: HintKind,
    /// Whose acts.
    pub user: UserId,
    /// Of which record, if of one.
    pub record: Option<RecordId>,
    /// When it began.
    pub from: Moment,
    /// The entries it rests on, in time.
    pub events: Vec<Place>,
    /// What was measured, in the unit of the kind: reads, acts, records, pages and rows, attempts, hours.
    pub measure: u32,
    /// From which measure on it is a hint.
    pub threshold: u32,
    /// Where the threshold comes from.
    pub basis: Basis,
}

/// Where a threshold comes from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Basis {
    /// It is a rule: the same for everybody.
    Rule,
    /// The user's own habit.
    Habit(Habit),
    /// The user has too little of a past for a habit; the facility's limit.
    NoHabit {
        /// Active hours or days before.
        periods: u32,
    },
}

impl Hint {
    /// The measure, the threshold and where it comes from, in a sentence.
    #[must_use]
    pub fn explain(&self) -> String {
        let unit = match self.kind {
            HintKind::NoAssignment | HintKind::SameSurname | HintKind::Guarded => "reads in a day",
            HintKind::AfterHours => "acts outside the facility's hours in a day",
            HintKind::ManyRecords => "different records within 60 minutes",
            HintKind::CarriedOut => {
                "records, pages or rows printed, written out, copied or released in a day"
            }
            HintKind::FailedUnlocks => "failed unlocks in a row",
            HintKind::GlassUnreviewed => "hours since the glass was broken, without a review",
        };
        let basis = match self.basis {
            Basis::Rule => "the same for everybody".to_owned(),
            Basis::Habit(habit) => habit.explain(),
            Basis::NoHabit { periods } => {
                format!(
                    "the facility's limit: {periods} active periods before are too few for a habit"
                )
            }
        };
        format!(
            "{} {unit}; a hint from {} on ({basis})",
            self.measure, self.threshold
        )
    }
}
