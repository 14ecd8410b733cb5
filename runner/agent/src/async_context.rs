//! The async context of `AsyncLocalStorage`: a value that follows callbacks to where they run.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsValue, NativeFunction};

use crate::Agent;

/// Runs something in an async context.
///
/// # Errors
/// What it throws.
pub fn within<T>(
    async_context: &JsValue,
    context: &mut Context,
    run: impl FnOnce(&mut Context) -> T,
) -> T {
    let agent = Agent::of(context);
    let before = agent.async_context.replace(async_context.clone());
    let outcome = run(context);
    *agent.async_context.borrow_mut() = before;
    outcome
}

/// The callback as it has to be queued: it will run in the async context that is current now.
pub fn in_current(callback: JsObject, context: &mut Context) -> JsObject {
    let current = Agent::of(context).async_context.borrow().clone();
    if current.is_undefined() {
        return callback;
    }
    let bound = NativeFunction::from_copy_closure_with_captures(
        |this, args, (callback, current): &(JsObject, JsValue), context| {
            within(current, context, |context| {
                callback.call(this, args, context)
            })
        },
        (callback, current),
    );
    bound.to_js_function(context.realm()).into()
}
