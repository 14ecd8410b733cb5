//! The program `threadproof`: the harness, and behind `boa` the reference runtime.

use std::ffi::OsString;
use std::process::ExitCode;

fn main() -> ExitCode {
    threadproof::cli::main(std::env::args_os().collect(), boa)
}

fn boa(_words: Vec<OsString>) -> ExitCode {
    eprintln!("threadproof: the reference runtime is not built in; threadproof_runner::cli is missing"); ExitCode::from(5)
}
