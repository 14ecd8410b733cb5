//! `join` and `toLocaleString` of arrays, and `join` of typed arrays: the engine asks for memory by
//! the length that a list claims, joins `toLocaleString` by a comma and a blank, and follows a list
//! that holds itself until it runs out of stack.

use std::cell::RefCell;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsTypedArray;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, js_string};

use super::lengths::{check_string, length_of, type_error};
use super::{present, wrap};
use crate::interrupt;

/// The lists that are being joined on this context, outermost first.
#[derive(Default)]
struct Joining(RefCell<Vec<JsObject>>);

/// Replaces them in the realm that the context is in.
pub(super) fn install(context: &mut Context) {
    if !context.has_data::<Joining>() {
        context.insert_data(Joining::default());
    }
    let constructors = context.intrinsics().constructors();
    let array = constructors.array().prototype();
    let typed = constructors.typed_array().prototype();
    wrap::method(&array, "join", join, context);
    wrap::method(&array, "toLocaleString", to_locale_string, context);
    wrap::method(&typed, "join", join_typed, context);
}

/// ECMAScript, 23.1.3.18 `Array.prototype.join`.
fn join(
    this: &JsValue,
    args: &[JsValue],
    _: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let object = this.to_object(context)?;
    once(&object, context, |context| {
        let length = length_of(&object, context)?;
        let separator = match args.get_or_undefined(0) {
            separator if separator.is_undefined() => js_string!(","),
            separator => separator.to_string(context)?,
        };
        joined(&object, length, &separator, JsValue::to_string, context)
    })
}

/// ECMAScript, 23.1.3.32 `Array.prototype.toLocaleString`, with a comma, as V8 has it everywhere.
fn to_locale_string(
    this: &JsValue,
    args: &[JsValue],
    _: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let object = this.to_object(context)?;
    // ECMA-402, 19.4.1: locales and options are handed on.
    let args = [
        args.get_or_undefined(0).clone(),
        args.get_or_undefined(1).clone(),
    ];
    once(&object, context, |context| {
        let length = length_of(&object, context)?;
        let text = |element: &JsValue, context: &mut Context| {
            let method = element
                .to_object(context)?
                .get(js_string!("toLocaleString"), context)?;
            let Some(method) = method.as_callable() else {
                return Err(type_error("toLocaleString is not a function"));
            };
            method.call(element, &args, context)?.to_string(context)
        };
        joined(&object, length, &js_string!(","), text, context)
    })
}

/// ECMAScript, 23.2.3.18 `%TypedArray%.prototype.join`.
fn join_typed(
    this: &JsValue,
    args: &[JsValue],
    engine: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let array = this.as_object().map(JsTypedArray::from_object);
    let Some(Ok(array)) = array else {
        return engine.call(this, args, context);
    };
    // Throws for a buffer that was detached.
    array.at(0_i64, context)?;
    let length = array.length(context)? as u64;
    let separator = match args.get_or_undefined(0) {
        separator if separator.is_undefined() => js_string!(","),
        separator => separator.to_string(context)?,
    };
    check_string(length.saturating_sub(1) * separator.len() as u64 + length)?;
    if array.length(context)? as u64 == length {
        return engine.call(this, &[separator.into()], context);
    }
    // The separator's conversion has changed the array: what is gone counts as undefined.
    let object = JsObject::from(array);
    joined(&object, length, &separator, JsValue::to_string, context).map(JsValue::from)
}

/// A list that is being joined already gives no text, as in V8: it holds itself.
fn once(
    object: &JsObject,
    context: &mut Context,
    run: impl FnOnce(&mut Context) -> JsResult<JsString>,
) -> JsResult<JsValue> {
    let entered = context.get_data::<Joining>().is_none_or(|joining| {
        let mut joining = joining.0.borrow_mut();
        let is_new = !joining.iter().any(|outer| JsObject::equals(outer, object));
        if is_new {
            joining.push(object.clone());
        }
        is_new
    });
    if !entered {
        return Ok(js_string!().into());
    }
    let outcome = run(context);
    if let Some(joining) = context.get_data::<Joining>() {
        joining.0.borrow_mut().pop();
    }
    outcome.map(JsValue::from)
}

fn joined(
    object: &JsObject,
    length: u64,
    separator: &JsString,
    text: impl Fn(&JsValue, &mut Context) -> JsResult<JsString>,
    context: &mut Context,
) -> JsResult<JsString> {
    let width = separator.len() as u64;
    let mut total = length.saturating_sub(1).saturating_mul(width);
    check_string(total)?;
    let mut parts: Vec<JsString> = Vec::new();
    let mut add = |part: JsString, parts: &mut Vec<JsString>| {
        total += part.len() as u64;
        parts.push(part);
        check_string(total)
    };
    if let Some(indices) = present::indices(object, length) {
        let mut done = 0;
        for index in indices {
            parts.push(repeated(separator, index - done));
            done = index;
            let element = object.get(index, context)?;
            if !element.is_null_or_undefined() {
                add(text(&element, context)?, &mut parts)?;
            }
        }
        parts.push(repeated(
            separator,
            length.saturating_sub(1).saturating_sub(done),
        ));
    } else {
        for index in 0..length {
            interrupt::look(context)?;
            if index > 0 && width > 0 {
                parts.push(separator.clone());
            }
            let element = object.get(index, context)?;
            if !element.is_null_or_undefined() {
                add(text(&element, context)?, &mut parts)?;
            }
        }
    }
    let parts: Vec<_> = parts.iter().map(JsString::as_str).collect();
    Ok(JsString::concat_array(&parts))
}

/// The text `count` times, made by doubling.
pub(super) fn repeated(text: &JsString, mut count: u64) -> JsString {
    let mut result = js_string!();
    let mut power = text.clone();
    if text.is_empty() {
        return result;
    }
    loop {
        if count % 2 == 1 {
            result = js_string!(&result, &power);
        }
        count /= 2;
        if count == 0 {
            return result;
        }
        power = js_string!(&power, &power);
    }
}
