//! A file of another laptop, any rows.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::stick_file::take(data));
