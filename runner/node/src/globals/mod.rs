//! The global object of a thread.
//!
//! What nearly every script touches is put there directly; everything else is made at the first
//! look, so that a thread starts fast and small.

mod host_classes;
pub mod polyfills;
mod timers;

use std::time::Instant;

use boa_engine::object::JsObject;
use boa_engine::property::{Attribute, PropertyDescriptor};
use boa_engine::{
    Context, JsArgs, JsError, JsResult, JsString, JsValue, NativeFunction, js_string,
};

use crate::native;
use threadproof_agent::Agent;
use threadproof_agent::jobs::Tick;
use threadproof_agent::watching;
use threadproof_clone::{self as clone, HostClass};
use threadproof_engine::class::{NativeClass, constructor_of, define_lazy, define_lazy_visible};
use threadproof_engine::errors::invalid_arg_type;
use threadproof_engine::native::{described, native_fn};
use threadproof_event as event;
use threadproof_event::dom_exception::DomException;
use threadproof_event::hooks::EventHooks;
use threadproof_event::hooks::Listening;
use threadproof_modules::builtin;

/// Puts the globals of a Node-like thread onto a fresh context. Times of events count from
/// `time_origin`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn install(
    time_origin: Instant,
    is_port: fn(&JsObject) -> bool,
    listening: Listening,
    context: &mut Context,
) -> JsResult<()> {
    threadproof_engine::install(context)?;
    let global = context.global_object();
    global.insert_property(
        js_string!("global"),
        PropertyDescriptor::builder()
            .value(global.clone())
            .writable(true)
            .enumerable(false)
            .configurable(true),
    );
    {
        let (name, length, function) = (
            "queueMicrotask",
            1,
            queue_microtask as fn(&JsValue, &[JsValue], &mut Context) -> JsResult<JsValue>,
        );
        define_function(&global, name, length, function, context);
    }
    timers::install_timer_functions(&global, context);
    for (name, build) in LAZY {
        define_lazy(context, &global, js_string!(*name), *build);
    }
    define_lazy_visible(context, &global, js_string!("fetch"), |context| {
        builtin::export("internal/fetch/fetch", "fetch", context)
    });
    polyfills::install(context)?;
    threadproof_engine::repairs::descriptors::install(context);
    event::define_globals(context, &global);
    event::hooks::install(context, event_hooks(time_origin, is_port, listening));
    clone::define_structured_clone(context);
    clone::install(data_clone_error, context);
    for class in HOST_CLASSES {
        clone::register(class, context);
    }
    Ok(())
}

/// Puts the function `gc` on the global object (`--expose-gc`): it collects what nothing holds.
pub fn install_gc(context: &mut Context) {
    let global = context.global_object();
    let collect = |_: &JsValue, _: &[JsValue], _: &mut Context| -> JsResult<JsValue> {
        boa_gc::force_collect();
        Ok(JsValue::undefined())
    };
    let function = native_fn(context.realm(), js_string!("gc"), 0, collect);
    let attributes = Attribute::WRITABLE | Attribute::CONFIGURABLE;
    global.insert_property(js_string!("gc"), described(function, attributes));
}

