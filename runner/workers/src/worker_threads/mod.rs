//! The `worker_threads` module: workers, ports, channels, and what threads share.
//!
//! `port_core` and the notes cross threads; everything else belongs to one. What a message contains
//! is `clone`'s affair, when it is delivered the event loop's.

pub mod audience;
pub mod broadcast;
pub mod channel;
pub mod context_port;
pub mod delivery;
pub mod environment;
pub mod error_report;
mod handlers;
mod inspect;
pub mod lock_options;
pub mod lock_table;
pub mod locks;
pub mod module;
pub mod port;
pub mod port_close;
pub mod port_core;
pub mod port_post;
pub mod port_table;
pub mod port_transfer;
pub mod receive;
pub mod signal_link;
pub mod spare;
pub mod streams;
pub mod thread_messaging;
pub mod watch;
pub mod worker;
pub mod worker_children;
pub mod worker_identity;
pub mod worker_input;
pub mod worker_launch;
pub mod worker_measures;
pub mod worker_news;
pub mod worker_note;
pub mod worker_options;
pub mod worker_start;
pub mod worker_streams;
