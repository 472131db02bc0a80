//! A Chromium in a profile that stays when it ends: to be started again in it, ended by force, and looked through.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use crate::browser::FLAGS;
use crate::devtools::DevTools;
use crate::site::target;

/// How many profiles this process has made.
static MADE: AtomicU32 = AtomicU32::new(0);

/// A folder in which Chromium keeps everything it keeps. Removed when the value is dropped.
#[derive(Debug)]
pub struct Profile(PathBuf);

impl Profile {
    /// An empty one.
    ///
    /// # Errors
    /// When the folder can't be made.
    pub fn new(name: &str) -> Result<Self> {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let folder = target()
            .join("profiles")
            .join(format!("{name}-{}-{number}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// Where what Chromium said while it ran in this profile stands, every time one after the other.
    #[must_use]
    pub fn said(&self) -> PathBuf {
        self.0.with_extension("said")
    }

    pub(crate) fn flag(&self) -> String {
        format!("--user-data-dir={}", self.0.display())
    }

    /// Takes the note of an earlier Chromium away, so that the next one's is waited for.
    pub(crate) fn forget_port(&self) {
        drop(fs::remove_file(self.0.join("DevToolsActivePort")));
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
        drop(fs::remove_file(self.said()));
    }
}

/// A Chromium without WebDriver, spoken to by its own tools alone.
pub struct Chromium {
    process: Child,
    profile: PathBuf,
}

impl Chromium {
    /// Starts one in a profile, on an empty page.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn start(profile: &Profile) -> Result<(Self, DevTools)> {
        let running = processes(profile.folder());
        ensure!(
            running.is_empty(),
            "a Chromium runs in this profile already: {running:?}"
        );
        profile.forget_port();
        let said = File::options()
            .create(true)
            .append(true)
            .open(profile.said())?;
        let process = Command::new("chromium")
            .args(FLAGS)
            .arg(profile.flag())
            .arg("--remote-debugging-port=0")
            // Its own errors stand in there anyhow, those of its databases among them.
            .arg("--enable-logging=stderr")
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(said)
            .spawn()
            .context("starting chromium\n  fix: cargo xtask setup --browser")?;
        let chromium = Self {
            process,
            profile: profile.folder().to_owned(),
        };
        let tools = DevTools::of(profile.folder()).await?;
        Ok((chromium, tools))
    }

    /// Ends it by force, with all its processes.
    ///
    /// # Errors
    /// When one of them does not end.
    pub fn kill(&mut self) -> Result<usize> {
        let killed = kill(&self.profile)?;
        self.process.wait()?;
        Ok(killed)
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        drop(self.kill());
    }
}

/// Ends every process of the Chromium that runs in a profile with SIGKILL, which none of them hears of: nothing is
/// written any more. Says how many there were.
///
/// # Errors
/// When one of them does not end.
pub fn kill(profile: &Path) -> Result<usize> {
    let mut killed = BTreeSet::new();
    let began = Instant::now();
    loop {
        // Looked for again each time: one may have begun while the others were counted.
        let all: BTreeSet<u32> = processes(profile)
            .into_iter()
            .filter(|process| lives(*process))
            .collect();
        if all.is_empty() {
            break;
        }
        ensure!(
            began.elapsed() < Duration::from_secs(10),
            "Chromium lives on after SIGKILL: {all:?}"
        );
        let new: Vec<String> = all.difference(&killed).map(ToString::to_string).collect();
        if !new.is_empty() {
            // In one call, the browser's own process first: none has time to notice that another is gone.
            Command::new("kill")
                .arg("-KILL")
                .args(&new)
                .stderr(Stdio::null())
                .status()
                .context("ending Chromium")?;
        }
        killed.extend(all);
        // Those whose parent is gone are not found by it any more, and are waited for all the same.
        while killed.iter().any(|process| lives(*process)) {
            ensure!(
                began.elapsed() < Duration::from_secs(10),
                "Chromium lives on after SIGKILL: {killed:?}"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    Ok(killed.len())
}

/// The browser's processes, by the profile on their command lines, and everything that they began.
pub(crate) fn processes(profile: &Path) -> BTreeSet<u32> {
    let flag = format!("--user-data-dir={}", profile.display());
    let all: Vec<(u32, u32)> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|process| Some((process, parent(process)?)))
        .collect();
    let is_browser = |process: u32| {
        let line = fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
        // A wrapper script separates by spaces what the browser separates by zeros.
        String::from_utf8_lossy(&line)
            .split(['\0', ' '])
            .any(|part| part == flag)
    };
    let mut found: BTreeSet<u32> = all
        .iter()
        .map(|(process, _)| *process)
        .filter(|process| is_browser(*process))
        .collect();
    loop {
        let more: Vec<u32> = all
            .iter()
            .filter(|(process, parent)| found.contains(parent) && !found.contains(process))
            .map(|(process, _)| *process)
            .collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}

/// State and parent of a process stand behind its name, which is in brackets and may hold anything.
fn state(process: u32) -> Option<(char, u32)> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, rest) = text.rsplit_once(')')?;
    let mut parts = rest.split_whitespace();
    let state = parts.next()?.chars().next()?;
    Some((state, parts.next()?.parse().ok()?))
}

fn parent(process: u32) -> Option<u32> {
    state(process).map(|(_, parent)| parent)
}

/// One that has ended and waits for its parent to notice does not live.
fn lives(process: u32) -> bool {
    state(process).is_some_and(|(state, _)| state != 'Z' && state != 'X')
}
