//! Saving: the difference between what the screen knew and what stands on it now, as one operation on the encounter.
//!
//! The screen's stay is held against the operations that the screen had seen, not against the present: what another person's
//! device brought meanwhile stays as it is, beside what is saved, and is told.

use access::{Action, RecordKind};
use chrono::FixedOffset;
use engine::draft::StayDraft;
use records::model::{CaseStatus, Encounter, GroupedAs};
use records::{Change, EntryId, Kind, RecordId, State};
use store::Store;

use super::past::{case_place, is_coded, is_of_the_stay};
use super::write::Target;
use crate::commit::{Act, What, Work};
use crate::custodian::Custodian;
use crate::protocol::{CaseName, CaseSaved, Failure, GroupedDraft, StepView};
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Saves a case. Returns once it is on the disk.
    pub(super) async fn save_case(
        &mut self,
        of: CaseName,
        draft: &StayDraft,
        grouped: Option<&GroupedDraft>,
    ) -> Result<CaseSaved, Failure> {
        let encounter = RecordId(of.encounter);
        let read = self.read_case(of).await?;
        let code = self
            .demand_case(of, Action::Code, RecordKind::CodingCase)
            .await?;
        may_be_coded(read.case().status)?;
        let (id, patient) = (read.id, read.patient.clone());
        // Nothing, where the screen knows the encounter as it stands; that need not be copied.
        let known = self.known_state(encounter).await?;
        let mut before: Encounter = known
            .as_ref()
            .map_or_else(|| Encounter::clone(&read.stay), State::model);
        if !before.cases.contains_key(&id) {
            return Err(super::open::no_case());
        }
        let patient_record = self.patient_record(&read.stay)?;
        let target = Target {
            stay: &before,
            case: id,
            patient: &patient,
            stay_refused: self.hindrance(of, Action::Edit, RecordKind::Encounter)?,
            patient_refused: self.patient_hindrance(patient_record)?,
            offset: self.clock_offset(),
        };
        let mut written = target.write(draft, &mut || self.new_entry());
        if let (Some(grouped), Some(case)) = (grouped, written.stay.cases.get_mut(&id)) {
            case.grouped = Some(kept(grouped));
        }
        let changes = match &known {
            Some(base) => difference(base, (&mut before, &mut written.stay), id),
            None => {
                let base = self.stay_log(encounter).await?.state();
                difference(base, (&mut before, &mut written.stay), id)
            }
        };
        let act = changes
            .iter()
            .any(|change| is_of_the_stay(&change.field) || is_coded(&change.field, id));
        let of = CaseName { case: id.0, ..of };
        let saved = |at, changed_elsewhere, steps| CaseSaved {
            of,
            at,
            refused: written.refused.clone(),
            changed_elsewhere,
            act,
            steps,
        };
        let mut work = Work::default();
        if !changes.is_empty() {
            if changes.iter().any(|change| is_of_the_stay(&change.field)) {
                let edit = self.demand_case(of, Action::Edit, RecordKind::Encounter);
                work.audit.push(edit.await?);
            }
            work.audit.push(code);
            work.acts.push(Act {
                kind: Kind::Encounter,
                record: encounter,
                what: match known {
                    Some(base) => What::Seen(Box::new(base), changes),
                    None => What::Changes(changes),
                },
                reason: String::new(),
            });
        }
        if let Some(record) = patient_record.filter(|_| written.patient != patient) {
            let on = (Kind::Patient, record);
            let edit = self
                .demand_on(on, Action::Edit, RecordKind::Patient, "")
                .await?;
            let state = self.log(Kind::Patient, record).await?.state();
            let changes = state.changes(&patient, &written.patient);
            work.audit.push(edit);
            work.acts.push(Act {
                kind: Kind::Patient,
                record,
                what: What::Changes(changes),
                reason: "as coded".to_owned(),
            });
        }
        if work.acts.is_empty() {
            let elsewhere = self.is_changed_elsewhere(encounter).await?;
            let steps = self.steps_now(of).await?;
            return Ok(saved(None, elsewhere, steps));
        }
        let coded = work.acts[0].kind == Kind::Encounter;
        let ids = self.commit(work).await?;
        if let Some(op) = ids.first().filter(|_| coded) {
            let seen = vec![*op];
            self.session_mut()?.desk.seen.insert(encounter, seen);
        }
        let elsewhere = self.is_changed_elsewhere(encounter).await?;
        let steps = self.steps_now(of).await?;
        Ok(saved(self.saved, elsewhere, steps))
    }

    /// The steps of a case as it stands now.
    async fn steps_now(&mut self, of: CaseName) -> Result<Vec<StepView>, Failure> {
        let read = self.read_case(of).await?;
        let past = self.case_past(of).await?;
        self.steps_of(of, &read, &past)
    }

    /// The encounter as the screen knows it, where that is not as it stands.
    async fn known_state(&mut self, encounter: RecordId) -> Result<Option<State>, Failure> {
        let seen = self.session()?.desk.seen.get(&encounter).cloned();
        let log = self.stay_log(encounter).await?;
        Ok(seen
            .filter(|seen| *seen != log.state().heads())
            .map(|seen| log.at(&seen)))
    }

    /// Whether there is something of the encounter that the screen does not know.
    async fn is_changed_elsewhere(&mut self, encounter: RecordId) -> Result<bool, Failure> {
        let seen = self.session()?.desk.seen.get(&encounter).cloned();
        let heads = self.stay_log(encounter).await?.state().heads();
        Ok(seen.is_some_and(|seen| seen != heads))
    }

    fn patient_hindrance(&self, patient: Option<RecordId>) -> Result<Option<Failure>, Failure> {
        let Some(patient) = patient else {
            return Ok(Some(Failure::new(
                "No patient is recorded for this stay.",
                "Birth and sex belong to the patient.",
                "patient",
                "Have registration link the stay to its patient.",
            )));
        };
        let on = (Kind::Patient, patient);
        let right = self.may_on(on, Action::Edit, RecordKind::Patient)?;
        Ok(right.with_reason("").err())
    }

    fn clock_offset(&self) -> FixedOffset {
        let minutes = i32::from(self.world.now().offset_minutes);
        FixedOffset::east_opt(minutes * 60).unwrap_or_else(|| chrono::Offset::fix(&chrono::Utc))
    }
}

