//! Errors as Node makes them: a code, a message in Node's wording, and a stack whose first line
//! carries the code.
//!
//! The wording of "must be of type … Received …" lives here and nowhere else. This module must
//! never know which module throws: it is given names and values, and gives back an error.

mod coded;
pub mod fail;
mod received;
#[cfg(test)]
mod tests;

use boa_engine::builtins::error::Error;
use boa_engine::context::intrinsics::StandardConstructor;
use boa_engine::error::{EngineError, RuntimeLimitError};
use boa_engine::property::{Attribute, PropertyDescriptor};
use boa_engine::{
    Context, JsError, JsNativeError, JsObject, JsResult, JsString, JsValue, js_str, js_string,
};

use crate::native::described;

pub use received::{describe, inspect_brief};

/// What a call from native code failed with, as JavaScript may catch it: where the call-depth limit
/// was passed the engine gives an error that no `catch` sees, and native code can put a
/// `RangeError` in its place. The end of a script stays what it is.
#[must_use]
pub fn catchable_overflow(error: JsError, context: &Context) -> JsError {
    let overflow = matches!(
        error.as_engine(),
        Some(EngineError::RuntimeLimit(RuntimeLimitError::Recursion))
    );
    // A script that is being stopped is granted no calls at all.
    if overflow && context.runtime_limits().recursion_limit() > 0 {
        return call_depth_passed();
    }
    error
}

/// The error of a call stack that was used up.
#[must_use]
pub fn call_depth_passed() -> JsError {
    JsNativeError::range()
        .with_message("Maximum call stack size exceeded")
        .into()
}

/// Which built-in error class an error belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// `Error`
    Error,
    /// `TypeError`
    Type,
    /// `RangeError`
    Range,
    /// `SyntaxError`
    Syntax,
    /// `URIError`
    Uri,
}

impl ErrorKind {
    /// The name of the class.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "Error",
            Self::Type => "TypeError",
            Self::Range => "RangeError",
            Self::Syntax => "SyntaxError",
            Self::Uri => "URIError",
        }
    }

    fn class(self, context: &Context) -> StandardConstructor {
        let constructors = context.intrinsics().constructors();
        match self {
            Self::Error => constructors.error(),
            Self::Type => constructors.type_error(),
            Self::Range => constructors.range_error(),
            Self::Syntax => constructors.syntax_error(),
            Self::Uri => constructors.uri_error(),
        }
        .clone()
    }

    /// The realm's constructor of such errors.
    #[must_use]
    pub fn constructor(self, context: &Context) -> JsObject {
        self.class(context).constructor()
    }

    fn prototype(self, context: &Context) -> JsObject {
        self.class(context).prototype()
    }
}

/// An error with a code, whose stack starts `TypeError [ERR_X]: message`, as errors made by
/// Node's JavaScript have it.
pub fn node_error(context: &mut Context, kind: ErrorKind, code: &str, message: &str) -> JsError {
    match node_error_object(context, kind, code, message) {
        Ok(object) => JsError::from_opaque(object.into()),
        Err(error) => error,
    }
}

/// An error with a code, whose stack starts `TypeError: message`, as errors made by Node's
/// native side have it.
pub fn native_error(context: &mut Context, kind: ErrorKind, code: &str, message: &str) -> JsError {
    let header = format!("{}: {message}", kind.name());
    match coded_object(context, kind, code, message, &header) {
        Ok(object) => JsError::from_opaque(object.into()),
        Err(error) => error,
    }
}

/// Like [`node_error`], as an object, for one that is not thrown but handed over.
///
/// # Errors
/// When the engine cannot make an error object.
pub fn node_error_object(
    context: &mut Context,
    kind: ErrorKind,
    code: &str,
    message: &str,
) -> JsResult<JsObject> {
    // The codes of the system and of the module loader are not part of the name.
    if !code.starts_with("ERR_") {
        let header = format!("{}: {message}", kind.name());
        return coded_object(context, kind, code, message, &header);
    }
    let header = format!("{} [{code}]: {message}", kind.name());
    let object = coded_object(context, kind, code, message, &header)?;
    object.set_prototype(Some(coded::prototype(context, kind)));
    Ok(object)
}

/// `ERR_INVALID_ARG_TYPE`; `expected` is the phrase after "must be", such as `of type function`
/// or `an instance of Array`. A `name` with a dot is called a property, one that ends in
/// ` argument` stands as it is.
pub fn invalid_arg_type(
    context: &mut Context,
    name: &str,
    expected: &str,
    received: &JsValue,
) -> JsError {
    let subject = if name.ends_with(" argument") {
        format!("The {name}")
    } else {
        format!("The \"{name}\" {}", argument_or_property(name))
    };
    let received = match describe(received, context) {
        Ok(text) => text,
        Err(error) => return error,
    };
    let message = format!("{subject} must be {expected}. Received {received}");
    node_error(context, ErrorKind::Type, "ERR_INVALID_ARG_TYPE", &message)
}

