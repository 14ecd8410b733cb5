//! `flat` with a stack of its own, and `join` with a count: the engine does both by recursion.

use std::cell::Cell;

use boa_engine::object::builtins::{JsArray, JsFunction};
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::{Attribute, PropertyKey};
use boa_engine::{
    Context, JsArgs, JsNativeError, JsResult, JsString, JsSymbol, JsValue, NativeFunction,
    js_string,
};

use super::too_deep;
use crate::interrupt;
use crate::native;

/// How deep `flat` follows arrays in arrays: one that holds itself has no end.
const MAX_FLAT_DEPTH: usize = 50_000;

/// How deep calls of `join` may nest: each takes some tens of kilobytes of stack.
const MAX_JOINS: usize = 4_000;

/// How many calls of `join` are under way on this context.
#[derive(Default)]
struct Joining(Cell<usize>);

/// Replaces `flat`, and counts the calls of those methods that reach themselves through elements.
pub(super) fn install(context: &mut Context) -> JsResult<()> {
    if !context.has_data::<Joining>() {
        context.insert_data(Joining::default());
    }
    let array = context.intrinsics().constructors().array();
    let (constructor, prototype) = (array.constructor(), array.prototype());
    let hidden = Attribute::WRITABLE | Attribute::CONFIGURABLE;
    let is_array = own(&constructor, "isArray");
    let flat = NativeFunction::from_copy_closure_with_captures(flat, is_array);
    let flat = named(flat, "flat", 0, context);
    native::define(&prototype, js_string!("flat"), flat, hidden);
    for name in ["join", "toString", "toLocaleString"] {
        let Some(engine) = own(&prototype, name).as_object() else {
            continue;
        };
        let length = usize::from(name == "join");
        let counted = NativeFunction::from_copy_closure_with_captures(counted, engine);
        let counted = named(counted, name, length, context);
        native::define(&prototype, JsString::from(name), counted, hidden);
    }
    Ok(())
}

fn own(holder: &JsObject, name: &str) -> JsValue {
    let property = holder
        .borrow()
        .properties()
        .get(&PropertyKey::from(JsString::from(name)));
    property
        .and_then(|property| property.value().cloned())
        .unwrap_or_default()
}

fn named(code: NativeFunction, name: &str, length: usize, context: &mut Context) -> JsValue {
    let function: JsFunction = FunctionObjectBuilder::new(context.realm(), code)
        .name(JsString::from(name))
        .length(length)
        .build();
    function.into()
}

/// Calls the engine's method unless too many such calls are under way.
fn counted(
    this: &JsValue,
    args: &[JsValue],
    engine: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let set = |depth: usize, context: &Context| {
        context
            .get_data::<Joining>()
            .map(|joining| joining.0.replace(depth))
    };
    let depth = context
        .get_data::<Joining>()
        .map_or(0, |joining| joining.0.get());
    if depth >= MAX_JOINS {
        return Err(too_deep());
    }
    set(depth + 1, context);
    let outcome = engine.call(this, args, context);
    set(depth, context);
    outcome
}

/// A list that is being flattened.
struct Level {
    source: JsObject,
    length: u64,
    next: u64,
    depth: f64,
}

/// ECMAScript, 23.1.3.13 `Array.prototype.flat`, with `FlattenIntoArray` as a loop.
fn flat(
    this: &JsValue,
    args: &[JsValue],
    is_array: &JsValue,
    context: &mut Context,
) -> JsResult<JsValue> {
    let source = this.to_object(context)?;
    let length = length_of(&source, context)?;
    let depth = match args.get_or_undefined(0) {
        depth if depth.is_undefined() => 1.0,
        depth => {
            let number = depth.to_number(context)?;
            if number.is_nan() {
                0.0
            } else {
                number.trunc().max(0.0)
            }
        }
    };
    let target = species_create(&source, is_array, context)?;
    let mut index: u64 = 0;
    let mut levels = vec![Level {
        source,
        length,
        next: 0,
        depth,
    }];
    while let Some(level) = levels.last_mut() {
        interrupt::look(context)?;
        if level.next == level.length {
            levels.pop();
            continue;
        }
        let (at, depth, source) = (level.next, level.depth, level.source.clone());
        level.next += 1;
        if !source.has_property(at, context)? {
            continue;
        }
        let element = source.get(at, context)?;
        if depth > 0.0
            && let Some(inner) = element.as_object()
            && call(is_array, &element, context)?
        {
            if levels.len() >= MAX_FLAT_DEPTH {
                return Err(too_deep());
            }
            levels.push(Level {
                length: length_of(&inner, context)?,
                source: inner,
                next: 0,
                depth: depth - 1.0,
            });
            continue;
        }
        target.create_data_property_or_throw(index, element, context)?;
        index += 1;
    }
    Ok(target.into())
}

fn length_of(object: &JsObject, context: &mut Context) -> JsResult<u64> {
    object
        .get(js_string!("length"), context)?
        .to_length(context)
}

fn call(is_array: &JsValue, value: &JsValue, context: &mut Context) -> JsResult<bool> {
    match is_array.as_callable() {
        Some(is_array) => Ok(is_array
            .call(&JsValue::undefined(), std::slice::from_ref(value), context)?
            .to_boolean()),
        None => Ok(false),
    }
}

/// ECMAScript, 10.4.2.2 `ArraySpeciesCreate` of length 0. Constructors of other realms are used as
/// they are.
fn species_create(
    original: &JsObject,
    is_array: &JsValue,
    context: &mut Context,
) -> JsResult<JsObject> {
    let plain = |context: &mut Context| -> JsResult<JsObject> { Ok(JsArray::new(context)?.into()) };
    if !call(is_array, &original.clone().into(), context)? {
        return plain(context);
    }
    let mut constructor = original.get(js_string!("constructor"), context)?;
    if let Some(object) = constructor.as_object() {
        constructor = object.get(JsSymbol::species(), context)?;
        if constructor.is_null() {
            constructor = JsValue::undefined();
        }
    }
    if constructor.is_undefined() {
        return plain(context);
    }
    match constructor.as_constructor() {
        Some(constructor) => constructor.construct(&[0.into()], None, context),
        None => Err(JsNativeError::typ()
            .with_message("object.constructor[Symbol.species] is not a constructor")
            .into()),
    }
}
