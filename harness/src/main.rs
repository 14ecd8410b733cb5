//! The program `threadproof`: the harness, and behind `boa` the reference runtime.

use std::process::ExitCode;

fn main() -> ExitCode {
    threadproof::cli::main(std::env::args_os().collect(), threadproof_runner::cli::main)
}
