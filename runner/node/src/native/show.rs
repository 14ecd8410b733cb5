//! What `util.inspect` asks native objects for: `Name { field: value }`.
//!
//! The printing itself belongs to the caller, which hands its `inspect` over; this file must not
//! format a value.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, js_string};

/// The name of an inspection method: `Symbol.for('nodejs.util.inspect.custom')`.
pub const CUSTOM: &str = "nodejs.util.inspect.custom";

/// Answers an inspection call `(depth, options, inspect)` of `this`: the name of its class, then
/// `fields` as an object literal. Below the depth limit the caller gets `this` back.
///
/// # Errors
/// Whatever the caller's `inspect` throws.
pub fn fields(
    this: &JsValue,
    args: &[JsValue],
    name: &str,
    fields: &[(&str, JsValue)],
    context: &mut Context,
) -> JsResult<JsValue> {
    let object = JsObject::with_object_proto(context.intrinsics());
    for (field, value) in fields {
        object.create_data_property_or_throw(JsString::from(*field), value.clone(), context)?;
    }
    around(this, args, name, &object.into(), context)
}

/// Like [`fields`], with any value in the place of the object literal.
///
/// # Errors
/// Whatever the caller's `inspect` throws.
pub fn around(
    this: &JsValue,
    args: &[JsValue],
    name: &str,
    value: &JsValue,
    context: &mut Context,
) -> JsResult<JsValue> {
    if args
        .get_or_undefined(0)
        .as_number()
        .is_some_and(|depth| depth < 0.0)
    {
        return Ok(this.clone());
    }
    let Some(inspect) = args.get_or_undefined(2).as_callable() else {
        return Ok(this.clone());
    };
    let options = args.get_or_undefined(1).clone();
    let text = inspect.call(&JsValue::undefined(), &[value.clone(), options], context)?;
    let text = text.to_string(context)?;
    if name.is_empty() {
        return Ok(text.into());
    }
    Ok(js_string!(&JsString::from(name), js_string!(" ").as_str(), &text).into())
}

/// The name that `this` goes by: its constructor's, or `default` where that has none.
///
/// # Errors
/// Whatever reading `constructor.name` throws.
pub fn class_name(this: &JsValue, default: &str, context: &mut Context) -> JsResult<String> {
    let Some(object) = this.as_object() else {
        return Ok(default.to_owned());
    };
    let constructor = object.get(js_string!("constructor"), context)?;
    let Some(constructor) = constructor.as_object() else {
        return Ok(default.to_owned());
    };
    let name = constructor.get(js_string!("name"), context)?;
    Ok(name
        .as_string()
        .map_or_else(|| default.to_owned(), |name| name.to_std_string_lossy()))
}
