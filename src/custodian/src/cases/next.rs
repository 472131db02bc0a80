//! The next case to work on, and how urgent a case is.

use access::{Action, RecordKind, Relation};
use records::model::CaseStatus;
use records::{EntryId, RecordId};
use store::Store;

use super::worklist::Row;
use crate::custodian::Custodian;
use crate::protocol::{CaseName, CaseView, Failure, Step, WorklistSort};
use crate::summary::EncounterLine;
use crate::surroundings::Surroundings;

/// The lowest urgency there is.
const LAST: u8 = 9;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// The most urgent case that is one's own or nobody's, of the same urgency first one's own, then the one discharged
    /// first. What is nobody's is taken up; what can't be is passed over.
    pub(super) async fn load_next(
        &mut self,
        after: Option<RecordId>,
    ) -> Result<Option<CaseView>, Failure> {
        self.demand_list(Action::Code)?;
        self.refresh_worklist()?;
        for encounter in self.next_ones(after)? {
            let of = CaseName {
                encounter: encounter.0,
                case: [0; 16],
            };
            let read = self.read_case(of).await?;
            let mine = read.case().assignment.coder == Some(self.session()?.user());
            let taken = if mine {
                Ok(())
            } else {
                self.step(of, &Step::Take).await.map(|_| ())
            };
            if taken.is_ok() {
                return self.open_case(of, "").await.map(Some);
            }
        }
        Ok(None)
    }

    fn next_ones(&self, after: Option<RecordId>) -> Result<Vec<RecordId>, Failure> {
        let session = self.session()?;
        let me = session.user();
        let mut found: Vec<(u8, bool, &Row, &EncounterLine)> = Vec::new();
        for (row, line) in session.desk.worklist.lines(&session.catalogue) {
            if Some(row.encounter) == after {
                continue;
            }
            let (coder, status, priority) = line
                .case
                .as_ref()
                .map_or((None, CaseStatus::Unassigned, 0), |case| {
                    (case.coder, case.status, case.priority)
                });
            let mine = coder == Some(me)
                && matches!(status, CaseStatus::InProgress | CaseStatus::Reopened);
            // What was billed and opened again is one's own and no longer only discharged.
            let free = coder.is_none()
                && line.status == "discharged"
                && matches!(status, CaseStatus::Unassigned | CaseStatus::Unknown)
                && session.stands_to_stay(line) >= Relation::SameUnit;
            if mine || free {
                let urgency = if priority == 0 { LAST + 1 } else { priority };
                found.push((urgency, !mine, row, line));
            }
        }
        found.sort_by(|a, b| {
            let key = |x: &(u8, bool, &Row, &EncounterLine)| (x.0, x.1);
            key(a)
                .cmp(&key(b))
                .then_with(|| a.3.discharged.cmp(&b.3.discharged))
                .then_with(|| a.3.account.cmp(&b.3.account))
                .then_with(|| a.2.encounter.cmp(&b.2.encounter))
        });
        Ok(found
            .into_iter()
            .map(|(_, _, row, _)| row.encounter)
            .collect())
    }

    /// Sets how urgent a case is.
    pub(super) async fn prioritise(
        &mut self,
        of: CaseName,
        priority: u8,
        due: &str,
        reason: &str,
    ) -> Result<CaseView, Failure> {
        let event = self
            .demand_case(of, Action::Assign, RecordKind::CodingCase)
            .await?;
        let day = due.parse::<chrono::NaiveDate>().ok();
        let wrong = if priority > LAST {
            Some(("urgency", "It goes from 1 to 9, and 0 takes it back."))
        } else if day.is_none() && !due.is_empty() {
            Some(("due day", "It is no day of the calendar."))
        } else if reason.trim().is_empty() {
            Some(("reason", "Why it comes first or last was not said."))
        } else {
            None
        };
        if let Some((place, why)) = wrong {
            return Err(Failure::new(
                "The order of work was not changed.",
                why,
                place,
                "Correct it and try again.",
            ));
        }
        let read = self.read_case(of).await?;
        let id: EntryId = read.id;
        self.change_stay(RecordId(of.encounter), reason.trim(), vec![event], |stay| {
            let case = stay.cases.entry(id).or_default();
            case.priority = priority;
            case.due = day;
            if case.status == CaseStatus::Unknown {
                case.status = CaseStatus::Unassigned;
            }
        })
        .await?;
        self.shown(of, id).await
    }

    /// Demands a right on cases as such: that there is some record near enough for which one has it.
    pub(super) fn demand_list(&self, action: Action) -> Result<(), Failure> {
        let decision = access::may(
            self.session()?.roles,
            action,
            RecordKind::CodingCase,
            Relation::Assigned,
            access::Flags::NONE,
        );
        crate::failure::refusal(&decision).map_or(Ok(()), Err)
    }

    /// Brings the worklist up to what the catalogue says.
    pub(super) fn refresh_worklist(&mut self) -> Result<(), Failure> {
        let session = self.session_mut()?;
        let names = super::worklist::names(&session.facility);
        session.desk.worklist.refresh(&session.catalogue, &names);
        Ok(())
    }

    /// Rows in the order of a column, for the list.
    pub(super) fn order_worklist(&mut self, sort: WorklistSort) -> Result<(), Failure> {
        let session = self.session_mut()?;
        let names = super::worklist::names(&session.facility);
        session
            .desk
            .worklist
            .order(sort, &session.catalogue, &names);
        Ok(())
    }
}
