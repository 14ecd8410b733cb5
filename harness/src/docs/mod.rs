//! Documentation pages as their authors publish them: read, run, and held against the fixtures.
//!
//! `extract` fills the [`model`] from any published form; `verify`, `history` and `coverage` start
//! from there. It must never know one runtime from another.

pub mod completion;
pub mod model;
pub mod verify;
