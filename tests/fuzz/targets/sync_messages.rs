//! Messages between a device and a server, any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::sync_messages::read(data));
