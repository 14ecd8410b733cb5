//! `JSON.stringify` (ECMAScript, 25.5.2): its arguments, and one call of it.
//!
//! How a value is written is the writer's.

mod circular;
mod quote;
mod writer;

use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::Attribute;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, NativeFunction, js_string};

use super::originals::Originals;
use crate::interrupt;
use crate::native;
use threadproof_ground::numbers::nearest;
use writer::Writer;

/// Replaces `JSON.stringify`.
pub(super) fn install(originals: Originals, context: &mut Context) {
    let json = context.intrinsics().objects().json();
    let code = NativeFunction::from_copy_closure_with_captures(stringify, originals);
    let function = FunctionObjectBuilder::new(context.realm(), code)
        .name(js_string!("stringify"))
        .length(3)
        .build();
    let hidden = Attribute::WRITABLE | Attribute::CONFIGURABLE;
    native::define(&json, js_string!("stringify"), function.into(), hidden);
}

fn stringify(
    _: &JsValue,
    args: &[JsValue],
    originals: &Originals,
    context: &mut Context,
) -> JsResult<JsValue> {
    let (replacer, allowed) = replacer(args.get_or_undefined(1), originals, context)?;
    let gap = gap(args.get_or_undefined(2), context)?;
    let value = args.get_or_undefined(0).clone();
    let mut holder = None;
    if replacer.is_some() {
        let wrapper = JsObject::with_object_proto(context.intrinsics());
        wrapper.create_data_property_or_throw(js_string!(""), value.clone(), context)?;
        holder = Some(wrapper);
    }
    let written = Writer::new(originals, replacer, allowed, gap, context).write(holder, value)?;
    Ok(written.map_or_else(JsValue::undefined, JsValue::from))
}

type Replacer = (Option<JsObject>, Option<Vec<JsString>>);

/// Steps 4 and 5: a function, or a list of keys.
fn replacer(value: &JsValue, originals: &Originals, context: &mut Context) -> JsResult<Replacer> {
    let Some(object) = value.as_object() else {
        return Ok((None, None));
    };
    if object.is_callable() {
        return Ok((Some(object), None));
    }
    if !originals.is_array(&object, context)? {
        return Ok((None, None));
    }
    let length = object
        .get(js_string!("length"), context)?
        .to_length(context)?;
    let mut keys: Vec<JsString> = Vec::new();
    for index in 0..length {
        interrupt::look(context)?;
        let item = object.get(index, context)?;
        let is_wrapper = item
            .as_object()
            .is_some_and(|item| item.is::<JsString>() || item.is::<f64>());
        if item.is_string() || item.is_number() || is_wrapper {
            let key = item.to_string(context)?;
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    Ok((None, Some(keys)))
}

/// Steps 6 to 9: at most ten units of indentation.
fn gap(space: &JsValue, context: &mut Context) -> JsResult<String> {
    let mut space = space.clone();
    if let Some(object) = space.as_object() {
        if object.is::<f64>() {
            space = space.to_number(context)?.into();
        } else if object.is::<JsString>() {
            space = space.to_string(context)?.into();
        }
    }
    if let Some(number) = space.as_number() {
        return Ok(" ".repeat(nearest::<usize>(number).min(10)));
    }
    Ok(space.as_string().map_or_else(String::new, |text| {
        let units: Vec<u16> = text.iter().take(10).collect();
        String::from_utf16_lossy(&units)
    }))
}
