//! How right the program is, in figures: claims compared with CMS's answers, searches with accepted codes.
//!
//! `accuracy PROGRAM PACKS` prints one JSON object. `cargo xtask accuracy` calls it and puts the figures where the app
//! shows them. Larger sets beside the repository are used where they stand; the answer names what was compared.

#[path = "../../claims/compare.rs"]
mod compare;
#[path = "../../claims/sample.rs"]
mod sample;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
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
fn compared(program: &Path, packs: &Path, file: &Path) -> Result<Value> {
    let all = sample::read(file);
    let input: String = all.iter().map(|c| format!("{}\n", c.claim)).collect();
    let answers = ask(program, packs, &["group"], input)?;
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
        .filter(|(c, answer)| compare::differences(&c.claim, &c.expected, answer).is_empty())
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
fn searched(program: &Path, packs: &Path, file: &Path) -> Result<Value> {
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let queries: Vec<Value> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()
        .with_context(|| format!("reading {}", file.display()))?;
    let answers = ask(program, packs, &["search", "--date", DATE], text)?;
    let (mut first, mut five, mut ten, mut best) = (0, 0, 0, 0);
    for (query, answer) in queries.iter().zip(&answers) {
        let codes: Vec<&str> = answer["codes"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let accepted = |code: &&str| matches_any(&query["accept"], code);
        let place = codes.iter().position(accepted);
        first += usize::from(place == Some(0));
        five += usize::from(place.is_some_and(|at| at < 5));
        ten += usize::from(place.is_some_and(|at| at < 10));
        best += usize::from(
            codes
                .first()
                .is_some_and(|code| matches_any(&query["best"], code)),
        );
    }
    Ok(json!({
        "set": file.file_stem().unwrap_or_default().to_string_lossy(),
        "queries": queries.len(),
        "hit_at_1": first,
        "hit_at_5": five,
        "hit_at_10": ten,
        "best_at_1": best,
    }))
}

/// Whether a list of codes, or of beginnings ended by `*`, holds the code.
fn matches_any(list: &Value, code: &str) -> bool {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .any(|wanted| match wanted.strip_suffix('*') {
            Some(start) => code.starts_with(start),
            None => wanted == code,
        })
}

/// Runs the program over lines and reads an answer for each.
fn ask(program: &Path, packs: &Path, arguments: &[&str], input: String) -> Result<Vec<Value>> {
    let mut child = Command::new(program)
        .args(arguments)
        .arg("--packs")
        .arg(packs)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {}", program.display()))?;
    let mut stdin = child.stdin.take().context("no input to write to")?;
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output()?;
    let written = writer.join();
    ensure!(
        output.status.success() && matches!(written, Ok(Ok(()))),
        "{} {arguments:?} ended with {}",
        program.display(),
        output.status
    );
    let text = String::from_utf8(output.stdout)?;
    text.lines()
        .map(|line| serde_json::from_str(line).context("reading an answer"))
        .collect()
}
