//! The Web's threads, as Electron's renderer has them: a window and its dedicated workers.
//!
//! A window is the main thread of a runtime with
//! [`Profile::Electron`](threadproof_ground::options::Profile), a Web Worker one more agent of the
//! same cluster, started by the same code as Node's `Worker`. Here is only what differs: the global
//! scope, how scripts are found and run, and where errors go (HTML Standard, 10 Web workers).
//!
//! This crate must never know how messages are cloned or how a thread is stopped.

pub mod extension;
mod location;
pub mod report;
pub mod scope;
pub mod script;
pub mod state;
pub mod worker;
