//! The `msdrg` pack, altered.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::packs::altered(codes::PackKind::MsDrg, data));