/// Refuses to change the codes of a case that nobody has taken up, or that is past coding.
pub(super) fn may_be_coded(status: CaseStatus) -> Result<(), Failure> {
    if status.is_open() {
        return Ok(());
    }
    let fix = match status {
        CaseStatus::Unassigned | CaseStatus::Unknown => "Take the case first.",
        CaseStatus::Coded | CaseStatus::SecondReview => "Take it back to coding first.",
        _ => "Reopen it first, with the reason.",
    };
    Err(Failure::new(
        "The codes were not changed.",
        format!("The case is {}.", status.said()),
        "coding case",
        fix,
    ))
}

fn kept(grouped: &GroupedDraft) -> GroupedAs {
    GroupedAs {
        version: grouped.version.clone(),
        drg: grouped.drg.clone(),
        title: grouped.title.clone(),
        weight_e4: grouped.weight_e4,
        stops: grouped.stops,
        warnings: grouped.warnings,
    }
}

/// What changed on the coding screen. Documents that are the same before and after are taken out of both first, and are gone
/// from them afterwards: a chart of hundreds is not taken apart for one code.
fn difference(
    base: &State,
    (from, to): (&mut Encounter, &mut Encounter),
    case: EntryId,
) -> Vec<Change> {
    if from.documents == to.documents {
        from.documents.clear();
        to.documents.clear();
    }
    let mut changes = base.changes(from, to);
    settle_grouped(base, &mut changes, case);
    changes
}

/// Two results of grouping are no question for a person: the one just made stands.
fn settle_grouped(base: &State, changes: &mut Vec<Change>, case: EntryId) {
    let place = format!("{}/grouped", case_place(case));
    for conflict in base.conflicts() {
        let new = !changes.iter().any(|change| change.field == conflict.field);
        if conflict.field.is_within(&place)
            && new
            && let Some(register) = base.register(&conflict.field)
        {
            changes.push(base.change(conflict.field.clone(), register.shown().clone()));
        }
    }
}
