//! The Node that surrounds `worker_threads`: `process`, `console`, `fs`, `events`, streams, `crypto` and
//! the rest, in Rust and in JavaScript side by side.
//!
//! | room | what is there |
//! |---|---|
//! | [`native`] | the Rust halves of modules |
//! | `js/` | the JavaScript halves, compiled when a script asks for them |
//! | [`builtins`] | the list of modules, one line each |
//! | [`process`], [`console`], [`globals`] | what a script finds around it |
//! | [`errors_print`] | what an uncaught error looks like on standard error |
//! | [`extension`] | what hangs on each thread |
//!
//! This crate must never know a port, a worker, or a window.

pub mod builtins;
pub mod console;
pub mod errors_print;
pub mod extension;
pub mod globals;
pub mod heap_snapshot;
pub mod native;
pub mod process;
mod switches;
