//! What of the facility's record counts. Everybody who works here can write the whole of it, but who works here, with which roles,
//! and which laptops are out is for those to say who take people in: what others write there stays in the record's past, is told
//! of, and changes nothing.
//!
//! Whoever wrote something counts as what they were before it, by the operations that theirs had seen and that count themselves.
//! It begins with whoever founded the facility: the first operation that came with people in it and follows none. Later ones that
//! follow none found nothing; a laptop that has just come in writes one that says which device it is.

use std::collections::BTreeMap;

use access::{Action, Flags, RecordKind, Relation, Roles};
use records::model::Facility;
use records::{EntryId, Field, Kind, Log, OpId, Recorded, State, UserId};

use crate::failure::refusal;
use crate::founding::roles_of;
use crate::protocol::Failure;

/// The facility as it counts.
pub(crate) struct Entitled {
    pub(crate) facility: Facility,
    /// What stands in the record and does not count.
    pub(crate) findings: Vec<Failure>,
}

impl Entitled {
    /// Reads it out of the facility's operations.
    pub(crate) fn of(log: &Log) -> Self {
        let mut reading = Reading::default();
        for recorded in log.operations() {
            reading.read(recorded);
        }
        if reading.left_out.is_empty() {
            return Self {
                facility: log.state().model(),
                findings: Vec::new(),
            };
        }
        let facility: Facility = reading.state(log).model();
        let findings = reading
            .left_out
            .iter()
            .filter(|(op, field)| stands(log.state(), *op, field))
            .filter_map(|(op, field)| Some(not_entitled(log.operation(*op)?, field, &facility)))
            .collect();
        Self { facility, findings }
    }
}

/// Guarded operations that one had seen, a bit for each in the order of the log.
type Seen = Vec<u64>;

#[derive(Default)]
struct Reading {
    /// Guarded operations with what counts of them, in the order of the log.
    counted: Vec<Recorded>,
    /// Of every operation, what it and those before it are of them.
    seen: BTreeMap<OpId, Seen>,
    founded: bool,
    left_out: Vec<(OpId, Field)>,
    /// What was to be replaced by something that does not count, and is replaced by what replaces that.
    instead: BTreeMap<(OpId, Field), Vec<OpId>>,
}

impl Reading {
    fn read(&mut self, recorded: &Recorded) {
        let parents = recorded.operation.parents.iter();
        let mut seen = Seen::new();
        for before in parents.filter_map(|parent| self.seen.get(parent)) {
            seen.resize(seen.len().max(before.len()), 0);
            for (all, some) in seen.iter_mut().zip(before) {
                *all |= some;
            }
        }
        if guards(recorded) {
            let counts = self.counts(recorded, &seen);
            let (word, bit) = (self.counted.len() / 64, self.counted.len() % 64);
            seen.resize(seen.len().max(word + 1), 0);
            seen[word] |= 1 << bit;
            self.counted.push(counts);
        }
        self.seen.insert(recorded.id, seen);
    }

    /// The operation with what counts of it.
    fn counts(&mut self, recorded: &Recorded, seen: &Seen) -> Recorded {
        let founds = recorded.operation.parents.is_empty() && !self.founded;
        self.founded |= founds;
        let roles = match recorded.operation.parents.is_empty() {
            true => Roles::NONE,
            false => self.roles_before(recorded.operation.author, seen),
        };
        let mut counts = recorded.clone();
        let changes = &mut counts.operation.changes;
        for change in changes
            .iter_mut()
            .filter(|change| is_guarded(&change.field))
        {
            let replaced = change.replaces.iter().flat_map(|op| {
                let behind = self.instead.get(&(*op, change.field.clone()));
                behind.into_iter().flatten().copied().chain([*op])
            });
            change.replaces = replaced.collect();
            if !founds && !may_write(roles, &change.field) {
                let of = (recorded.id, change.field.clone());
                self.instead.insert(of.clone(), change.replaces.clone());
                self.left_out.push(of);
            }
        }
        changes.retain(|change| {
            founds || !is_guarded(&change.field) || may_write(roles, &change.field)
        });
        counts
    }

