//! What the patient index reads, any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::identity_inputs::any(data));
