//! Who changed a field, when, from what to what, and why: read out of the operations, so it can't disagree with them.

use crate::clock::Stamp;
use crate::field::Field;
use crate::id::{DeviceId, OpId, UserId};
use crate::log::Log;
use crate::operation::{Change, Recorded};
use crate::value::Value;

/// One change of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The field.
    pub field: Field,
    /// The operation.
    pub op: OpId,
    /// Who.
    pub author: UserId,
    /// On which device.
    pub device: DeviceId,
    /// When.
    pub stamp: Stamp,
    /// The values it replaced; none where the field was empty, several where a conflict was settled.
    pub from: Vec<Value>,
    /// What it set.
    pub to: Value,
    /// Why, in the author's words; may be empty.
    pub reason: String,
    /// Whether it took something back, or brought it back.
    pub undoing: bool,
    /// Whether its value still stands.
    pub stands: bool,
}

impl Log {
    /// Every change at a place or below it, in the order of the clock, then of ids. An empty place is the whole record.
    #[must_use]
    pub fn history(&self, place: &str) -> Vec<Entry> {
        let mut entries: Vec<Entry> = self
            .operations()
            .iter()
            .flat_map(|recorded| {
                recorded
                    .operation
                    .changes
                    .iter()
                    .map(move |change| (recorded, change))
            })
            .filter(|(_, change)| place.is_empty() || change.field.is_within(place))
            .map(|(recorded, change)| self.entry(recorded, change))
            .collect();
        entries.sort_by(|a, b| (a.stamp, a.op, &a.field).cmp(&(b.stamp, b.op, &b.field)));
        entries
    }

    fn entry(&self, recorded: &Recorded, change: &Change) -> Entry {
        let from = change
            .replaces
            .iter()
            .filter_map(|op| self.operation(*op))
            .filter_map(|before| {
                let mut changes = before.operation.changes.iter();
                changes.find(|before| before.field == change.field)
            })
            .map(|before| before.value.clone())
            .filter(|value| !value.is_nothing())
            .collect();
        let stands = self
            .state()
            .register(&change.field)
            .is_some_and(|register| register.live().iter().any(|live| live.op == recorded.id));
        Entry {
            field: change.field.clone(),
            op: recorded.id,
            author: recorded.operation.author,
            device: recorded.operation.device,
            stamp: recorded.operation.stamp,
            from,
            to: change.value.clone(),
            reason: recorded.operation.reason.clone(),
            undoing: recorded.operation.undoes.is_some(),
            stands,
        }
    }
}
