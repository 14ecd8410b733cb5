//! Fuzzes `html`; what it must hold is told where it is.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| threadproof_fuzz::html(data));
