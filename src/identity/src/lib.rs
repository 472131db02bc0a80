//! Who a patient is: the rules of the master patient index.
//!
//! A registrar searches before creating ([`gate`]), sees why a record could be the person ([`Waterfall`]), and the
//! keeper of the records can only make a new one with what the gate gives. The matcher is that of Fellegi and Sunter
//! with weights that a facility can estimate from its own records ([`weights`]).
//!
//! Nothing here knows how a record is kept, a screen, a clock or randomness.

pub mod candidates;
pub mod compare;
pub mod findings;
pub mod gate;
#[cfg(feature = "made")]
pub mod made;
pub mod normal;
pub mod numbers;
pub mod overlay;
pub mod person;
pub mod quality;
mod sampling;
mod waterfall;
pub mod weights;

pub use candidates::{Candidate, Candidates, Found};
pub use person::{Address, BirthDate, Identifier, Name, NameKind, Person, PersonId, Sex};
pub use waterfall::{Band, Contribution, Waterfall};
