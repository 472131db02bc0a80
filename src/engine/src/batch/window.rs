//! Results filtered and sorted, and a window of them.

use core::cmp::Ordering;

use codes::weights::Weights;

use super::{Batch, Line, Outcome, State, count, edit_words, return_text};
use crate::protocol::{BatchFilter, BatchPage, BatchQuery, BatchRow, BatchSort};

/// Most rows in a window.
const WIDEST: u32 = 1_000;

impl Batch {
    /// The window that is asked for, with the weights that are loaded now.
    pub(crate) fn page(&self, query: &BatchQuery, weights: Option<&Weights>) -> BatchPage {
        let rows = self.select(query, weights);
        let first = (query.offset as usize).min(rows.len());
        let end = (first + query.limit.min(WIDEST) as usize).min(rows.len());
        BatchPage {
            rows: rows[first..end]
                .iter()
                .map(|line| self.row(line, weights))
                .collect(),
            offset: count(first),
            matching: count(rows.len()),
            total: count(self.lines.len()),
        }
    }

    /// Lines that match the filter, sorted. Lines not yet done don't match.
    pub(super) fn select(&self, query: &BatchQuery, weights: Option<&Weights>) -> Vec<&Line> {
        let text = query.filter.text.trim().to_lowercase();
        let matching = self
            .lines
            .iter()
            .filter(|l| self.matches(l, &query.filter, &text));
        if query.sort == BatchSort::Weight {
            let mut rows: Vec<(Option<i64>, &Line)> = matching
                .map(|line| (line.outcome().and_then(|o| o.weight(weights)), line))
                .collect();
            rows.sort_by(|(x, a), (y, b)| {
                let order = valued_first(x.as_ref(), y.as_ref(), query.descending);
                order.then(a.number.cmp(&b.number))
            });
            return rows.into_iter().map(|(_, line)| line).collect();
        }
        let mut rows: Vec<&Line> = matching.collect();
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

    fn row(&self, line: &Line, weights: Option<&Weights>) -> BatchRow {
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
                row.weight = o.weight(weights).map_or_else(String::new, weight_text);
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

/// Values in order; what has none stands last in either direction.
fn valued_first<T: Ord>(x: Option<&T>, y: Option<&T>, descending: bool) -> Ordering {
    match (x, y) {
        (Some(x), Some(y)) if descending => y.cmp(x),
        (Some(x), Some(y)) => x.cmp(y),
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
    }
}

/// The order of two lines by what they say themselves; weights are the loaded table's.
fn order(a: &Line, b: &Line, query: &BatchQuery) -> Ordering {
    fn by<T: Ord>(a: &Line, b: &Line, descending: bool, value: impl Fn(&Outcome) -> T) -> Ordering {
        let (x, y) = (a.outcome().map(&value), b.outcome().map(&value));
        valued_first(x.as_ref(), y.as_ref(), descending)
    }
    let descending = query.descending;
    match query.sort {
        BatchSort::Line if descending => b.number.cmp(&a.number),
        BatchSort::Line => a.number.cmp(&b.number),
        BatchSort::Id => {
            let (x, y) = (a.outcome().map(|o| &o.id), b.outcome().map(|o| &o.id));
            valued_first(x, y, descending)
        }
        BatchSort::Drg => by(a, b, descending, |o| o.drg),
        BatchSort::Mdc => by(a, b, descending, |o| o.mdc),
        BatchSort::Edits => by(a, b, descending, Outcome::edit_count),
        BatchSort::ReturnCode => by(a, b, descending, return_text),
        BatchSort::Weight => Ordering::Equal,
    }
}
