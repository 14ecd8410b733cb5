//! The program `threadproof`: the harness's command line, and behind `boa` the reference runtime.
//!
//! Nothing but this file knows both. The harness starts the reference as a process like any other
//! runtime: this program, with `boa` as its first argument. A script of the reference starts it as
//! itself (`process.execPath`): then it is the runtime.

mod cli;

use std::ffi::OsString;
use std::process::ExitCode;

use threadproof_runner::cli as reference;
use threadproof_runner::heap::CountingAllocator;

/// Counts what each thread of the reference allocates, so that `resourceLimits` can be kept.
#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    let by_script = std::env::var_os(reference::AS_RUNTIME).is_some();
    if by_script && reference::is_for_runtime(args.get(1..).unwrap_or_default()) {
        return reference::main(args.into_iter().skip(1).collect());
    }
    cli::main(args, reference::main)
}
