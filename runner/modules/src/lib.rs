//! Modules as Node has them: `CommonJS`, ES modules, JSON, and the builtins.
//!
//! [`resolve`] turns a specifier into a place, [`source`] reads it and says what kind of module it
//! is, [`prepare`] makes its text ready for the engine, [`cjs`] and [`esm`] run it, [`builtin`] loads
//! what is in the binary. [`flags`] are the options of `node` that are known. [`entry`] is the script that a thread begins with.
//!
//! This crate must never know a particular builtin, nor what a host program lends: which there are,
//! and what a thread may load, it is told by the runtime's [`Policy`].

pub mod ahead;
pub mod archives;
pub mod builtin;
pub mod cjs;
pub mod data_url;
pub mod entry;
pub mod esm;
pub mod file_url;
pub mod files;
pub mod flags;
pub mod lookup;
pub mod overrides;
pub mod policy;
pub mod prepare;
pub mod registry;
pub mod resolve;
pub mod source;
pub mod syntax;
pub mod texts;
mod wrapped;

pub use policy::{Modules, Policy};
