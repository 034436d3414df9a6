//! Fuzzes a snapshot that comes back.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::snapshot(data));
