//! A backup of sealed rows, any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::backup::file(data));
