//! Requests to a server, any bytes by anybody.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::server_requests::post(data));
