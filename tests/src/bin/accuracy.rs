//! How right the program is, in figures: claims compared with CMS's answers, searches with accepted codes.
//!
//! `accuracy PROGRAM PACKS` prints one JSON object. `cargo xtask accuracy` calls it and puts the figures where the app
//! shows them. Larger sets beside the repository are used where they stand; the answer names what was compared.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use journeys::{program, scored};
use serde_json::{Value, json};

/// Day on which searched codes must be billable.
const DATE: &str = "2026-11-01";

fn main() -> Result<()> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [program, packs] = arguments.as_slice() else {
        bail!("usage: accuracy PROGRAM PACKS")
    };
    let root = sample::root();
    let mut grouper = Vec::new();
    for file in claims(&root) {
        grouper.push(compared(program, packs, &file)?);
    }
    let mut search = Vec::new();
    for file in queries(&root)? {
        search.push(searched(program, packs, &file)?);
    }
    println!("{}", json!({ "grouper": grouper, "search": search }));
    Ok(())
}

/// The larger sets where they stand beside the repository, else its own.
fn claims(root: &Path) -> Vec<PathBuf> {
    let larger = root.join("../shared/data/claims");
    if larger.is_dir() {
        sample::files_in(&larger)
    } else {
        eprintln!("../shared/data/claims not found: the claims of tests/claims are compared");
        sample::files()
    }
}

/// Sets of queries in the repository.
fn queries(root: &Path) -> Result<Vec<PathBuf>> {
    let folder = root.join("src/codes/tests/data");
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .with_context(|| format!("reading {}", folder.display()))?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.contains("queries") && name.ends_with(".jsonl")
        })
        .collect();
    files.sort();
    Ok(files)
}

/// Groups a file's claims and counts those that are equal in every field.
fn compared(program_file: &Path, packs: &Path, file: &Path) -> Result<Value> {
    let all = sample::read(file);
    let input: String = all.iter().map(|c| format!("{}\n", c.claim)).collect();
    let answers = program::ask(program_file, packs, &["group"], input)?;
    ensure!(
        answers.len() == all.len(),
        "{}: {} answers to {} claims",
        file.display(),
        answers.len(),
        all.len()
    );
    let equal = all
        .iter()
        .zip(&answers)
        .filter(|(c, answer)| {
            sample::compare::differences(&c.claim, &c.expected, answer).is_empty()
        })
        .count();
    let version = all
        .first()
        .and_then(|c| c.claim["version"].as_u64())
        .context("a file without claims")?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    Ok(json!({
        "version": format!("v{}.{}", version / 10, version % 10),
        "adversarial": name.contains("adversarial"),
        "claims": all.len(),
        "equal": equal,
    }))
}

/// Runs every query of a file and counts where an accepted code came.
fn searched(program_file: &Path, packs: &Path, file: &Path) -> Result<Value> {
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let queries: Vec<Value> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()
        .with_context(|| format!("reading {}", file.display()))?;
    let answers = program::search(program_file, packs, &queries, DATE)?;
    let mut counts = scored::counts(&queries, &answers);
    counts["set"] = file
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into();
    Ok(counts)
}
