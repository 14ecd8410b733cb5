//! Documentation pages as their authors publish them: read, run, and held against the fixtures.
//!
//! `extract` fills the [`model`] from any published form; `verify`, `history` and `coverage` start
//! from there. It must never know one runtime from another.

mod breaks;
mod builder;
mod claims;
pub mod completion;
pub mod coverage;
mod declarations;
pub mod history;
mod html;
mod json;
mod markdown;
pub mod marks;
pub mod model;
mod output;
mod promises;
mod read;
mod scan;
mod source;
mod syntax;
mod text;
mod transcript;
pub mod trials;
mod value;
pub mod verify;

pub use breaks::BreakError;
pub use read::{ReadError, read, read_all, read_text};
