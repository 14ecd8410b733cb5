//! How long things may be, and the errors of V8 for what is longer.
//!
//! The engine asks for memory first and for its sense later; a script that names a length of four
//! billion would end the process.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsError, JsNativeError, JsResult, js_string};

/// The longest string, as `buffer.constants.MAX_STRING_LENGTH` says.
pub(super) const MAX_STRING: u64 = (1 << 29) - 24;

/// The longest list that native code makes out of something that only has a length; V8's too.
pub(super) const MAX_LIST: u64 = (1 << 27) - 3;

/// The most arguments of one call.
///
/// V8 has no fixed number, it depends on the stack; between a hundred thousand, which it takes, and
/// a million, which it refuses.
pub(super) const MAX_ARGUMENTS: u64 = 500_000;

/// `RangeError: Invalid string length`, for a string of more than [`MAX_STRING`] units.
pub(super) fn check_string(length: u64) -> JsResult<()> {
    if length > MAX_STRING {
        return Err(range("Invalid string length"));
    }
    Ok(())
}

/// `RangeError: Invalid array length`, for a list of more than [`MAX_LIST`] values.
pub(super) fn check_list(length: u64) -> JsResult<()> {
    if length > MAX_LIST {
        return Err(range("Invalid array length"));
    }
    Ok(())
}

/// A `RangeError`.
pub(super) fn range(message: &'static str) -> JsError {
    JsNativeError::range().with_message(message).into()
}

/// A `TypeError`.
pub(super) fn type_error(message: impl Into<std::borrow::Cow<'static, str>>) -> JsError {
    JsNativeError::typ().with_message(message).into()
}

/// ECMAScript, 7.3.18 `LengthOfArrayLike`.
pub(super) fn length_of(object: &JsObject, context: &mut Context) -> JsResult<u64> {
    object
        .get(js_string!("length"), context)?
        .to_length(context)
}
