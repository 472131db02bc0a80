//! The custodian over a simulated device, with a clock and a chance that are the test's.

mod backup;
mod cases;
mod charts;
mod containing;
mod copies;
mod desk;
mod door;
mod gate;
mod glass;
mod index_care;
mod leaving;
mod numbers;
mod people;
mod power;
mod review;
mod rights;
mod signers;
mod stick;
mod syncing;
mod tampering;
mod world;
