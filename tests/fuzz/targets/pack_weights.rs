//! The `weights` pack, altered.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::packs::altered(codes::PackKind::Weights, data));
