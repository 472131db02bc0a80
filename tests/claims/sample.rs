//! The claims beside this file, and the packs they are grouped with, for the test suites of several crates.
//!
//! Included by path (`#[path = "…/tests/claims/sample.rs"] mod sample;`): it knows nothing of the crate under test.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each suite uses its part of it; in a test a failure to read is the failure"
)]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

/// A claim and what is expected of it, both as the JSON text stands in the file.
pub(crate) struct Checked {
    /// The claim, as `chartroom group` takes it on a line.
    pub(crate) claim: serde_json::Value,
    /// What CMS's components answer.
    pub(crate) expected: serde_json::Value,
}

/// The repository's root, found from the folder of the crate under test.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = here
        .ancestors()
        .find(|folder| folder.join("tests/claims").is_dir());
    found.expect("the repository holds tests/claims").to_owned()
}

/// Folder of the packs: `CHARTROOM_PACKS`, else `target/packs`.
///
/// Fails with the cure when they were not built: these tests prove nothing without them.
pub(crate) fn packs() -> PathBuf {
    let folder = std::env::var_os("CHARTROOM_PACKS")
        .map_or_else(|| root().join("target/packs"), PathBuf::from);
    assert!(
        folder.join("msdrg.pack").is_file() && folder.join("mce.pack").is_file(),
        "no packs in {}; build them with: cargo xtask packs",
        folder.display()
    );
    folder
}

/// The bytes of a pack, for example of `msdrg`.
pub(crate) fn pack(name: &str) -> Vec<u8> {
    let file = packs().join(format!("{name}.pack"));
    std::fs::read(&file).unwrap_or_else(|e| {
        panic!(
            "{}: {e}; build the packs with: cargo xtask packs",
            file.display()
        )
    })
}

/// Files of claims in a folder, in the order of their names.
pub(crate) fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(".jsonl.gz"))
        .collect();
    files.sort();
    files
}

/// The files that are part of the repository.
pub(crate) fn files() -> Vec<PathBuf> {
    let files = files_in(&root().join("tests/claims"));
    assert_eq!(files.len(), 9, "tests/claims holds nine files of claims");
    files
}

/// Reads a file of claims.
pub(crate) fn read(file: &Path) -> Vec<Checked> {
    let open = std::fs::File::open(file).unwrap();
    BufReader::new(flate2::read::GzDecoder::new(open))
        .lines()
        .map(|line| {
            let mut both: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
            Checked {
                claim: both["claim"].take(),
                expected: both["expected"].take(),
            }
        })
        .collect()
}

/// Every claim of the repository.
pub(crate) fn all() -> Vec<Checked> {
    files().iter().flat_map(|file| read(file)).collect()
}
