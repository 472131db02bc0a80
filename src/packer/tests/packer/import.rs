//! `packer import`: what is said of a file, what is refused, and the exit code.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::samples;

/// Writes a file and imports it; there are no packs in the folder.
fn import(name: &str, bytes: &[u8], options: &[&str]) -> Output {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("import");
    std::fs::create_dir_all(&folder).expect("a folder for files");
    let file = folder.join(name);
    std::fs::write(&file, bytes).expect("the file is written");
    run(&file, &folder, options)
}

fn run(file: &Path, packs: &Path, options: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_packer"))
        .arg("import")
        .args(options)
        .arg("--packs")
        .arg(packs)
        .arg(file)
        .output()
        .expect("packer runs")
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn a_file_is_named_dated_and_counted() {
    let (code, out, _) = said(&import(
        "e.xml",
        samples::CAUSES.as_bytes(),
        &["--date", "2025-10-01"],
    ));
    assert_eq!(code, Some(0));
    assert!(
        out.contains("e.xml: ICD-10-CM External Cause of Injuries Index, FY2026, from 2025-10-01: 1 main terms, 1 terms"),
        "{out}"
    );
}

#[test]
fn refusals_end_with_2_and_say_what_to_do() {
    let cut = &samples::DRUGS.as_bytes()[..200];
    let wrong_year = samples::CAUSES.as_bytes();
    for (name, bytes, options, words) in [
        (
            "cut.xml",
            cut,
            &["--date", "2025-10-01"][..],
            "damaged, cut off",
        ),
        (
            "year.xml",
            wrong_year,
            &["--date", "2024-10-01"][..],
            "lies in fiscal year 2025, the file is of 2026",
        ),
        (
            "none.txt",
            b"Dear coder\n",
            &[][..],
            "No official code file",
        ),
        ("undated.xml", wrong_year, &[][..], "--date 2026-04-01"),
        (
            "option.xml",
            wrong_year,
            &["--fast"][..],
            "there is no option “--fast”",
        ),
        (
            "date.xml",
            wrong_year,
            &["--date", "soon"][..],
            "“soon” is no date",
        ),
    ] {
        let (code, _, refused) = said(&import(name, bytes, options));
        assert_eq!(code, Some(2), "{name}: {refused}");
        assert!(refused.contains(words), "{name}: {refused}");
    }
}

#[test]
fn files_of_the_packs_year_are_held_against_the_codes() {
    let packs = sample::packs();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join("neoplasms.xml");
    std::fs::write(&file, samples::NEOPLASMS).expect("the file is written");
    let (code, out, _) = said(&run(&file, &packs, &["--date", "2026-04-01"]));
    assert_eq!(code, Some(0));
    assert!(
        out.contains("3 codes as in the packs, 0 that they do not have"),
        "{out}"
    );
    std::fs::write(&file, samples::NEOPLASMS.replace("2026", "2019")).expect("the file is written");
    let (code, _, refused) = said(&run(&file, &packs, &["--date", "2018-10-01"]));
    assert_eq!(code, Some(2));
    assert!(
        refused.contains("of a year that is not loaded"),
        "{refused}"
    );
}
