//! The program `chartroom`, run over lines.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

/// Runs the program over the lines of `input` and reads an answer for each.
///
/// # Errors
/// When it can't be started, ends with an error, or answers what is no JSON.
pub fn ask(program: &Path, packs: &Path, arguments: &[&str], input: String) -> Result<Vec<Value>> {
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

/// The codes that `chartroom search` answers each query with, best first.
///
/// # Errors
/// As [`ask`]; and when an answer has no codes.
pub fn search(
    program: &Path,
    packs: &Path,
    queries: &[Value],
    date: &str,
) -> Result<Vec<Vec<String>>> {
    let lines = queries.iter().map(|query| format!("{query}\n")).collect();
    ask(program, packs, &["search", "--date", date], lines)?
        .into_iter()
        .map(|answer| Ok(serde_json::from_value(answer["codes"].clone())?))
        .collect()
}
