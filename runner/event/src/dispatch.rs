//! Calling the listeners of an event target.
//!
//! A dispatch walks the live table with a cursor instead of a copy of it: a listener that was
//! removed meanwhile is not called, and nothing is allocated. The event object is made when the
//! first listener wants one, so a message to `on('message')` listeners costs a call and no more.
//! It must never know where a value came from.

use boa_engine::object::builtins::JsFunction;
use boa_engine::{
    Context, JsError, JsObject, JsResult, JsString, JsValue, NativeFunction, js_string,
};

use super::data::TargetData;
use super::event::EventData;
use super::hooks::{hooks, report};
use super::kinds::MessageEvent;
use super::listeners::{Listener, Style};
use super::target::removed;
use threadproof_engine::profile::sliced;
use threadproof_engine::repairs::call_depth;

/// What listeners are to be told.
enum Payload<'a> {
    /// An event that exists.
    Event(&'a JsObject),
    /// A value; `make` makes an event of it for those who want one.
    Value {
        value: &'a JsValue,
        make: &'a mut dyn FnMut(&mut Context) -> JsResult<JsObject>,
    },
}

/// Whether a target has a listener of a type.
#[must_use]
pub fn has_listeners(target: &JsObject, kind: &JsString) -> bool {
    target
        .downcast_ref::<TargetData>()
        .is_some_and(|data| !data.listeners.of(kind).is_empty())
}

/// Dispatches an event object; false when a listener prevented its default.
///
/// # Errors
/// Only what cannot be caught; what listeners throw goes to the `uncaught` hook.
pub fn dispatch(context: &mut Context, target: &JsObject, event: &JsObject) -> JsResult<bool> {
    let kind = match event.downcast_ref::<EventData>() {
        Some(data) => data.kind.clone(),
        None => return Ok(true),
    };
    call_depth::ensure(context)?;
    run(context, target, &kind, Payload::Event(event))?;
    Ok(!event
        .downcast_ref::<EventData>()
        .is_some_and(|data| data.default_prevented()))
}

/// Delivers a message: `on('message')` listeners get the value, the others a `MessageEvent`.
/// Gives whether anyone listened.
///
/// # Errors
/// Only what cannot be caught; what listeners throw goes to the `uncaught` hook.
pub fn deliver(context: &mut Context, target: &JsObject, value: &JsValue) -> JsResult<bool> {
    deliver_with(context, target, &js_string!("message"), value, Vec::new())
}

/// Like [`deliver`], for a message (or `messageerror`) that brought ports along.
///
/// # Errors
/// Only what cannot be caught; what listeners throw goes to the `uncaught` hook.
pub fn deliver_with(
    context: &mut Context,
    target: &JsObject,
    kind: &JsString,
    value: &JsValue,
    ports: Vec<JsObject>,
) -> JsResult<bool> {
    let mut ports = Some(ports);
    let mut make = |context: &mut Context| {
        let ports = ports.take().unwrap_or_default();
        MessageEvent::create(kind.clone(), value.clone(), ports, context)
    };
    run(
        context,
        target,
        kind,
        Payload::Value {
            value,
            make: &mut make,
        },
    )
}

/// `emit(type, value)` of a target with Node's emitter methods. Gives whether anyone listened.
///
/// # Errors
/// Only what cannot be caught; what listeners throw goes to the `uncaught` hook.
pub fn emit_value(
    context: &mut Context,
    target: &JsObject,
    kind: &JsString,
    value: &JsValue,
) -> JsResult<bool> {
    let Some(hooks) = target.downcast_ref::<TargetData>().map(|data| data.hooks) else {
        return Ok(false);
    };
    let mut make = |context: &mut Context| (hooks.make_event)(kind, value, context);
    run(
        context,
        target,
        kind,
        Payload::Value {
            value,
            make: &mut make,
        },
    )
}

