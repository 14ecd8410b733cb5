//! Properties whose value is made at the first look.
//!
//! A thread starts with some sixty globals of which a script touches a handful. Each is an
//! accessor that turns into an ordinary data property soon after it was first read or written.
//! One function object serves as both getter and setter of a name (a getter is called with no
//! argument, a setter with one), which halves what a thread's start allocates.
//!
//! "Soon" is the next microtask, because Boa 0.22 caches a property access after its getter ran,
//! with the shape the object has then: a getter that replaces its own property would be
//! remembered under the new shape with the old slot, and the next access at the same place would
//! call the value as if it were the getter.

use std::cell::Cell;

use boa_engine::gc::{Finalize, Gc, GcRefCell, Trace};
use boa_engine::job::PromiseJob;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsObject, JsResult, JsString, JsValue, NativeFunction};

/// Makes the value of a lazy property.
pub type LazyValue = fn(&mut Context) -> JsResult<JsValue>;

/// Defines `object[name]` so that `build` runs at the first read.
///
/// Once the current job has ended after the first read or write, it is a writable, configurable,
/// non-enumerable data property. When `build` throws, the reader sees the error and the next
/// read tries again.
pub fn define_lazy(ctx: &mut Context, object: &JsObject, name: JsString, build: LazyValue) {
    install(ctx, object, name, build, false);
}

/// Like [`define_lazy`], for a property that is listed with the object's own.
pub fn define_lazy_visible(ctx: &mut Context, object: &JsObject, name: JsString, build: LazyValue) {
    install(ctx, object, name, build, true);
}

fn install(
    ctx: &mut Context,
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
        settling: Cell::new(false),
    };
    let function = NativeFunction::from_copy_closure_with_captures(access, Gc::new(slot))
        .to_js_function(ctx.realm());
    object.insert_property(
        name,
        PropertyDescriptor::builder()
            .get(function.clone())
            .set(function)
            .enumerable(enumerable)
            .configurable(true),
    );
}

/// What the accessor of one lazy property remembers.
#[derive(Trace, Finalize)]
struct Slot {
    holder: JsObject,
    name: JsString,
    #[unsafe_ignore_trace]
    build: LazyValue,
    value: GcRefCell<Option<JsValue>>,
    #[unsafe_ignore_trace]
    settling: Cell<bool>,
}

fn access(
    this: &JsValue,
    args: &[JsValue],
    slot: &Gc<Slot>,
    ctx: &mut Context,
) -> JsResult<JsValue> {
    if let Some(value) = args.first() {
        match this.as_object() {
            // A write through an object that inherits from the holder belongs to that object.
            Some(heir) if !JsObject::equals(&heir, &slot.holder) => {
                heir.create_data_property_or_throw(slot.name.clone(), value.clone(), ctx)?;
            }
            _ => settle(slot, value.clone(), ctx),
        }
        return Ok(JsValue::undefined());
    }
    let known = slot.value.borrow().clone();
    if let Some(value) = known {
        return Ok(value);
    }
    let value = (slot.build)(ctx)?;
    settle(slot, value.clone(), ctx);
    Ok(value)
}

/// Keeps the value, and has the property turned into a data property after the current job.
fn settle(slot: &Gc<Slot>, value: JsValue, ctx: &mut Context) {
    *slot.value.borrow_mut() = Some(value);
    if slot.settling.replace(true) {
        return;
    }
    let slot = slot.clone();
    let replace = move |_: &mut Context| {
        let value = slot.value.borrow().clone().unwrap_or_default();
        if let Some(enumerable) = still_lazy(&slot) {
            slot.holder.insert_property(
                slot.name.clone(),
                PropertyDescriptor::builder()
                    .value(value)
                    .writable(true)
                    .enumerable(enumerable)
                    .configurable(true),
            );
        }
        Ok(JsValue::undefined())
    };
    ctx.enqueue_job(PromiseJob::new(replace).into());
}

/// Whether the lazy property is enumerable, or `None` when a script has defined another in its
/// place: only the lazy one has the same function for both ends.
fn still_lazy(slot: &Slot) -> Option<bool> {
    let key = PropertyKey::from(slot.name.clone());
    let property = slot.holder.borrow().properties().get(&key)?;
    let (get, set) = (property.get()?, property.set()?);
    (get.is_object() && get.strict_equals(set)).then(|| property.expect_enumerable())
}
