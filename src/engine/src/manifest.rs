//! What the manifest beside the packs says about them: source, edition, licence, rows, digest.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::protocol::{Failure, PackName};

/// The manifest. Empty where there is none: the packs work without it.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Manifest {
    #[serde(default)]
    packs: Vec<ManifestEntry>,
}

/// One pack in the manifest.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ManifestEntry {
    pub(crate) name: String,
    pub(crate) sources: Vec<String>,
    pub(crate) edition: String,
    pub(crate) licence: String,
    pub(crate) rows: BTreeMap<String, u64>,
    pub(crate) sha256: String,
    pub(crate) brotli_bytes: u64,
    pub(crate) gaps: Vec<String>,
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// A [`Failure`] when it is no such manifest.
    pub fn read(bytes: &[u8]) -> Result<Self, Failure> {
        serde_json::from_slice(bytes).map_err(|e| Failure {
            what: "The manifest of the packs can't be read.".to_owned(),
            why: format!("{e}. The packs are checked by their own digests all the same."),
            place: "manifest.json".to_owned(),
            fix: "Rebuild the packs with cargo xtask packs.".to_owned(),
        })
    }

    pub(crate) fn entry(&self, name: PackName) -> Option<&ManifestEntry> {
        self.packs.iter().find(|p| p.name == name.stem())
    }
}
