//! `EventTarget`: adding and removing listeners, and `dispatchEvent`.
//!
//! It must never know the classes that derive from it beyond their [`TargetHooks`].
//!
//! [`TargetHooks`]: super::TargetHooks

use boa_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, js_string};

use super::abort::{self, AbortSignal};
use super::data::TargetData;
use super::dispatch::dispatch;
use super::event::Event;
use super::inspect;
use super::limits;
use super::listeners::{Flags, Style};
use threadproof_engine::class::{Instance, Members, NativeClass, this_data};
use threadproof_engine::errors::{ErrorKind, invalid_arg_type, missing_args, node_error};

/// The class `EventTarget`.
pub struct EventTarget;

impl NativeClass for EventTarget {
    type Data = TargetData;
    const NAME: &'static str = "EventTarget";

    fn members(members: &mut Members<'_>) {
        members
            .method(js_string!("addEventListener"), 2, add_event_listener)
            .method(js_string!("removeEventListener"), 2, remove_event_listener)
            .method(js_string!("dispatchEvent"), 1, dispatch_event)
            .to_string_tag();
        inspect::name_only(members);
    }

    fn construct(_: &[JsValue], _: &JsObject, _: &mut Context) -> JsResult<TargetData> {
        Ok(TargetData::default())
    }
}

/// The third argument of `addEventListener`.
struct Options {
    flags: Flags,
    signal: Option<JsObject>,
}

/// Adds a listener from Rust. Adding the same callback twice has no effect.
///
/// # Errors
/// When a hook of the target or the warning about too many listeners fails.
pub fn add_listener(
    context: &mut Context,
    target: &JsObject,
    kind: &JsString,
    callback: JsObject,
    flags: Flags,
) -> JsResult<Option<u64>> {
    let (id, count, hooks) = {
        let Some(mut data) = target.downcast_mut::<TargetData>() else {
            return Ok(None);
        };
        if data
            .listeners
            .find(kind, &callback, flags.capture)
            .is_some()
        {
            return Ok(None);
        }
        let id = data.listeners.push(kind, Some(callback), flags);
        (id, data.listeners.count(kind), data.hooks)
    };
    (hooks.added)(target, kind, count, context);
    limits::check_target(context, target, kind, count)?;
    Ok(Some(id))
}

/// Removes a listener from Rust.
pub fn remove_listener(
    context: &mut Context,
    target: &JsObject,
    kind: &JsString,
    callback: &JsObject,
    capture: bool,
) {
    let id = target
        .downcast_ref::<TargetData>()
        .and_then(|data| data.listeners.find(kind, callback, capture));
    if let Some(id) = id {
        removed(context, target, kind, id);
    }
}

/// Removes the listener with this id, and tells the target's hook.
pub(super) fn removed(context: &mut Context, target: &JsObject, kind: &JsString, id: u64) {
    let (count, hooks) = {
        let Some(mut data) = target.downcast_mut::<TargetData>() else {
            return;
        };
        if !data.listeners.remove(kind, id) {
            return;
        }
        (data.listeners.count(kind), data.hooks)
    };
    (hooks.removed)(target, kind, count, context);
}

/// The type argument as a string; a symbol is refused in Node's words.
pub(super) fn kind_of(value: &JsValue, context: &mut Context) -> JsResult<JsString> {
    if value.is_symbol() {
        return Err(node_error(
            context,
            ErrorKind::Type,
            "ERR_INVALID_ARG_TYPE",
            "Value is a Symbol and cannot be converted to a string.",
        ));
    }
    value.to_string(context)
}

/// The listener argument: `None` for null and undefined, which have no effect but a warning.
pub(super) fn listener_of(
    listener: &JsValue,
    target: &JsObject,
    kind: &JsString,
    context: &mut Context,
) -> JsResult<Option<JsObject>> {
    if let Some(object) = listener.as_object() {
        return Ok(Some(object));
    }
    if listener.is_null_or_undefined() {
        limits::warn_no_listener(context, listener, target, kind)?;
        return Ok(None);
    }
    Err(invalid_arg_type(
        context,
        "listener",
        "an instance of EventListener",
        listener,
    ))
}

