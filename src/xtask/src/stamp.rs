//! Whether a step's result still fits what it is made from: a digest of the inputs, kept beside the results.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use crate::workspace::Workspace;

/// The digest of a step's inputs, and the file it is remembered in.
pub(crate) struct Stamp {
    file: PathBuf,
    digest: String,
}

impl Stamp {
    /// Takes the digest of `inputs` (files or whole folders, relative to the root; one that does not exist
    /// counts as empty) and of `settings`.
    pub(crate) fn of(
        workspace: &Workspace,
        step: &str,
        inputs: &[&str],
        settings: &[String],
    ) -> Result<Self> {
        let mut hash = Sha256::new();
        for setting in settings {
            hash.update(setting);
            hash.update([0]);
        }
        for input in inputs {
            for file in files_below(&workspace.root().join(input))? {
                let bytes =
                    fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
                let name = file.strip_prefix(workspace.root()).unwrap_or(&file);
                hash.update(name.as_os_str().as_encoded_bytes());
                hash.update((bytes.len() as u64).to_le_bytes());
                hash.update(&bytes);
            }
        }
        Ok(Self {
            file: workspace.stamps().join(step),
            digest: hex(&hash.finalize()),
        })
    }

    /// The last finished run had the same inputs.
    pub(crate) fn is_fresh(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|kept| kept == self.digest)
    }

    /// Called when work begins: a run that is broken off leaves no stamp.
    pub(crate) fn clear(&self) -> Result<()> {
        match fs::remove_file(&self.file) {
            Err(problem) if problem.kind() != std::io::ErrorKind::NotFound => Err(problem.into()),
            _ => Ok(()),
        }
    }

    /// Called when the result is whole.
    pub(crate) fn set(&self) -> Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.file, &self.digest)
            .with_context(|| format!("writing {}", self.file.display()))
    }
}

/// All files at or below `path`, sorted; none where nothing stands.
pub(crate) fn files_below(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(if path.is_file() {
            vec![path.to_owned()]
        } else {
            Vec::new()
        });
    }
    let mut found = Vec::new();
    let entries = fs::read_dir(path).with_context(|| format!("reading {}", path.display()))?;
    for entry in entries {
        found.extend(files_below(&entry?.path())?);
    }
    found.sort();
    Ok(found)
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
