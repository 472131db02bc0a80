//! What is wrong or missing in a stay.
//!
//! [`mce`] is the Medicare Code Editor, exact to the field; [`conventions`] holds the notes of the tabular
//! list and the coding guidelines that codes decide; [`findings`] says in five parts what they, the code sets and the
//! grouping give cause to say.

pub mod conventions;
pub mod findings;
pub mod mce;
