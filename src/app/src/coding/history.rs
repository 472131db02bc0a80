//! Undo without a limit: every state that was, in order, and the way back to it.
//!
//! Pure: it knows nothing of screens or of stays. A state is kept whole, since a stay is a few hundred bytes.

/// The states before and after the present one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct History<T> {
    past: Vec<Step<T>>,
    present: T,
    future: Vec<Step<T>>,
    /// Changes made, undone and done again.
    changes: u32,
}

/// A state on the other side of a change, and what the change was.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step<T> {
    change: String,
    state: T,
}

impl<T: Clone + PartialEq> History<T> {
    /// Nothing to undo yet.
    pub(crate) const fn new(present: T) -> Self {
        Self {
            past: Vec::new(),
            present,
            future: Vec::new(),
            changes: 0,
        }
    }

    /// How many changes were made, undone and done again so far.
    pub(crate) const fn changes(&self) -> u32 {
        self.changes
    }

    /// The present state.
    pub(crate) const fn present(&self) -> &T {
        &self.present
    }

    /// Makes `next` the present state. A change that changes nothing is not recorded, and returns false.
    pub(crate) fn record(&mut self, change: impl Into<String>, next: T) -> bool {
        if next == self.present {
            return false;
        }
        let state = core::mem::replace(&mut self.present, next);
        self.past.push(Step {
            change: change.into(),
            state,
        });
        self.future.clear();
        self.changes = self.changes.wrapping_add(1);
        true
    }

    /// Goes one change back and returns what was undone.
    pub(crate) fn undo(&mut self) -> Option<String> {
        let Step { change, state } = self.past.pop()?;
        self.changes = self.changes.wrapping_add(1);
        let state = core::mem::replace(&mut self.present, state);
        self.future.push(Step {
            change: change.clone(),
            state,
        });
        Some(change)
    }

    /// Goes one change forward again and returns what was done.
    pub(crate) fn redo(&mut self) -> Option<String> {
        let Step { change, state } = self.future.pop()?;
        self.changes = self.changes.wrapping_add(1);
        let state = core::mem::replace(&mut self.present, state);
        self.past.push(Step {
            change: change.clone(),
            state,
        });
        Some(change)
    }

    /// What undo would take back.
    pub(crate) fn undoable(&self) -> Option<&str> {
        self.past.last().map(|step| step.change.as_str())
    }

    /// What redo would bring back.
    pub(crate) fn redoable(&self) -> Option<&str> {
        self.future.last().map(|step| step.change.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::History;

    #[test]
    fn goes_back_and_forth_over_every_change() {
        let mut history = History::new(0);
        for n in 1..=1_000 {
            assert!(history.record(format!("to {n}"), n));
        }
        for n in (1..=1_000).rev() {
            assert_eq!(history.undo(), Some(format!("to {n}")));
            assert_eq!(*history.present(), n - 1);
        }
        assert_eq!(history.undo(), None);
        for n in 1..=1_000 {
            assert_eq!(history.redo(), Some(format!("to {n}")));
            assert_eq!(*history.present(), n);
        }
        assert_eq!(history.redo(), None);
    }

    #[test]
    fn a_new_change_ends_what_could_be_redone() {
        let mut history = History::new("a");
        history.record("b", "b");
        history.record("c", "c");
        history.undo();
        assert_eq!(history.redoable(), Some("c"));
        history.record("d", "d");
        assert_eq!(history.redoable(), None);
        assert_eq!(history.undoable(), Some("d"));
        history.undo();
        assert_eq!(history.present(), &"b");
        assert_eq!(history.changes(), 5, "three made, two undone");
    }

    #[test]
    fn what_changes_nothing_leaves_no_trace() {
        let mut history = History::new(1);
        history.record("two", 2);
        history.undo();
        assert!(!history.record("one", 1));
        assert_eq!(
            history.redoable(),
            Some("two"),
            "a change that is none keeps what could be redone"
        );
        assert_eq!(history.undoable(), None);
    }
}
