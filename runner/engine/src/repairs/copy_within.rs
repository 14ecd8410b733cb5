//! `copyWithin` of arrays: the engine walks as far as a list claims to be long, and nothing stops it.

use boa_engine::object::JsObject;
use boa_engine::value::IntegerOrInfinity;
use boa_engine::{Context, JsArgs, JsResult, JsValue};

use super::lengths::length_of;
use super::wrap;
use crate::interrupt;

/// Replaces it in the realm that the context is in.
pub(super) fn install(context: &mut Context) {
    let array = context.intrinsics().constructors().array().prototype();
    wrap::method(&array, "copyWithin", copy_within, context);
}

/// ECMAScript, 23.1.3.4 `Array.prototype.copyWithin`.
fn copy_within(
    this: &JsValue,
    args: &[JsValue],
    _: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let object = this.to_object(context)?;
    let length = length_of(&object, context)?;
    let target = place(args.get_or_undefined(0), length, context)?;
    let start = place(args.get_or_undefined(1), length, context)?;
    let end = match args.get_or_undefined(2) {
        end if end.is_undefined() => length,
        end => place(end, length, context)?,
    };
    let count = end.saturating_sub(start).min(length - target);
    let backwards = start < target && target < start + count;
    for step in 0..count {
        interrupt::look(context)?;
        let at = if backwards { count - 1 - step } else { step };
        let (from, to) = (start + at, target + at);
        if object.has_property(from, context)? {
            let value = object.get(from, context)?;
            object.set(to, value, true, context)?;
        } else {
            object.delete_property_or_throw(to, context)?;
        }
    }
    Ok(object.into())
}

/// A place relative to the start, or to the end for a negative one, within the length.
fn place(value: &JsValue, length: u64, context: &mut Context) -> JsResult<u64> {
    Ok(match value.to_integer_or_infinity(context)? {
        IntegerOrInfinity::PositiveInfinity => length,
        IntegerOrInfinity::NegativeInfinity => 0,
        IntegerOrInfinity::Integer(place) if place < 0 => {
            length.saturating_sub(place.unsigned_abs())
        }
        IntegerOrInfinity::Integer(place) => place.unsigned_abs().min(length),
    })
}
