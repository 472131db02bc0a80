//! From lines to paragraphs: a blank line, a bullet or a short last line ends one, a page's end does not.

use crate::lines::collapsed;

/// A paragraph's last line is shorter than this part of the longest line before it.
const SHORT: f32 = 0.75;

/// What stands on the pages, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row<'t> {
    /// A line, and its number in the text.
    Line(&'t str, usize),
    /// A blank line.
    Blank,
    /// The end of a page.
    Page,
}

/// Paragraphs as lines are added.
#[derive(Debug, Default)]
pub(super) struct Paragraphs {
    done: Vec<String>,
    open: String,
    longest: usize,
    last: usize,
    /// What stood behind the last line.
    blank: bool,
    page: bool,
}

impl Paragraphs {
    pub(super) fn add(&mut self, row: Row<'_>) {
        let line = match row {
            Row::Line(line, _) => line.trim(),
            Row::Blank => {
                self.blank = true;
                return;
            }
            Row::Page => {
                self.page = true;
                return;
            }
        };
        let ended = self.open.ends_with(['.', '?', '!', ':', ';', '”']);
        let short = (self.last as f32) < self.longest as f32 * SHORT;
        let apart = match (self.page, self.blank) {
            (true, _) => ended && short,
            (false, true) => true,
            (false, false) => ended && short,
        };
        if apart || is_bullet(line) || line.starts_with("See Section ") {
            self.end();
        }
        if !self.open.is_empty() && !self.open.ends_with('-') {
            self.open.push(' ');
        }
        self.open.push_str(&collapsed(line));
        self.last = line.chars().count();
        self.longest = self.longest.max(self.last);
        (self.blank, self.page) = (false, false);
    }

    fn end(&mut self) {
        let open = core::mem::take(&mut self.open);
        if !open.is_empty() {
            self.done.push(open);
        }
        (self.longest, self.last) = (0, 0);
    }

    pub(super) fn finish(mut self) -> Vec<String> {
        self.end();
        self.done
    }
}

fn is_bullet(line: &str) -> bool {
    line.starts_with(['•', '▪', '◦', '○', '\u{f0b7}', '\u{f0a7}']) || line.starts_with("o ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: &[Row<'_>]) -> Vec<String> {
        let mut paragraphs = Paragraphs::default();
        for row in rows {
            paragraphs.add(*row);
        }
        paragraphs.finish()
    }

    #[test]
    fn lines_are_joined_until_a_paragraph_ends() {
        use Row::{Blank, Line, Page};
        let long = "A blorp that is written out over more than one line of the page";
        for (rows, expected) in [
            (vec![Line("one", 1), Line("two", 2)], vec!["one two"]),
            (
                vec![Line("one", 1), Blank, Line("two", 2)],
                vec!["one", "two"],
            ),
            (vec![Line("non-", 1), Line("blorp", 2)], vec!["non-blorp"]),
            (
                vec![Line("one", 1), Blank, Page, Line("two", 2)],
                vec!["one two"],
            ),
            (
                vec![Line("these:", 1), Line("• one", 2), Line("• two", 3)],
                vec!["these:", "• one", "• two"],
            ),
            (
                vec![Line(long, 1), Line("ends.", 2), Line("Next", 3)],
                vec![&*format!("{long} ends."), "Next"],
            ),
        ] {
            assert_eq!(of(&rows), expected);
        }
    }
}
