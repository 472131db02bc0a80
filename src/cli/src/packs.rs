//! Finding packs on disk.

use std::path::{Path, PathBuf};

use codes::{PackError, PackKind};
use edits::mce::CodeEditor;
use grouper::MsDrg;

/// Where packs stand unless told otherwise: `target/packs` under the current folder or one above it.
pub(crate) fn default_folder() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    here.ancestors()
        .map(|folder| folder.join("target/packs"))
        .find(|folder| folder.is_dir())
        .unwrap_or_else(|| PathBuf::from("target/packs"))
}

/// Reads a pack's bytes.
pub(crate) fn read(folder: &Path, kind: PackKind) -> Result<Vec<u8>, PackError> {
    let file = folder.join(kind.file_name());
    std::fs::read(&file).map_err(|e| PackError::Missing {
        pack: kind.name().to_owned(),
        detail: format!("{}: {e}", file.display()),
    })
}

/// Opens what grouping needs.
pub(crate) fn open_grouper(folder: &Path) -> Result<(MsDrg, CodeEditor), PackError> {
    Ok((
        MsDrg::open(&read(folder, PackKind::MsDrg)?)?,
        CodeEditor::open(&read(folder, PackKind::Mce)?)?,
    ))
}
