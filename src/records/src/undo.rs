//! Taking back and bringing back, without limit and across restarts: each is a new operation that says what it undoes.

use core::fmt;

use crate::field::Field;
use crate::id::{OpId, UserId};
use crate::log::Log;
use crate::operation::{Change, Recorded};
use crate::value::Value;

/// Why an operation can't be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotUndo {
    /// There is nothing left to take back, or to bring back.
    Nothing,
    /// Every field it set has been set again since, the first of them by this operation.
    ChangedSince {
        /// The later operation.
        by: OpId,
        /// The field.
        field: Field,
    },
}

impl fmt::Display for CannotUndo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("there is nothing left to undo"),
            Self::ChangedSince { field, .. } => {
                write!(f, "{field} has been changed again since: change it by hand")
            }
        }
    }
}

impl std::error::Error for CannotUndo {}

/// What taking an operation back amounts to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reversal {
    /// The operation taken back.
    pub undoes: OpId,
    /// The sets of changes to be written, each as an operation of its own. More than one where a settled conflict is
    /// opened again: its values were set side by side, and are so again.
    pub changes: Vec<Vec<Change>>,
    /// Fields left as they are, for they have been changed since.
    pub left: Vec<Field>,
}

/// Acts on a place; the empty one is the whole record.
fn at(place: &str) -> impl Fn(&Recorded) -> bool {
    move |recorded| place.is_empty() || recorded.touches(place)
}

impl Log {
    /// The user's last act on a place (empty: the whole record) that undo would take back.
    #[must_use]
    pub fn undoable(&self, user: UserId, place: &str) -> Option<&Recorded> {
        self.acts(user, &at(place)).0.pop()
    }

    /// The user's last act of a kind, told by its operation, that undo would take back.
    #[must_use]
    pub fn undoable_among(
        &self,
        user: UserId,
        among: &dyn Fn(&Recorded) -> bool,
    ) -> Option<&Recorded> {
        self.acts(user, among).0.pop()
    }

    /// The user's last undone act of a kind that redo would bring back, as the operation that undid it.
    #[must_use]
    pub fn redoable_among(
        &self,
        user: UserId,
        among: &dyn Fn(&Recorded) -> bool,
    ) -> Option<&Recorded> {
        self.acts(user, among).1.pop()
    }

    /// The user's last undone act on a place that redo would bring back, as the operation that undid it.
    #[must_use]
    pub fn redoable(&self, user: UserId, place: &str) -> Option<&Recorded> {
        self.acts(user, &at(place)).1.pop()
    }

    /// Acts that stand, and undoings that can be taken back themselves.
    fn acts(
        &self,
        user: UserId,
        among: &dyn Fn(&Recorded) -> bool,
    ) -> (Vec<&Recorded>, Vec<&Recorded>) {
        let (mut done, mut undone): (Vec<&Recorded>, Vec<&Recorded>) = (Vec::new(), Vec::new());
        let mine = self
            .operations()
            .iter()
            .filter(|recorded| recorded.operation.author == user)
            .filter(|recorded| among(recorded));
        for recorded in mine {
            match recorded.operation.undoes {
                None => {
                    done.push(recorded);
                    undone.clear();
                }
                // An undoing in several operations is one act.
                Some(undoes)
                    if undone
                        .last()
                        .is_some_and(|last| last.operation.undoes == Some(undoes)) => {}
                Some(undoes) => {
                    if let Some(place) = done.iter().rposition(|act| act.id == undoes) {
                        done.remove(place);
                        undone.push(recorded);
                    } else if let Some(place) = undone.iter().rposition(|act| act.id == undoes) {
                        undone.remove(place);
                        done.push(recorded);
                    }
                }
            }
        }
        (done, undone)
    }

    /// What takes an operation back: each field it set gets what it held before, where nobody has set it again.
    ///
    /// # Errors
    /// [`CannotUndo`]: no such operation, or every one of its fields has been set again since.
    pub fn reversal(&self, of: OpId) -> Result<Reversal, CannotUndo> {
        let recorded = self.operation(of).ok_or(CannotUndo::Nothing)?;
        let mut reversal = Reversal {
            undoes: of,
            changes: vec![Vec::new()],
            left: Vec::new(),
        };
        let mut since = None;
        for change in &recorded.operation.changes {
            let live = self
                .state()
                .register(&change.field)
                .map(|register| register.live())
                .unwrap_or_default();
            if !live.iter().any(|live| live.op == of) {
                since = since.or(live.first().map(|live| (live.op, change.field.clone())));
                reversal.left.push(change.field.clone());
                continue;
            }
            let before = self.values_before(change);
            for (place, value) in before.into_iter().enumerate() {
                let value = self.removal_anew(&change.field, value);
                if reversal.changes.len() == place {
                    reversal.changes.push(Vec::new());
                }
                reversal.changes[place].push(Change {
                    field: change.field.clone(),
                    value,
                    replaces: vec![of],
                });
            }
        }
        match since {
            Some((by, field)) if reversal.changes[0].is_empty() => {
                Err(CannotUndo::ChangedSince { by, field })
            }
            _ => Ok(reversal),
        }
    }

    /// A removal that is brought back names what stands in the entry now: whoever brings it back sees that.
    fn removal_anew(&self, field: &Field, value: Value) -> Value {
        match (field.takes_out(), &value) {
            (Some(place), Value::List(_)) => self.state().removal(place).value,
            _ => value,
        }
    }

    /// The values a change replaced; nothing where there were none.
    fn values_before(&self, change: &Change) -> Vec<Value> {
        let mut values: Vec<Value> = change
            .replaces
            .iter()
            .filter_map(|op| self.operation(*op))
            .filter_map(|recorded| {
                let mut changes = recorded.operation.changes.iter();
                changes.find(|before| before.field == change.field)
            })
            .map(|before| before.value.clone())
            .collect();
        values.sort();
        values.dedup();
        if values.is_empty() {
            values.push(Value::Nothing);
        }
        values
    }
}
