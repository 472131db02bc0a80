//! Running the built `chartroom` with bytes on its standard input.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;

/// What the program left behind.
pub(crate) struct Ran {
    /// Exit code; `None` when a signal ended it, as a panic with `abort` does.
    pub(crate) code: Option<i32>,
    /// Standard output.
    pub(crate) out: Vec<u8>,
    /// Standard error as text.
    pub(crate) err: String,
}

impl Ran {
    /// Each line of the output as JSON.
    pub(crate) fn answers(&self) -> Vec<Value> {
        let text = std::str::from_utf8(&self.out).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
            .collect()
    }
}

/// Runs `chartroom` with `arguments`; a folder that has no packs in or above it is where it runs.
pub(crate) fn chartroom(arguments: &[&str], input: &[u8]) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_chartroom"))
        .args(arguments)
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    thread::scope(|scope| {
        // A program that refuses to start closes its input; that is for its exit code to say.
        scope.spawn(move || drop(stdin.write_all(input)));
        let output = child.wait_with_output().unwrap();
        Ran {
            code: output.status.code(),
            out: output.stdout,
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    })
}

/// Runs `chartroom group` with the packs in `packs`.
pub(crate) fn group(packs: &Path, more: &[&str], input: &[u8]) -> Ran {
    let folder = packs.to_string_lossy();
    let mut arguments = vec!["group", "--packs", &folder];
    arguments.extend(more);
    chartroom(&arguments, input)
}

/// Lines out of values.
pub(crate) fn lines<'a>(values: impl IntoIterator<Item = &'a Value>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for value in values {
        bytes.extend(value.to_string().bytes());
        bytes.push(b'\n');
    }
    bytes
}
