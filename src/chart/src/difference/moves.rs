//! Moves: a line that one place lost and another gained is the same line elsewhere.

use rustc_hash::FxHashMap;

use super::rows::{Kind, Row, normal};
use crate::text::Text;

/// Fewest words of a line whose move is told: "None." stands in many places by itself.
const FEWEST_WORDS: usize = 3;

/// Turns removed and added lines with equal words into moves, each line once, in order.
pub(super) fn mark(rows: &mut [Row], earlier: &Text, later: &Text) {
    let mut gone: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (at, row) in rows.iter().enumerate().rev() {
        if let (Kind::Removed, Some(line)) = (row.kind, &row.left) {
            let words = normal(earlier.words(line.span));
            if words.split(' ').count() >= FEWEST_WORDS {
                gone.entry(words).or_default().push(at);
            }
        }
    }
    for at in 0..rows.len() {
        let (Kind::Added, Some(line)) = (rows[at].kind, &rows[at].right) else {
            continue;
        };
        let number = line.number;
        let Some(from) = gone
            .get_mut(&normal(later.words(line.span)))
            .and_then(Vec::pop)
        else {
            continue;
        };
        rows[at].kind = Kind::MovedHere;
        rows[at].other = rows[from].left.as_ref().map(|line| line.number);
        rows[from].kind = Kind::MovedAway;
        rows[from].other = Some(number);
    }
}
