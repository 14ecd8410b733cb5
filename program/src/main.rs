//! The program `threadproof`: the harness's command line, and behind `boa` the reference runtime.
//!
//! Nothing but this file knows both. The harness starts the reference as a process like any other
//! runtime: this program, with `boa` as its first argument.

mod cli;

use std::process::ExitCode;

use threadproof_runner::heap::CountingAllocator;

/// Counts what each thread of the reference allocates, so that `resourceLimits` can be kept.
#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

fn main() -> ExitCode {
    cli::main(std::env::args_os().collect(), threadproof_runner::cli::main)
}
