//! What is wrong or missing in a stay.
//!
//! [`mce`] is the Medicare Code Editor, exact to the field; [`findings`] says in five parts what it, the code sets
//! and the grouping give cause to say.

pub mod findings;
pub mod mce;