/// Host objects that take part in structured clone, one line each.
const HOST_CLASSES: &[&HostClass] = &[
    &host_classes::DOM_EXCEPTION,
    &host_classes::BLOB,
    &host_classes::KEY_OBJECT,
    &host_classes::CRYPTO_KEY,
    &host_classes::X509_CERTIFICATE,
    &host_classes::HISTOGRAM,
    &host_classes::BLOCK_LIST,
    &host_classes::SOCKET_ADDRESS,
    &host_classes::FILE_HANDLE,
    &host_classes::REFUSED,
    &host_classes::PLAIN,
];

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
    ("process", |context| {
        crate::process::object(context).map(Into::into)
    }),
    ("console", crate::console::object),
    ("DataView", threadproof_engine::repairs::data_view),
    ("Proxy", threadproof_engine::repairs::proxy),
    ("Atomics", threadproof_engine::repairs::atomics),
    ("TextEncoder", class::<native::text::TextEncoder>),
    ("TextDecoder", class::<native::text::TextDecoder>),
    ("URL", class::<native::url::Url>),
    ("URLSearchParams", class::<native::url::UrlSearchParams>),
    ("Blob", class::<native::blob::Blob>),
    ("File", class::<native::blob::File>),
    ("Buffer", |context| {
        native::buffer::constructor(context).map(Into::into)
    }),
    from_builtin!("buffer", "atob"),
    from_builtin!("buffer", "btoa"),
    ("performance", |context| {
        native::perf::performance(context).map(Into::into)
    }),
    ("crypto", |context| {
        native::crypto::webcrypto(context).map(Into::into)
    }),
    ("Crypto", class::<native::crypto::Crypto>),
    from_builtin!("perf_hooks", "Performance"),
    from_builtin!("perf_hooks", "PerformanceEntry"),
    from_builtin!("perf_hooks", "PerformanceMark"),
    from_builtin!("perf_hooks", "PerformanceMeasure"),
    from_builtin!("perf_hooks", "PerformanceObserver"),
    from_builtin!("perf_hooks", "PerformanceObserverEntryList"),
    from_builtin!("internal/crypto/key", "CryptoKey"),
    from_builtin!("internal/crypto/subtle", "SubtleCrypto"),
    from_builtin!("internal/webstreams/readable_class", "ReadableStream"),
    from_builtin!(
        "internal/webstreams/reader_classes",
        "ReadableStreamDefaultReader"
    ),
    from_builtin!(
        "internal/webstreams/reader_classes",
        "ReadableStreamBYOBReader"
    ),
    from_builtin!(
        "internal/webstreams/reader_classes",
        "ReadableStreamBYOBRequest"
    ),
    from_builtin!(
        "internal/webstreams/reader_classes",
        "ReadableByteStreamController"
    ),
    from_builtin!(
        "internal/webstreams/reader_classes",
        "ReadableStreamDefaultController"
    ),
    from_builtin!("internal/webstreams/transform_class", "TransformStream"),
    from_builtin!(
        "internal/webstreams/transform_class",
        "TransformStreamDefaultController"
    ),
    from_builtin!("internal/webstreams/writable_class", "WritableStream"),
    from_builtin!(
        "internal/webstreams/writable_class",
        "WritableStreamDefaultWriter"
    ),
    from_builtin!(
        "internal/webstreams/writable_class",
        "WritableStreamDefaultController"
    ),
    from_builtin!(
        "internal/webstreams/strategies",
        "ByteLengthQueuingStrategy"
    ),
    from_builtin!("internal/webstreams/strategies", "CountQueuingStrategy"),
    from_builtin!("internal/webstreams/encoding", "TextEncoderStream"),
    from_builtin!("internal/webstreams/encoding", "TextDecoderStream"),
    from_builtin!("internal/webstreams/compression", "CompressionStream"),
    from_builtin!("internal/webstreams/compression", "DecompressionStream"),
    from_builtin!("internal/fetch/headers", "Headers"),
    from_builtin!("internal/fetch/form_data", "FormData"),
    from_builtin!("internal/fetch/request", "Request"),
    from_builtin!("internal/fetch/response", "Response"),
    from_builtin!("internal/url/pattern", "URLPattern"),
    ("navigator", |context| {
        builtin::export("internal/navigator", "navigator", context)
    }),
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
    holder.insert_property(name, described(function, Attribute::all()));
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
    let mut callback = callback;
    if Agent::of(context).hooks.borrow().is_some() {
        let resource = JsObject::with_object_proto(context.intrinsics());
        callback = watching::watched("Microtask", callback, &resource, true, context)?;
    }
    let callback = threadproof_agent::async_context::in_current(callback, context);
    let job = boa_engine::job::GenericJob::new(
        move |context| callback.call(&JsValue::undefined(), &[], context),
        context.realm().clone(),
    );
    context.enqueue_job(job.into());
    Ok(JsValue::undefined())
}

/// What events ask of their host.
fn event_hooks(
    time_origin: Instant,
    is_port: fn(&JsObject) -> bool,
    listening: Listening,
) -> EventHooks {
    EventHooks {
        uncaught: uncaught_later,
        warning: |context, warning| crate::process::warnings::warn_later(warning, context),
        timeout: timers::abort_after,
        inspect: crate::console::inspect_to_depth,
        listening,
        is_port,
        time_origin,
        own_time: crate::native::perf::Clock::own_time,
    }
}

/// What a listener threw is uncaught in the next tick: the other listeners run first.
fn uncaught_later(context: &mut Context, error: JsError) {
    let Ok(value) = error.into_opaque(context) else {
        return;
    };
    let callback = NativeFunction::from_copy_closure_with_captures(
        |_, _, value: &JsValue, _| Err(JsError::from_opaque(value.clone())),
        value,
    )
    .to_js_function(context.realm());
    Agent::of(context).jobs.push_tick(Tick {
        callback: callback.into(),
        args: Vec::new(),
    });
}

/// A `DataCloneError`, for `clone`.
fn data_clone_error(context: &mut Context, message: JsString) -> JsError {
    let message = message.to_std_string_lossy();
    match DomException::create(&message, "DataCloneError", context) {
        Ok(error) => JsError::from_opaque(error.into()),
        Err(error) => error,
    }
}
