//! From a typed model to fields and back. An edit is the difference between two models, so that it sets no field that
//! was not changed, and fields of a newer build stay as they are.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};
use serde_path_to_error::Segment;

use crate::clock::Stamp;
use crate::field::{Field, is_entry};
use crate::id::{DeviceId, OpId, RecordId, UserId};
use crate::operation::{Change, Operation, Recorded};
use crate::state::{State, lies_in};
use crate::undo::Reversal;
use crate::value::Value;

/// Where a device stands: what its next operation follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hand {
    /// The device.
    pub device: DeviceId,
    /// Who writes.
    pub author: UserId,
    /// Number of the device's last operation, 0 for none.
    pub sequence: u64,
    /// Digest of the device's last operation, zeros for none.
    pub previous: [u8; 32],
    /// The latest clock it has seen.
    pub stamp: Stamp,
}

impl Hand {
    /// Writes an operation and moves on. `now` is the device's clock in milliseconds since 1970.
    #[must_use]
    pub fn write(
        &mut self,
        record: RecordId,
        state: &State,
        changes: Vec<Change>,
        reason: &str,
        undoes: Option<OpId>,
        now: i64,
    ) -> Recorded {
        self.stamp = self.stamp.later(state.latest()).next(now);
        self.sequence += 1;
        let recorded = Operation {
            record,
            kind: state.kind(),
            device: self.device,
            sequence: self.sequence,
            previous: self.previous,
            stamp: self.stamp,
            parents: state.heads(),
            author: self.author,
            reason: reason.to_owned(),
            undoes,
            changes,
        }
        .record();
        self.previous = recorded.digest;
        recorded
    }

    /// Writes what takes an operation back. Several operations have the same parents: what they set stands side by side.
    #[must_use]
    pub fn take_back(
        &mut self,
        record: RecordId,
        state: &State,
        reversal: Reversal,
        now: i64,
    ) -> Vec<Recorded> {
        let undoes = reversal.undoes;
        reversal
            .changes
            .into_iter()
            .map(|changes| self.write(record, state, changes, "", Some(undoes), now))
            .collect()
    }
}

impl State {
    /// The typed model of the present. Where values conflict, the latest by the clock is shown; [`State::conflicts`] says
    /// where. What this build can't read of a field is left at its default, and stays in the state.
    #[must_use]
    pub fn model<T: DeserializeOwned + Default>(&self) -> T {
        Self::typed(self.tree(|_| true))
    }

    /// The typed model without one of its own fields, which is left at its default: for whoever knows that part already and
    /// knows that it is as it was. A chart's hundreds of documents need not be read anew because a code was added.
    #[must_use]
    pub fn model_without<T: DeserializeOwned + Default>(&self, name: &str) -> T {
        Self::typed(self.tree(|field| !field.is_within(name)))
    }

    fn typed<T: DeserializeOwned + Default>(mut tree: Json) -> T {
        loop {
            match read(&tree) {
                Ok(model) => return model,
                // A field that this build can't read is taken away, and the rest is read again.
                Err(path) if take_away(&mut tree, &path) => {}
                Err(_) => return T::default(),
            }
        }
    }

    /// Fields as a tree of objects, as far as they are asked for.
    fn tree(&self, asked: impl Fn(&Field) -> bool) -> Json {
        let gone = self.gone();
        let mut root = Map::new();
        for (field, register) in self.fields().filter(|(field, _)| asked(field)) {
            let value = register.shown();
            if value.is_nothing() || field.takes_out().is_some() || lies_in(field, &gone) {
                continue;
            }
            put(&mut root, field.as_str(), Json::from(value.clone()));
        }
        Json::Object(root)
    }

    /// The changes that lead from one model to another, each naming the values that stand now.
    #[must_use]
    pub fn changes<T: Serialize>(&self, from: &T, to: &T) -> Vec<Change> {
        let (before, after) = differing(from, to);
        let mut changes = Vec::new();
        let mut removed: Vec<String> = Vec::new();
        for field in before.keys().filter(|field| !after.contains_key(*field)) {
            match outermost_missing(field, &after) {
                Some(place) => {
                    if removed.last().is_none_or(|last| *last != place) {
                        changes.push(self.removal(&place));
                        removed.push(place);
                    }
                }
                None => changes.push(self.change(field.clone(), Value::Nothing)),
            }
        }
        for (field, value) in after {
            if before.get(&field) != Some(&value) {
                // What comes back into its list is no longer taken out.
                for place in field.entries() {
                    let gone = Field::gone(place);
                    let out = self
                        .register(&gone)
                        .is_some_and(|register| !register.shown().is_nothing());
                    if out && !changes.iter().any(|change| change.field == gone) {
                        changes.push(self.change(gone, Value::Nothing));
                    }
                }
                changes.push(self.change(field, value));
            }
        }
        changes
    }

