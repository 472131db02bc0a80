//! Every field that CMS's own grouper and code editor answer, compared with what `chartroom group` answers.
//!
//! Runs the claims of `tests/claims`, and all of a larger set where one stands beside the repository. Needs the packs
//! (`cargo xtask packs`); fails without them.

use std::path::{Path, PathBuf};

use sample::Checked;
use sample::compare::{Difference, PLAIN, differences, steady, told};
use serde_json::Value;

use crate::program;

/// Groups a file's claims and compares them all; says how many were equal.
fn check(file: &Path) -> usize {
    let all = sample::read(file);
    let input = program::lines(all.iter().map(|checked| &checked.claim));
    let ran = program::group(&sample::packs(), &[], &input);
    assert_eq!(ran.code, Some(0), "{}: {}", file.display(), ran.err);
    let answers = ran.answers();
    assert_eq!(
        answers.len(),
        all.len(),
        "{}: one answer for each claim",
        file.display()
    );
    let wrong: Vec<Difference> = all
        .iter()
        .zip(&answers)
        .flat_map(|(checked, answer)| differences(&checked.claim, &checked.expected, answer))
        .collect();
    assert!(wrong.is_empty(), "{}: {}", file.display(), told(&wrong));
    eprintln!(
        "{}: {} claims equal in every compared field",
        file.display(),
        all.len()
    );
    all.len()
}

#[test]
fn the_claims_of_the_repository_are_answered_as_by_cms() {
    let count: usize = sample::files().iter().map(|file| check(file)).sum();
    assert!(count >= 1600, "only {count} claims");
}

#[test]
fn so_are_all_claims_that_stand_beside_the_repository() {
    let folder: PathBuf = sample::root().join("../shared/data/claims");
    if !folder.is_dir() {
        eprintln!(
            "NOT RUN: no ../shared/data/claims beside the repository; the claims of tests/claims were compared"
        );
        return;
    }
    let count: usize = sample::files_in(&folder)
        .iter()
        .map(|file| check(file))
        .sum();
    eprintln!("{count} claims of ../shared/data/claims compared");
    assert!(count > 0, "{} holds no claims", folder.display());
}

/// The comparison itself: whatever is altered in an expectation is found, and named.
#[test]
fn an_altered_expectation_is_found() {
    let file = sample::files()
        .into_iter()
        .find(|file| file.ends_with("v431_adversarial.jsonl.gz"))
        .unwrap();
    let mut all = sample::read(&file);
    let input = program::lines(all.iter().map(|checked| &checked.claim));
    let answers = program::group(&sample::packs(), &[], &input).answers();
    assert!(all.iter().zip(&answers).all(|(checked, answer)| {
        differences(&checked.claim, &checked.expected, answer).is_empty()
    }));

    for field in PLAIN {
        all[0].expected[field] = Value::from("altered");
        let found = differences(&all[0].claim, &all[0].expected, &answers[0]);
        assert_eq!(found.len(), 1, "{field}");
        assert_eq!(found[0].field, field);
        all[0].expected[field] = answers[0][field].clone();
    }
    type Alter = fn(&mut Value);
    let alterations: [(&str, &str, Alter); 8] = [
        ("pdx", "pdx.affects", |e| {
            e["pdx"]["affects"] = "NEVER".into()
        }),
        ("sdx", "sdx[1].hacs[0].n", |e| {
            e["sdx"][1]["hacs"][0]["n"] = 9.into()
        }),
        ("sdx", "sdx", |e| {
            drop(e["sdx"].as_array_mut().unwrap().pop())
        }),
        ("proc", "proc[0].or", |e| e["proc"][0]["or"] = false.into()),
        ("proc", "proc", |e| {
            e["proc"].as_array_mut().unwrap().push(Value::Null)
        }),
        ("mce", "mce.edits.UNSPECIFIED", |e| {
            e["mce"]["edits"]["UNSPECIFIED"] = 2.into()
        }),
        ("mce", "mce.dx_edits[2]", |e| {
            e["mce"]["dx_edits"][2] = Value::Array(Vec::new())
        }),
        ("mce", "mce.edit_type", |e| {
            e["mce"]["edit_type"] = "NONE".into()
        }),
    ];
    for (field, place, alter) in alterations {
        let mut altered = Checked {
            claim: all[0].claim.clone(),
            expected: all[0].expected.clone(),
        };
        alter(&mut altered.expected);
        let found = differences(&altered.claim, &altered.expected, &answers[0]);
        assert_eq!(found.len(), 1, "{place}");
        assert_eq!(found[0].field, field);
        assert!(
            told(&found).contains(&format!(" {place}: expected ")),
            "{}",
            told(&found)
        );
    }
    // What is not to be compared makes no difference.
    all[0].expected["mce"]["version"] = 1.into();
    assert_eq!(
        differences(&all[0].claim, &all[0].expected, &answers[0]),
        []
    );
}

#[test]
fn an_unknown_procedures_flag_counts_from_v42_on() {
    let procedures = serde_json::json!([{"code": "X", "valid": false, "or": true}, {"code": "Y", "valid": true, "or": true}]);
    assert_eq!(steady(&procedures)[0].get("or"), None);
    assert_eq!(steady(&procedures)[1]["or"], true);
}
