//! The tabular list as a book: a page for each chapter, block, category and code, as it stands on a date.
//!
//! A page gathers what the print spreads over several levels: the notes of everything above with the place where
//! each stands, the 7th characters and where they are defined, the codes that notes name, and the way to the
//! neighbours. [`continuations`] leads from an incomplete code to a valid one.

mod chooser;
mod page;
mod reference;

pub use chooser::{CannotContinue, Continuation, Continuations, continuations, finish_with};
pub use page::{Neighbours, Page, PrintedNote, Seventh, stands_on};
pub use reference::{Condition, Reference, references};