/// The method of the same name, for a global scope that is its own `this`.
///
/// # Errors
/// What the method of the same name throws.
pub fn add_event_listener(
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let target = this_data::<EventTarget>(this, context)?.into_object();
    if args.len() < 2 {
        return Err(missing_args(context, &["type", "listener"]));
    }
    let options = read_options(args.get_or_undefined(2), context)?;
    let kind = kind_of(&args[0], context)?;
    let Some(callback) = listener_of(&args[1], &target, &kind, context)? else {
        return Ok(JsValue::undefined());
    };
    if options.signal.as_ref().is_some_and(abort::is_aborted) {
        return Ok(JsValue::undefined());
    }
    let id = add_listener(context, &target, &kind, callback, options.flags)?;
    if let (Some(id), Some(signal)) = (id, options.signal) {
        abort::remove_on_abort(&signal, target, kind, id);
    }
    Ok(JsValue::undefined())
}

/// The method of the same name, for a global scope that is its own `this`.
///
/// # Errors
/// What the method of the same name throws.
pub fn remove_event_listener(
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let target = this_data::<EventTarget>(this, context)?.into_object();
    if args.len() < 2 {
        return Err(missing_args(context, &["type", "listener"]));
    }
    let kind = kind_of(&args[0], context)?;
    let callback = match args[1].as_object() {
        Some(callback) => callback,
        None if args[1].is_null_or_undefined() => return Ok(JsValue::undefined()),
        None => {
            let expected = "an instance of EventListener";
            return Err(invalid_arg_type(context, "listener", expected, &args[1]));
        }
    };
    let capture = match args.get_or_undefined(2) {
        options if options.is_object() => {
            let options = options.to_object(context)?;
            options.get(js_string!("capture"), context)?.to_boolean()
        }
        flag => flag.as_boolean().unwrap_or(false),
    };
    remove_listener(context, &target, &kind, &callback, capture);
    Ok(JsValue::undefined())
}

/// The method of the same name, for a global scope that is its own `this`.
///
/// # Errors
/// What the method of the same name throws.
pub fn dispatch_event(
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let target = this_data::<EventTarget>(this, context)?.into_object();
    let Some(argument) = args.first() else {
        return Err(missing_args(context, &["event"]));
    };
    let Some(event) = argument
        .as_object()
        .and_then(Instance::<Event>::from_object)
    else {
        return Err(invalid_arg_type(
            context,
            "event",
            "an instance of Event",
            argument,
        ));
    };
    if event.data().dispatching {
        let message = format!(
            "The event \"{}\" is already being dispatched",
            event.data().kind.to_std_string_lossy()
        );
        return Err(node_error(
            context,
            ErrorKind::Error,
            "ERR_EVENT_RECURSION",
            &message,
        ));
    }
    dispatch(context, &target, event.object()).map(JsValue::from)
}

fn read_options(value: &JsValue, context: &mut Context) -> JsResult<Options> {
    let mut flags = Flags::new(Style::Event);
    if value.is_null_or_undefined() {
        return Ok(Options {
            flags,
            signal: None,
        });
    }
    if let Some(capture) = value.as_boolean() {
        flags.capture = capture;
        return Ok(Options {
            flags,
            signal: None,
        });
    }
    let Some(options) = value.as_object() else {
        return Err(invalid_arg_type(
            context,
            "options",
            "of type object",
            value,
        ));
    };
    flags.once = options.get(js_string!("once"), context)?.to_boolean();
    flags.capture = options.get(js_string!("capture"), context)?.to_boolean();
    flags.passive = options.get(js_string!("passive"), context)?.to_boolean();
    let signal = options.get(js_string!("signal"), context)?;
    if signal.is_undefined() {
        return Ok(Options {
            flags,
            signal: None,
        });
    }
    match signal.as_object().filter(AbortSignal::is_instance) {
        Some(signal) => Ok(Options {
            flags,
            signal: Some(signal),
        }),
        None => Err(invalid_arg_type(
            context,
            "options.signal",
            "an instance of AbortSignal",
            &signal,
        )),
    }
}
