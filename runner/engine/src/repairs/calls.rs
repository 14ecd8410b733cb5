//! `Function.prototype.apply`, `Reflect.apply` and `Reflect.construct`: a list of arguments is
//! counted before memory for it is asked for.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsResult, JsValue};

use super::lengths::{MAX_ARGUMENTS, check_list, length_of, type_error};
use super::{words, wrap};
use crate::errors::call_depth_passed;

/// Replaces them in the realm that the context is in.
pub(super) fn install(context: &mut Context) {
    let intrinsics = context.intrinsics();
    let function = intrinsics.constructors().function().prototype();
    let reflect = intrinsics.objects().reflect();
    wrap::method(&function, "apply", apply, context);
    wrap::method(&reflect, "apply", reflect_apply, context);
    wrap::method(&reflect, "construct", construct, context);
}

/// ECMAScript, 20.2.3.1 `Function.prototype.apply`.
fn apply(
    this: &JsValue,
    args: &[JsValue],
    engine: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let (receiver, list) = (args.get_or_undefined(0), args.get_or_undefined(1));
    let Some(function) = this.as_callable() else {
        return engine.call(this, &[], context);
    };
    if list.is_null_or_undefined() {
        return function.call(receiver, &[], context);
    }
    let list = arguments(list, context)?;
    function.call(receiver, &list, context)
}

/// ECMAScript, 28.1.1 `Reflect.apply`.
fn reflect_apply(
    _: &JsValue,
    args: &[JsValue],
    _: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let target = args.get_or_undefined(0);
    let Some(function) = target.as_callable() else {
        let kind = target.type_of();
        let article = if kind == "object" || kind == "undefined" {
            "an"
        } else {
            "a"
        };
        return Err(type_error(format!(
            "Function.prototype.apply was called on {}, which is {article} {kind} and not a function",
            words::subject(target)
        )));
    };
    let list = arguments(args.get_or_undefined(2), context)?;
    function.call(args.get_or_undefined(1), &list, context)
}

/// ECMAScript, 28.1.2 `Reflect.construct`.
fn construct(
    this: &JsValue,
    args: &[JsValue],
    engine: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let target = args.get_or_undefined(0).as_constructor();
    let new_target = match args.get(2) {
        Some(new_target) => new_target.as_constructor(),
        None => target.clone(),
    };
    let (Some(target), Some(new_target)) = (target, new_target) else {
        // The engine says which of the two is no constructor.
        return engine.call(this, args, context);
    };
    let list = arguments(args.get_or_undefined(1), context)?;
    let made = target.construct(&list, Some(&new_target), context)?;
    Ok(made.into())
}

/// ECMAScript, 7.3.19 `CreateListFromArrayLike`.
fn arguments(value: &JsValue, context: &mut Context) -> JsResult<Vec<JsValue>> {
    let Some(object) = value.as_object() else {
        return Err(type_error("CreateListFromArrayLike called on non-object"));
    };
    let length = length_of(&object, context)?;
    check_list(length)?;
    if length > MAX_ARGUMENTS {
        return Err(call_depth_passed());
    }
    (0..length).map(|at| object.get(at, context)).collect()
}