/// `ERR_INVALID_ARG_VALUE`; `reason` is usually `is invalid`.
pub fn invalid_arg_value(
    context: &mut Context,
    name: &str,
    received: &JsValue,
    reason: &str,
) -> JsError {
    let mut shown = match inspect_brief(received, context) {
        Ok(text) => text,
        Err(error) => return error,
    };
    if received.is_string() {
        shown = received::escape_controls(&shown);
    }
    if let Some((cut, _)) = shown.char_indices().nth(128) {
        shown.truncate(cut);
        shown.push_str("...");
    }
    let kind = argument_or_property(name);
    let message = format!("The {kind} '{name}' {reason}. Received {shown}");
    node_error(context, ErrorKind::Type, "ERR_INVALID_ARG_VALUE", &message)
}

/// `ERR_OUT_OF_RANGE`; `range` is the phrase after "It must be".
pub fn out_of_range(context: &mut Context, name: &str, range: &str, received: &JsValue) -> JsError {
    let shown = match received::with_separators(received, context) {
        Ok(text) => text,
        Err(error) => return error,
    };
    let message =
        format!("The value of \"{name}\" is out of range. It must be {range}. Received {shown}");
    node_error(context, ErrorKind::Range, "ERR_OUT_OF_RANGE", &message)
}

/// `ERR_MISSING_ARGS` for the named arguments.
pub fn missing_args(context: &mut Context, names: &[&str]) -> JsError {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let message = match quoted.as_slice() {
        [] => "The arguments must be specified".to_owned(),
        [one] => format!("The {one} argument must be specified"),
        [one, two] => format!("The {one} and {two} arguments must be specified"),
        [init @ .., last] => {
            format!(
                "The {}, and {last} arguments must be specified",
                init.join(", ")
            )
        }
    };
    node_error(context, ErrorKind::Type, "ERR_MISSING_ARGS", &message)
}

/// True when the error is a `SyntaxError`.
pub fn is_syntax(error: &JsError, context: &mut Context) -> bool {
    match error.as_native() {
        Some(native) => native.is_syntax(),
        None => error
            .as_opaque()
            .and_then(JsValue::as_object)
            .and_then(|object| object.get(js_string!("name"), context).ok())
            .and_then(|name| name.as_string())
            // Boa 0.22 takes a prefix for equal where a string holds UTF-16.
            .is_some_and(|name| name.to_std_string_lossy() == "SyntaxError"),
    }
}

/// The engine's stack lines (`    at …`) of an error object, without a first line.
///
/// # Errors
/// When reading `stack` throws.
pub fn stack_frames(error: &JsObject, context: &mut Context) -> JsResult<JsString> {
    if let Some(lines) = crate::stack::lines_of(error, context)? {
        return Ok(JsString::from(lines.trim_start_matches('\n')));
    }
    let stack = error.get(js_string!("stack"), context)?;
    let Some(stack) = stack.as_string() else {
        return Ok(js_string!());
    };
    let text = stack.to_std_string_lossy();
    let frames = if text.starts_with("    at ") {
        text.as_str()
    } else {
        text.find("\n    at ").map_or("", |at| &text[at + 1..])
    };
    Ok(JsString::from(frames.trim_end_matches('\n')))
}

/// Gives an object an own `stack` that starts with `header`, unless a script prepares stacks. The frames are the engine's when
/// the object is one of its errors, and otherwise those of the call being made.
///
/// # Errors
/// When reading the engine's stack throws.
pub fn install_stack(object: &JsObject, header: &JsString, context: &mut Context) -> JsResult<()> {
    if crate::stack::is_prepared(context)? {
        // A script that prepares stacks gets the frames, when somebody looks.
        if !object.is::<Error>() {
            let frames = crate::stack::here(context)?;
            crate::stack::capture(object, frames, context)?;
        }
        return Ok(());
    }
    let frames = if object.is::<Error>() {
        stack_frames(object, context)?
    } else {
        let probe = ErrorKind::Error
            .constructor(context)
            .construct(&[], None, context)?;
        stack_frames(&probe, context)?
    };
    let stack = if frames.is_empty() {
        header.clone()
    } else {
        js_string!(header, js_str!("\n"), &frames)
    };
    define_hidden(object, js_string!("stack"), stack);
    Ok(())
}

fn coded_object(
    context: &mut Context,
    kind: ErrorKind,
    code: &str,
    message: &str,
    header: &str,
) -> JsResult<JsObject> {
    // Only the constructor records where it was called.
    let object = kind.constructor(context).construct(&[], None, context)?;
    install_stack(&object, &JsString::from(header), context)?;
    object.insert_property(
        js_string!("code"),
        PropertyDescriptor::builder()
            .value(JsString::from(code))
            .writable(true)
            .enumerable(true)
            .configurable(true),
    );
    define_hidden(&object, js_string!("message"), JsString::from(message));
    Ok(object)
}

fn define_hidden(object: &JsObject, key: JsString, value: JsString) {
    let attributes = Attribute::WRITABLE | Attribute::CONFIGURABLE;
    object.insert_property(key, described(value, attributes));
}

fn argument_or_property(name: &str) -> &'static str {
    if name.contains('.') {
        "property"
    } else {
        "argument"
    }
}
