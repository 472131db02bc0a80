//! Both notes as numbers: equal lines and equal words have equal numbers.

use imara_diff::{Algorithm, Diff, Hunk, Token};
use rustc_hash::FxHashMap;

/// Gives numbers to texts.
#[derive(Default)]
pub(super) struct Numbers<'t> {
    of: FxHashMap<&'t str, u32>,
}

impl<'t> Numbers<'t> {
    pub(super) fn token(&mut self, text: &'t str) -> Token {
        let next = u32::try_from(self.of.len()).unwrap_or(u32::MAX);
        Token(*self.of.entry(text).or_insert(next))
    }

    fn len(&self) -> u32 {
        u32::try_from(self.of.len()).unwrap_or(u32::MAX)
    }

    /// The stretches in which two sequences differ.
    pub(super) fn hunks(&self, before: &[Token], after: &[Token]) -> Vec<Hunk> {
        let mut diff = Diff::default();
        diff.compute_with(Algorithm::Histogram, before, after, self.len());
        diff.hunks().collect()
    }
}
