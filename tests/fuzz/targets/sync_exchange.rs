//! A device's exchange with a hostile server, and a shelf that is asked anything.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::sync_exchange::run(data));
