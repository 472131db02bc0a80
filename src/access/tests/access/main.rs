//! Who may do what, and the trail of who did.

mod chain;
mod decisions;
mod matrix;
mod review;
mod trail;
