//! What `+` and templates become where a string could grow beyond V8's limit (see the crate that
//! transforms source text): the same, with the length looked at before memory is asked for.

use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::Attribute;
use boa_engine::value::PreferredType;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, NativeFunction};

use super::lengths::check_string;
use crate::native;

/// Puts the functions that stand for `+` and for a template, under these names, where the globals of
/// the current realm are, hidden from listings.
pub fn define_growth(sum: &str, template: &str, globals: &JsObject, context: &mut Context) {
    for (name, code) in [
        (sum, NativeFunction::from_fn_ptr(add)),
        (template, NativeFunction::from_fn_ptr(joined)),
    ] {
        let key = JsString::from(name);
        let known = globals
            .borrow()
            .properties()
            .contains_key(&key.clone().into());
        if !known {
            let function = FunctionObjectBuilder::new(context.realm(), code)
                .name(key.clone())
                .build();
            native::define(globals, key, function.into(), Attribute::empty());
        }
    }
}

/// ECMAScript, 13.15.3 `ApplyStringOrNumericBinaryOperator` with `+`.
fn add(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let left = args.get_or_undefined(0);
    let left = left.to_primitive(context, PreferredType::Default)?;
    let right = args.get_or_undefined(1);
    let right = right.to_primitive(context, PreferredType::Default)?;
    if let (Some(left), Some(right)) = (left.as_string(), right.as_string()) {
        check_string(left.len() as u64 + right.len() as u64)?;
    }
    left.add(&right, context)
}

/// ECMAScript, 13.2.8.5, the evaluation of a template literal.
fn joined(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mut length = 0;
    let mut parts = Vec::with_capacity(args.len());
    for arg in args {
        let part = arg.to_string(context)?;
        length += part.len() as u64;
        check_string(length)?;
        parts.push(part);
    }
    let parts: Vec<_> = parts.iter().map(JsString::as_str).collect();
    Ok(JsString::concat_array(&parts).into())
}
