//! What a killed Chromium left of its databases, kept until the next one has shown that it finds everything in it.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use journeys::{Profile, target};

use crate::leveldb::{self, End};

/// Where Chromium keeps databases of sites: the usual ones, and those in places of their own.
const PLACES: [&str; 2] = ["Default/IndexedDB", "Default/WebStorage"];

/// A copy of the databases.
pub(super) struct Left {
    folder: PathBuf,
    profile: PathBuf,
    said: PathBuf,
    /// How each log ends.
    pub(super) logs: Vec<(PathBuf, End)>,
}

impl Left {
    /// Copies what is there now. No Chromium may run.
    pub(super) fn of(profile: &Profile) -> Result<Self> {
        let folder = target()
            .join("profiles")
            .join(format!("left-{}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder)?;
        for place in PLACES {
            let from = profile.folder().join(place);
            if from.is_dir() {
                copy(&from, &folder.join(place))?;
            }
        }
        let logs = leveldb::logs(&folder)?;
        Ok(Self {
            folder,
            profile: profile.folder().to_owned(),
            said: profile.said(),
            logs,
        })
    }

    /// How many logs end in the middle of a record.
    pub(super) fn torn(&self) -> usize {
        self.logs
            .iter()
            .filter(|(_, end)| *end == End::Torn)
            .count()
    }

    /// Nothing was missing: the copy is not needed.
    pub(super) fn forget(self) {
        drop(fs::remove_dir_all(&self.folder));
    }

    /// Something was missing: leaves the copy, and says what Chromium found in it.
    pub(super) fn tell(&self) -> String {
        let mut told = format!("the databases as they were left: {}", self.folder.display());
        for (log, end) in &self.logs {
            told = format!("{told}\n  {}: {end:?}", log.display());
        }
        for log in own_words(&self.profile) {
            let text = fs::read_to_string(&log).unwrap_or_default();
            told = format!("{told}\n{}:\n{}", log.display(), text.trim_end());
        }
        let said = fs::read_to_string(&self.said).unwrap_or_default();
        // Without what it says of a system without message bus and power supply.
        let said: Vec<&str> = said
            .lines()
            .filter(|line| !line.contains("/dbus/"))
            .collect();
        let last = &said[said.len().saturating_sub(40)..];
        format!("{told}\nChromium said last:\n{}", last.join("\n"))
    }
}

/// Leaves half a record at the end of each log with rows.
pub(super) fn tear(profile: &Profile) -> Result<()> {
    let mut torn = 0;
    for (log, end) in leveldb::logs(&profile.folder().join(PLACES[0]))? {
        if log.extension().is_some_and(|ending| ending == "log") && end == End::Whole {
            let mut file = fs::File::options().append(true).open(&log)?;
            file.write_all(&leveldb::half_a_record())?;
            torn += 1;
        }
    }
    ensure!(torn > 0, "there is no log to tear");
    Ok(())
}

/// What LevelDB says of itself, below the places of databases.
fn own_words(profile: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = PLACES.iter().map(|place| profile.join(place)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if path.is_dir() {
                folders.push(path);
            } else if name == "LOG" || name == "LOG.old" {
                found.push(path);
            }
        }
    }
    found
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let path = entry?.path();
        let there = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &there)?;
        } else {
            fs::copy(&path, &there).with_context(|| path.display().to_string())?;
        }
    }
    Ok(())
}
