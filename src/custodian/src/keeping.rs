//! Keeping: who looked and who reviews it, broken glass, backup and restore, what the store says of its health, and keys
//! that come and go with people.

pub(crate) mod glass;
