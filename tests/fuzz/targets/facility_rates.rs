//! A facility's payment inputs, any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::facility_rates::document(data));
