//! What the JavaScript of the `events` module gets from Rust.

use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsArgs, JsObject, JsResult, JsValue, js_string};

use super::{class, init, with_built};
use crate::data::TargetData;
use crate::limits;
use threadproof_engine::native::native_fn;

/// The constructor, the symbol of the error monitor, and functions on emitters and targets.
///
/// # Errors
/// When the class cannot be built.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    let object = JsObject::with_object_proto(context.intrinsics());
    let constructor = class(context)?.constructor.clone();
    object.set(js_string!("EventEmitter"), constructor, true, context)?;
    let monitor = with_built(context, |built| built.symbols.error_monitor.clone())?;
    object.set(js_string!("errorMonitor"), monitor, true, context)?;
    let realm = context.realm().clone();
    let functions = [
        native_fn(&realm, js_string!("initEmitter"), 2, |_, args, context| {
            let options = args.get(1..).unwrap_or_default();
            init(args.get_or_undefined(0), options, context)
        }),
        native_fn(&realm, js_string!("targetListeners"), 2, target_listeners),
        native_fn(&realm, js_string!("targetMaxListeners"), 1, target_max),
        native_fn(
            &realm,
            js_string!("setTargetMaxListeners"),
            2,
            set_target_max,
        ),
    ];
    for function in functions {
        let name = function
            .get(js_string!("name"), context)?
            .to_string(context)?;
        object.set(name, function, true, context)?;
    }
    Ok(object)
}

/// The object, when it is an event target.
fn target(args: &[JsValue]) -> Option<JsObject> {
    let object = args.get_or_undefined(0).as_object();
    object.filter(JsObject::is::<TargetData>)
}

/// The listeners of a target; undefined for anything else.
fn target_listeners(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(target) = target(args) else {
        return Ok(JsValue::undefined());
    };
    let kind = args.get_or_undefined(1).to_string(context)?;
    let listeners: Vec<JsValue> = match target.downcast_ref::<TargetData>() {
        Some(data) => {
            let callbacks = data.listeners.of(&kind).iter();
            callbacks
                .filter_map(|listener| listener.callback.clone())
                .map(JsValue::from)
                .collect()
        }
        None => Vec::new(),
    };
    Ok(JsArray::from_iter(listeners, context).into())
}

/// How many listeners a target may have; undefined for anything else.
fn target_max(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(match target(args) {
        Some(target) => limits::max_of_target(context, &target).into(),
        None => JsValue::undefined(),
    })
}

/// Sets how many listeners a target may have; false for anything else.
fn set_target_max(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let max = limits::read_max(args.get_or_undefined(1), "setMaxListeners", context)?;
    let Some(target) = target(args) else {
        return Ok(false.into());
    };
    if let Some(mut data) = target.downcast_mut::<TargetData>() {
        data.max_listeners = Some(max);
        data.warned = false;
    }
    Ok(true.into())
}
