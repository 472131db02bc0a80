//! A stay in a file: JSON in the clear, written and read strictly.

use serde::{Deserialize, Serialize};

use crate::draft::StayDraft;
use crate::protocol::{Event, Failure};

const FORMAT: &str = "chartroom-stay";
/// Version 2 came with the ways by which codes were found; a stay of version 1 has none and is read as it is.
const NEWEST: u32 = 2;

/// What stands in the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StayFile {
    format: String,
    version: u32,
    stay: StayDraft,
}

/// Writes a stay. The file's name says nothing about the patient.
pub(crate) fn write(stay: &StayDraft) -> Result<Event, Failure> {
    let file = StayFile {
        format: FORMAT.to_owned(),
        version: NEWEST,
        stay: stay.clone(),
    };
    let bytes = serde_json::to_vec_pretty(&file)
        .map_err(|e| failure("The stay can't be written.", e.to_string()))?;
    let date = crate::intake::read(stay)
        .discharge_date
        .map_or_else(String::new, |d| format!("-{d}"));
    Ok(Event::File {
        name: format!("chartroom-stay{date}.json"),
        media_type: "application/json".to_owned(),
        bytes,
    })
}

/// Reads a stay.
pub(crate) fn read(bytes: &[u8]) -> Result<StayDraft, Failure> {
    // The header first, so that a file of a newer Chartroom is not called broken.
    #[derive(Deserialize)]
    struct Header {
        format: String,
        version: u32,
    }
    let header: Header = serde_json::from_slice(bytes).map_err(|e| no_stay(&e))?;
    if header.format != FORMAT {
        return Err(failure(
            "This file holds no stay.",
            "It is of another kind.".to_owned(),
        ));
    }
    if header.version > NEWEST {
        return Err(Failure {
            what: "This stay was written by a newer Chartroom.".to_owned(),
            why: format!(
                "It has version {}; this build reads up to {NEWEST}.",
                header.version
            ),
            place: "the file".to_owned(),
            fix: "Update Chartroom and open it again.".to_owned(),
        });
    }
    serde_json::from_slice::<StayFile>(bytes)
        .map(|file| file.stay)
        .map_err(|e| no_stay(&e))
}

/// A failure that names the place in the file and quotes nothing of it.
fn no_stay(error: &serde_json::Error) -> Failure {
    let why = match error.classify() {
        serde_json::error::Category::Eof => "It ends too early.",
        serde_json::error::Category::Syntax => "It is not JSON.",
        _ => "A field is missing, unknown, twice there or of the wrong kind.",
    };
    Failure {
        place: format!("line {}, column {}", error.line(), error.column()),
        ..failure("This file can't be read as a stay.", why.to_owned())
    }
}

fn failure(what: &str, why: String) -> Failure {
    Failure {
        what: what.to_owned(),
        why,
        place: "the file".to_owned(),
        fix: "Choose a file that Chartroom exported.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{DraftDiagnosis, DraftProcedure, Poa};

    fn written(stay: &StayDraft) -> Vec<u8> {
        match write(stay) {
            Ok(Event::File { bytes, name, .. }) => {
                assert!(!name.contains("TESTCASE"));
                bytes
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn comes_back_as_it_was_written() {
        let stay = StayDraft {
            label: "TESTCASE, Quillon".to_owned(),
            discharge_date: "2026-04-09".to_owned(),
            principal: Some(DraftDiagnosis {
                code: "A4151".to_owned(),
                poa: Poa::Y,
                found_by: "search “e coli sepsis”".to_owned(),
            }),
            admitting: "R509".to_owned(),
            admitting_found_by: "typed “r50.9”".to_owned(),
            procedures: vec![DraftProcedure {
                code: "02HV33Z".to_owned(),
                date: String::new(),
                found_by: "builder: “insertion central line” → 02HV33Z".to_owned(),
            }],
            ..StayDraft::default()
        };
        assert_eq!(read(&written(&stay)), Ok(stay));
    }

    /// Files from before ways were kept stay readable; so do the codes in them.
    #[test]
    fn a_stay_of_version_1_has_no_ways() {
        let old = br#"{"format": "chartroom-stay", "version": 1,
            "stay": {"label": "TESTCASE, Quillon", "principal": {"code": "A4151", "poa": "y"}}}"#;
        let stay = read(old).expect("it is read");
        let principal = stay.principal.clone().unwrap_or_default();
        assert_eq!(
            (principal.code.as_str(), principal.found_by.as_str()),
            ("A4151", "")
        );
        assert_eq!(read(&written(&stay)), Ok(stay));
    }

    #[test]
    fn refuses_what_is_no_stay() {
        let good = String::from_utf8(written(&StayDraft::default())).unwrap_or_default();
        for (bytes, what) in [
            (String::new(), "This file can't be read as a stay."),
            ("{}".to_owned(), "This file can't be read as a stay."),
            (
                good[..good.len() / 2].to_owned(),
                "This file can't be read as a stay.",
            ),
            (
                good.replace("\"version\": 2", "\"version\": 3"),
                "This stay was written by a newer Chartroom.",
            ),
            (
                good.replace("chartroom-stay", "shopping-list"),
                "This file holds no stay.",
            ),
            (
                good.replace("\"note\"", "\"remark\""),
                "This file can't be read as a stay.",
            ),
            (
                good.replace("\"note\"", "\"label\""),
                "This file can't be read as a stay.",
            ),
        ] {
            assert_eq!(
                read(bytes.as_bytes()).map_err(|f| f.what),
                Err(what.to_owned()),
                "{bytes}"
            );
        }
        assert!(read(&[0xff, 0xfe, 0]).is_err());
    }
}
