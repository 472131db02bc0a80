//! Which MS-DRG a stay falls in, step by step.
//!
//! [`MsDrg`] is opened from a pack; [`MsDrg::ready`] makes one of the nine versions ready; [`Grouper::group`]
//! groups a [`Stay`], and [`Grouper::group_observed`] does the same while telling an [`Observer`] each step.
//! The results equal those of CMS's own component in every field (see the conformance tests).
//!
//! The crate holds no tables: they come from the `msdrg` pack. It does no input or output and knows no clock.

mod case;
pub mod claim;
mod counters;
mod facts;
mod formula;
mod group;
mod hac;
mod index;
mod logic;
mod marking;
mod open;
pub mod outcome;
mod passes;
mod ready;
pub mod stay;
pub mod tables;
pub mod trace;
pub mod version;

pub use case::Scratch;
pub use index::{CodeIndex, Glance, code_key, code_text};
pub use open::MsDrg;
pub use outcome::*;
pub use ready::Grouper;
pub use stay::{CodeText, Diagnosis, Disposition, HospitalStatus, PresentOnAdmission, Sex, Stay};
pub use trace::{Observer, Pass, Step, Trace, Unobserved};
pub use version::Version;
