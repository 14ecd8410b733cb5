//! Putting a function of ours in the place of one of the engine's.
//!
//! What the functions do is not known here.

use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::{Attribute, PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsResult, JsString, JsValue, NativeFunction};
use boa_gc::{Finalize, Trace};

use crate::native::described;
use threadproof_ground::numbers::nearest;

/// A function that stands in for the engine's, which it is given.
pub(super) type Stand<C> = fn(&JsValue, &[JsValue], &C, &mut Context) -> JsResult<JsValue>;

/// Replaces the method `name` of `holder`, which must be its own.
pub(super) fn method(
    holder: &JsObject,
    name: &'static str,
    code: Stand<JsObject>,
    context: &mut Context,
) {
    method_with(holder, name, code, |engine| engine, context);
}

/// As [`method`]; `captures` adds what the stand-in needs beside the engine's function.
pub(super) fn method_with<C: Trace + Copyable>(
    holder: &JsObject,
    name: &'static str,
    code: Stand<C>,
    captures: impl FnOnce(JsObject) -> C,
    context: &mut Context,
) {
    let key = JsString::from(name);
    let Some(engine) = own_function(holder, &key) else {
        return;
    };
    let length = length_of(&engine);
    let stand = NativeFunction::from_copy_closure_with_captures(code, captures(engine));
    let stand = FunctionObjectBuilder::new(context.realm(), stand)
        .name(key.clone())
        .length(length)
        .build();
    holder.insert_property(
        key,
        described(stand, Attribute::WRITABLE | Attribute::CONFIGURABLE),
    );
}

/// What can be captured.
pub(super) trait Copyable: Finalize + 'static {}
impl<T: Finalize + 'static> Copyable for T {}

/// The function that `holder` has of its own under `name`; runs no JavaScript.
pub(super) fn own_function(holder: &JsObject, name: &JsString) -> Option<JsObject> {
    own_value(holder, &name.clone().into())?.as_callable()
}

fn own_value(holder: &JsObject, key: &PropertyKey) -> Option<JsValue> {
    let holder = holder.borrow();
    let own: Option<PropertyDescriptor> = holder.properties().get(key);
    own.and_then(|own| own.value().cloned())
}

fn length_of(function: &JsObject) -> usize {
    let length = own_value(function, &JsString::from("length").into());
    // A length that is no number is nobody's.
    length
        .and_then(|length| length.as_number())
        .map_or(0, nearest)
}
