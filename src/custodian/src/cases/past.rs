//! The past of a case: which operations changed its codes, who coded it, and taking one's own changes back, also after a
//! restart. Only changes of what the coding screen shows are taken back: a step of the case is not, and birth and sex, which
//! are the patient's, go back by the patient's own undo.

use std::collections::BTreeSet;

use access::{Action, RecordKind};
use records::{Conflict, EntryId, Field, Kind, OpId, RecordId, Recorded, UserId};
use store::Store;

use super::conflicts;
use super::save::may_be_coded;
use super::steps::review_agrees;
use crate::commit::{Act, What, Work};
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{CaseName, CaseView, Failure};
use crate::surroundings::Surroundings;

/// What the coding screen writes of a case.
const CODED: [&str; 10] = [
    "note",
    "poa_reporting",
    "admitting",
    "admitting_found_by",
    "principal",
    "diagnoses",
    "procedures",
    "evidence",
    "kept_edits",
    "taken_over",
];

/// What it writes of the encounter.
const OF_THE_STAY: [&str; 5] = [
    "admitted",
    "discharged",
    "discharge_status",
    "home_health",
    "admitted_elsewhere",
];

/// Place of a case in its encounter.
pub(super) fn case_place(case: EntryId) -> String {
    format!("cases/{case}")
}

/// Whether a field is one of the encounter's that the coding screen writes.
pub(super) fn is_of_the_stay(field: &Field) -> bool {
    OF_THE_STAY.iter().any(|place| field.is_within(place))
}

/// Whether a field holds codes of a case, or what belongs to them.
pub(super) fn is_coded(field: &Field, case: EntryId) -> bool {
    let place = case_place(case);
    CODED
        .iter()
        .any(|name| field.is_within(&format!("{place}/{name}")))
}

/// Whether an operation changed what the coding screen shows, and nothing else. The result of grouping goes with the codes
/// and is no act by itself.
fn is_coding(recorded: &Recorded, case: EntryId) -> bool {
    let grouped = format!("{}/grouped", case_place(case));
    let mut acts = 0;
    let only = recorded.operation.changes.iter().all(|change| {
        let shown = is_coded(&change.field, case) || is_of_the_stay(&change.field);
        acts += usize::from(shown);
        shown || change.field.is_within(&grouped)
    });
    only && acts > 0
}

/// What is read out of a case's past.
pub(super) struct CasePast {
    pub(super) conflicts: Vec<Conflict>,
    /// Pairs of operations made at once, that nobody has looked at.
    pub(super) parallel: Vec<String>,
    /// Who assigned codes.
    pub(super) coders: Vec<UserId>,
    /// Whether the second review agrees.
    pub(super) review_agrees: bool,
    pub(super) can_undo: bool,
    pub(super) can_redo: bool,
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    pub(super) async fn case_past(&mut self, of: CaseName) -> Result<CasePast, Failure> {
        let case = EntryId(of.case);
        let user = self.session()?.user();
        let names = self.session()?.facility.members.clone();
        let stay = self.stay(RecordId(of.encounter)).await?;
        let log = self.stay_log(RecordId(of.encounter)).await?;
        let among = |recorded: &Recorded| is_coding(recorded, case);
        let coders: BTreeSet<UserId> = log
            .operations()
            .iter()
            .filter(|recorded| {
                let mut changes = recorded.operation.changes.iter();
                changes.any(|change| is_coded(&change.field, case))
            })
            .map(|recorded| recorded.operation.author)
            .collect();
        Ok(CasePast {
            conflicts: conflicts::of_case(log.state(), case),
            parallel: conflicts::parallel_in_words(log, &stay, case, &names),
            coders: coders.into_iter().collect(),
            review_agrees: stay
                .cases
                .get(&case)
                .is_some_and(|coded| review_agrees(log.state(), coded, case)),
            can_undo: log.undoable_among(user, &among).is_some(),
            can_redo: log.redoable_among(user, &among).is_some(),
        })
    }

    /// Takes one's last change of the codes back, or brings it back.
    pub(super) async fn take_back_codes(
        &mut self,
        of: CaseName,
        again: bool,
    ) -> Result<CaseView, Failure> {
        let encounter = RecordId(of.encounter);
        let read = self.read_case(of).await?;
        let event = self
            .demand_case(of, Action::Code, RecordKind::CodingCase)
            .await?;
        may_be_coded(read.case().status)?;
        let user = self.session()?.user();
        let log = self.stay_log(encounter).await?;
        let among = |recorded: &Recorded| is_coding(recorded, read.id);
        let act = if again {
            log.redoable_among(user, &among)
        } else {
            log.undoable_among(user, &among)
        };
        let act: OpId = act
            .map(|act| act.id)
            .ok_or(records::CannotUndo::Nothing)
            .told()?;
        let reversal = log.reversal(act).told()?;
        self.commit(Work {
            acts: vec![Act {
                kind: Kind::Encounter,
                record: encounter,
                what: What::Undo(reversal),
                reason: String::new(),
            }],
            audit: vec![event],
            ..Work::default()
        })
        .await?;
        self.shown(of, read.id).await
    }
}
