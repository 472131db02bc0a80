//! Rows and events of an audit trail, any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::audit_trail::bytes(data));
