//! What Cargo makes of the workspace's tests: one build of everything, so that nothing is compiled twice because a part of the
//! workspace, asked for alone, would want other features of the same crates.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::progress::say;
use crate::workspace::Workspace;

/// A program that runs the tests of one library, program or file of `tests`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Built {
    /// The package it tests.
    pub(super) package: String,
    /// The library, program or file of `tests`.
    pub(super) name: String,
    /// Where the package stands: tests run there.
    folder: PathBuf,
    program: PathBuf,
}

impl Built {
    /// Runs its tests; what they are given as arguments and environment can be added.
    pub(super) fn command(&self, workspace: &Workspace) -> Command {
        let mut command = workspace.command(&self.program.to_string_lossy());
        command
            .current_dir(&self.folder)
            .env("CARGO_MANIFEST_DIR", &self.folder);
        command
    }

    /// As it is told of: `server: slowly`.
    pub(super) fn title(&self) -> String {
        format!("{}: {}", self.package, self.name)
    }

    /// What Cargo says of something it has made, if that is a program of tests.
    fn told(message: &str) -> Option<Self> {
        let message: Value = serde_json::from_str(message).ok()?;
        if message["reason"] != "compiler-artifact" || message["profile"]["test"] != true {
            return None;
        }
        let folder = Path::new(message["manifest_path"].as_str()?).parent()?;
        let package = message["package_id"].as_str()?;
        // `path+file:///…/src/server#0.1.0`, or `…/tests#journeys@0.1.0` where folder and package differ in name.
        let package = match package.rsplit_once('#')?.1.split_once('@') {
            Some((name, _)) => name.to_owned(),
            None => folder.file_name()?.to_str()?.to_owned(),
        };
        Some(Self {
            package,
            name: message["target"]["name"].as_str()?.to_owned(),
            folder: folder.to_owned(),
            program: PathBuf::from(message["executable"].as_str()?),
        })
    }
}

/// Compiles all of the workspace, its tests and the programs that they start, and says which programs run the tests, in the order
/// of their packages.
pub(super) fn all(workspace: &Workspace) -> Result<Vec<Built>> {
    say("tests: compiling all of them");
    let mut build = workspace.cargo();
    build.args(["test", "--locked", "--workspace", "--no-run"]);
    // Not the examples, which the lints compile.
    build.args(["--lib", "--bins", "--tests"]);
    build.arg("--message-format=json-render-diagnostics");
    let mut build = build
        .stdout(Stdio::piped())
        .spawn()
        .context("starting cargo")?;
    let out = build.stdout.take().context("cargo has no output")?;
    let mut built = Vec::new();
    for line in BufReader::new(out).lines() {
        built.extend(Built::told(&line?));
    }
    let status = build.wait()?;
    if !status.success() {
        bail!("compiling the tests: {status}");
    }
    built.sort_by(|one, other| (&one.package, &one.name).cmp(&(&other.package, &other.name)));
    Ok(built)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Built;

    fn told(id: &str, test: bool) -> Option<Built> {
        Built::told(&format!(
            r#"{{"reason":"compiler-artifact","package_id":"{id}","manifest_path":"/house/tests/Cargo.toml",
                "target":{{"name":"charts"}},"profile":{{"test":{test}}},"executable":"/house/target/charts-1"}}"#
        ))
    }

    #[test]
    fn a_program_of_tests_is_known_by_package_and_name() {
        let built = told("path+file:///house/tests#journeys@0.1.0", true).expect("tests");
        assert_eq!(built.title(), "journeys: charts");
        assert_eq!(built.folder, Path::new("/house/tests"));
        let built = told("path+file:///house/tests#0.1.0", true).expect("tests");
        assert_eq!(built.package, "tests");
    }

    #[test]
    fn other_things_are_no_tests() {
        assert_eq!(told("path+file:///house/tests#0.1.0", false), None);
        assert_eq!(Built::told("   Compiling charts"), None);
        assert_eq!(Built::told(r#"{"reason":"build-finished"}"#), None);
    }
}
