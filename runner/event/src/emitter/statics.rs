//! What hangs on the `EventEmitter` constructor itself, apart from the functions (`once`, `on`,
//! `getEventListeners` and so on): the `events` module adds those, with what
//! [`bindings`](super::bindings) gives it.

use boa_engine::property::{Attribute, PropertyDescriptor};
use boa_engine::{Context, JsArgs, JsObject, JsResult, JsValue, js_string};

use super::Symbols;
use crate::limits;
use threadproof_engine::class::Members;
use threadproof_engine::errors::invalid_arg_type;
use threadproof_engine::native::native_fn;

pub(super) fn define(
    members: &mut Members<'_>,
    symbols: &Symbols,
    public: &JsObject,
    init: JsValue,
) {
    let open = Attribute::WRITABLE | Attribute::ENUMERABLE | Attribute::CONFIGURABLE;
    let constructor = members.constructor().clone();
    members
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
        .static_property(js_string!("init"), init, open);
    let realm = members.context().realm().clone();
    let accessors = [
        (
            js_string!("captureRejections"),
            native_fn(&realm, js_string!(), 0, |_, _, context| {
                Ok(limits::default_capture(context).into())
            }),
            native_fn(&realm, js_string!(), 1, set_capture_rejections),
        ),
        (
            js_string!("defaultMaxListeners"),
            native_fn(&realm, js_string!(), 0, |_, _, context| {
                Ok(limits::default_max(context).into())
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

fn set_capture_rejections(
    _: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let value = args.get_or_undefined(0);
    let Some(capture) = value.as_boolean() else {
        let name = "EventEmitter.captureRejections";
        return Err(invalid_arg_type(context, name, "of type boolean", value));
    };
    limits::set_default_capture(context, capture);
    Ok(JsValue::undefined())
}

fn set_default_max(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let max = limits::read_max(args.get_or_undefined(0), "defaultMaxListeners", context)?;
    limits::set_default_max(context, max);
    Ok(JsValue::undefined())
}
