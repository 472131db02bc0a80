//! Sealed things and printed codes, any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::vault_formats::read(data));
