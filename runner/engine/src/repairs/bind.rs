//! `Function.prototype.bind`: the name of a bound function holds that of what it binds, and the engine
//! copies it, so that a chain of n functions takes memory by the square of n.

use boa_engine::object::JsObject;
use boa_engine::property::Attribute;
use boa_engine::{Context, JsResult, JsString, JsValue, js_string};

use super::wrap;
use crate::native;

/// From which length on a name grows no longer: it is bound some hundreds of times by then.
const LONG: usize = 4096;

/// Replaces it in the realm that the context is in.
pub(super) fn install(context: &mut Context) {
    let function = context.intrinsics().constructors().function().prototype();
    wrap::method(&function, "bind", bind, context);
}

/// ECMAScript, 20.2.3.2 `Function.prototype.bind`.
fn bind(
    this: &JsValue,
    args: &[JsValue],
    engine: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let bound = engine.call(this, args, context)?;
    if let (Some(function), Some(target)) = (bound.as_object(), this.as_object())
        && let Some(name) = long_name(&target)
    {
        native::define(
            &function,
            js_string!("name"),
            name.into(),
            Attribute::CONFIGURABLE,
        );
    }
    Ok(bound)
}

/// The object's own name, if it is long; runs no JavaScript.
fn long_name(target: &JsObject) -> Option<JsString> {
    let target = target.borrow();
    let own = target.properties().get(&js_string!("name").into())?;
    let name = own.value()?.as_string()?;
    (name.len() >= LONG).then_some(name)
}
