//! What of the facility's record counts. Everybody who works here can write the whole of it, but who works here, with which roles,
//! and which laptops are out is for those to say who take people in: what others write there stays in the record's past, is told
//! of, and changes nothing.
//!
//! Whoever wrote something counts as what they were before it, by the operations that theirs had seen and that count themselves.
//! It begins with whoever founded the facility: the first operation that came with people in it and follows none. Later ones that
//! follow none found nothing; a laptop that has just come in writes one that says which device it is.

use std::collections::BTreeMap;

use access::{Action, Flags, RecordKind, Relation};
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
        let mut reading = Reading::new(log);
        for recorded in log.operations() {
            reading.read(recorded);
        }
        let facility: Facility = reading.state.model();
        let findings = reading
            .left_out
            .iter()
            .filter(|(op, field)| stands(log.state(), *op, field))
            .filter_map(|(op, field)| Some(not_entitled(log.operation(*op)?, field, &facility)))
            .collect();
        Self { facility, findings }
    }
}

struct Reading<'l> {
    log: &'l Log,
    /// Of what counts.
    state: State,
    /// The operations with what counts of them, in the order of the log.
    counted: Vec<Recorded>,
    left_out: Vec<(OpId, Field)>,
    /// What was to be replaced by something that does not count, and is replaced by what replaces that.
    instead: BTreeMap<(OpId, Field), Vec<OpId>>,
}

impl<'l> Reading<'l> {
    fn new(log: &'l Log) -> Self {
        Self {
            log,
            state: State::new(Kind::Facility),
            counted: Vec::new(),
            left_out: Vec::new(),
            instead: BTreeMap::new(),
        }
    }

    fn read(&mut self, recorded: &Recorded) {
        let mut counts = recorded.clone();
        if guards(recorded) {
            let entitled = self.is_entitled(recorded);
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
                if !entitled {
                    let of = (recorded.id, change.field.clone());
                    self.instead.insert(of.clone(), change.replaces.clone());
                    self.left_out.push(of);
                }
            }
            changes.retain(|change| entitled || !is_guarded(&change.field));
        }
        self.state.apply(&counts);
        self.counted.push(counts);
    }

    fn is_entitled(&self, recorded: &Recorded) -> bool {
        let parents = &recorded.operation.parents;
        if parents.is_empty() {
            let mut all = self.log.operations().iter();
            let first = all.find(|of| of.operation.parents.is_empty() && guards(of));
            return first.is_some_and(|first| first.id == recorded.id);
        }
        let author = recorded.operation.author;
        if self.state.heads() == *parents {
            return takes_in(&self.state.model(), author);
        }
        let mut before = State::new(Kind::Facility);
        let seen = self.state.seen_by(parents);
        for of in &self.counted {
            if seen.contains(&of.id) {
                before.apply(of);
            }
        }
        takes_in(&before.model(), author)
    }
}

/// Whether somebody works there and takes people in.
fn takes_in(facility: &Facility, user: UserId) -> bool {
    let member = facility.members.get(&EntryId(user.0));
    member.is_some_and(|of| {
        let roles = roles_of(&of.roles);
        let decision = access::may(
            roles,
            Action::Administer,
            RecordKind::User,
            Relation::None,
            Flags::NONE,
        );
        of.until.is_none() && refusal(&decision).is_none()
    })
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
