//! What hangs on the `EventEmitter` constructor itself.
//!
//! `once`, `on` and `addAbortListener` are JavaScript and are added by the `events` module.

use boa_engine::object::builtins::JsArray;
use boa_engine::property::{Attribute, PropertyDescriptor};
use boa_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, js_string};

use super::{Symbols, invoke, is_emitter, methods, table};
use crate::class::{Members, native_fn};
use crate::errors::invalid_arg_type;
use crate::event::data::TargetData;
use crate::event::limits;

pub(super) fn define(
    members: &mut Members<'_>,
    symbols: &Symbols,
    public: &JsObject,
    init: JsValue,
) {
    let open = Attribute::WRITABLE | Attribute::ENUMERABLE | Attribute::CONFIGURABLE;
    let constructor = members.constructor().clone();
    members
        .static_method(js_string!("getEventListeners"), 2, get_event_listeners)
        .static_method(js_string!("getMaxListeners"), 1, get_max_listeners)
        .static_method(js_string!("listenerCount"), 2, listener_count)
        .static_property(js_string!("EventEmitter"), public.clone(), open)
        .static_property(js_string!("usingDomains"), false, open)
        .static_property(
            js_string!("captureRejectionSymbol"),
            symbols.rejection.clone(),
            open,
        )
        .static_property(
            js_string!("errorMonitor"),
            symbols.error_monitor.clone(),
            open,
        )
        .static_method(js_string!("setMaxListeners"), 0, set_max_listeners)
        .static_property(js_string!("init"), init, open);
    let realm = members.context().realm().clone();
    let accessors = [
        (
            js_string!("captureRejections"),
            native_fn(&realm, js_string!(), 0, |_, _, ctx| {
                Ok(limits::default_capture(ctx).into())
            }),
            native_fn(&realm, js_string!(), 1, set_capture_rejections),
        ),
        (
            js_string!("defaultMaxListeners"),
            native_fn(&realm, js_string!(), 0, |_, _, ctx| {
                Ok(limits::default_max(ctx).into())
            }),
            native_fn(&realm, js_string!(), 1, set_default_max),
        ),
    ];
    for (name, get, set) in accessors {
        constructor.insert_property(
            name,
            PropertyDescriptor::builder()
                .get(get)
                .set(set)
                .enumerable(true)
                .configurable(false),
        );
    }
}

fn set_capture_rejections(_: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let value = args.get_or_undefined(0);
    let Some(capture) = value.as_boolean() else {
        let name = "EventEmitter.captureRejections";
        return Err(invalid_arg_type(ctx, name, "of type boolean", value));
    };
    limits::set_default_capture(ctx, capture);
    Ok(JsValue::undefined())
}

fn set_default_max(_: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let max = limits::read_max(args.get_or_undefined(0), "defaultMaxListeners", ctx)?;
    limits::set_default_max(ctx, max);
    Ok(JsValue::undefined())
}

/// What the static functions accept.
enum Subject {
    Target(JsObject),
    Emitter(JsObject),
}

fn subject(value: &JsValue, name: &str, ctx: &mut Context) -> JsResult<Subject> {
    if let Some(object) = value.as_object() {
        if object.is::<TargetData>() {
            return Ok(Subject::Target(object));
        }
        // A mixed-in emitter does not inherit, but has the methods.
        let mixed = object
            .get(js_string!("listenerCount"), ctx)?
            .as_callable()
            .is_some();
        if mixed || is_emitter(&object, ctx)? {
            return Ok(Subject::Emitter(object));
        }
    }
    let expected = "an instance of EventEmitter or EventTarget";
    Err(invalid_arg_type(ctx, name, expected, value))
}

fn get_event_listeners(_: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let kind = args.get_or_undefined(1);
    let listeners: Vec<JsValue> = match subject(args.get_or_undefined(0), "emitter", ctx)? {
        Subject::Emitter(emitter) => {
            let kind = kind.to_property_key(ctx)?;
            methods::listeners(&emitter, &kind, true, ctx)?
        }
        Subject::Target(target) => {
            let kind = kind.to_string(ctx)?;
            target_listeners(&target, &kind)
        }
    };
    Ok(JsArray::from_iter(listeners, ctx).into())
}

fn target_listeners(target: &JsObject, kind: &JsString) -> Vec<JsValue> {
    target
        .downcast_ref::<TargetData>()
        .map_or_else(Vec::new, |data| {
            let listeners = data.listeners.of(kind).iter();
            listeners
                .filter_map(|listener| listener.callback.clone())
                .map(JsValue::from)
                .collect()
        })
}

fn get_max_listeners(_: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let max = match subject(args.get_or_undefined(0), "emitter", ctx)? {
        Subject::Emitter(emitter) => table::max_listeners(&emitter, ctx)?,
        Subject::Target(target) => limits::max_of_target(ctx, &target),
    };
    Ok(max.into())
}

fn listener_count(_: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let kind = args.get_or_undefined(1);
    match subject(args.get_or_undefined(0), "emitter", ctx)? {
        Subject::Emitter(emitter) => invoke(
            &emitter,
            &js_string!("listenerCount"),
            std::slice::from_ref(kind),
            ctx,
        ),
        Subject::Target(target) => {
            let kind = kind.to_string(ctx)?;
            Ok(limits::as_number(target_listeners(&target, &kind).len()).into())
        }
    }
}

fn set_max_listeners(_: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let max = match args.first() {
        Some(max) if !max.is_undefined() => limits::read_max(max, "setMaxListeners", ctx)?,
        _ => limits::default_max(ctx),
    };
    let subjects = args.get(1..).unwrap_or_default();
    if subjects.is_empty() {
        limits::set_default_max(ctx, max);
    }
    for value in subjects {
        match subject(value, "eventTargets", ctx)? {
            Subject::Emitter(emitter) => {
                invoke(&emitter, &js_string!("setMaxListeners"), &[max.into()], ctx)?;
            }
            Subject::Target(target) => {
                if let Some(mut data) = target.downcast_mut::<TargetData>() {
                    data.max_listeners = Some(max);
                    data.warned = false;
                }
            }
        }
    }
    Ok(JsValue::undefined())
}
