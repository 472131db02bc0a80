//! Claims in `tests/claims`, each with the answer that CMS's grouper and code editor give to it.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use serde_json::Value;

use crate::packs::root;

/// A claim and what is expected of it, both as the JSON text stands in the file.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The claim, as `chartroom group` takes it on a line.
    pub claim: Value,
    /// What CMS's components answer.
    pub expected: Value,
}

/// Files of claims in a folder, in the order of their names.
///
/// # Panics
/// Where the folder can't be read.
#[must_use]
pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder is listed").path())
        .filter(|path| path.to_string_lossy().ends_with(".jsonl.gz"))
        .collect();
    files.sort();
    files
}

/// The files that are part of the repository.
///
/// # Panics
/// Where one of them is missing.
#[must_use]
pub fn files() -> Vec<PathBuf> {
    let files = files_in(&root().join("tests/claims"));
    assert_eq!(files.len(), 9, "tests/claims holds nine files of claims");
    files
}

/// Reads a file of claims.
///
/// # Panics
/// Where it can't be read.
#[must_use]
pub fn read(file: &Path) -> Vec<Checked> {
    let open = File::open(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    BufReader::new(GzDecoder::new(open))
        .lines()
        .map(|line| {
            let line = line.expect("a line of text");
            let mut both: Value = serde_json::from_str(&line).expect("a line of JSON");
            Checked {
                claim: both["claim"].take(),
                expected: both["expected"].take(),
            }
        })
        .collect()
}

/// Every claim of the repository.
///
/// # Panics
/// Where a file of them can't be read.
#[must_use]
pub fn all() -> Vec<Checked> {
    files().iter().flat_map(|file| read(file)).collect()
}
