//! The difference of two notes, as two columns beside each other, and how much of the later one was copied.
//!
//! Lines are compared first, then words within what changed; lines that stand elsewhere are moves, not losses. Line ends
//! and the blanks around words don't count.

mod copied;
mod moves;
mod rows;
mod sides;

pub use copied::{Copied, CopiedRun, RUN, SectionShare, Share, copied};
pub use rows::{Kind, Line, Piece, Row};

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// The difference of two notes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Rows of both columns, from top to bottom.
    pub rows: Vec<Row>,
    /// Lines only the later note has, those only the earlier has, those changed within, and those moved.
    pub added: usize,
    /// Lines only the earlier note has.
    pub removed: usize,
    /// Lines that are in both with other words.
    pub changed: usize,
    /// Lines that stand elsewhere.
    pub moved: usize,
    /// How much of the later note was copied from the earlier.
    pub copied: Copied,
}

/// Compares two notes.
#[must_use]
pub fn difference(earlier: &Text, later: &Text) -> Difference {
    let mut rows = rows::rows(earlier, later);
    moves::mark(&mut rows, earlier, later);
    let count = |kind: Kind| rows.iter().filter(|row| row.kind == kind).count();
    Difference {
        added: count(Kind::Added),
        removed: count(Kind::Removed),
        changed: count(Kind::Changed),
        // Each moved line has two rows: where it stood and where it stands.
        moved: count(Kind::MovedHere),
        copied: copied(earlier, later),
        rows,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn compared(earlier: &str, later: &str) -> Difference {
        difference(&Text::new(earlier).unwrap(), &Text::new(later).unwrap())
    }

    fn changed_words(note: &str, line: Option<&Line>) -> Vec<String> {
        line.into_iter()
            .flat_map(|line| &line.pieces)
            .filter(|piece| piece.changed)
            .map(|piece| note[piece.span.range()].to_owned())
            .collect()
    }

    #[test]
    fn within_a_changed_line_the_changed_words_are_marked() {
        let (earlier, later) = (
            "Same.\nSodium 131 today, potassium 4.0.\nEnd",
            "Same.\nSodium 138 today, potassium 4.0.\nEnd",
        );
        let found = compared(earlier, later);
        assert_eq!((found.changed, found.added, found.removed), (1, 0, 0));
        let row = found
            .rows
            .iter()
            .find(|row| row.kind == Kind::Changed)
            .unwrap();
        assert_eq!(changed_words(earlier, row.left.as_ref()), ["131"]);
        assert_eq!(changed_words(later, row.right.as_ref()), ["138"]);
        let line = row.right.as_ref().expect("a line");
        let whole: String = line
            .pieces
            .iter()
            .map(|piece| &later[piece.span.range()])
            .collect();
        assert_eq!(whole, &later[line.span.range()], "no space is lost");
    }

    #[test]
    fn added_removed_and_moved_lines_are_told_apart() {
        let found = compared(
            "Allergies to penicillin noted today.\nA\nB\nC\nGone for good now.\n",
            "A\nB\nC\nAllergies to penicillin noted today.\nNew words of today here.\nx\n",
        );
        assert_eq!(found.moved, 1, "{:#?}", found.rows);
        assert!(found.rows.iter().any(|row| row.kind == Kind::MovedAway));
        let lines = |kind: Kind| found.rows.iter().filter(|row| row.kind == kind).count();
        assert_eq!(lines(Kind::Same), 3);
    }

    #[test]
    fn equal_notes_have_no_difference_and_are_copied_whole() {
        let note = "The patient was seen and examined at the bedside this morning with the team.\n";
        let found = compared(note, note);
        assert!(found.rows.iter().all(|row| row.kind == Kind::Same));
        assert_eq!(found.copied.whole.permille(), Some(1000));
    }

    #[test]
    fn notes_without_a_common_line_are_compared_in_bounded_work() {
        let side = |seed: u64| -> String {
            (0..20_000_u64)
                .map(|n| format!("line {}\n", (n * 7919 + seed * 104_729) % 20_011))
                .collect()
        };
        let found = compared(&side(1), &side(2));
        assert_eq!(
            found.rows.iter().filter(|row| row.left.is_some()).count(),
            20_000
        );
        assert_eq!(
            found.rows.iter().filter(|row| row.right.is_some()).count(),
            20_000
        );
    }
}
