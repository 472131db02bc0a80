//! The manifest beside the packs: what each is, from which sources, how many rows, which digest.

use std::collections::BTreeMap;

use codes::PackKind;
use serde::{Deserialize, Serialize};

use crate::sources::{File, hex_digest};

/// The manifest, as written to `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The packs, in the order they are built.
    pub packs: Vec<PackEntry>,
}

/// One pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackEntry {
    /// Name of the kind, for example `icd10cm`.
    pub name: String,
    /// File name.
    pub file: String,
    /// What it holds, in words.
    pub edition: String,
    /// Terms under which the sources may be used.
    pub licence: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// Size of the file.
    pub bytes: u64,
    /// Size of its brotli copy (`FILE.br`).
    pub brotli_bytes: u64,
    /// Rows, for example billable codes on a date.
    pub rows: BTreeMap<String, u64>,
    /// The sources in words, one line each.
    pub sources: Vec<String>,
    /// The sources, field by field.
    pub source_files: Vec<SourceFile>,
    /// What the pack lacks, or holds in other than the publisher's words.
    pub gaps: Vec<String>,
}

/// A file a pack was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Package on the Python package index.
    pub package: String,
    /// Version of the package.
    pub version: String,
    /// Licence of the package.
    pub licence: String,
    /// Path in the package.
    pub file: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
}

/// What the manifest says of a pack beside its digest and sizes.
pub(crate) struct Description {
    pub(crate) kind: PackKind,
    pub(crate) edition: &'static str,
    pub(crate) rows: BTreeMap<String, u64>,
    pub(crate) files: Vec<File>,
    pub(crate) gaps: Vec<String>,
}

impl PackEntry {
    /// The entry of a finished pack.
    pub(crate) fn new(description: Description, pack: &[u8], brotli: &[u8]) -> Self {
        let files = description.files;
        Self {
            name: description.kind.name().to_owned(),
            file: description.kind.file_name(),
            edition: description.edition.to_owned(),
            licence:
                "Public data of CMS and CDC/NCHS, taken from packages under MIT and Apache-2.0"
                    .to_owned(),
            sha256: hex_digest(pack),
            bytes: pack.len() as u64,
            brotli_bytes: brotli.len() as u64,
            rows: description.rows,
            sources: files
                .iter()
                .map(|f| {
                    format!(
                        "{} {} ({}): {}",
                        f.package.name, f.package.version, f.package.licence, f.path
                    )
                })
                .collect(),
            source_files: files
                .iter()
                .map(|f| SourceFile {
                    package: f.package.name.to_owned(),
                    version: f.package.version.to_owned(),
                    licence: f.package.licence.to_owned(),
                    file: f.path.to_owned(),
                    sha256: f.sha256.to_owned(),
                })
                .collect(),
            gaps: description.gaps,
        }
    }
}
