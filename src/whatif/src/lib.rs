//! What a stay would group to if it were coded otherwise.
//!
//! [`WhatIf`] takes a stay as coded and answers questions about it: without each code, with another present on
//! admission indicator, another discharge status, another code, another principal diagnosis. [`versions`] sets one
//! stay, or many, under several grouper versions. Every answer is a grouping by the real grouper: no rule is stated a
//! second time here, and nothing is inferred from the marks of a grouping. Suppositions stack
//! ([`WhatIf::together`]), and every two that are idle alone and decide together are found ([`WhatIf::two_at_once`]).
//!
//! Answers look down as well as up ([`Direction`]), and they are typed as what they are: a [`Hypothetical`] shows its
//! effect to anyone, but becomes a coded stay only with a [`Basis`], the documentation or the answered query that
//! supports it (AHIMA/ACDIS, Guidelines for Achieving a Compliant Query Practice; False Claims Act,
//! 31 U.S.C. 3729(a)(1)).

mod addition;
mod change;
mod hypothetical;
mod leave_out;
mod outcome;
mod pairs;
pub mod principal;
pub mod query;
mod references;
mod together;
pub mod versions;
mod what_if;

pub use addition::Added;
pub use change::{Change, ChangeError, DiagnosisPlace};
pub use hypothetical::{Accepted, Basis, BasisError, CodedStay, Hypothetical, Needs};
pub use leave_out::{Carries, LeaveOneOut, LeftOut};
pub use outcome::{Direction, Effect, Outcome, RelativeWeight, WeightSource};
pub use pairs::{MOST_PAIRS, PairsTried, TooManyPairs};
pub use references::References;
pub use together::{Supposition, Together};
pub use what_if::{MOST_CODES, NewStatus, TooManyCodes, WhatIf};
