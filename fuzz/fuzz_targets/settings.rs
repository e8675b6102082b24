//! Fuzzes `bodies::settings`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pdpe_fuzz::bodies::settings(bytes));
