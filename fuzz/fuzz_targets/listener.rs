//! Fuzzes `bodies::listener`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pdpe_fuzz::bodies::listener(bytes));
