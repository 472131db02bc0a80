//! The working titles in our own words: which codes have one, and whether they say what the official ones say.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;

use packer::read::titles::{WorkingTitle, working_titles};

/// CMS's list of the changes of 2026-10-01, if the folder beside the repository has it.
fn addenda() -> Option<Vec<BTreeMap<String, String>>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/cms/icd10cm_fy2027_addenda.csv.gz");
    let Ok(file) = std::fs::File::open(&path) else {
        eprintln!(
            "NOT CHECKED against the official titles: {} is not there",
            path.display()
        );
        return None;
    };
    let mut text = String::new();
    flate2::read::GzDecoder::new(file)
        .read_to_string(&mut text)
        .unwrap();
    Some(
        csv::Reader::from_reader(text.as_bytes())
            .deserialize()
            .map(Result::unwrap)
            .collect(),
    )
}

#[test]
fn there_are_190_codes_each_with_its_own_title() {
    let titles = working_titles().unwrap();
    assert_eq!(titles.iter().filter(|t| t.kind == "code").count(), 190);
    assert!(
        titles
            .iter()
            .all(|t| t.kind == "code" || t.kind == "header")
    );
    let codes: BTreeSet<&str> = titles.iter().map(|t| t.code.as_str()).collect();
    assert_eq!(codes.len(), titles.len(), "a code stands twice");
    let words: BTreeSet<&str> = titles
        .iter()
        .filter(|t| t.kind == "code")
        .map(|t| t.title.as_str())
        .collect();
    assert_eq!(words.len(), 190, "two codes have the same title");
}

#[test]
fn the_set_of_codes_is_the_official_one_and_key_terms_agree() {
    let Some(addenda) = addenda() else { return };
    let titles: BTreeMap<String, WorkingTitle> = working_titles()
        .unwrap()
        .into_iter()
        .map(|t| (t.code.clone(), t))
        .collect();
    let added: Vec<_> = addenda
        .iter()
        .filter(|row| row["action"] == "Add")
        .collect();
    let official: BTreeSet<&str> = added
        .iter()
        .filter(|row| row["billable"] == "1")
        .map(|row| row["code"].as_str())
        .collect();
    let ours: BTreeSet<&str> = titles
        .values()
        .filter(|t| t.kind == "code")
        .map(|t| t.code.as_str())
        .collect();
    assert_eq!(official, ours);
    let mut wrong = Vec::new();
    for row in added {
        let Some(ours) = titles.get(&row["code"]) else {
            continue;
        };
        let ours = terms(&ours.title);
        let missing: Vec<String> = terms(&row["long"]).difference(&ours).cloned().collect();
        if !missing.is_empty() {
            wrong.push(format!("{}: lacks {missing:?}", row["code"]));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The terms that carry a title's meaning, folded so that plural and adjective compare as one word.
fn terms(title: &str) -> BTreeSet<String> {
    // Small words, and pairs of words for one thing.
    const SKIP: &[&str] = &[
        "of",
        "and",
        "with",
        "not",
        "other",
        "in",
        "to",
        "following",
        "post",
        "the",
        "syndrome",
        "disorder",
        "another",
        "theater",
        "after",
        "involving",
        "procedure",
    ];
    const SAME: &[(&str, &str)] = &[
        ("pelvi", "pelvic"),
        ("genetic", "familial"),
        ("disease", "disorder"),
        ("childhood", "child"),
        ("undetermined", "intent"),
        ("liver", "hepatic"),
        ("associated", "failure"),
    ];
    title
        .to_lowercase()
        .replace("familial-genetic", "familial genetic")
        .replace("failure-associated", "failure associated")
        .split(|c: char| !c.is_alphanumeric() && c != '.' && c != '-')
        .map(|word| word.trim_matches(['.', '-']).replace('-', ""))
        .filter(|word| word.len() > 1 || word.chars().all(|c| c.is_ascii_digit()))
        .filter(|word| !word.is_empty())
        .map(|word| {
            let stem = word
                .strip_suffix("ies")
                .map(|w| format!("{w}y"))
                .unwrap_or_else(|| word.strip_suffix('s').unwrap_or(&word).to_owned());
            SAME.iter()
                .find(|(a, _)| *a == stem)
                .map_or(stem.clone(), |(_, b)| (*b).to_owned())
        })
        .filter(|word| !SKIP.contains(&word.as_str()))
        .collect()
}
