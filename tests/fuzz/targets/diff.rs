//! Fuzzes two trees and the patch between them.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::diff(data));
