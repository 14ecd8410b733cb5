//! `worker_threads`: workers, ports, channels, broadcasts, locks, environment data; with the contexts
//! of `vm`, into which ports can move, and `Atomics`, whose waits can be ended.
//!
//! | room | what is there |
//! |---|---|
//! | [`worker_threads`] | the module: `worker*` the parent's side and the start of a thread, `spare` threads that become the next worker, `port_core` the half of a port that crosses threads, `port` the object |
//! | [`atomics`] | `Atomics.wait`, `waitAsync` and `notify` |
//! | [`vm`] | second realms behind a proxy over the sandbox |
//! | [`builtins`] | the list of this crate's modules |
//! | [`extension`] | what hangs on each thread |
//!
//! This crate must never know a window, or the program that embeds the runtime.

pub mod atomics;
pub mod builtins;
pub mod extension;
pub mod vm;
pub mod worker_threads;
