//! Calling JavaScript so that a profile that is being taken sees what it does.
//!
//! While none is being taken this is a plain call.

use std::rc::Rc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue};

use super::Profiler;

/// The path of the calling script; its frame is part of no stack.
pub const PATH: &str = "node:internal/sliced_call";

/// Calls `function` as [`JsObject::call`] does.
///
/// # Errors
/// What the function throws.
pub fn call(
    function: &JsObject,
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let Some(profiler) = context.get_data::<Rc<Profiler>>() else {
        return function.call(this, args, context);
    };
    if !profiler.is_active() {
        return function.call(this, args, context);
    }
    let profiler = Rc::clone(profiler);
    profiler.look(context);
    let outcome = profiler.call(function, this, args, context);
    profiler.look(context);
    outcome
}
