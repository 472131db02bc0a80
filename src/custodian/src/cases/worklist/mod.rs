//! The worklist, out of the lines in memory: no record is opened for it.
//!
//! Orders by column are kept, and a line that changed is moved in them, so that a filter or another column on 20,000
//! encounters is one walk. A patient's name is shown and searched only where one may read it, a DRG likewise.

use std::collections::{BTreeMap, HashSet};

use access::audit::Act;
use access::{Action, Flags, RecordKind, Relation};
use records::model::{CaseStatus, Class, PendReason};
use records::{Kind, UserId};
use store::Store;

use crate::custodian::Custodian;
use crate::protocol::{Failure, StatusCount, Worklist, WorklistQuery, WorklistRow};
use crate::summary::EncounterLine;
use crate::surroundings::Surroundings;

mod filter;
mod index;

use filter::Filter;
pub(super) use index::{Index, Row, names};

/// Most rows given at once.
const MOST: u32 = 500;

/// Where a row's case stands; an encounter without one is nobody's.
fn status_of(line: &EncounterLine) -> CaseStatus {
    match line.case.as_ref().map(|case| case.status) {
        None | Some(CaseStatus::Unknown) => CaseStatus::Unassigned,
        Some(status) => status,
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// A page of the worklist.
    pub(super) async fn worklist(&mut self, query: &WorklistQuery) -> Result<Worklist, Failure> {
        self.demand_list(Action::Search)?;
        self.order_worklist(query.sort)?;
        let list = self.listed(query)?;
        if !query.text.trim().is_empty() && query.offset == 0 {
            let mut event = self.event(Act::Did(Action::Search))?;
            event.kind = Some(RecordKind::CodingCase.into());
            event.count = list.total;
            self.record_events(&[event]).await?;
        }
        Ok(list)
    }

    fn listed(&self, query: &WorklistQuery) -> Result<Worklist, Failure> {
        let session = self.session()?;
        let index = &session.desk.worklist;
        let filter = Filter::of(query);
        let searches = |relation| {
            let kind = RecordKind::CodingCase;
            let may = access::may(session.roles, Action::Search, kind, relation, Flags::NONE);
            may.rank() > 0
        };
        let near = [Relation::None, Relation::SameUnit, Relation::Assigned];
        let near = near.map(|relation| (relation, searches(relation)));
        let is_listed = |line: &EncounterLine| {
            let relation = session.stands_to_stay(line);
            near.iter().any(|(one, may)| *one == relation && *may)
        };
        let mut total = 0_u32;
        let mut counts = [0_u32; CaseStatus::ALL.len()];
        let mut found: Vec<(&Row, &EncounterLine)> = Vec::new();
        let mut services = HashSet::new();
        let limit = query.limit.min(MOST);
        let ordered = index.ordered(query.sort);
        let mut walk = |row: u32| -> Result<(), Failure> {
            let Some((row, line)) = index.row(row, &session.catalogue) else {
                return Ok(());
            };
            if !is_listed(line) {
                return Ok(());
            }
            if query.offset == 0 && !line.service.is_empty() {
                services.insert(line.service.as_str());
            }
            if !filter.lets_through(line) {
                return Ok(());
            }
            let on = (Kind::Encounter, row.encounter);
            if !filter.text.is_empty() {
                // What one may read is asked only where it decides.
                let found = row.holds(&filter.text, true)
                    && (row.holds(&filter.text, false) || self.patient_is_read(line)?);
                if !found {
                    return Ok(());
                }
            }
            if !filter.drg.is_empty()
                && !self
                    .may_on(on, Action::Read, RecordKind::Payment)?
                    .at_once()
            {
                return Ok(());
            }
            let status = status_of(line);
            if let Some(place) = CaseStatus::ALL.iter().position(|known| *known == status) {
                counts[place] += 1;
            }
            if !filter.is_of_status(status) {
                return Ok(());
            }
            if total >= query.offset && (found.len() as u32) < limit {
                found.push((row, line));
            }
            total += 1;
            Ok(())
        };
        if query.descending {
            ordered.iter().rev().try_for_each(|row| walk(*row))?;
        } else {
            ordered.iter().try_for_each(|row| walk(*row))?;
        }
        let names = names(&session.facility);
        let rows = found
            .into_iter()
            .map(|(row, line)| self.row_shown(row, line, &names))
            .collect::<Result<Vec<_>, _>>()?;
        let counts = CaseStatus::ALL.iter().zip(counts);
        let mut services: Vec<String> = services.into_iter().map(str::to_owned).collect();
        services.sort_unstable();
        Ok(Worklist {
            rows,
            total,
            counts: counts
                .map(|(status, count)| StatusCount {
                    status: status.word().to_owned(),
                    said: status.said().to_owned(),
                    count,
                })
                .collect(),
            services,
        })
    }

    /// Whether one may read who a row's patient is.
    fn patient_is_read(&self, line: &EncounterLine) -> Result<bool, Failure> {
        let Some(patient) = line.patient else {
            return Ok(false);
        };
        let on = (Kind::Patient, self.session()?.catalogue.survivor(patient));
        let right = self.may_on(on, Action::Read, RecordKind::Patient)?;
        Ok(right.at_once())
    }

    fn row_shown(
        &self,
        row: &Row,
        line: &EncounterLine,
        names: &BTreeMap<UserId, &str>,
    ) -> Result<WorklistRow, Failure> {
        let on = (Kind::Encounter, row.encounter);
        let payment = self
            .may_on(on, Action::Read, RecordKind::Payment)?
            .at_once();
        let me = self.session()?.user();
        let (status, case) = (status_of(line), line.case.as_ref());
        let coder = case.and_then(|case| case.coder);
        let weight = case.and_then(|case| case.weight_e4).filter(|_| payment);
        let class = Class::ALL.iter().find(|class| class.word() == line.class);
        let named = self.patient_is_read(line)?;
        Ok(WorklistRow {
            encounter: row.encounter.0,
            account: line.account.clone(),
            patient: if named {
                row.patient.clone()
            } else {
                String::new()
            },
            name_withheld: !named && line.patient.is_some(),
            payment_withheld: !payment,
            class: class.map_or_else(|| line.class.clone(), |class| class.said().to_owned()),
            service: line.service.clone(),
            attending: line.attending.clone(),
            admitted: line.admitted.clone(),
            discharged: line.discharged.clone(),
            status: status.word().to_owned(),
            status_said: status.said().to_owned(),
            coder: coder
                .and_then(|coder| names.get(&coder))
                .map_or_else(String::new, |name| (*name).to_owned()),
            mine: coder == Some(me),
            priority: case.map_or(0, |case| case.priority),
            due: case.map_or_else(String::new, |case| case.due.clone()),
            waits_for: case
                .into_iter()
                .flat_map(|case| &case.waits_for)
                .map(|word| waiting_said(word))
                .collect(),
            drg: case
                .filter(|_| payment)
                .map_or_else(String::new, |case| case.drg.clone()),
            weight: weight.map_or_else(String::new, |weight| {
                format!("{}.{:04}", weight / 10_000, weight % 10_000)
            }),
            charges: line
                .charges_cents
                .filter(|_| payment)
                .map_or_else(String::new, dollars),
            stops: case.filter(|_| payment).map_or(0, |case| case.stops),
            warnings: case.filter(|_| payment).map_or(0, |case| case.warnings),
            conflicts: line.conflicts,
            documents: line.documents,
        })
    }
}

fn waiting_said(word: &str) -> String {
    let known = PendReason::ALL.iter().find(|reason| reason.word() == word);
    known.map_or_else(|| word.to_owned(), |reason| reason.said().to_owned())
}

/// Cents as dollars: `$12,345.67`.
fn dollars(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let (whole, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    let digits = whole.to_string();
    let mut spaced = String::with_capacity(digits.len() + 8);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            spaced.push(',');
        }
        spaced.push(digit);
    }
    format!("{sign}${spaced}.{rest:02}")
}

#[cfg(test)]
mod tests {
    use super::dollars;

    #[test]
    fn charges_are_written_as_on_a_bill() {
        assert_eq!(dollars(0), "$0.00");
        assert_eq!(dollars(1_234_567), "$12,345.67");
        assert_eq!(dollars(100_000_005), "$1,000,000.05");
        assert_eq!(dollars(-250), "-$2.50");
    }
}
