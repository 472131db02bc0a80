//! A facility's document: read, and where it can be read applied to stays.

use edits::facility::{Facility, ReadyRule, apply};
use edits::findings::{CodeStatuses, Facts, Given, References};
use grouper::claim::parse_line;

/// A document with a rule of each kind, to start from.
pub const SOUND: &str = r#"{"format":1,"name":"Made-up Memorial","revision":1,
"severities":{"CM-012":{"severity":"warn","reason":"Another payer."},"CM-015":{"severity":"off"}},
"rules":[{"id":"OWN-1","title":"Acquired","severity":"warn",
"when":{"all":[{"number":{"field":"age","is":">=","value":65}},{"not":{"sex":["M"]}}]},
"each":{"secondary":{"codes":["J96*","I60-I69"],"poa":["N","blank"],"counts_as":["mcc","neither"]}},
"what":"{code} {poa} {drg}","why":"{{Policy}}","fix":"Ask.","place":"code","reason_required":true},
{"id":"OWN-2","title":"Lines","severity":"info",
"when":{"any":[{"procedure":{"codes":["02H*","5A1955Z"]}},{"principal":{"codes":["A41.9"]}}]},
"what":"{principal} after {length_of_stay} days","why":"Policy","fix":"Check."}]}"#;

const CLAIM: &[u8] = br#"{"id":"a","age":66,"sex":"F","discharge_status":1,"discharge_date":20260708,"los":4,
"pdx":{"code":"A419","poa":"Y"},"sdx":[{"code":"J9601","poa":"N"},{"code":"I639","poa":""}],"procedures":["5A1955Z"]}"#;

/// Reads `text`. A problem has its parts; a document comes back the same, and whatever it says can be applied.
pub fn document(text: &[u8]) {
    let Ok(text) = core::str::from_utf8(text) else {
        return;
    };
    // A rule by itself is read the same way.
    drop(ReadyRule::parse(text));
    let facility = match Facility::parse(text) {
        Ok(facility) => facility,
        Err(problems) => {
            assert!(!problems.is_empty());
            for problem in problems {
                for part in [&problem.what, &problem.why, &problem.fix] {
                    assert!(!part.is_empty(), "{problem:?}");
                }
            }
            return;
        }
    };
    assert_eq!(
        Facility::check(facility.document().clone()).as_ref(),
        Ok(&facility)
    );
    let claim = parse_line(CLAIM).unwrap_or_else(|e| panic!("{e:?}"));
    let facts = Facts {
        stay: &claim.stay,
        given: Given::ALL,
        admission_date: None,
        procedure_dates: &[],
        unreadable_dates: &[],
        codes: &CodeStatuses::default(),
        editor: None,
        grouped: None,
        references: References::default(),
    };
    for finding in apply(&facility, &facts, Vec::new()) {
        assert!(!finding.what.is_empty() && finding.rule.starts_with("OWN-"));
    }
}
