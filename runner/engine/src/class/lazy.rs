//! Properties whose value is made at the first look.
//!
//! A thread starts with some sixty globals of which a script touches a handful. Each is an
//! accessor that makes its value when it is read and keeps it; a write replaces what it keeps. One
//! function object serves as both getter and setter of a name (a getter is called with no
//! argument, a setter with one), which halves what a thread's start allocates.
//!
//! The accessor never turns itself into a data property: Boa 0.22 fills an inline cache after the
//! getter has run, with the object's new shape and the accessor's old slot, and would call the
//! value as a getter at the next look.

use std::cell::RefCell;

use boa_engine::gc::{Finalize, GcRefCell, Trace};
use boa_engine::property::PropertyDescriptor;
use boa_engine::{Context, JsObject, JsResult, JsString, JsValue, NativeFunction};

/// Makes the value of a lazy property.
pub type LazyValue = fn(&mut Context) -> JsResult<JsValue>;

/// Defines `object[name]`, not enumerable, so that `build` runs at the first read.
///
/// When `build` throws, the reader sees the error and the next read tries again.
pub fn define_lazy(context: &mut Context, object: &JsObject, name: JsString, build: LazyValue) {
    define(context, object, name, build, false);
}

/// Like [`define_lazy`], for a property that is listed with the object's own.
pub fn define_lazy_visible(
    context: &mut Context,
    object: &JsObject,
    name: JsString,
    build: LazyValue,
) {
    define(context, object, name, build, true);
}

fn define(
    context: &mut Context,
    object: &JsObject,
    name: JsString,
    build: LazyValue,
    enumerable: bool,
) {
    let slot = Slot {
        holder: object.clone(),
        name: name.clone(),
        build,
        value: GcRefCell::new(None),
    };
    let function = NativeFunction::from_copy_closure_with_captures(access, slot)
        .to_js_function(context.realm());
    remember(context, &function);
    object.insert_property(
        name,
        PropertyDescriptor::builder()
            .get(function.clone())
            .set(function)
            .enumerable(enumerable)
            .configurable(true),
    );
}

/// True for the function behind a lazy property: to scripts it is a data property.
#[must_use]
pub fn is_lazy(context: &Context, function: &JsObject) -> bool {
    context.get_data::<Functions>().is_some_and(|known| {
        known
            .0
            .borrow()
            .iter()
            .any(|it| JsObject::equals(it, function))
    })
}

/// The functions behind the lazy properties of a thread.
#[derive(Default)]
struct Functions(RefCell<Vec<JsObject>>);

fn remember(context: &mut Context, function: &JsObject) {
    if !context.has_data::<Functions>() {
        context.insert_data(Functions::default());
    }
    if let Some(known) = context.get_data::<Functions>() {
        known.0.borrow_mut().push(function.clone());
    }
}

/// What the accessor of one lazy property remembers.
#[derive(Trace, Finalize)]
struct Slot {
    holder: JsObject,
    name: JsString,
    #[unsafe_ignore_trace]
    build: LazyValue,
    value: GcRefCell<Option<JsValue>>,
}

fn access(
    this: &JsValue,
    args: &[JsValue],
    slot: &Slot,
    context: &mut Context,
) -> JsResult<JsValue> {
    if let Some(value) = args.first() {
        match this.as_object() {
            // A write through an object that inherits from the holder belongs to that object.
            Some(target) if !JsObject::equals(&target, &slot.holder) => {
                target.create_data_property_or_throw(slot.name.clone(), value.clone(), context)?;
            }
            _ => *slot.value.borrow_mut() = Some(value.clone()),
        }
        return Ok(JsValue::undefined());
    }
    if let Some(value) = &*slot.value.borrow() {
        return Ok(value.clone());
    }
    let value = (slot.build)(context)?;
    *slot.value.borrow_mut() = Some(value.clone());
    Ok(value)
}
