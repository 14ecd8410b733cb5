use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: threadproof_runner::heap::CountingAllocator = threadproof_runner::heap::CountingAllocator;

fn main() -> ExitCode { let mut a: Vec<_> = std::env::args_os().skip(1).collect(); if a.first().is_some_and(|x| x == "boa") { a.remove(0); } threadproof_runner::cli::main(a) }
