//! What the built site must not hold: a path of the machine that built it, or an address of another origin.

use std::fs;
use std::path::{Path, PathBuf};

use journeys::dist;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the site is built") {
        let path = entry.expect("a file of the site").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_none_or(|e| e != "br") {
            found.push(path);
        }
    }
}

#[test]
fn no_file_names_the_machine_that_built_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests stand in the repository");
    let named = [
        root.to_string_lossy().into_owned(),
        "registry/src".to_owned(),
    ];
    let mut all = Vec::new();
    files(&dist(), &mut all);
    assert!(all.len() > 5, "{} files in the site", all.len());
    for file in all {
        let bytes = fs::read(&file).expect("a file of the site");
        for name in &named {
            let found = bytes.windows(name.len()).any(|w| w == name.as_bytes());
            assert!(!found, "{} holds “{name}”", file.display());
        }
    }
}
