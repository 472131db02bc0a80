//! Who may do what with which record, and the audit trail of what they did.
//!
//! [`may`] answers from a matrix of role, action and kind of record, narrowed by how the user stands to the record and
//! by what protects it: least privilege (45 CFR 164.308(a)(4)) and the minimum necessary (164.502(b), 164.514(d)).
//! [`Policy`] adds what a facility narrows further and the duties that one person may not hold twice. [`audit`] writes
//! what happened into a chain of hashes in which every edit, drop and reorder is found and named (164.312(b)), and
//! [`review`] helps the person who reads it (164.308(a)(1)(ii)(D)).
//!
//! Nothing here is enforced by hiding a button: whoever keeps the records asks before each act and writes the answer
//! into the trail. No clock, no disk, no keys: times and sealed bytes are given.
//!
//! ```
//! use access::{Action, Decision, Flags, RecordKind, Relation, Role, Roles, may};
//!
//! let coder = Roles::only(Role::Coder);
//! let read = |relation| may(coder, Action::Read, RecordKind::Document, relation, Flags::NONE);
//! assert_eq!(read(Relation::Assigned), Decision::Allowed);
//! // Not assigned: only with the glass broken, and a reason.
//! assert!(matches!(read(Relation::None), Decision::AllowedWithReason(_)));
//! let merge = may(coder, Action::Merge, RecordKind::PatientPair, Relation::Assigned, Flags::NONE);
//! let Decision::Refused(refusal) = merge else { panic!() };
//! assert_eq!(refusal.parts().fix, "ask an MPI coordinator or a supervisor to do it");
//! ```

mod action;
pub mod audit;
mod decision;
mod facility;
mod flags;
mod id;
mod matrix;
mod may;
mod numbered;
mod policy;
mod record;
pub mod review;
mod role;
mod separation;

pub use action::Action;
pub use decision::{Cause, Decision, Demand, Need, Parts, Refusal};
pub use facility::{FacilityRules, Hours, OpenFrom, RulesError};
pub use flags::Flags;
pub use id::{DeviceId, Moment, RecordId, UserId};
pub use matrix::{Grant, Reach, grants, reach};
pub use may::may;
pub use numbered::{Known, Numbered};
pub use policy::{Policy, Request};
pub use record::{RecordKind, Relation};
pub use role::{Role, Roles};
pub use separation::{Past, Separation};
