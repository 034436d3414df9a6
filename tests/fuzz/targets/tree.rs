//! Fuzzes a tree that a browser uploads.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::tree(data));
