//! threadproof's reference runtime: `worker_threads`, as documented, on the Boa engine.

pub mod agent;
pub mod atomics;
pub mod builtins;
pub mod class;
pub mod cli;
pub mod cli_flags;
pub mod clone;
pub mod console;
pub mod errors;
pub mod errors_print;
pub mod event;
pub mod globals;
pub mod heap;
pub mod heap_snapshot;
pub mod modules;
pub mod native;
pub mod options;
pub mod process;
pub mod runtime;
pub mod stack;
pub mod stdio;
pub mod transform;
pub mod vm;
pub mod worker_threads;
