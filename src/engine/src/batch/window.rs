//! Results filtered and sorted, and a window of them.

use core::cmp::Ordering;

use super::{Batch, Line, Outcome, State, count, edit_words, return_text};
use crate::protocol::{BatchFilter, BatchPage, BatchQuery, BatchRow, BatchSort};

/// Most rows in a window.
const WIDEST: u32 = 1_000;

impl Batch {
    /// The window that is asked for.
    pub(crate) fn page(&self, query: &BatchQuery) -> BatchPage {
        let rows = self.select(query);
        let first = (query.offset as usize).min(rows.len());
        let end = (first + query.limit.min(WIDEST) as usize).min(rows.len());
        BatchPage {
            rows: rows[first..end].iter().map(|line| self.row(line)).collect(),
            offset: count(first),
            matching: count(rows.len()),
            total: count(self.lines.len()),
        }
    }

    /// Lines that match the filter, sorted. Lines not yet done don't match.
    pub(super) fn select(&self, query: &BatchQuery) -> Vec<&Line> {
        let text = query.filter.text.trim().to_lowercase();
        let mut rows: Vec<&Line> = self
            .lines
            .iter()
            .filter(|l| self.matches(l, &query.filter, &text))
            .collect();
        rows.sort_by(|a, b| order(a, b, query).then(a.number.cmp(&b.number)));
        rows
    }

    fn matches(&self, line: &Line, filter: &BatchFilter, text: &str) -> bool {
        match &line.state {
            State::Waiting => false,
            State::Unreadable(error) => {
                let asks_for_grouped = filter.drg.is_some()
                    || filter.ungrouped
                    || filter.with_edits
                    || filter.with_hac;
                !asks_for_grouped && (text.is_empty() || error.to_lowercase().contains(text))
            }
            State::Done(o) => {
                !filter.unreadable
                    && filter.drg.is_none_or(|drg| drg == o.drg)
                    && (!filter.ungrouped || o.ungrouped())
                    && (!filter.with_edits || o.edit_count() > 0)
                    && (!filter.with_hac || o.hacs > 0 || o.initial_drg != o.drg)
                    && (text.is_empty() || self.says(o, text))
            }
        }
    }

    fn says(&self, outcome: &Outcome, text: &str) -> bool {
        let undotted = |s: &str| s.replace('.', "").to_lowercase();
        outcome.id.to_lowercase().contains(text)
            || undotted(&outcome.principal).starts_with(&undotted(text))
            || format!("{:03}", outcome.drg).starts_with(text)
            || self.title(outcome).to_lowercase().contains(text)
    }

    fn row(&self, line: &Line) -> BatchRow {
        let mut row = BatchRow {
            line: line.number,
            id: String::new(),
            principal: String::new(),
            version: String::new(),
            initial_drg: String::new(),
            drg: String::new(),
            title: String::new(),
            mdc: 0,
            weight: String::new(),
            return_text: String::new(),
            edits: Vec::new(),
            hacs: 0,
            error: String::new(),
        };
        match &line.state {
            State::Waiting => {}
            State::Unreadable(error) => row.error.clone_from(error),
            State::Done(o) => {
                row.id.clone_from(&o.id);
                row.principal.clone_from(&o.principal);
                row.version = o.version.to_string();
                row.initial_drg = format!("{:03}", o.initial_drg);
                row.drg = format!("{:03}", o.drg);
                self.title(o).clone_into(&mut row.title);
                row.mdc = o.mdc;
                row.weight = o.weight.map_or_else(String::new, weight_text);
                row.return_text = return_text(o);
                row.edits = edit_words(&o.edits).collect();
                row.hacs = o.hacs;
            }
        }
        row
    }
}

/// A weight of so many ten-thousandths, four decimals.
pub(super) fn weight_text(ten_thousandths: i64) -> String {
    format!(
        "{}.{:04}",
        ten_thousandths / 10_000,
        ten_thousandths % 10_000
    )
}

fn order(a: &Line, b: &Line, query: &BatchQuery) -> Ordering {
    let turned = |o: Ordering| if query.descending { o.reverse() } else { o };
    if query.sort == BatchSort::Line {
        return turned(a.number.cmp(&b.number));
    }
    // What has no value in the column stands last in either direction.
    match (a.outcome(), b.outcome()) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(x), Some(y)) => match query.sort {
            BatchSort::Line => Ordering::Equal,
            BatchSort::Id => turned(x.id.cmp(&y.id)),
            BatchSort::Drg => turned(x.drg.cmp(&y.drg)),
            BatchSort::Mdc => turned(x.mdc.cmp(&y.mdc)),
            BatchSort::Edits => turned(x.edit_count().cmp(&y.edit_count())),
            BatchSort::ReturnCode => turned(return_text(x).cmp(&return_text(y))),
            BatchSort::Weight => match (x.weight, y.weight) {
                (Some(x), Some(y)) => turned(x.cmp(&y)),
                (None, None) => Ordering::Equal,
                (None, Some(_)) => Ordering::Greater,
                (Some(_), None) => Ordering::Less,
            },
        },
    }
}