fn run(
    context: &mut Context,
    target: &JsObject,
    kind: &JsString,
    mut payload: Payload<'_>,
) -> JsResult<bool> {
    let mut event: Option<JsObject> = None;
    if let Payload::Event(object) = &payload {
        event = Some(begin((*object).clone(), target));
    }
    let mut heard = false;
    let mut from = Some(0);
    while let Some(cursor) = from {
        if event.as_ref().is_some_and(is_stopped) {
            break;
        }
        let step = match target.downcast_ref::<TargetData>() {
            Some(data) => data.listeners.step(kind, cursor),
            None => None,
        };
        let Some(step) = step else { break };
        from = step.next;
        heard |= step.listener.counted;
        let outcome = call(
            context,
            target,
            kind,
            &step.listener,
            &mut payload,
            &mut event,
        );
        if let Err(error) = outcome.and_then(|value| watch(context, &value)) {
            if error.as_engine().is_some() {
                finish(event.as_ref());
                return Err(error);
            }
            report(context, error)?;
        }
    }
    finish(event.as_ref());
    Ok(heard)
}

/// Calls one listener, removing it first when it is a `once` listener.
fn call(
    context: &mut Context,
    target: &JsObject,
    kind: &JsString,
    listener: &Listener,
    payload: &mut Payload<'_>,
    event: &mut Option<JsObject>,
) -> JsResult<JsValue> {
    if listener.flags.once {
        removed(context, target, kind, listener.id);
    }
    let Some(callback) = &listener.callback else {
        return Ok(JsValue::undefined());
    };
    let argument = match payload {
        Payload::Value { value, .. } if listener.flags.style == Style::Emitter => (*value).clone(),
        Payload::Event(object) => (*object).clone().into(),
        Payload::Value { make, .. } => match event {
            Some(event) => event.clone().into(),
            None => event.insert(begin(make(context)?, target)).clone().into(),
        },
    };
    if listener.flags.passive {
        set_passive(event.as_ref(), true);
    }
    let result = if callback.is_callable() {
        sliced::call(callback, &target.clone().into(), &[argument], context)
    } else if listener.flags.style == Style::Attribute {
        Ok(JsValue::undefined())
    } else {
        handle_event(callback, &argument, context)
    };
    if listener.flags.passive {
        set_passive(event.as_ref(), false);
    }
    result
}

fn handle_event(
    handler: &JsObject,
    argument: &JsValue,
    context: &mut Context,
) -> JsResult<JsValue> {
    match handler
        .get(js_string!("handleEvent"), context)?
        .as_callable()
    {
        Some(method) => {
            let this = handler.clone().into();
            sliced::call(&method, &this, std::slice::from_ref(argument), context)
        }
        None => Ok(JsValue::undefined()),
    }
}

/// A listener that returns a promise is async: its rejection is an uncaught error as well.
pub(super) fn watch(context: &mut Context, returned: &JsValue) -> JsResult<()> {
    let Some(promise) = returned.as_object() else {
        return Ok(());
    };
    let Some(then) = promise.get(js_string!("then"), context)?.as_callable() else {
        return Ok(());
    };
    let report: JsFunction = NativeFunction::from_fn_ptr(|_, args, context| {
        let reason = args.first().cloned().unwrap_or_default();
        (hooks(context).uncaught)(context, JsError::from_opaque(reason));
        Ok(JsValue::undefined())
    })
    .to_js_function(context.realm());
    then.call(
        &promise.into(),
        &[JsValue::undefined(), report.into()],
        context,
    )?;
    Ok(())
}

fn begin(event: JsObject, target: &JsObject) -> JsObject {
    if let Some(mut data) = event.downcast_mut::<EventData>() {
        data.target = Some(target.clone());
        data.dispatching = true;
    }
    event
}

fn finish(event: Option<&JsObject>) {
    if let Some(mut data) = event.and_then(|event| event.downcast_mut::<EventData>()) {
        data.dispatching = false;
    }
}

fn is_stopped(event: &JsObject) -> bool {
    event
        .downcast_ref::<EventData>()
        .is_some_and(|data| data.stopped_now)
}

fn set_passive(event: Option<&JsObject>, passive: bool) {
    if let Some(mut data) = event.and_then(|event| event.downcast_mut::<EventData>()) {
        data.in_passive = passive;
    }
}
