//! Modules as Node has them: `CommonJS`, ES modules, JSON, and the builtins.
//!
//! `resolve` turns a specifier into a place, `source` reads it and says what kind of module it is,
//! `cjs` and `esm` run it, `builtin` holds what is in the binary. `entry` starts a thread's script.

pub mod ahead;
pub mod builtin;
pub mod cjs;
pub mod cjs_exports;
pub mod data_url;
pub mod entry;
pub mod esm;
pub mod file_url;
pub mod pristine;
pub mod registry;
pub mod resolve;
pub mod source;
pub(crate) mod syntax;
mod wrapped;
