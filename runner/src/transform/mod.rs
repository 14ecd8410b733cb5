//! Source text that Boa can't take as it stands: TypeScript types, `using`, deep recursion, and what
//! it takes wrongly.
//!
//! Most scripts pass through untouched. Types are overwritten with blanks, so lines and columns
//! stay true; `using` is lowered to `try` and `finally` and printed anew, so there they don't.

pub mod call_depth;
mod names;
mod parsed;
mod reach;
mod repair;
mod strip;
mod using;

use std::path::Path;

use boa_engine::{Context, JsError, JsResult};

pub use repair::{SCOPE_MARK, mentions_nested_this, repair};
pub use strip::Refused;

use crate::errors::{ErrorKind, node_error};
use crate::modules::source;

/// Makes the text of the file at `path` ready for the engine.
///
/// # Errors
/// When the text is TypeScript that has to be more than stripped, or stands under `node_modules`.
pub fn prepare(text: String, path: &Path, context: &mut Context) -> JsResult<String> {
    let text = if source::is_typescript(path) {
        if path
            .components()
            .any(|part| part.as_os_str() == "node_modules")
        {
            return Err(under_node_modules(path, context));
        }
        strip::types(&text).map_err(|refused| error(&refused, context))?
    } else {
        text
    };
    let text = match using::lower(&text) {
        None => text,
        Some(lowered) => {
            using::define_helper(context);
            lowered
        }
    };
    let text = repair(&text).unwrap_or(text);
    let text = call_depth::guard(&text, context).unwrap_or(text);
    if call_depth::is_guarded(&text) {
        call_depth::define_check(&context.global_object(), context);
    }
    Ok(text)
}

/// Code that was given as a string and doesn't parse, with its types taken out; `None` if it has
/// none or isn't TypeScript either.
///
/// # Errors
/// When it is TypeScript that has to be more than stripped.
pub fn strip_code(text: &str, context: &mut Context) -> JsResult<Option<String>> {
    match strip::types(text) {
        Ok(stripped) if stripped != text => Ok(Some(stripped)),
        Ok(_) | Err(Refused::Invalid(_)) => Ok(None),
        Err(refused) => Err(error(&refused, context)),
    }
}

/// The text of a script or module without its types.
///
/// # Errors
/// When it is not TypeScript, or TypeScript that has to be more than stripped.
pub fn strip_types(text: &str, context: &mut Context) -> JsResult<String> {
    strip::types(text).map_err(|refused| error(&refused, context))
}

fn error(refused: &Refused, context: &mut Context) -> JsError {
    let code = match refused {
        Refused::Invalid(_) => "ERR_INVALID_TYPESCRIPT_SYNTAX",
        Refused::Unsupported(_) => "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
    };
    node_error(context, ErrorKind::Syntax, code, &refused.to_string())
}

fn under_node_modules(path: &Path, context: &mut Context) -> JsError {
    let message = format!(
        "Stripping types is currently unsupported for files under node_modules, for \"{}\"",
        path.display()
    );
    node_error(
        context,
        ErrorKind::Error,
        "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
        &message,
    )
}
