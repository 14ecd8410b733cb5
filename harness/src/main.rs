//! The program `threadproof`: the harness, and behind `boa` the reference runtime.

use std::ffi::OsString;
use std::process::ExitCode;

use threadproof_runner::cli;
use threadproof_runner::heap::CountingAllocator;

/// Counts what each thread of the reference allocates, so that `resourceLimits` can be kept.
#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    let by_script = std::env::var_os(cli::AS_RUNTIME).is_some();
    if by_script && cli::is_for_runtime(args.get(1..).unwrap_or_default()) {
        return cli::main(args.into_iter().skip(1).collect());
    }
    threadproof::cli::main(args, cli::main)
}
