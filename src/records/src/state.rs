//! The present of a record: a fold over its operations, the same in whatever order they come.
//!
//! Each field is a register that keeps every value nobody has replaced. An operation is applied once its parents are;
//! what it replaces its author had seen, so nothing disappears that nobody has looked at. A state is only a cache: it
//! can be made again from the operations at any time.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::clock::Stamp;
use crate::field::Field;
use crate::id::{OpId, UserId};
use crate::operation::{Change, Kind, Recorded};
use crate::value::Value;

/// A value that stands, and who set it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Live {
    /// The operation that set it.
    pub op: OpId,
    /// Who.
    pub author: UserId,
    /// When.
    pub stamp: Stamp,
    /// The value.
    pub value: Value,
}

/// All values of a field that nobody has replaced, in the order of their operations' ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Register(Vec<Live>);

impl Register {
    /// Every value that stands.
    #[must_use]
    pub fn live(&self) -> &[Live] {
        &self.0
    }

    /// The value, where all that stands says the same.
    #[must_use]
    pub fn settled(&self) -> Option<&Value> {
        let (first, rest) = self.0.split_first()?;
        rest.iter()
            .all(|live| live.value == first.value)
            .then_some(&first.value)
    }

    /// The value to show while a conflict waits: the latest by the clock, then by id. It decides nothing.
    #[must_use]
    pub fn shown(&self) -> &Value {
        self.0
            .iter()
            .max_by_key(|live| (live.stamp, live.op))
            .map_or(&Value::Nothing, |live| &live.value)
    }

    fn set(&mut self, live: Live, replaces: &[OpId]) {
        self.0.retain(|old| !replaces.contains(&old.op));
        let place = self.0.partition_point(|old| old.op < live.op);
        self.0.insert(place, live);
    }
}

/// What became of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// It is part of the state now.
    Now,
    /// It already was.
    Before,
    /// It waits for operations that are not here yet.
    Waits(Vec<OpId>),
}

/// Two operations made without knowledge of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Parallel {
    /// The one with the smaller id.
    pub one: OpId,
    /// The other.
    pub other: OpId,
}

/// A field in which different values stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Which field.
    pub field: Field,
    /// The values, with their authors.
    pub values: Vec<Live>,
}

/// The present of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    kind: Kind,
    fields: BTreeMap<Field, Register>,
    /// Every operation applied, with its parents.
    graph: BTreeMap<OpId, Vec<OpId>>,
    /// Those no other has seen.
    heads: BTreeSet<OpId>,
    parallels: BTreeSet<Parallel>,
    latest: Stamp,
}

impl State {
    /// A record of which nothing is known yet.
    #[must_use]
    pub const fn new(kind: Kind) -> Self {
        Self {
            kind,
            fields: BTreeMap::new(),
            graph: BTreeMap::new(),
            heads: BTreeSet::new(),
            parallels: BTreeSet::new(),
            latest: Stamp {
                millis: 0,
                count: 0,
            },
        }
    }

    /// What kind of record it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The operations that nobody has seen yet: the parents of the next one.
    #[must_use]
    pub fn heads(&self) -> Vec<OpId> {
        self.heads.iter().copied().collect()
    }

    /// How many operations it is made of.
    #[must_use]
    pub fn operations(&self) -> usize {
        self.graph.len()
    }

    /// Whether an operation is part of it.
    #[must_use]
    pub fn has(&self, op: OpId) -> bool {
        self.graph.contains_key(&op)
    }

    /// The latest reading of the clock among its operations.
    #[must_use]
    pub const fn latest(&self) -> Stamp {
        self.latest
    }

    /// What stands in a field.
    #[must_use]
    pub fn register(&self, field: &Field) -> Option<&Register> {
        self.fields.get(field)
    }

    /// All fields ever set.
    pub fn fields(&self) -> impl Iterator<Item = (&Field, &Register)> {
        self.fields.iter()
    }

    /// Applies an operation, once its parents are.
    pub fn apply(&mut self, recorded: &Recorded) -> Applied {
        let op = &recorded.operation;
        if self.graph.contains_key(&recorded.id) {
            return Applied::Before;
        }
        let missing: Vec<OpId> = op
            .parents
            .iter()
            .copied()
            .filter(|parent| !self.graph.contains_key(parent))
            .collect();
        if !missing.is_empty() {
            return Applied::Waits(missing);
        }
        if self.heads.iter().any(|head| !op.parents.contains(head)) {
            self.note_parallels(recorded);
        }
        for Change {
            field,
            value,
            replaces,
        } in &op.changes
        {
            let live = Live {
                op: recorded.id,
                author: op.author,
                stamp: op.stamp,
                value: value.clone(),
            };
            self.fields
                .entry(field.clone())
                .or_default()
                .set(live, replaces);
        }
        self.graph.insert(recorded.id, op.parents.clone());
        for parent in &op.parents {
            self.heads.remove(parent);
        }
        self.heads.insert(recorded.id);
        self.latest = self.latest.later(op.stamp);
        Applied::Now
    }

