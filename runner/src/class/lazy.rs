//! Properties whose value is made at the first look.
//!
//! A thread starts with some sixty globals of which a script touches a handful. Each is an
//! accessor that replaces itself with an ordinary data property when it is read, and gives way
//! when it is written. One function object serves as both getter and setter of a name (a getter
//! is called with no argument, a setter with one), which halves what a thread's start allocates.

use boa_engine::gc::{Finalize, Trace};
use boa_engine::property::PropertyDescriptor;
use boa_engine::{Context, JsObject, JsResult, JsString, JsValue, NativeFunction};

/// Makes the value of a lazy property.
pub type LazyValue = fn(&mut Context) -> JsResult<JsValue>;

/// Defines `object[name]` so that `build` runs at the first read.
///
/// After the first read or write it is a writable, configurable, non-enumerable data property.
/// When `build` throws, the reader sees the error and the next read tries again.
pub fn define_lazy(ctx: &mut Context, object: &JsObject, name: JsString, build: LazyValue) {
    let slot = Slot {
        holder: object.clone(),
        name: name.clone(),
        build,
    };
    let function =
        NativeFunction::from_copy_closure_with_captures(access, slot).to_js_function(ctx.realm());
    object.insert_property(
        name,
        PropertyDescriptor::builder()
            .get(function.clone())
            .set(function)
            .enumerable(false)
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
}

fn access(this: &JsValue, args: &[JsValue], slot: &Slot, ctx: &mut Context) -> JsResult<JsValue> {
    if let Some(value) = args.first() {
        // A write through an object that inherits from the holder belongs to that object.
        let target = this.as_object().unwrap_or_else(|| slot.holder.clone());
        settle(&target, slot, value.clone());
        return Ok(JsValue::undefined());
    }
    let value = (slot.build)(ctx)?;
    settle(&slot.holder, slot, value.clone());
    Ok(value)
}

fn settle(target: &JsObject, slot: &Slot, value: JsValue) {
    // A plain assignment to an inheriting object would make an enumerable property.
    let enumerable = !JsObject::equals(target, &slot.holder);
    target.insert_property(
        slot.name.clone(),
        PropertyDescriptor::builder()
            .value(value)
            .writable(true)
            .enumerable(enumerable)
            .configurable(true),
    );
}
