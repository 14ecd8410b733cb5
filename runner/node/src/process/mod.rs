//! The `process` object: what a thread knows of itself and how it ends.
//!
//! In a worker some of it differs, as Node's page says under "Class: Worker": the process can't
//! be changed from there, and `exit` ends the thread alone. The object is made when a script asks
//! for it; until then nobody can listen on it, so nothing is emitted.

pub mod credentials;
pub mod env_proxy;
mod facts;
mod host;
pub mod ipc;
mod lifecycle;
pub mod rejections;
mod resources;
mod signals;
pub mod stdio;
pub mod warnings;

use std::cell::RefCell;
use std::os::unix::net::UnixStream;

use boa_engine::object::JsObject;
use boa_engine::property::{Attribute, PropertyDescriptor};
use boa_engine::{Context, JsResult, JsString, JsValue, js_string};

use boa_engine::native_function::NativeFunctionPointer;
use threadproof_agent::Agent;
use threadproof_engine::class::define_lazy;
use threadproof_engine::native::{described, native_fn};
use threadproof_event::emitter;

/// What a thread keeps for its `process`.
#[derive(Default)]
pub(crate) struct State {
    /// The object, once a script has asked for it.
    object: RefCell<Option<JsObject>>,
    /// The standard streams that a script has looked at.
    used_streams: RefCell<Vec<&'static str>>,
    /// Signals that are caught for listeners, by number.
    caught_signals: RefCell<Vec<signals::Caught>>,
    /// What a worker's output streams call when the parent has taken what they wrote.
    stream_waits: RefCell<[Option<JsObject>; 2]>,
    /// Our end of the channel to the process that forked this one.
    channel: RefCell<Option<UnixStream>>,
}

fn state(agent: &Agent) -> &State {
    agent.slot()
}

/// The `process` object of the current agent, made at the first call.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn object(context: &mut Context) -> JsResult<JsObject> {
    let agent = Agent::of(context);
    if let Some(process) = &*state(&agent).object.borrow() {
        return Ok(process.clone());
    }
    let emitter = emitter::class(context)?.prototype.clone();
    let prototype =
        JsObject::from_proto_and_data(emitter, boa_engine::builtins::object::OrdinaryObject);
    let process =
        JsObject::from_proto_and_data(prototype, boa_engine::builtins::object::OrdinaryObject);
    process.insert_property(
        boa_engine::JsSymbol::to_string_tag(),
        described(js_string!("process"), Attribute::CONFIGURABLE),
    );
    facts::install(&agent, &process, context);
    lifecycle::install(&agent, &process, context);
    host::install(&agent, &process, context);
    if !agent.exec_argv.is_empty() || !agent.node_options.is_empty() {
        warnings::install_flags(&process, &agent.flags());
    }
    resources::install(&process, context);
    credentials::install(agent.is_main(), &process, context);
    define_lazy(context, &process, js_string!("env"), |context| {
        env_proxy::object(context).map(Into::into)
    });
    for (name, build) in [
        ("stdout", stdout as fn(&mut Context) -> JsResult<JsValue>),
        ("stderr", stderr),
        ("stdin", stdin),
    ] {
        define_lazy(context, &process, js_string!(name), build);
    }
    if agent.is_main() {
        signals::install(&process, context)?;
    }
    *state(&agent).object.borrow_mut() = Some(process.clone());
    if ipc::has_channel(&agent) {
        let adopt = threadproof_modules::builtin::export("internal/ipc", "adopt", context)?;
        if let Some(adopt) = adopt.as_callable() {
            adopt.call(&JsValue::undefined(), &[process.clone().into()], context)?;
        }
    }
    Ok(process)
}

/// Whether a script has asked for `process`: only then can anybody listen on it.
#[must_use]
pub fn is_made(agent: &Agent) -> bool {
    state(agent).object.borrow().is_some()
}

/// What the output streams of a worker hold back goes to the parent: there is no more waiting.
///
/// # Errors
/// What a stream throws.
pub fn flush_streams(agent: &Agent, context: &mut Context) -> JsResult<()> {
    if agent.is_main() || state(agent).used_streams.borrow().is_empty() {
        return Ok(());
    }
    let flush = threadproof_modules::builtin::export("internal/stdio", "flush", context)?;
    if let Some(flush) = flush.as_callable() {
        flush.call(&JsValue::undefined(), &[], context)?;
    }
    Ok(())
}

/// Emits an event on `process`; true when somebody listened.
///
/// # Errors
/// What a listener throws.
pub fn emit(
    agent: &Agent,
    event: JsString,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<bool> {
    let process = state(agent).object.borrow().clone();
    match process {
        Some(process) => emitter::emit(context, &process, &event, args),
        None => Ok(false),
    }
}

/// How many listeners `process` has for an event.
pub fn listener_count(agent: &Agent, event: JsString, context: &mut Context) -> usize {
    let Some(process) = state(agent).object.borrow().clone() else {
        return 0;
    };
    // A script may have replaced the method; what it throws counts as nobody listening.
    let count = process
        .get(js_string!("listenerCount"), context)
        .ok()
        .and_then(|method| {
            let this = JsValue::from(process.clone());
            method
                .as_callable()?
                .call(&this, &[event.into()], context)
                .ok()
        })
        .and_then(|count| count.as_i32());
    count
        .and_then(|count| usize::try_from(count).ok())
        .unwrap_or(0)
}

/// One of the stdio streams, if a script has looked at it (and so may have replaced `write`).
///
/// # Errors
/// When a getter that a script put there throws.
pub fn used_stream(agent: &Agent, name: &str, context: &mut Context) -> JsResult<Option<JsObject>> {
    let Some(process) = state(agent).object.borrow().clone() else {
        return Ok(None);
    };
    if !state(agent).used_streams.borrow().contains(&name) {
        return Ok(None);
    }
    Ok(process.get(js_string!(name), context)?.as_object())
}

fn stdout(context: &mut Context) -> JsResult<JsValue> {
    stream("stdout", context)
}

fn stderr(context: &mut Context) -> JsResult<JsValue> {
    stream("stderr", context)
}

fn stdin(context: &mut Context) -> JsResult<JsValue> {
    stream("stdin", context)
}

fn stream(name: &'static str, context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    state(&agent).used_streams.borrow_mut().push(name);
    let make = threadproof_modules::builtin::export("internal/stdio", name, context)?;
    match make.as_callable() {
        Some(make) => make.call(&JsValue::undefined(), &[], context),
        None => Ok(JsValue::undefined()),
    }
}

/// Adds a method to the object that is being made.
fn method(
    process: &JsObject,
    name: &str,
    length: usize,
    function: NativeFunctionPointer,
    context: &mut Context,
) {
    let name = js_string!(name);
    let function = native_fn(context.realm(), name.clone(), length, function);
    process.insert_property(name, described(function, Attribute::all()));
}

/// Adds an accessor to the object that is being made.
fn accessor(
    process: &JsObject,
    name: &str,
    get: NativeFunctionPointer,
    set: NativeFunctionPointer,
    context: &mut Context,
) {
    let name = js_string!(name);
    let get = native_fn(context.realm(), name.clone(), 0, get);
    let set = native_fn(context.realm(), name.clone(), 1, set);
    process.insert_property(
        name,
        PropertyDescriptor::builder()
            .get(get)
            .set(set)
            .enumerable(true)
            .configurable(true),
    );
}
