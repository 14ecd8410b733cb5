//! The global object of a thread.
//!
//! What nearly every script touches is put there directly; everything else is made at the first
//! look, so that a thread starts fast and small.

mod timers;

use boa_engine::object::JsObject;
use boa_engine::property::{Attribute, PropertyDescriptor};
use boa_engine::{Context, JsArgs, JsResult, JsValue, js_string};

use crate::agent::Agent;
use crate::class::{NativeClass, constructor_of, define_lazy, native_fn};
use crate::errors::{invalid_arg_type, missing_args};
use crate::event;
use crate::modules::builtin;
use crate::native;
use crate::worker_threads::{broadcast, channel, port};

/// Puts the globals of a Node-like thread onto a fresh context.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn install(context: &mut Context) -> JsResult<()> {
    crate::stack::install(context)?;
    let global = context.global_object();
    global.insert_property(
        js_string!("global"),
        PropertyDescriptor::builder()
            .value(global.clone())
            .writable(true)
            .enumerable(false)
            .configurable(true),
    );
    for (name, length, function) in [
        ("queueMicrotask", 1, queue_microtask as fn(&JsValue, &[JsValue], &mut Context) -> JsResult<JsValue>),
        ("structuredClone", 1, structured_clone),
    ] {
        define_function(&global, name, length, function, context);
    }
    timers::install_timer_functions(&global, context);
    for (name, build) in LAZY {
        define_lazy(context, &global, js_string!(*name), *build);
    }
    event::hooks::install(context, event_hooks());
    Ok(())
}

type Build = fn(&mut Context) -> JsResult<JsValue>;

/// A global that is the constructor of a native class.
fn class<C: NativeClass>(context: &mut Context) -> JsResult<JsValue> {
    constructor_of::<C>(context).map(Into::into)
}

macro_rules! from_builtin {
    ($module:literal, $name:literal) => {
        ($name, |context| builtin::export($module, $name, context))
    };
}

/// Globals that are made at the first look.
const LAZY: &[(&str, Build)] = &[
    ("process", |context| crate::process::object(context).map(Into::into)),
    ("console", crate::console::object),
    ("Event", class::<event::EventClass>),
    ("CustomEvent", class::<event::CustomEventClass>),
    ("MessageEvent", class::<event::MessageEventClass>),
    ("EventTarget", class::<event::EventTargetClass>),
    ("AbortController", class::<event::AbortControllerClass>),
    ("AbortSignal", class::<event::AbortSignalClass>),
    ("DOMException", class::<event::DomExceptionClass>),
    ("MessagePort", class::<port::MessagePortClass>),
    ("MessageChannel", class::<channel::MessageChannelClass>),
    ("BroadcastChannel", class::<broadcast::BroadcastChannelClass>),
    ("TextEncoder", class::<native::text::TextEncoder>),
    ("TextDecoder", class::<native::text::TextDecoder>),
    ("URL", class::<native::url::Url>),
    ("URLSearchParams", class::<native::url::UrlSearchParams>),
    ("Blob", class::<native::blob::Blob>),
    ("File", class::<native::blob::File>),
    from_builtin!("buffer", "Buffer"),
    from_builtin!("buffer", "atob"),
    from_builtin!("buffer", "btoa"),
    from_builtin!("perf_hooks", "performance"),
    ("crypto", |context| builtin::export("crypto", "webcrypto", context)),
    ("navigator", |context| builtin::export("internal/navigator", "navigator", context)),
];

fn define_function(
    holder: &JsObject,
    name: &str,
    length: usize,
    function: boa_engine::native_function::NativeFunctionPointer,
    context: &mut Context,
) {
    let name = js_string!(name);
    let function = native_fn(context.realm(), name.clone(), length, function);
    let attributes = Attribute::all();
    holder.insert_property(
        name,
        PropertyDescriptor::builder()
            .value(function)
            .writable(attributes.writable())
            .enumerable(attributes.enumerable())
            .configurable(attributes.configurable()),
    );
}

/// HTML, 8.7 Microtask queuing.
fn queue_microtask(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let callback = args.get_or_undefined(0);
    let Some(callback) = callback.as_callable() else {
        return Err(invalid_arg_type(
            context,
            "callback",
            "of type function",
            callback,
        ));
    };
    let job = boa_engine::job::GenericJob::new(
        move |context| callback.call(&JsValue::undefined(), &[], context),
        context.realm().clone(),
    );
    context.enqueue_job(job.into());
    Ok(JsValue::undefined())
}

/// HTML, 2.7.10 `structuredClone(value, options)`.
fn structured_clone(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if args.is_empty() {
        return Err(missing_args(context, &["value"]));
    }
    let transfer = port::transfer_option(args.get_or_undefined(1), context)?;
    let message = crate::clone::serialize(args.get_or_undefined(0), &transfer, context)?;
    Ok(message.deserialize(context)?.value)
}

/// What events ask of their host.
fn event_hooks() -> event::hooks::Hooks {
    event::hooks::Hooks {
        uncaught: |error, context| Agent::of(context).uncaught(error, context),
        warning: crate::stdio::warn_later,
        timeout: timers::after,
    }
}
