//! The exports of `worker_threads`.
//!
//! What a thread is asked for rarely is made when it is asked for: a worker that only reads
//! `workerData` builds no `Worker` class.

use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::property::Attribute;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsSymbol, JsValue, js_string};

use super::broadcast::BroadcastChannelClass;
use super::channel::MessageChannelClass;
use super::port::{self, MessagePortClass};
use super::worker::WorkerClass;
use super::worker_identity;
use super::worker_start::worker_input;
use super::{context_port, environment, locks, receive, thread_messaging};
use threadproof_agent::Agent;
use threadproof_clone as clone;
use threadproof_engine::class::{constructor_of, define_lazy_visible};
use threadproof_engine::native::{described, native_fn};

type Function = fn(&JsValue, &[JsValue], &mut Context) -> JsResult<JsValue>;

type Build = fn(&mut Context) -> JsResult<JsValue>;

/// Exports that are made at the first look, in the order in which Node lists them.
const LAZY: &[(&str, Build)] = &[
    ("MessagePort", |context| {
        constructor_of::<MessagePortClass>(context).map(Into::into)
    }),
    ("MessageChannel", |context| {
        constructor_of::<MessageChannelClass>(context).map(Into::into)
    }),
    ("Worker", |context| {
        constructor_of::<WorkerClass>(context).map(Into::into)
    }),
    ("BroadcastChannel", |context| {
        constructor_of::<BroadcastChannelClass>(context).map(Into::into)
    }),
    ("locks", locks::manager),
    ("parentPort", parent_port),
    ("workerData", worker_data),
    ("resourceLimits", resource_limits),
];

/// Makes the exports object.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn exports(context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    let exports = JsObject::with_object_proto(context.intrinsics());
    #[expect(clippy::cast_precision_loss, reason = "thread ids stay far below 2^53")]
    let thread_id = agent.control.thread_id as f64;
    let internal = worker_input(&agent).is_some_and(|worker| worker.internal);
    let name = JsString::from(agent.control.name.as_str());
    let share_env = share_env(context);
    for (key, value) in [
        ("isInternalThread", JsValue::from(internal)),
        ("isMainThread", agent.is_main().into()),
        ("threadId", thread_id.into()),
        ("threadName", name.into()),
        ("SHARE_ENV", share_env.into()),
    ] {
        exports.insert_property(js_string!(key), described(value, Attribute::all()));
    }
    for (name, build) in LAZY {
        define_lazy_visible(context, &exports, js_string!(*name), *build);
    }
    let functions: [(&str, usize, Function); 8] = [
        ("markAsUncloneable", 1, mark_as_uncloneable),
        ("markAsUntransferable", 1, mark_as_untransferable),
        ("isMarkedAsUntransferable", 1, is_marked_as_untransferable),
        ("moveMessagePortToContext", 2, context_port::move_port),
        ("receiveMessageOnPort", 1, receive::receive),
        ("postMessageToThread", 4, thread_messaging::post),
        ("setEnvironmentData", 2, environment::set),
        ("getEnvironmentData", 1, environment::get),
    ];
    for (name, length, function) in functions {
        let name = js_string!(name);
        let function = native_fn(context.realm(), name.clone(), length, function);
        exports.insert_property(name, described(function, Attribute::all()));
    }
    Ok(exports.into())
}

/// The symbol `SHARE_ENV`: `Symbol.for('nodejs.worker_threads.SHARE_ENV')`.
///
/// # Panics
/// Never in practice: `Symbol.for` of an untouched realm gives a symbol.
pub fn share_env(context: &mut Context) -> JsSymbol {
    threadproof_engine::native::registered_symbol("nodejs.worker_threads.SHARE_ENV", context)
        .unwrap_or_else(|_| JsSymbol::unscopables())
}

fn parent_port(context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    match worker_input(&agent) {
        // The port of a Web Worker is its global scope's.
        Some(worker) if worker.has_parent_port => {
            let port = port::object(Arc::clone(&worker.port), context)?;
            worker.port.sit_first();
            Ok(port.into())
        }
        _ => Ok(JsValue::null()),
    }
}

fn worker_data(context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    let Some(worker) = worker_input(&agent) else {
        return Ok(JsValue::null());
    };
    let message = worker.data.borrow_mut().take();
    match message {
        Some(message) => Ok(port::open(message, context)?.value),
        None => Ok(JsValue::undefined()),
    }
}

fn resource_limits(context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    match worker_input(&agent) {
        Some(input) => worker_identity::limits_object(&input.limits, context),
        None => Ok(JsObject::with_object_proto(context.intrinsics()).into()),
    }
}

fn mark_as_uncloneable(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    clone::mark_as_uncloneable(args.get_or_undefined(0), context)?;
    Ok(JsValue::undefined())
}

fn mark_as_untransferable(
    _: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    clone::mark_as_untransferable(args.get_or_undefined(0), context)?;
    Ok(JsValue::undefined())
}

fn is_marked_as_untransferable(
    _: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    Ok(clone::is_marked_as_untransferable(args.get_or_undefined(0), context).into())
}
