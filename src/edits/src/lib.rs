//! What is wrong or missing in a stay.
//!
//! [`mce`] is the Medicare Code Editor, exact to the field; [`conventions`] holds the notes of the tabular list and the
//! coding guidelines that codes decide; [`findings`] says in five parts what they, the code sets and the grouping give
//! cause to say; [`poa`] knows which codes are exempt from present on admission; [`facility`] is what a hospital sets
//! and adds; [`rules`] lists all rules; [`claim`] knows what a claim has room for.

pub mod claim;
pub mod conventions;
pub mod facility;
pub mod findings;
pub mod mce;
pub mod poa;
pub mod rules;
