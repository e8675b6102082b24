//! Fuzzes `bodies::times`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pdpe_fuzz::bodies::times(bytes));
