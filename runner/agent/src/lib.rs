//! An agent: one OS thread, one engine context, one event loop; and the cluster of those that make
//! one runtime.
//!
//! | file | what is there |
//! |---|---|
//! | [`agent`](Agent) | the thread's own state |
//! | [`cluster`] | what all threads of one runtime share |
//! | [`control`] | the handle that other threads have of a thread |
//! | [`extension`] | what the layers above hang on a thread and a runtime, and when they are asked |
//! | [`schedule`] | the one scheduling point: every "what comes next" of a thread is decided here |
//! | [`event_loop`], [`jobs`], [`timers`], [`mailbox`], [`task`], [`waiting`] | the loop and what it runs |
//! | [`blank`], [`start`], [`exit`] | a thread's beginning and end |
//! | [`blocking`] | work that would hold the loop up |
//! | [`async_context`], [`watching`], [`hooks`], [`output`] | what runs around a callback, and who is told of it; what the engine asks; where output goes |
//!
//! This crate must never know what a particular builtin, port or worker does: it is given
//! [`Extension`](extension::Extension)s, and asks each at fixed stages.

mod agent;
pub mod async_context;
pub mod blank;
pub mod blocking;
pub mod cluster;
pub mod control;
pub mod event_loop;
pub mod exit;
pub mod extension;
pub mod hooks;
pub mod jobs;
pub mod mailbox;
pub mod output;
pub mod schedule;
pub mod start;
pub mod task;
pub mod timers;
pub mod waiting;
pub mod watching;

pub use agent::{Agent, Closing, Plan};
