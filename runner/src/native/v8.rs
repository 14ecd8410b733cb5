//! What can be said of the heap of a runtime that is not V8: how much of it is in use.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult};

use super::object_of;

/// What the JavaScript half of `v8` builds on.
///
/// # Errors
/// Never: the numbers are asked for later.
pub fn bindings(ctx: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[("heapUsed", 0, |_, _, _| {
            Ok((crate::heap::used_by_thread().max(0) as f64).into())
        })],
        ctx,
    ))
}
