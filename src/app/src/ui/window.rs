//! Rows of a long list that have been fetched, in blocks: the list itself stays with the worker that keeps it.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;

/// Rows in a block.
pub(crate) const BLOCK: u32 = 128;
/// Blocks kept; the rest is fetched again when it comes into sight again.
const KEPT: usize = 40;

/// Blocks of rows of one sorting and filtering.
#[derive(Debug)]
struct Blocks<T> {
    /// Counts up with each new sorting or filtering, so that late answers are known for what they are.
    turn: u32,
    there: HashMap<u32, Option<Arc<[T]>>>,
    matching: u32,
}

/// The window on a long list. A copy is only a reference.
pub(crate) struct Window<T: 'static> {
    blocks: RwSignal<Blocks<T>>,
}

impl<T> Clone for Window<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Window<T> {}

impl<T: Clone + Send + Sync + 'static> Window<T> {
    /// Nothing fetched.
    pub(crate) fn new() -> Self {
        Self {
            blocks: RwSignal::new(Blocks {
                turn: 0,
                there: HashMap::new(),
                matching: 0,
            }),
        }
    }

    /// Forgets every row: the list is another one now.
    pub(crate) fn forget(self) {
        self.blocks.update(|blocks| {
            blocks.turn += 1;
            blocks.there.clear();
        });
    }

    /// Forgets every row but those of one block, which is fetched again and shown as it was until it comes; returns the turn to
    /// hand in with it.
    pub(crate) fn renew(self, block: u32) -> u32 {
        self.blocks.update_untracked(|blocks| {
            blocks.turn += 1;
            blocks.there.retain(|number, _| *number == block);
        });
        self.blocks.with_untracked(|blocks| blocks.turn)
    }

    /// Notes that a block is being fetched; returns the turn to hand in with it, or `None` where it need not be.
    pub(crate) fn want(self, block: u32) -> Option<u32> {
        let wanted = self
            .blocks
            .with_untracked(|blocks| !blocks.there.contains_key(&block));
        wanted.then(|| {
            self.blocks.update_untracked(|blocks| {
                if blocks.there.len() >= KEPT {
                    blocks.there.retain(|_, rows| rows.is_none());
                }
                blocks.there.insert(block, None);
            });
            self.blocks.with_untracked(|blocks| blocks.turn)
        })
    }

    /// Takes a block that was asked for in that turn.
    pub(crate) fn take(self, turn: u32, block: u32, rows: Vec<T>, matching: u32) {
        if self.blocks.with_untracked(|blocks| blocks.turn) == turn {
            self.blocks.update(|blocks| {
                blocks.there.insert(block, Some(rows.into()));
                blocks.matching = matching;
            });
        }
    }

    /// Rows there are.
    pub(crate) fn matching(self) -> u32 {
        self.blocks.with(|blocks| blocks.matching)
    }

    /// One row, if it has come.
    pub(crate) fn row(self, index: u32) -> Option<T> {
        self.blocks.with(|blocks| {
            blocks
                .there
                .get(&(index / BLOCK))?
                .as_ref()?
                .get((index % BLOCK) as usize)
                .cloned()
        })
    }
}
