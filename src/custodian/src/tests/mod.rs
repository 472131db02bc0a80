//! The custodian over a simulated device, with a clock and a chance that are the test's.

mod backup;
mod cases;
mod copies;
mod door;
mod glass;
mod leaving;
mod people;
mod power;
mod review;
mod rights;
mod tampering;
mod world;