    /// What somebody was by what an operation had seen.
    fn roles_before(&self, user: UserId, seen: &Seen) -> Roles {
        let place = format!("members/{}", EntryId(user.0));
        let mut state = State::new(Kind::Facility);
        for (number, of) in self.counted.iter().enumerate() {
            let had_seen = seen
                .get(number / 64)
                .is_some_and(|word| word & 1 << (number % 64) != 0);
            let concerns = |change: &records::Change| change.field.is_within(&place);
            if had_seen && of.operation.changes.iter().any(concerns) {
                let mut alone = of.clone();
                alone.operation.parents.clear();
                alone.operation.changes.retain(concerns);
                state.apply(&alone);
            }
        }
        let facility: Facility = state.model();
        roles_in(&facility, user)
    }

    /// The record's state by what counts.
    fn state(&self, log: &Log) -> State {
        let counted: BTreeMap<OpId, &Recorded> =
            self.counted.iter().map(|of| (of.id, of)).collect();
        let mut state = State::new(Kind::Facility);
        for recorded in log.operations() {
            state.apply(counted.get(&recorded.id).copied().unwrap_or(recorded));
        }
        state
    }
}

/// Roles of somebody who works there; none of somebody who does not.
fn roles_in(facility: &Facility, user: UserId) -> Roles {
    let member = facility.members.get(&EntryId(user.0));
    let present = member.filter(|of| of.until.is_none());
    present.map_or(Roles::NONE, |of| roles_of(&of.roles))
}

/// Whether somebody of the facility may do something to all of a kind there.
pub(crate) fn may(facility: &Facility, user: UserId, action: Action, kind: RecordKind) -> bool {
    holds(roles_in(facility, user), action, kind)
}

fn holds(roles: Roles, action: Action, kind: RecordKind) -> bool {
    let decision = access::may(roles, action, kind, Relation::None, Flags::NONE);
    refusal(&decision).is_none()
}

/// Whether whoever has these roles may write a guarded field. That somebody's work has ended, privacy officers may say too (45 CFR
/// 164.308(a)(3)(ii)(C)).
fn may_write(roles: Roles, field: &Field) -> bool {
    let ends = field.is_within("members") && field.as_str().ends_with("/until");
    holds(roles, Action::Administer, RecordKind::User)
        || ends && holds(roles, Action::Retire, RecordKind::User)
}

fn guards(recorded: &Recorded) -> bool {
    let mut changes = recorded.operation.changes.iter();
    changes.any(|change| is_guarded(&change.field))
}

/// Whether a field is for those who take people in.
fn is_guarded(field: &Field) -> bool {
    field.is_within("members") || field.is_within("laptops_out")
}

fn stands(state: &State, op: OpId, field: &Field) -> bool {
    state
        .register(field)
        .is_some_and(|register| register.live().iter().any(|live| live.op == op))
}

fn not_entitled(recorded: &Recorded, field: &Field, facility: &Facility) -> Failure {
    let author = recorded.operation.author;
    let member = facility.members.get(&EntryId(author.0));
    let name = match member {
        Some(member) if !member.name.is_empty() => member.name.clone(),
        _ => "Somebody".to_owned(),
    };
    let what = match field.as_str().starts_with("laptops_out") {
        true => "which laptops are out",
        false => "who works here and with which roles",
    };
    Failure::new(
        format!("{name} has changed {what}, and may not."),
        "Only a supervisor takes people in and puts laptops out. What was written is kept in the record's past and changes nothing.",
        format!("facility, {field}"),
        "Tell your supervisor and privacy officer. No screen of Chartroom does this: it was done with another program.",
    )
}

#[cfg(test)]
mod tests;
