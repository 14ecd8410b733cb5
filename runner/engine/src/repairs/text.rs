//! Strings have an upper limit: what would make a longer one is refused with V8's error.
//!
//! The engine asks for whatever memory the length takes. `+` and template strings are instructions
//! of the engine; what can be done there is `growth`'s.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, js_string};

use super::join::repeated;
use super::lengths::{check_string, type_error};
use super::{words, wrap};
use threadproof_ground::numbers::{nearest, size};

/// Replaces the methods of `String` in the realm that the context is in.
pub(super) fn install(context: &mut Context) {
    let constructors = context.intrinsics().constructors();
    let prototype = constructors.string().prototype();
    wrap::method(&prototype, "repeat", repeat, context);
    wrap::method(&prototype, "padStart", pad_start, context);
    wrap::method(&prototype, "padEnd", pad_end, context);
    wrap::method(&prototype, "concat", concat, context);
}

fn receiver(this: &JsValue, method: &str, context: &mut Context) -> JsResult<JsString> {
    if this.is_null_or_undefined() {
        return Err(type_error(format!(
            "String.prototype.{method} called on null or undefined"
        )));
    }
    this.to_string(context)
}

/// ECMAScript, 22.1.3.18 `String.prototype.repeat`.
fn repeat(
    this: &JsValue,
    args: &[JsValue],
    _: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let text = receiver(this, "repeat", context)?;
    let given = args.get_or_undefined(0);
    let count = given.to_number(context)?.trunc();
    if count < 0.0 || count.is_infinite() {
        let message = format!("Invalid count value: {}", words::subject(given));
        return Err(boa_engine::JsNativeError::range()
            .with_message(message)
            .into());
    }
    // Far beyond the limit is enough to know.
    check_string(nearest(text.len() as f64 * count))?;
    Ok(repeated(&text, nearest(count)).into())
}

fn pad_start(
    this: &JsValue,
    args: &[JsValue],
    _: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    pad(this, args, true, "padStart", context)
}

fn pad_end(
    this: &JsValue,
    args: &[JsValue],
    _: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    pad(this, args, false, "padEnd", context)
}

/// ECMAScript, 22.1.3.17.1 `StringPaddingBuiltinsImpl`.
fn pad(
    this: &JsValue,
    args: &[JsValue],
    at_start: bool,
    method: &str,
    context: &mut Context,
) -> JsResult<JsValue> {
    let text = receiver(this, method, context)?;
    let length = args.get_or_undefined(0).to_length(context)?;
    if length <= text.len() as u64 {
        return Ok(text.into());
    }
    let filler = match args.get_or_undefined(1) {
        filler if filler.is_undefined() => JsString::from(" "),
        filler => filler.to_string(context)?,
    };
    if filler.is_empty() {
        return Ok(text.into());
    }
    check_string(length)?;
    let room = size(length - text.len() as u64);
    let whole = repeated(&filler, (room / filler.len()) as u64);
    let rest = filler.get_expect(..room % filler.len());
    Ok(if at_start {
        js_string!(&whole, &rest, &text)
    } else {
        js_string!(&text, &whole, &rest)
    }
    .into())
}

/// ECMAScript, 22.1.3.5 `String.prototype.concat`.
fn concat(
    this: &JsValue,
    args: &[JsValue],
    _: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let mut parts = vec![receiver(this, "concat", context)?];
    let mut length = parts[0].len() as u64;
    for arg in args {
        let part = arg.to_string(context)?;
        length += part.len() as u64;
        check_string(length)?;
        parts.push(part);
    }
    let parts: Vec<_> = parts.iter().map(JsString::as_str).collect();
    Ok(JsString::concat_array(&parts).into())
}
