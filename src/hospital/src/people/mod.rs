//! The people of the demo hospital: staff, and patients with their relatives.

pub(crate) mod names;
mod patient;
mod persona;
mod staff;

pub(crate) use patient::{duplicate, patient};
pub(crate) use persona::{Persona, persona, unit_number};
pub use staff::{NAME, Practitioner};
pub(crate) use staff::{facility, practitioners};
