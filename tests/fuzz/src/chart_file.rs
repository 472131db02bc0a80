//! A file for a chart: taken in or refused in four parts; two notes: searched, compared, quoted.

use chart::difference::difference;
use chart::evidence::locate;
use chart::import::{import, limits};
use chart::search::{ChartIndex, Query};
use chart::text::Text;

/// Made-up files of every kind, to start from.
#[path = "../../../src/chart/tests/samples/mod.rs"]
mod samples;

/// Files to start from, with the target they are for.
#[must_use]
pub fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let mut out: Vec<(&'static str, Vec<u8>)> = samples::all()
        .into_iter()
        .map(|(name, bytes)| match name {
            "ccda.xml" => ("chart_ccda", bytes),
            "fhir.json" => ("chart_fhir", bytes),
            _ => ("chart_pdf", bytes),
        })
        .collect();
    let notes = "Plan: rest.\nNo evidence of sepsis.\0PMH: COPD\nPlan: rest and fluids.\n";
    out.push(("chart_notes", notes.as_bytes().to_vec()));
    out
}

/// Takes `bytes` in as a user's file.
pub fn file(bytes: &[u8]) {
    match import("picked", bytes, None) {
        Ok(found) => {
            assert!(found.not_understood.len() <= limits::MOST_NAMED);
            for document in &found.documents {
                assert!(Text::new(document.body.as_str()).is_ok());
            }
        }
        Err(refusal) => {
            for part in [
                &refusal.what,
                &refusal.why,
                &refusal.fix,
                &refusal.place.file,
            ] {
                assert!(!part.is_empty(), "{refusal:?}");
            }
        }
    }
}

/// Compares the two notes parted by the first null, and seeks the words of one in the other.
pub fn notes(bytes: &[u8]) {
    let both = String::from_utf8_lossy(bytes);
    let (earlier, later) = both.split_once('\0').unwrap_or((&both, ""));
    let (Ok(left), Ok(right)) = (Text::new(earlier), Text::new(later)) else {
        return;
    };
    let found = difference(&left, &right);
    assert!(found.copied.whole.copied <= found.copied.whole.words);
    let mut chart = ChartIndex::new();
    chart.add("later", right.clone());
    for hit in chart.search(&Query::parse(earlier), 10).hits {
        for marked in hit.marked {
            assert!(!right.words(marked.span).is_empty());
        }
    }
    if let Some(line) = left.line(0)
        && let Ok(quote) = left.quote(line, 20)
        && let Some(found) = locate(&quote, &right)
    {
        assert!(!right.words(found.span).is_empty());
    }
}
