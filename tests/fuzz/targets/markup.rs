//! Fuzzes the markup of a view.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::markup(data));
