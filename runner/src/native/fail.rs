//! Errors in the words that Node uses, for the native functions of this room.
//!
//! This is the only place that spells the wording of argument errors; no native function writes
//! `must be of type` itself. It must not know which module asks.

use boa_engine::value::Type;
use boa_engine::{Context, JsError, JsNativeError, JsString, JsValue, js_string};

use super::define;
use boa_engine::property::Attribute;

/// The class of an error object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `Error`
    Error,
    /// `TypeError`
    Type,
    /// `RangeError`
    Range,
}

/// An error with a Node `code`.
pub fn coded(ctx: &mut Context, kind: Kind, code: &str, message: impl Into<String>) -> JsError {
    let message = JsString::from(message.into());
    let native = match kind {
        Kind::Error => JsNativeError::error(),
        Kind::Type => JsNativeError::typ(),
        Kind::Range => JsNativeError::range(),
    };
    let object = native.with_message(message.to_std_string_lossy()).into_opaque(ctx);
    define(&object, js_string!("code"), JsString::from(code).into(), Attribute::all());
    JsError::from_opaque(object.into())
}

/// A plain `TypeError` without a code, as the language itself throws.
#[must_use]
pub fn type_error(message: &str) -> JsError {
    JsNativeError::typ().with_message(message.to_owned()).into()
}

/// `ERR_INVALID_ARG_TYPE`: `expected` reads `of type string` or `an instance of Buffer`.
pub fn arg_type(ctx: &mut Context, name: &str, expected: &str, got: &JsValue) -> JsError {
    let what = if name.contains('.') { "property" } else { "argument" };
    let message = format!("The \"{name}\" {what} must be {expected}.{}", received(got, ctx));
    coded(ctx, Kind::Type, "ERR_INVALID_ARG_TYPE", message)
}

/// `ERR_INVALID_ARG_VALUE` for an argument of the right type and a wrong value.
pub fn arg_value(ctx: &mut Context, name: &str, reason: &str, got: &JsValue) -> JsError {
    let what = if name.contains('.') { "property" } else { "argument" };
    let got = display(got, ctx);
    let message = format!("The {what} '{name}' {reason}. Received {got}");
    coded(ctx, Kind::Type, "ERR_INVALID_ARG_VALUE", message)
}

/// `ERR_OUT_OF_RANGE`: `range` reads `>= 0 and <= 3` or `an integer`.
pub fn out_of_range(ctx: &mut Context, name: &str, range: &str, got: &JsValue) -> JsError {
    let got = separated(got, ctx);
    let message =
        format!("The value of \"{name}\" is out of range. It must be {range}. Received {got}");
    coded(ctx, Kind::Range, "ERR_OUT_OF_RANGE", message)
}

/// `ERR_UNKNOWN_ENCODING` for a value that names no encoding.
pub fn unknown_encoding(ctx: &mut Context, got: &JsValue) -> JsError {
    let name = match got.as_symbol() {
        Some(symbol) => symbol.descriptive_string().to_std_string_lossy(),
        None => got.to_string(ctx).map_or_else(|_| String::new(), |s| s.to_std_string_lossy()),
    };
    coded(ctx, Kind::Type, "ERR_UNKNOWN_ENCODING", format!("Unknown encoding: {name}"))
}

/// The tail of an argument error: ` Received type number (5)`.
pub fn received(value: &JsValue, ctx: &mut Context) -> String {
    if value.is_null_or_undefined() {
        return format!(" Received {}", value.display());
    }
    if let Some(object) = value.as_object() {
        if object.is_callable() {
            let name = name_of(value, ctx);
            return format!(" Received function {name}");
        }
        let constructor = object.get(js_string!("constructor"), ctx).unwrap_or_default();
        let name = name_of(&constructor, ctx);
        if name.is_empty() {
            return " Received [Object: null prototype] {}".to_owned();
        }
        return format!(" Received an instance of {name}");
    }
    let kind = match value.get_type() {
        Type::Boolean => "boolean",
        Type::String => "string",
        Type::Symbol => "symbol",
        Type::BigInt => "bigint",
        _ => "number",
    };
    let mut text = display(value, ctx);
    if kind == "string" && text.chars().count() > 30 {
        text = text.chars().take(26).collect::<String>() + "...'";
    }
    format!(" Received type {kind} ({text})")
}

/// A value as `util.inspect` prints it at depth zero, for messages only.
pub fn display(value: &JsValue, ctx: &mut Context) -> String {
    if let Some(text) = value.as_string() {
        let text = text.to_std_string_lossy().replace('\n', "\\n");
        return if text.contains('\'') && !text.contains('"') {
            format!("\"{text}\"")
        } else {
            format!("'{}'", text.replace('\'', "\\'"))
        };
    }
    if let Some(symbol) = value.as_symbol() {
        return symbol.descriptive_string().to_std_string_lossy();
    }
    if value.is_bigint() {
        return format!("{}n", plain(value, ctx));
    }
    if let Some(bytes) = super::bytes::Bytes::view(value, ctx) {
        return super::buffer::inspect_text(&bytes, 50);
    }
    plain(value, ctx)
}

fn plain(value: &JsValue, ctx: &mut Context) -> String {
    if value.as_number() == Some(0.0) && value.as_number().is_some_and(f64::is_sign_negative) {
        return "-0".to_owned();
    }
    value.to_string(ctx).map_or_else(|_| "[object]".to_owned(), |s| s.to_std_string_lossy())
}

fn name_of(value: &JsValue, ctx: &mut Context) -> String {
    value
        .as_object()
        .and_then(|object| object.get(js_string!("name"), ctx).ok())
        .and_then(|name| name.as_string())
        .map_or_else(String::new, |name| name.to_std_string_lossy())
}

/// Integers past 2 ** 32 are printed in groups of three.
fn separated(value: &JsValue, ctx: &mut Context) -> String {
    let grouped = match value.as_number() {
        Some(number) => number.fract() == 0.0 && number.abs() > 4_294_967_296.0,
        None => value.is_bigint() && plain(value, ctx).trim_start_matches('-').len() > 9,
    };
    let text = plain(value, ctx);
    let suffix = if value.is_bigint() { "n" } else { "" };
    if !grouped {
        return if value.is_bigint() { format!("{text}n") } else { display(value, ctx) };
    }
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("{text}{suffix}");
    }
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{suffix}")
}
