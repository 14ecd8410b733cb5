//! `ArrayBuffer.prototype.slice`: the engine copies by the length that a buffer had before arguments
//! and the new buffer were asked for, and panics where it has become shorter.

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArrayBuffer;
use boa_engine::{Context, JsArgs, JsResult, JsSymbol, JsValue, js_string};

use super::lengths::type_error;
use super::{words, wrap};
use threadproof_ground::numbers::nearest;

/// Replaces it in the realm that the context is in.
pub(super) fn install(context: &mut Context) {
    let constructors = context.intrinsics().constructors();
    let prototype = constructors.array_buffer().prototype();
    wrap::method(&prototype, "slice", slice, context);
}

/// ECMAScript, 25.1.6.7 `ArrayBuffer.prototype.slice`.
fn slice(
    this: &JsValue,
    args: &[JsValue],
    _: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let buffer = receiver(this)?;
    let object = JsObject::from(buffer.clone());
    let length = length_of(&buffer)? as f64;
    let first = relative(args.get_or_undefined(0), 0.0, length, context)?;
    let last = relative(args.get_or_undefined(1), length, length, context)?;
    let wanted = nearest::<usize>(last - first);
    let constructor = species(&object, context)?;
    let made = constructor.construct(&[JsValue::from(wanted)], None, context)?;
    let target = receiver(&made.clone().into())?;
    if length_of(&target)? < wanted {
        return Err(type_error(
            "Derived ArrayBuffer constructor created a buffer which was too small",
        ));
    }
    if JsObject::equals(&made, &object) {
        return Err(type_error(
            "ArrayBuffer subclass returned this from species constructor",
        ));
    }
    // Both may have become shorter meanwhile.
    length_of(&buffer)?;
    if let (Some(from), Some(mut to)) = (buffer.data(), target.data_mut()) {
        let first = nearest::<usize>(first).min(from.len());
        let from = &from[first..];
        let count = wanted.min(from.len()).min(to.len());
        to[..count].copy_from_slice(&from[..count]);
    }
    Ok(made.into())
}

fn receiver(value: &JsValue) -> JsResult<JsArrayBuffer> {
    let buffer = value.as_object().map(JsArrayBuffer::from_object);
    match buffer {
        Some(Ok(buffer)) => Ok(buffer),
        _ => Err(type_error(format!(
            "Method ArrayBuffer.prototype.slice called on incompatible receiver {}",
            words::subject(value)
        ))),
    }
}

fn length_of(buffer: &JsArrayBuffer) -> JsResult<usize> {
    match buffer.data() {
        Some(data) => Ok(data.len()),
        None => Err(type_error(
            "Cannot perform ArrayBuffer.prototype.slice on a detached ArrayBuffer",
        )),
    }
}

/// A place that may count from the end, within the buffer.
fn relative(value: &JsValue, default: f64, length: f64, context: &mut Context) -> JsResult<f64> {
    if value.is_undefined() {
        return Ok(default);
    }
    let integer = value.to_number(context)?.trunc();
    Ok(match integer {
        integer if integer.is_nan() => 0.0,
        integer if integer < 0.0 => (length + integer).max(0.0),
        integer => integer.min(length),
    })
}

/// ECMAScript, 7.3.22 `SpeciesConstructor`.
fn species(buffer: &JsObject, context: &mut Context) -> JsResult<JsObject> {
    let constructors = context.intrinsics().constructors();
    let default = constructors.array_buffer().constructor();
    let constructor = buffer.get(js_string!("constructor"), context)?;
    if constructor.is_undefined() {
        return Ok(default);
    }
    let Some(constructor) = constructor.as_object() else {
        return Err(type_error("The .constructor property is not an object"));
    };
    let species = constructor.get(JsSymbol::species(), context)?;
    if species.is_null_or_undefined() {
        return Ok(default);
    }
    species
        .as_constructor()
        .ok_or_else(|| type_error("object.constructor[Symbol.species] is not a constructor"))
}
