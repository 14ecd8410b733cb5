//! The errors of WebAssembly, in V8's words.

use boa_engine::{Context, JsError, JsNativeError, JsString, JsValue};
use wasmi::TrapCode;
use wasmi::errors::ErrorKind;

use threadproof_modules::builtin;

/// The class of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `WebAssembly.LinkError`
    Link,
    /// `WebAssembly.RuntimeError`
    Runtime,
    /// `TypeError`
    Type,
    /// `RangeError`
    Range,
}

/// Makes an error.
pub fn error(kind: Kind, message: &str, context: &mut Context) -> JsError {
    let name = match kind {
        Kind::Type => return JsNativeError::typ().with_message(message.to_owned()).into(),
        Kind::Range => {
            return JsNativeError::range()
                .with_message(message.to_owned())
                .into();
        }
        Kind::Link => "LinkError",
        Kind::Runtime => "RuntimeError",
    };
    let made = builtin::export("internal/wasm/errors", "make", context).and_then(|make| {
        let make = make.as_callable().ok_or_else(|| {
            JsNativeError::typ().with_message("a builtin lost one of its functions")
        })?;
        let args = [JsString::from(name).into(), JsString::from(message).into()];
        make.call(&JsValue::undefined(), &args, context)
    });
    made.map_or_else(|error| error, JsError::from_opaque)
}

/// The error of a trap.
pub fn trap(failure: &wasmi::Error, context: &mut Context) -> JsError {
    let Some(code) = failure.as_trap_code() else {
        let kind = match failure.kind() {
            ErrorKind::Instantiation(_) => Kind::Link,
            _ => Kind::Runtime,
        };
        return error(kind, &failure.to_string(), context);
    };
    let message = match code {
        TrapCode::StackOverflow => {
            return error(Kind::Range, "Maximum call stack size exceeded", context);
        }
        TrapCode::UnreachableCodeReached => "unreachable",
        TrapCode::MemoryOutOfBounds => "memory access out of bounds",
        TrapCode::TableOutOfBounds => "table index is out of bounds",
        TrapCode::IndirectCallToNull | TrapCode::BadSignature => {
            "null function or function signature mismatch"
        }
        TrapCode::IntegerDivisionByZero => "divide by zero",
        TrapCode::IntegerOverflow => "divide result unrepresentable",
        TrapCode::BadConversionToInteger => "float unrepresentable in integer range",
        _ => return error(Kind::Runtime, &failure.to_string(), context),
    };
    error(Kind::Runtime, message, context)
}
