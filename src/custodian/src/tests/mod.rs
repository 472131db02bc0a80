//! The custodian over a simulated device, with a clock and a chance that are the test's.

mod cases;
mod door;
mod people;
mod power;
mod rights;
mod tampering;
mod world;
