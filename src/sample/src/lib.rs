//! What tests of several crates work with: the packs as they were built, and the claims of the repository with the
//! answers that CMS's own components give to them.
//!
//! Only tests depend on it. What is missing ends the test with the cure, for a test that ran on nothing proves nothing.

mod claims;
pub mod compare;
mod packs;

pub use claims::{Checked, all, files, files_in, read};
pub use packs::{pack, packs, root};
