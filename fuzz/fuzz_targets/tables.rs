//! Fuzzes `bodies::tables`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pdpe_fuzz::bodies::tables(bytes));
