//! The errors that cloning throws, in one place, so that the rest need not know how a
//! `DOMException` is made. It knows no wording: callers bring their own.

use boa_engine::{
    Context, JsError, JsNativeError, JsString, JsValue, js_string, property::Attribute,
};

use super::state::State;
use threadproof_engine::native::described;

/// Makes the `DOMException` that cloning throws.
pub type DataCloneErrorMaker = fn(&mut Context, JsString) -> JsError;

/// The code of a `DataCloneError`, from the DOM's old numbered list.
const DATA_CLONE_ERR: i32 = 25;

/// A `DataCloneError` with this message. Host classes throw it from their hooks.
pub fn data_clone_error(context: &mut Context, message: impl Into<JsString>) -> JsError {
    let make = State::of(context).data_clone_error();
    make(context, message.into())
}

/// What [`data_clone_error`] makes in a context that has no `DOMException`: an `Error` with the
/// same name, message and code.
pub fn plain_data_clone_error(context: &mut Context, message: JsString) -> JsError {
    let error = JsNativeError::error().into_opaque(context);
    let hidden = Attribute::WRITABLE | Attribute::CONFIGURABLE;
    for (key, value) in [
        (js_string!("message"), JsValue::from(message)),
        (
            js_string!("name"),
            JsValue::from(js_string!("DataCloneError")),
        ),
        (js_string!("code"), JsValue::from(DATA_CLONE_ERR)),
    ] {
        error.insert_property(key, described(value, hidden));
    }
    JsError::from_opaque(error.into())
}
