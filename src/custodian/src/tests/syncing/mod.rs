//! Several devices and the server itself: over its router, with its database in a folder of the test's.

mod world;

mod invited;
mod leaving;
mod newer;
mod together;
