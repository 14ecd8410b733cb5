//! How Node's messages show the value they complain about.
//!
//! It reads the value's constructor name and nothing else of it, and must never become a general
//! inspector: that is `util.inspect`'s work.

use boa_engine::value::JsVariant;
use boa_engine::{Context, JsObject, JsResult, JsString, JsValue, js_str, js_string};

/// The text after "Received" in `ERR_INVALID_ARG_TYPE`.
///
/// # Errors
/// When reading the value's `constructor` or `name` throws.
pub fn describe(value: &JsValue, context: &mut Context) -> JsResult<String> {
    match value.variant() {
        JsVariant::Undefined => Ok("undefined".to_owned()),
        JsVariant::Null => Ok("null".to_owned()),
        JsVariant::Object(object) if object.is_callable() => {
            let name = object.get(js_string!("name"), context)?;
            Ok(match name.as_string() {
                Some(name) if !name.is_empty() => {
                    format!("function {}", name.to_std_string_lossy())
                }
                _ => "function ".to_owned(),
            })
        }
        JsVariant::Object(object) => match constructor_name(&object, context)? {
            Some(name) => Ok(format!("an instance of {name}")),
            None => inspect_object(&object, context),
        },
        JsVariant::String(text) if text.len() > 28 => {
            let cut = js_string!(&text.get_expect(..25), js_str!("..."));
            Ok(format!("type string ({})", quote(&cut)))
        }
        _ => Ok(format!(
            "type {} ({})",
            value.type_of(),
            inspect_brief(value, context)?
        )),
    }
}

/// A shown text with its control characters as `util.inspect` writes them.
pub fn escape_controls(shown: &str) -> String {
    use std::fmt::Write as _;
    let mut escaped = String::with_capacity(shown.len());
    for character in shown.chars() {
        match character {
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            '\u{8}' => escaped.push_str("\\b"),
            '\u{c}' => escaped.push_str("\\f"),
            control if control.is_control() => {
                // Writing to a text cannot fail.
                let _ = write!(escaped, "\\x{:02X}", u32::from(control));
            }
            other => escaped.push(other),
        }
    }
    escaped
}

/// A value on one line, in `util.inspect`'s wording for primitives and a bare outline for
/// objects.
///
/// # Errors
/// When reading a name throws.
pub fn inspect_brief(value: &JsValue, context: &mut Context) -> JsResult<String> {
    Ok(match value.variant() {
        JsVariant::String(text) => quote(&text),
        JsVariant::BigInt(number) => format!("{number}n"),
        JsVariant::Symbol(symbol) => symbol.descriptive_string().to_std_string_lossy(),
        JsVariant::Float64(number) if number == 0.0 && number.is_sign_negative() => "-0".to_owned(),
        JsVariant::Object(object) if object.is_callable() => {
            let name = object.get(js_string!("name"), context)?;
            match name.as_string() {
                Some(name) if !name.is_empty() => {
                    format!("[Function: {}]", name.to_std_string_lossy())
                }
                _ => "[Function (anonymous)]".to_owned(),
            }
        }
        JsVariant::Object(object) => inspect_object(&object, context)?,
        _ => value.to_string(context)?.to_std_string_lossy(),
    })
}

/// A number as `ERR_OUT_OF_RANGE` shows it: `_` between thousands above 2³².
///
/// # Errors
/// When reading a name of an object throws.
pub(super) fn with_separators(value: &JsValue, context: &mut Context) -> JsResult<String> {
    const LIMIT: f64 = 4_294_967_296.0;
    let plain = inspect_brief(value, context)?;
    let large = match value.variant() {
        JsVariant::Float64(number) => number.fract() == 0.0 && number.abs() > LIMIT,
        JsVariant::BigInt(number) => number.to_f64().abs() > LIMIT,
        _ => false,
    };
    let digits = plain.trim_start_matches('-').trim_end_matches('n');
    if !large || digits.bytes().any(|byte| !byte.is_ascii_digit()) {
        return Ok(plain);
    }
    let sign = if plain.starts_with('-') { "-" } else { "" };
    let suffix = if plain.ends_with('n') { "n" } else { "" };
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    Ok(format!("{sign}{grouped}{suffix}"))
}

fn quote(text: &JsString) -> String {
    let text = text.to_std_string_lossy();
    if !text.contains('\'') {
        return format!("'{text}'");
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

fn constructor_name(object: &JsObject, context: &mut Context) -> JsResult<Option<String>> {
    let Some(constructor) = object.get(js_string!("constructor"), context)?.as_object() else {
        return Ok(None);
    };
    let name = constructor.get(js_string!("name"), context)?;
    Ok(name
        .as_string()
        .filter(|name| !name.is_empty())
        .map(|name| name.to_std_string_lossy()))
}

fn inspect_object(object: &JsObject, context: &mut Context) -> JsResult<String> {
    let empty = object.own_property_keys(context)?.is_empty();
    if object.is_array() {
        return Ok(
            if object
                .get(js_string!("length"), context)?
                .to_length(context)?
                == 0
            {
                "[]".to_owned()
            } else {
                "[Array]".to_owned()
            },
        );
    }
    let null_prototype = object.prototype().is_none();
    Ok(match (null_prototype, empty) {
        (true, true) => "[Object: null prototype] {}",
        (true, false) => "[Object: null prototype]",
        (false, true) => "{}",
        (false, false) => "[Object]",
    }
    .to_owned())
}