    /// Everything applied that the new operation has not seen.
    fn note_parallels(&mut self, recorded: &Recorded) {
        let seen = self.seen_by(&recorded.operation.parents);
        let unseen = self.graph.keys().filter(|op| !seen.contains(*op));
        let pairs: Vec<Parallel> = unseen.map(|op| Parallel::of(*op, recorded.id)).collect();
        self.parallels.extend(pairs);
    }

    /// The given operations and all that they had seen.
    fn seen_by(&self, of: &[OpId]) -> BTreeSet<OpId> {
        let mut seen = BTreeSet::new();
        let mut open = of.to_vec();
        while let Some(op) = open.pop() {
            if seen.insert(op) {
                open.extend(self.graph.get(&op).into_iter().flatten());
            }
        }
        seen
    }

    /// Whether the second operation was made with knowledge of the first.
    #[must_use]
    pub fn had_seen(&self, earlier: OpId, later: OpId) -> bool {
        self.seen_by(&[later]).contains(&earlier)
    }

    /// Operations made without knowledge of each other, which nobody has glanced at yet.
    #[must_use]
    pub fn parallels(&self) -> Vec<Parallel> {
        self.parallels
            .iter()
            .copied()
            .filter(|pair| {
                self.fields
                    .get(&pair.glance())
                    .is_none_or(|register| register.shown().is_nothing())
            })
            .collect()
    }

    /// Fields in which different values stand, in the order of their paths. Those of entries taken out do not count.
    #[must_use]
    pub fn conflicts(&self) -> Vec<Conflict> {
        let unsettled: Vec<(&Field, &Register)> = self
            .fields
            .iter()
            .filter(|(field, register)| register.settled().is_none() && field.takes_out().is_none())
            .collect();
        // There are hardly ever any, and what was taken out takes longer to find.
        if unsettled.is_empty() {
            return Vec::new();
        }
        let gone = self.gone();
        unsettled
            .into_iter()
            .filter(|(field, _)| !lies_in(field, &gone))
            .map(|(field, register)| Conflict {
                field: field.clone(),
                values: register.live().to_vec(),
            })
            .collect()
    }

    /// Places of entries that were taken out: every value in them had been seen by whoever did it.
    #[must_use]
    pub fn gone(&self) -> BTreeSet<String> {
        self.fields
            .iter()
            .filter_map(|(field, register)| Some((field.takes_out()?, register)))
            .filter(|(place, register)| {
                register
                    .live()
                    .iter()
                    .any(|live| self.all_seen_by(place, &live.value))
            })
            .map(|(place, _)| place.to_owned())
            .collect()
    }

    /// Places of entries that one person took out while another changed them: the change wins, and somebody should look.
    #[must_use]
    pub fn kept_against_removal(&self) -> Vec<String> {
        let gone = self.gone();
        self.fields
            .iter()
            .filter_map(|(field, register)| Some((field.takes_out()?, register)))
            .filter(|(place, register)| {
                !gone.contains(*place)
                    && register
                        .live()
                        .iter()
                        .any(|live| matches!(live.value, Value::List(_)))
            })
            .map(|(place, _)| place.to_owned())
            .collect()
    }

    /// The operations whose values stand at a place or below: what a removal of the entry there has to name.
    pub(crate) fn standing_in(&self, place: &str) -> BTreeSet<OpId> {
        self.within(place)
            .flat_map(|(_, register)| register.live().iter().map(|live| live.op))
            .collect()
    }

    fn within<'a>(&'a self, place: &'a str) -> impl Iterator<Item = (&'a Field, &'a Register)> {
        self.fields
            .range(Field::new(place)..)
            .take_while(move |(field, _)| field.as_str().starts_with(place))
            .filter(move |(field, _)| field.is_within(place) && field.takes_out() != Some(place))
    }

    fn all_seen_by(&self, place: &str, seen: &Value) -> bool {
        let Value::List(seen) = seen else {
            return false;
        };
        let seen: BTreeSet<&str> = seen.iter().filter_map(Value::as_text).collect();
        self.standing_in(place)
            .iter()
            .all(|op| seen.contains(op.to_string().as_str()))
    }
}

impl Parallel {
    /// The pair, whichever comes first.
    #[must_use]
    pub fn of(a: OpId, b: OpId) -> Self {
        Self {
            one: a.min(b),
            other: a.max(b),
        }
    }

    /// The field that says that somebody has looked at the two.
    #[must_use]
    pub fn glance(&self) -> Field {
        Field::new(format!("glanced/{}+{}", self.one, self.other))
    }
}

/// Whether a field lies in one of these entries.
pub(crate) fn lies_in(field: &Field, gone: &BTreeSet<String>) -> bool {
    !gone.is_empty() && field.entries().any(|place| gone.contains(place))
}
