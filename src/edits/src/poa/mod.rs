//! Present on admission: which codes are exempt from it, and whether an indicator went with its code.
//!
//! The findings about indicators themselves are in [`crate::findings`].

mod combination;
mod exempt;
mod list;
mod order;

pub use combination::later_part;
pub use exempt::{DecidedBy, Exemptions, is_exempt};
pub use list::{ExemptList, ListError};
pub use order::Indicators;
