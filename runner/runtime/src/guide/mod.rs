//! Guides: pages of this documentation that belong to no single type.
//!
//! They hold text only; nothing here is code that runs.

#[doc = include_str!("threads.md")]
pub mod threads {}

#[doc = include_str!("limits.md")]
pub mod limits {}
