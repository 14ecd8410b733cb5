//! The methods of `DataView` and `Atomics` get arguments that are converted already.
//!
//! The engine holds on to a view, or to the length of its memory, while it converts arguments: a
//! `valueOf` that looks at the same view or takes its memory away makes it panic. Converting a
//! primitive value runs no script, so nothing can happen in between.

use boa_engine::builtins::dataview::DataView;
use boa_engine::builtins::typed_array::TypedArrayKind;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsTypedArray;
use boa_engine::{Context, JsArgs, JsResult, JsValue};

use super::lengths::range;
use super::wrap;

const DATA_VIEW: [(&str, wrap::Stand<JsObject>); 20] = [
    ("getInt8", get),
    ("getUint8", get),
    ("getInt16", get),
    ("getUint16", get),
    ("getInt32", get),
    ("getUint32", get),
    ("getFloat32", get),
    ("getFloat64", get),
    ("getBigInt64", get),
    ("getBigUint64", get),
    ("setInt8", set),
    ("setUint8", set),
    ("setInt16", set),
    ("setUint16", set),
    ("setInt32", set),
    ("setUint32", set),
    ("setFloat32", set),
    ("setFloat64", set),
    ("setBigInt64", set_big),
    ("setBigUint64", set_big),
];

const ATOMICS: [&str; 9] = [
    "add",
    "and",
    "compareExchange",
    "exchange",
    "load",
    "or",
    "store",
    "sub",
    "xor",
];

/// Replaces the methods of `DataView` in the realm that the context is in.
pub(super) fn install_data_view(context: &mut Context) {
    let constructors = context.intrinsics().constructors();
    let prototype = constructors.data_view().prototype();
    for (name, code) in DATA_VIEW {
        wrap::method(&prototype, name, code, context);
    }
}

/// Replaces the methods of `Atomics` in the realm that the context is in.
pub(super) fn install_atomics(context: &mut Context) {
    let atomics = context.intrinsics().objects().atomics();
    for name in ATOMICS {
        wrap::method(&atomics, name, atomic, context);
    }
}

/// ECMAScript, 25.3.1.5 `GetViewValue`.
fn get(
    this: &JsValue,
    args: &[JsValue],
    engine: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let at = args.get_or_undefined(0);
    if !at.is_object() || !is_view(this) {
        return engine.call(this, args, context);
    }
    let at = place(at, context)?;
    engine.call(this, &[at, args.get_or_undefined(1).clone()], context)
}

/// ECMAScript, 25.3.1.6 `SetViewValue`, for numbers.
fn set(
    this: &JsValue,
    args: &[JsValue],
    engine: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    set_as(
        this,
        args,
        engine,
        |value, context| value.to_number(context).map(JsValue::from),
        context,
    )
}

/// ECMAScript, 25.3.1.6 `SetViewValue`, for big integers.
fn set_big(
    this: &JsValue,
    args: &[JsValue],
    engine: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    set_as(
        this,
        args,
        engine,
        |value, context| value.to_bigint(context).map(JsValue::from),
        context,
    )
}

fn set_as(
    this: &JsValue,
    args: &[JsValue],
    engine: &JsObject,
    convert: fn(&JsValue, &mut Context) -> JsResult<JsValue>,
    context: &mut Context,
) -> JsResult<JsValue> {
    let (at, value) = (args.get_or_undefined(0), args.get_or_undefined(1));
    if !(at.is_object() || value.is_object()) || !is_view(this) {
        return engine.call(this, args, context);
    }
    let at = place(at, context)?;
    let value = convert(value, context)?;
    let converted = [at, value, args.get_or_undefined(2).clone()];
    engine.call(this, &converted, context)
}

fn is_view(this: &JsValue) -> bool {
    this.as_object()
        .is_some_and(|object| object.is::<DataView>())
}

fn place(value: &JsValue, context: &mut Context) -> JsResult<JsValue> {
    let integer = value.to_number(context)?.trunc();
    // What is too large for any memory is too large for this one; NaN counts as zero.
    let integer = if integer.is_nan() { 0.0 } else { integer };
    if !(0.0..=9_007_199_254_740_991.0).contains(&integer) {
        return Err(range("Offset is outside the bounds of the DataView"));
    }
    Ok(JsValue::from(integer))
}

/// ECMAScript, 25.4.3: the arguments of every method, in their order.
fn atomic(
    this: &JsValue,
    args: &[JsValue],
    engine: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let (array, rest) = match args.split_first() {
        Some((array, rest)) if rest.iter().any(JsValue::is_object) => (array, rest),
        _ => return engine.call(this, args, context),
    };
    let Some(view) = integers(array) else {
        // The engine refuses the array before it looks at anything else.
        return engine.call(this, std::slice::from_ref(array), context);
    };
    // Throws where the memory was taken away.
    view.at(0_i64, context)?;
    let length = view.length(context)? as f64;
    let index = rest[0].to_number(context)?.trunc();
    let index = if index.is_nan() { 0.0 } else { index };
    if !(0.0..length).contains(&index) {
        return Err(range("Invalid atomic access index"));
    }
    let is_big = matches!(
        view.kind(),
        Some(TypedArrayKind::BigInt64 | TypedArrayKind::BigUint64)
    );
    let mut converted = vec![array.clone(), JsValue::from(index)];
    for value in &rest[1..] {
        converted.push(match value {
            value if !value.is_object() => value.clone(),
            value if is_big => value.to_bigint(context)?.into(),
            value => value.to_number(context)?.into(),
        });
    }
    engine.call(this, &converted, context)
}

/// The array, if it is one of integers.
fn integers(array: &JsValue) -> Option<JsTypedArray> {
    let view = JsTypedArray::from_object(array.as_object()?).ok()?;
    let floats = matches!(
        view.kind(),
        Some(TypedArrayKind::Float32 | TypedArrayKind::Float64 | TypedArrayKind::Uint8Clamped)
            | None
    );
    (!floats).then_some(view)
}
