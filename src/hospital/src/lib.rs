//! The demo hospital: made-up patients, encounters and charts out of a seed.
//!
//! [`Hospital`] is a stream that yields patients and their encounters in the types of `records`, with texts beside them.
//! Clinical content is data (`data/`): scenarios with passages in several wordings, conditions that people live with, a
//! laboratory. Apart from the chart come the [`AnswerKey`] with the words that each code rests on, the faults [`Planted`]
//! in chart and patient index, and the [`Tumour`]s for the registry. The same plan gives the same bytes everywhere.
//!
//! The keys are ours: tests hold them against code sets, indicator rules and the grouper, and no outside expert has gone
//! over them. Charts are written to be coded and searched, not to teach medicine.
//!
//! Nobody in it exists: family names say so, social security numbers begin with 9, telephone numbers with 555-01.

mod case;
mod chart;
mod condition;
mod document;
mod draw;
mod encounter;
mod fault;
mod key;
mod lab;
mod people;
mod plan;
mod planted;
mod scenario;
mod story;
mod stream;
mod template;
mod tumour;
mod zone;

pub use encounter::MadeEncounter;
pub use key::{AnswerKey, Evidence, KeyDiagnosis, KeyProcedure};
pub use people::{NAME, Practitioner};
pub use plan::{Plan, Profile};
pub use planted::{Fault, Planted, Where};
pub use stream::{Hospital, Made, MadePatient};
pub use tumour::Tumour;
