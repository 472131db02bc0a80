//! Several devices and the server itself: over its router, with its database in a folder of the test's.

mod world;

mod coming;
mod entitled;
mod epochs;
mod forged;
mod frozen;
mod invited;
mod keyrings;
mod leaving;
mod line;
mod newer;
mod passkeys;
mod put_back;
mod together;
mod trails;
mod unanswered;
