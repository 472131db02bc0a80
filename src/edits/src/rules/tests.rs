//! The list against the truth: the numbers that stand in this crate's sources, where findings are made.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::*;

/// Every source file below a folder, without tests and without the list itself.
fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "rules" && name != "tests" {
                sources(&path, into);
            }
        } else if name.ends_with(".rs") && !name.contains("test") {
            into.push(path);
        }
    }
}

/// Rule numbers written as text in a source: what a finding there can bear. What stands in a module of tests at the
/// file's end does not count.
fn numbers(source: &str) -> impl Iterator<Item = &str> {
    let code = source
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .filter(|text| {
            text.split_once('-').is_some_and(|(letters, number)| {
                Family::ALL.iter().any(|f| f.letters() == letters)
                    && (number == "OB"
                        || !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
            })
        })
}

fn borne() -> BTreeSet<String> {
    let mut files = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    files
        .iter()
        .flat_map(|file| {
            let source = std::fs::read_to_string(file).unwrap();
            numbers(&source).map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn each_number_a_finding_can_bear_is_listed_as_applied() {
    let borne = borne();
    assert!(borne.len() >= 40, "{borne:?}");
    for id in &borne {
        let rule = find(id);
        assert!(
            rule.is_some_and(Rule::applied),
            "{id} stands in the sources; the list says {rule:?}"
        );
    }
}

#[test]
fn each_rule_listed_as_applied_stands_in_the_sources() {
    let borne = borne();
    for rule in ALL.iter().filter(|rule| rule.applied()) {
        assert!(borne.contains(rule.id), "{} is applied nowhere", rule.id);
    }
}

#[test]
fn numbers_are_of_their_family_and_in_order() {
    assert!(ALL.is_sorted_by(|a, b| (a.family, a.id) < (b.family, b.id)));
    for rule in ALL {
        assert!(
            rule.id.starts_with(&format!("{}-", rule.family.letters())),
            "{rule:?}"
        );
        assert!(
            !rule.title.is_empty() && !rule.source.is_empty(),
            "{rule:?}"
        );
    }
}

#[test]
fn families_are_counted() {
    assert_eq!(
        Family::ALL.map(|f| (f.letters(), f.counts().1)),
        [
            ("CM", 42),
            ("PCS", 13),
            ("POA", 8),
            ("HAC", 2),
            ("DRG", 10),
            ("PAY", 1),
            ("MCE", 3)
        ]
    );
    assert_eq!(Family::Payment.counts(), (0, 1));
    assert_eq!(Family::Acquired.counts(), (2, 2));
}

#[test]
fn a_stop_of_the_editor_is_told_from_others() {
    for (id, expected) in [
        ("CM-010", true),
        ("CM-012", true),
        ("DRG-007", true),
        ("PCS-011", true),
        ("CM-015", false),
        ("CM-041", false),
        ("POA-001", false),
        ("DRG-001", false),
    ] {
        assert_eq!(find(id).map(Rule::is_editor_stop), Some(expected), "{id}");
    }
    for rule in ALL {
        let why = rule.not_applied();
        assert_eq!(why.is_none(), rule.applied(), "{rule:?}");
        assert!(why.is_none_or(|why| why.ends_with('.')), "{rule:?}");
    }
    assert_eq!(find("CM-999"), None);
    assert_eq!(find("OWN-1"), None);
}
