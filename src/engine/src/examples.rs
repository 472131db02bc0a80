//! Ready example stays of invented patients, each made to show one thing.

use serde::Deserialize;

use crate::draft::StayDraft;
use crate::protocol::{ExampleLine, Failure};

/// The examples, in the order they are shown.
const FILES: [&str; 12] = [
    include_str!("../examples/cc-exclusion.json"),
    include_str!("../examples/hac-not-present.json"),
    include_str!("../examples/alive-only-mcc.json"),
    include_str!("../examples/transplant.json"),
    include_str!("../examples/spinal-fusion.json"),
    include_str!("../examples/delivery.json"),
    include_str!("../examples/newborn.json"),
    include_str!("../examples/unrelated-procedure.json"),
    include_str!("../examples/ungroupable.json"),
    include_str!("../examples/invalid-principal.json"),
    include_str!("../examples/april-release.json"),
    include_str!("../examples/fy2027.json"),
];

/// One example as its file holds it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    key: String,
    title: String,
    shows: String,
    stay: StayDraft,
}

fn all() -> impl Iterator<Item = Example> {
    FILES
        .iter()
        .filter_map(|file| serde_json::from_str(file).ok())
}

/// Titles of the examples.
pub(crate) fn list() -> Vec<ExampleLine> {
    all()
        .map(|e| ExampleLine {
            key: e.key,
            title: e.title,
            shows: e.shows,
            discharge_date: e.stay.discharge_date,
        })
        .collect()
}

/// The example with this key.
pub(crate) fn open(key: &str) -> Result<StayDraft, Failure> {
    all()
        .find(|e| e.key == key)
        .map(|e| e.stay)
        .ok_or_else(|| Failure {
            what: "There is no such example.".to_owned(),
            why: "Page and engine are probably of different builds.".to_owned(),
            place: "the list of examples".to_owned(),
            fix: "Reload the page.".to_owned(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_reads_and_every_key_opens() {
        let list = list();
        assert_eq!(list.len(), FILES.len(), "a file does not read");
        for (file, line) in FILES.iter().zip(&list) {
            let example: Result<Example, _> = serde_json::from_str(file);
            assert!(example.is_ok(), "{example:?}");
            assert!(
                open(&line.key).is_ok_and(|s| s.label.starts_with("TESTCASE, ")),
                "{}",
                line.key
            );
            assert_eq!(
                list.iter().filter(|l| l.key == line.key).count(),
                1,
                "{} stands twice",
                line.key
            );
        }
        assert!(open("no such").is_err());
    }
}
