//! Single acts that are worth a look by what they touched or when. One hint a day for each user and record.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::hint::{Basis, Hint, HintKind};
use super::{Entry, Facts};
use crate::audit::{Act, Event};
use crate::{Action, Hours, Known, Reach, RecordId, Relation, UserId, reach};

type Key = (HintKind, UserId, Option<RecordId>, Option<NaiveDate>);

/// Reads without assignment, of patients with the user's surname, of guarded patients.
pub(super) fn add(in_time: &[&Entry], facts: &impl Facts, hints: &mut Vec<Hint>) {
    let mut found: BTreeMap<Key, Vec<&Entry>> = BTreeMap::new();
    for entry in in_time {
        let event = &entry.event;
        let Some(record) = event.record else { continue };
        if !event.is(Act::Did(Action::Read)) || !about_a_patient(event) {
            continue;
        }
        let kinds = [
            (HintKind::NoAssignment, without_assignment(event)),
            (
                HintKind::SameSurname,
                facts.same_surname(event.user, record),
            ),
            (HintKind::Guarded, facts.guarded(record)),
        ];
        for (kind, holds) in kinds {
            if holds {
                found
                    .entry((kind, event.user, Some(record), event.at.day()))
                    .or_default()
                    .push(entry);
            }
        }
    }
    hints.extend(
        found
            .into_iter()
            .filter_map(|(key, entries)| hint(key, &entries)),
    );
}

/// What was done outside the facility's hours.
pub(super) fn add_after_hours(in_time: &[&Entry], hours: &Hours, hints: &mut Vec<Hint>) {
    let mut found: BTreeMap<Key, Vec<&Entry>> = BTreeMap::new();
    for entry in in_time {
        let event = &entry.event;
        if matches!(event.act, Known::This(Act::Did(_))) && !hours.expect(event.at) {
            found
                .entry((HintKind::AfterHours, event.user, None, event.at.day()))
                .or_default()
                .push(entry);
        }
    }
    hints.extend(
        found
            .into_iter()
            .filter_map(|(key, entries)| hint(key, &entries)),
    );
}

fn hint((kind, user, record, _): Key, entries: &[&Entry]) -> Option<Hint> {
    Some(Hint {
        kind,
        user,
        record,
        from: entries.first()?.event.at,
        events: entries.iter().map(|entry| entry.place).collect(),
        measure: u32::try_from(entries.len()).unwrap_or(u32::MAX),
        threshold: 1,
        basis: Basis::Rule,
    })
}

fn about_a_patient(event: &Event) -> bool {
    event
        .kind
        .and_then(Known::this)
        .is_some_and(crate::RecordKind::of_a_patient)
}

/// Whether the chart was neither assigned to the user nor in their unit, and none of their roles reaches every chart.
fn without_assignment(event: &Event) -> bool {
    let apart = matches!(
        event.relation,
        Known::This(Relation::None | Relation::BreakGlass)
    );
    let Some(kind) = event.kind.and_then(Known::this) else {
        return false;
    };
    apart
        && !event
            .roles
            .iter()
            .any(|role| reach(role, Action::Read, kind) == Some(Reach::All))
}
