//! Events: the classes that scripts see, and the native entry points that deliver to them.
//!
//! This module must never know threads, ports or the event loop; what it needs of them (a place
//! to report an uncaught error, a warning, a timer) it asks through hooks.

pub mod data;
pub mod listeners;

pub use data::{TargetData, TargetHooks};
