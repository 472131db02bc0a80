//! The packs, from `target/packs` or from the folder that `CHARTROOM_PACKS` names.

use std::path::{Path, PathBuf};

/// The repository's root.
///
/// # Panics
/// Where the crate's folder is not two below it.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.ancestors().nth(2);
    root.expect("crates stand two folders below the root")
        .to_owned()
}

/// Folder of the packs: `CHARTROOM_PACKS`, else `target/packs`.
///
/// # Panics
/// With the cure, where they were not built.
#[must_use]
pub fn packs() -> PathBuf {
    let folder = std::env::var_os("CHARTROOM_PACKS")
        .map_or_else(|| root().join("target/packs"), PathBuf::from);
    assert!(
        folder.join("manifest.json").is_file(),
        "no packs in {}; build them with: cargo xtask packs",
        folder.display()
    );
    folder
}

/// The bytes of a pack, for example of `msdrg`.
///
/// # Panics
/// With the cure, where it was not built.
#[must_use]
pub fn pack(name: &str) -> Vec<u8> {
    let file = packs().join(format!("{name}.pack"));
    std::fs::read(&file).unwrap_or_else(|e| {
        panic!(
            "{}: {e}; build the packs with: cargo xtask packs",
            file.display()
        )
    })
}
