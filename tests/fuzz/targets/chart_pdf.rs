//! A file for a chart, beginning with PDF and pictures.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::chart_file::file(data));
