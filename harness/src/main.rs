//! The program `threadproof`: the harness, and behind `boa` the reference runtime.

use std::process::ExitCode;

use threadproof_runner::heap::CountingAllocator;

/// Counts what each thread of the reference allocates, so that `resourceLimits` can be kept.
#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

fn main() -> ExitCode {
    threadproof::cli::main(std::env::args_os().collect(), threadproof_runner::cli::main)
}
