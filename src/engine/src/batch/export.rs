//! Results as CSV that a spreadsheet opens without running anything.

use std::borrow::Cow;

use codes::weights::Weights;

use super::window::weight_text;
use super::{Batch, State, edit_words, return_text};
use crate::protocol::{BatchQuery, Event, Failure};

const HEADINGS: [&str; 14] = [
    "line",
    "id",
    "principal_diagnosis",
    "grouper",
    "initial_drg",
    "final_drg",
    "title",
    "mdc",
    "weight",
    "weight_fiscal_year",
    "ungroupable_because",
    "edits",
    "hac_categories_met",
    "error",
];

impl Batch {
    /// The results as CSV, filtered and sorted as asked, with the weights that are loaded now.
    pub(crate) fn export(
        &self,
        query: &BatchQuery,
        weights: Option<&Weights>,
    ) -> Result<Event, Failure> {
        let failure = |why: String| Failure {
            what: "The results can't be written as CSV.".to_owned(),
            why,
            place: "the export".to_owned(),
            fix: "Try again with fewer rows.".to_owned(),
        };
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(HEADINGS)
            .map_err(|e| failure(e.to_string()))?;
        for line in self.select(query, weights) {
            let mut cells: [String; 14] = Default::default();
            cells[0] = line.number.to_string();
            match &line.state {
                State::Waiting => continue,
                State::Unreadable(error) => cells[13].clone_from(error),
                State::Done(o) => {
                    cells[1].clone_from(&o.id);
                    cells[2].clone_from(&o.principal);
                    cells[3] = o.version.to_string();
                    cells[4] = format!("{:03}", o.initial_drg);
                    cells[5] = format!("{:03}", o.drg);
                    self.title(o).clone_into(&mut cells[6]);
                    cells[7] = o.mdc.to_string();
                    if let Some(weight) = o.weight(weights) {
                        cells[8] = weight_text(weight);
                        cells[9] = o.version.fiscal_year().to_string();
                    }
                    cells[10] = return_text(o);
                    cells[11] = edit_words(&o.edits).collect::<Vec<_>>().join("; ");
                    cells[12] = o.hacs.to_string();
                }
            }
            out.write_record(cells.iter().map(|c| harmless(c).into_owned()))
                .map_err(|e| failure(e.to_string()))?;
        }
        let bytes = out.into_inner().map_err(|e| failure(e.to_string()))?;
        let stem = self
            .name
            .rsplit_once('.')
            .map_or(self.name.as_str(), |(stem, _)| stem);
        Ok(Event::File {
            name: format!("{stem}-grouped.csv"),
            media_type: "text/csv".to_owned(),
            bytes,
        })
    }
}

/// Rows under headings as CSV. Plain rows of as many cells as there are headings can't fail to be written to memory.
pub(crate) fn csv_of<const N: usize>(headings: &[&str; N], rows: &[[String; N]]) -> Vec<u8> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let _ = out.write_record(headings);
    for row in rows {
        let _ = out.write_record(row.iter().map(|cell| harmless(cell).into_owned()));
    }
    out.into_inner().unwrap_or_default()
}

/// A cell that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe before it.
fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn defuses_formulas() {
        for (cell, safe) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2", "'-2"),
            ("+2", "'+2"),
            ("\t=1", "'\t=1"),
            ("v431-000001", "v431-000001"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell), safe);
        }
    }
}
