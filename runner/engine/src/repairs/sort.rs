//! `sort` and `toSorted` of arrays and of typed arrays.

use std::cmp::Ordering;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsArray, JsTypedArray};
use boa_engine::value::JsVariant;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue};

use super::lengths::{check_list, length_of, type_error};
use super::{merge, present, words, wrap};
use crate::interrupt;

/// Replaces them in the realm that the context is in.
pub(super) fn install(context: &mut Context) {
    let constructors = context.intrinsics().constructors();
    let array = constructors.array().prototype();
    let typed = constructors.typed_array().prototype();
    wrap::method(&array, "sort", sort, context);
    wrap::method(&array, "toSorted", to_sorted, context);
    wrap::method(&typed, "sort", sort_typed, context);
    wrap::method(&typed, "toSorted", to_sorted_typed, context);
}

/// ECMAScript, 23.1.3.30 `Array.prototype.sort`.
fn sort(
    this: &JsValue,
    args: &[JsValue],
    _: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let compare = comparison(args.get_or_undefined(0))?;
    let object = this.to_object(context)?;
    let length = length_of(&object, context)?;
    let known = present::indices(&object, length);
    let mut items = Vec::new();
    match &known {
        Some(indices) => {
            for index in indices {
                items.push(object.get(*index, context)?);
            }
        }
        None => {
            for index in 0..length {
                interrupt::look(context)?;
                if object.has_property(index, context)? {
                    check_list(items.len() as u64)?;
                    items.push(object.get(index, context)?);
                }
            }
        }
    }
    let items = sorted(items, compare.as_ref(), context)?;
    let count = items.len() as u64;
    for (index, item) in items.into_iter().enumerate() {
        object.set(index, item, true, context)?;
    }
    // A comparison may have changed the list: what is there now decides.
    match known.and_then(|_| present::indices(&object, length)) {
        Some(indices) => {
            for index in indices.into_iter().filter(|index| *index >= count) {
                object.delete_property_or_throw(index, context)?;
            }
        }
        None => {
            for index in count..length {
                interrupt::look(context)?;
                object.delete_property_or_throw(index, context)?;
            }
        }
    }
    Ok(object.into())
}

/// ECMAScript, 23.1.3.34 `Array.prototype.toSorted`.
fn to_sorted(
    this: &JsValue,
    args: &[JsValue],
    _: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let compare = comparison(args.get_or_undefined(0))?;
    let object = this.to_object(context)?;
    let length = length_of(&object, context)?;
    check_list(length)?;
    let mut items = Vec::new();
    for index in 0..length {
        interrupt::look(context)?;
        items.push(object.get(index, context)?);
    }
    let items = sorted(items, compare.as_ref(), context)?;
    Ok(JsArray::from_iter(items, context).into())
}

/// ECMAScript, 23.2.3.29 `%TypedArray%.prototype.sort`.
fn sort_typed(
    this: &JsValue,
    args: &[JsValue],
    engine: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let Some(compare) = comparison(args.get_or_undefined(0))? else {
        return engine.call(this, &[], context);
    };
    let Some(items) = typed_items(this, context)? else {
        // No typed array: the engine says so.
        return engine.call(this, &[], context);
    };
    let items = sorted(items, Some(&compare), context)?;
    // What the list has lost meanwhile is not written.
    write(this, items, context)
}

/// ECMAScript, 23.2.3.33 `%TypedArray%.prototype.toSorted`.
fn to_sorted_typed(
    this: &JsValue,
    args: &[JsValue],
    engine: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let compare = comparison(args.get_or_undefined(0))?;
    let items = match &compare {
        Some(_) => typed_items(this, context)?,
        None => None,
    };
    // The engine's makes the array, of the same kind.
    let target = engine.call(this, &[], context)?;
    match items {
        Some(items) => {
            let items = sorted(items, compare.as_ref(), context)?;
            write(&target, items, context)
        }
        None => Ok(target),
    }
}

/// What a typed array holds; `None` if it is none.
fn typed_items(this: &JsValue, context: &mut Context) -> JsResult<Option<Vec<JsValue>>> {
    let Some(object) = this.as_object() else {
        return Ok(None);
    };
    let Ok(array) = JsTypedArray::from_object(object.clone()) else {
        return Ok(None);
    };
    // Throws for a buffer that was detached.
    array.at(0_i64, context)?;
    let length = array.length(context)?;
    let items = (0..length).map(|index| object.get(index, context));
    items.collect::<JsResult<_>>().map(Some)
}

fn write(target: &JsValue, items: Vec<JsValue>, context: &mut Context) -> JsResult<JsValue> {
    if let Some(object) = target.as_object() {
        for (index, item) in items.into_iter().enumerate() {
            object.set(index, item, true, context)?;
        }
    }
    Ok(target.clone())
}

fn comparison(value: &JsValue) -> JsResult<Option<JsObject>> {
    if value.is_undefined() {
        return Ok(None);
    }
    value.as_callable().map(Some).ok_or_else(|| {
        type_error(format!(
            "The comparison function must be either a function or undefined: {}",
            words::subject(value)
        ))
    })
}

/// ECMAScript, 23.1.3.30.1 `SortIndexedProperties` and 23.1.3.30.2 `CompareArrayElements`: what is
/// undefined comes last and is not compared.
fn sorted(
    mut items: Vec<JsValue>,
    compare: Option<&JsObject>,
    context: &mut Context,
) -> JsResult<Vec<JsValue>> {
    let all = items.len();
    items.retain(|item| !item.is_undefined());
    let items = match compare {
        Some(compare) => {
            merge::sort(&mut items, |x, y| call(compare, x, y, context))?;
            items
        }
        None => by_text(items, context)?,
    };
    let mut items = items;
    items.resize(all, JsValue::undefined());
    Ok(items)
}

fn call(compare: &JsObject, x: &JsValue, y: &JsValue, context: &mut Context) -> JsResult<Ordering> {
    interrupt::look(context)?;
    let order = compare.call(&JsValue::undefined(), &[x.clone(), y.clone()], context)?;
    let order = order.to_number(context)?;
    // NaN counts as zero.
    Ok(order.partial_cmp(&0.0).unwrap_or(Ordering::Equal))
}

/// Without a comparison, texts are compared. Those of primitive values are made once, which no
/// script can notice.
fn by_text(mut items: Vec<JsValue>, context: &mut Context) -> JsResult<Vec<JsValue>> {
    let is_quiet =
        |item: &JsValue| !matches!(item.variant(), JsVariant::Object(_) | JsVariant::Symbol(_));
    if !items.iter().all(is_quiet) {
        merge::sort(&mut items, |x, y| {
            interrupt::look(context)?;
            let x = x.to_string(context)?;
            Ok::<_, boa_engine::JsError>(x.cmp(&y.to_string(context)?))
        })?;
        return Ok(items);
    }
    let texts = items.into_iter().map(|item| {
        let text = item.to_string(context)?;
        Ok((text, item))
    });
    let mut texts: Vec<(JsString, JsValue)> = texts.collect::<JsResult<_>>()?;
    merge::sort(&mut texts, |x, y| {
        interrupt::look(context)?;
        Ok::<_, boa_engine::JsError>(x.0.cmp(&y.0))
    })?;
    Ok(texts.into_iter().map(|(_, item)| item).collect())
}
