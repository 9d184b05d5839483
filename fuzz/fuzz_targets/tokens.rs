#![no_main]

#[allow(dead_code)]
#[path = "../../tests/fuzz/doors.rs"]
mod doors;

libfuzzer_sys::fuzz_target!(|data: &[u8]| doors::tokens(data));
