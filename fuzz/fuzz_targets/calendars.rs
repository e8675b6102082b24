//! Fuzzes `bodies::calendars`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pdpe_fuzz::bodies::calendars(bytes));
