//! A stay in a file: JSON in the clear, written and read strictly.

use serde::{Deserialize, Serialize};

use crate::draft::StayDraft;
use crate::json_file::Format;
use crate::protocol::{Event, Failure};

/// Version 2 came with the ways by which codes were found; a stay of version 1 has none and is read as it is.
const FORMAT: Format = Format {
    name: "chartroom-stay",
    newest: 2,
    holds: "stay",
    most_bytes: 8 << 20,
};

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
        format: FORMAT.name.to_owned(),
        version: FORMAT.newest,
        stay: stay.clone(),
    };
    let date = crate::intake::read(stay)
        .discharge_date
        .map_or_else(String::new, |d| format!("-{d}"));
    FORMAT.write(format!("chartroom-stay{date}.json"), &file)
}

/// Reads a stay.
pub(crate) fn read(bytes: &[u8]) -> Result<StayDraft, Failure> {
    FORMAT.read::<StayFile>(bytes).map(|file| file.stay)
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
