//! A file for a chart, beginning with FHIR.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::chart_file::file(data));
