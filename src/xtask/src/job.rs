//! Long commands: their output goes to a log, the terminal sees that they live, and a failure shows its end.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::progress;
use crate::workspace::Workspace;

/// How often a command that still runs says so.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// Lines of the log that a failure prints.
const LAST_LINES: usize = 40;

/// A command to be run under a name.
pub(crate) struct Job {
    name: String,
    what: String,
    log: PathBuf,
}

impl Job {
    /// `name` is short and names the log; `what` tells a person what is being made.
    pub(crate) fn new(workspace: &Workspace, name: &str, what: &str) -> Self {
        Self {
            name: name.to_owned(),
            what: what.to_owned(),
            log: workspace.logs().join(format!("{name}.log")),
        }
    }

    /// Runs it to its end with the output in the log.
    ///
    /// # Errors
    /// When it can't be started or ends with failure; the error holds the last lines and the log's name.
    pub(crate) fn run(self, mut command: Command) -> Result<()> {
        if let Some(folder) = self.log.parent() {
            fs::create_dir_all(folder)?;
        }
        let log =
            File::create(&self.log).with_context(|| format!("creating {}", self.log.display()))?;
        let began = Instant::now();
        progress::say(&format!("{}: {}", self.name, self.what));
        let mut child = command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("starting {}", command.get_program().display()))?;
        let status = self.wait(&mut child, began)?;
        let took = began.elapsed().as_secs_f32();
        if status {
            // What was already there is not worth a second line.
            if took > 1.0 {
                progress::say(&format!("{}: done in {took:.0} s", self.name));
            }
            return Ok(());
        }
        for line in self.last_lines(LAST_LINES) {
            eprintln!("    {line}");
        }
        bail!(
            "{} failed; all it said is in {}",
            self.name,
            self.log.display()
        )
    }

    fn wait(&self, child: &mut Child, began: Instant) -> Result<bool> {
        let mut pause = Duration::from_millis(10);
        let mut next = HEARTBEAT;
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(status.success());
            }
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(200));
            if began.elapsed() >= next {
                next += HEARTBEAT;
                let last = self.last_lines(1).pop().unwrap_or_default();
                let last: String = last.trim().chars().take(70).collect();
                let took = began.elapsed().as_secs();
                progress::say(&format!("{}: still at it, {took} s ({last})", self.name));
            }
        }
    }

    fn last_lines(&self, count: usize) -> Vec<String> {
        let Ok(log) = File::open(&self.log) else {
            return Vec::new();
        };
        let mut lines: Vec<String> = BufReader::new(log)
            .lines()
            .map_while(std::io::Result::ok)
            .filter(|line| !line.trim().is_empty())
            .collect();
        lines.split_off(lines.len().saturating_sub(count))
    }
}

/// Runs a command whose output belongs on the terminal as it comes: tests, benchmarks.
///
/// # Errors
/// When it can't be started or ends with failure.
pub(crate) fn show(what: &str, mut command: Command) -> Result<()> {
    progress::say(what);
    let status = command
        .status()
        .with_context(|| format!("starting {}", command.get_program().display()))?;
    if !status.success() {
        bail!("{what}: {status}");
    }
    Ok(())
}

/// Runs a command and returns the last line it printed; what it says on the side goes to the terminal.
///
/// # Errors
/// When it can't be started or ends with failure.
pub(crate) fn output(mut command: Command) -> Result<String> {
    let program = command.get_program().display().to_string();
    let done = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("starting {program}"))?;
    let text = String::from_utf8_lossy(&done.stdout);
    let last = text
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default()
        .to_owned();
    if !done.status.success() {
        bail!("{program}: {} ({last})", done.status);
    }
    Ok(last)
}
