//! Telling `async_hooks` of callbacks that wait and run: timers, ticks, microtasks, ports, workers.
//!
//! As long as no hook is enabled nothing is told and nothing is wrapped; then the JavaScript half,
//! which numbers resources and calls hooks, is asked once for each callback. What hooks are is not
//! known here.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue, js_string};

use crate::Agent;

/// The callback as it has to be kept: hooks hear when it runs, and if it runs `once`, that it is
/// gone then. It stands for `resource`.
///
/// # Errors
/// What a hook throws.
pub fn watched(
    kind: &str,
    callback: JsObject,
    resource: &JsObject,
    once: bool,
    context: &mut Context,
) -> JsResult<JsObject> {
    let Some(tell) = Agent::of(context).hooks.borrow().clone() else {
        return Ok(callback);
    };
    let args = [
        js_string!("wrap").into(),
        js_string!(kind).into(),
        resource.clone().into(),
        callback.clone().into(),
        once.into(),
    ];
    let wrapped = tell.call(&JsValue::undefined(), &args, context)?;
    Ok(wrapped.as_object().unwrap_or(callback))
}

/// A resource that is no callback came to be.
///
/// # Errors
/// What a hook throws.
pub fn began(kind: &str, resource: &JsObject, context: &mut Context) -> JsResult<()> {
    tell("init", resource, &[js_string!(kind).into()], context)
}

/// A resource is gone: it was cleared, closed or has ended.
///
/// # Errors
/// What a hook throws.
pub fn ended(resource: &JsObject, context: &mut Context) -> JsResult<()> {
    tell("destroy", resource, &[], context)
}

/// Runs a callback of a resource that [`began`].
///
/// # Errors
/// What the callback or a hook throws.
pub fn during<T>(
    resource: &JsObject,
    context: &mut Context,
    run: impl FnOnce(&mut Context) -> JsResult<T>,
) -> JsResult<T> {
    if Agent::of(context).hooks.borrow().is_none() {
        return run(context);
    }
    tell("before", resource, &[], context)?;
    let outcome = run(context);
    tell("after", resource, &[], context)?;
    outcome
}

fn tell(what: &str, resource: &JsObject, more: &[JsValue], context: &mut Context) -> JsResult<()> {
    let Some(hooks) = Agent::of(context).hooks.borrow().clone() else {
        return Ok(());
    };
    let mut args = vec![js_string!(what).into()];
    args.extend_from_slice(more);
    args.resize(2, JsValue::undefined());
    args.push(resource.clone().into());
    hooks.call(&JsValue::undefined(), &args, context).map(drop)
}
