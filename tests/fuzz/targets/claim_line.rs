//! A line of claims, any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::claims::line(data));
