//! The errors that the native functions of this room throw.
//!
//! Wording lives in [`crate::errors`]; this file only shortens the way there and adds the errors
//! that are this room's own. It must not know which module asks.

use boa_engine::{Context, JsError, JsNativeError, JsValue};

use super::node_error;
pub use super::{ErrorKind as Kind, invalid_arg_type as arg_type, out_of_range};

/// An error with a Node `code`.
pub fn coded(context: &mut Context, kind: Kind, code: &str, message: impl AsRef<str>) -> JsError {
    node_error(context, kind, code, message.as_ref())
}

/// A plain `TypeError` without a code, as the language itself throws.
#[must_use]
pub fn type_error(message: &str) -> JsError {
    JsNativeError::typ().with_message(message.to_owned()).into()
}

/// `ERR_UNKNOWN_ENCODING` for a value that names no encoding.
pub fn unknown_encoding(context: &mut Context, got: &JsValue) -> JsError {
    let name = match got.as_symbol() {
        Some(symbol) => symbol.descriptive_string().to_std_string_lossy(),
        None => got
            .to_string(context)
            .map_or_else(|_| String::new(), |s| s.to_std_string_lossy()),
    };
    coded(
        context,
        Kind::Type,
        "ERR_UNKNOWN_ENCODING",
        format!("Unknown encoding: {name}"),
    )
}

/// An `Error` that names a feature of Node which this runtime does not have.
pub fn unsupported(context: &mut Context, feature: &str) -> JsError {
    let message = format!("{feature} is not supported by this runtime");
    coded(
        context,
        Kind::Error,
        "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM",
        message,
    )
}