    /// A change of one field in place of all that stands in it.
    #[must_use]
    pub fn change(&self, field: Field, value: Value) -> Change {
        let replaces = self.register(&field).map_or_else(Vec::new, |register| {
            register.live().iter().map(|live| live.op).collect()
        });
        Change {
            field,
            value,
            replaces,
        }
    }

    /// Takes an entry out of its list, naming every value in it that was seen.
    #[must_use]
    pub fn removal(&self, place: &str) -> Change {
        let seen = self.standing_in(place);
        let seen = seen.iter().map(|op| Value::Text(op.to_string())).collect();
        self.change(Field::gone(place), Value::List(seen))
    }
}

/// Reads a model; an error names the place that can't be read.
fn read<T: DeserializeOwned>(tree: &Json) -> Result<T, Vec<String>> {
    // Keeping track of the place takes longer than reading: it is done where there is something to be named.
    if let Ok(model) = T::deserialize(tree) {
        return Ok(model);
    }
    serde_path_to_error::deserialize(tree).map_err(|error| {
        // A list only changes as a whole, so the place ends where a list begins.
        let parts = error.path().iter().map_while(|part| match part {
            Segment::Map { key } => Some(key.clone()),
            _ => None,
        });
        parts.collect()
    })
}

fn take_away(tree: &mut Json, path: &[String]) -> bool {
    let Some((last, way)) = path.split_last() else {
        return false;
    };
    let mut part = tree;
    for name in way {
        match part.get_mut(name) {
            Some(next) => part = next,
            None => return false,
        }
    }
    part.as_object_mut()
        .is_some_and(|object| object.remove(last).is_some())
}

fn put(root: &mut Map<String, Json>, path: &str, value: Json) {
    match path.split_once('/') {
        None => {
            // A field that was one value in one build and a group of fields in another: the group is kept.
            if !matches!(root.get(path), Some(Json::Object(_))) {
                root.insert(path.to_owned(), value);
            }
        }
        Some((name, rest)) => {
            // Most fields stand beside others of their group.
            if let Some(Json::Object(part)) = root.get_mut(name) {
                put(part, rest, value);
            } else {
                let mut part = Map::new();
                put(&mut part, rest, value);
                root.insert(name.to_owned(), Json::Object(part));
            }
        }
    }
}

/// Two models as fields, as far as they differ: structures and lists with entries become paths, everything else a value. Empty
/// fields are left out.
///
/// What is the same in both, of the model's own fields and of the entries in them, is not taken apart: a chart of hundreds of
/// documents stays whole when a code is added. Further in it is, for an entry counts as taken out when nothing of it is left.
fn differing<T: Serialize>(from: &T, to: &T) -> (BTreeMap<Field, Value>, BTreeMap<Field, Value>) {
    let tree = |model: &T| serde_json::to_value(model).unwrap_or_default();
    let (mut before, mut after) = (tree(from), tree(to));
    take_out_alike(&mut before, &mut after, 2);
    let flat = |tree| {
        let mut fields = BTreeMap::new();
        flatten(String::new(), tree, &mut fields);
        fields
    };
    (flat(before), flat(after))
}

/// Takes out of two objects what is the same in both, so many levels deep.
fn take_out_alike(one: &mut Json, other: &mut Json, levels: u8) {
    let (Json::Object(one), Json::Object(other)) = (one, other) else {
        return;
    };
    one.retain(|name, part| {
        let Some(same) = other.get_mut(name) else {
            return true;
        };
        if part == same {
            other.remove(name);
            return false;
        }
        if levels > 1 {
            take_out_alike(part, same, levels - 1);
        }
        true
    });
}

fn flatten(path: String, tree: Json, fields: &mut BTreeMap<Field, Value>) {
    match tree {
        Json::Null => {}
        Json::Object(parts) => {
            for (name, part) in parts {
                let path = if path.is_empty() {
                    name
                } else {
                    format!("{path}/{name}")
                };
                flatten(path, part, fields);
            }
        }
        Json::Array(values) if values.is_empty() => {}
        Json::String(text) if text.is_empty() => {}
        other => {
            fields.insert(Field::new(path), Value::from(other));
        }
    }
}

/// The outermost entry around a field of which nothing is left.
fn outermost_missing(field: &Field, after: &BTreeMap<Field, Value>) -> Option<String> {
    field
        .entries()
        .find(|place| {
            is_entry(place.rsplit('/').next().unwrap_or_default())
                && !after
                    .range(Field::new(*place)..)
                    .next()
                    .is_some_and(|(next, _)| next.is_within(place))
        })
        .map(str::to_owned)
}
