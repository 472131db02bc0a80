//! Two notes: found in, compared, quoted.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::chart_file::notes(data));
