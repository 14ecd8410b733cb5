//! The check that functions begin with which may reach themselves (see the crate that transforms
//! source text): it throws a `RangeError` that JavaScript can catch before the engine's own limit
//! is near, whose error no `catch` sees.

use boa_engine::native_function::NativeFunctionPointer;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::PropertyDescriptor;
use boa_engine::{Context, JsResult, JsString, JsValue, NativeFunction, js_string};

use super::conversions;
use crate::errors::call_depth_passed;

/// How many calls the engine allows beyond those that JavaScript is granted: what a `catch` block
/// and the host's own calls need.
const RESERVE: usize = 512;

/// The engine's limit for `calls` nested calls of JavaScript. The engine counts a call that goes
/// through native code (`forEach`, an accessor) twice.
#[must_use]
pub const fn engine_limit(calls: usize) -> usize {
    calls * 2 + RESERVE
}

/// The calls that an engine's limit was made for.
const fn granted_calls(engine_limit: usize) -> usize {
    engine_limit.saturating_sub(RESERVE) / 2
}

/// Puts the check, as `name`, where the globals of the current realm are, hidden from listings.
pub fn define_check(name: &str, globals: &JsObject, context: &mut Context) {
    define_hidden(name, globals, check, context);
}

/// Puts a function where globals are, hidden from listings, unless it is there.
pub(super) fn define_hidden(
    name: &str,
    globals: &JsObject,
    code: NativeFunctionPointer,
    context: &mut Context,
) {
    let key = JsString::from(name);
    if globals
        .borrow()
        .properties()
        .contains_key(&key.clone().into())
    {
        return;
    }
    let function = FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(code))
        .name(key.clone())
        .build();
    globals.insert_property(
        key,
        PropertyDescriptor::builder()
            .value(function)
            .writable(false)
            .enumerable(false)
            .configurable(false),
    );
}

/// `(converted)`: the object that `toString` or `valueOf` is called for, if it is one of these.
fn check(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(converted) = args.first().and_then(JsValue::as_object) {
        conversions::allow_again(&converted);
    }
    ensure(context).map(|()| JsValue::undefined())
}

/// Throws when calls nest deeper than JavaScript is granted.
///
/// # Errors
/// The `RangeError` of a call stack that was used up.
pub fn ensure(context: &mut Context) -> JsResult<()> {
    let granted = granted_calls(context.runtime_limits().recursion_limit());
    let (_, calls) = context.stack_trace().size_hint();
    // Nothing is granted when the script is being stopped: the engine's own error does that.
    if granted > 0 && calls.is_some_and(|calls| calls > granted) {
        return Err(call_depth_passed());
    }
    Ok(())
}

/// How many direct calls of `eval` may stand within one another: the engine looks through the scopes
/// of all of them for each, and takes a second for some hundreds.
const MAX_EVALS: usize = 500;

/// Throws when direct calls of `eval` nest too deep.
///
/// # Errors
/// The `RangeError` of a call stack that was used up.
pub fn ensure_evals(context: &mut Context) -> JsResult<()> {
    let eval = js_string!("<eval>");
    let frames = context.stack_trace();
    let evals = frames.filter(|frame| *frame.code_block().name() == eval);
    if evals.count() >= MAX_EVALS {
        return Err(call_depth_passed());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_granted_is_what_the_limit_was_made_for() {
        assert_eq!(granted_calls(engine_limit(10_000)), 10_000);
        assert_eq!(granted_calls(0), 0, "a script that is being stopped");
    }
}
