//! Keeping the native stack: what nests too deep for the engine is refused with the `RangeError`
//! that scripts know, where the engine would overflow the stack and end the process.
//!
//! Calls of JavaScript have the engine's own limit. What it does not count is guarded here: source
//! text, which its parser and compiler walk recursively, and the builtins that recurse through
//! arrays (`flat`, `join`); JSON has a room of its own. This room knows nothing of threads.

mod arrays;
mod source;

use boa_engine::{Context, JsError, JsNativeError, JsResult};

pub use source::check_source;

/// Replaces the builtins that would recurse without limit.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn install(context: &mut Context) -> JsResult<()> {
    arrays::install(context)
}

/// The error of a stack that is used up.
pub(crate) fn too_deep() -> JsError {
    JsNativeError::range()
        .with_message("Maximum call stack size exceeded")
        .into()
}
