//! `Worker`: the object that the parent of a thread holds.

use std::sync::Arc;

use boa_engine::builtins::promise::ResolvingFunctions;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsPromise;
use boa_engine::{
    Context, Finalize, JsArgs, JsData, JsResult, JsString, JsSymbol, JsValue, Trace, js_string,
};

use super::audience::Audience;
use super::port_core::PortCore;
use super::port_post;
use super::worker_launch::{announce, launch, make};
use super::worker_options::WorkerOptions;
use super::worker_start::{ResourceLimits, Seed};
use super::{worker_identity, worker_measures, worker_streams};
use threadproof_agent::control::Control;
use threadproof_agent::{Agent, watching};
use threadproof_engine::access;
use threadproof_engine::class::{ClassObjects, Members, NativeClass, this_data};
use threadproof_event::emitter;
use threadproof_ground::access::Permission;
use threadproof_ground::director::Object;

/// The class `Worker`.
pub struct WorkerClass;

/// What a `Worker` object holds.
#[derive(Trace, Finalize, JsData)]
pub struct WorkerData {
    #[unsafe_ignore_trace]
    pub(super) control: Arc<Control>,
    #[unsafe_ignore_trace]
    pub(super) port: Arc<PortCore>,
    #[unsafe_ignore_trace]
    pub(super) limits: ResourceLimits,
    #[unsafe_ignore_trace]
    pub(super) seed: Option<Box<Seed>>,
    /// The options `stdin`, `stdout` and `stderr`.
    pub(super) stdin: bool,
    pub(super) stdout: bool,
    pub(super) stderr: bool,
    pub(super) refed: bool,
    /// Whether what it sends holds the event loop: since somebody listens.
    pub(super) port_refed: bool,
    pub(super) online: bool,
    pub(super) exited: bool,
    /// Somebody listens for `online`, for `exit`.
    pub(super) hears_online: bool,
    pub(super) hears_exit: bool,
    pub(super) waiting: Vec<ResolvingFunctions>,
    /// The streams, once a script has asked for them.
    pub(super) streams: [Option<JsObject>; 3],
    /// How many writes to its output streams wait to be answered, by stream.
    pub(super) unanswered: [u32; 3],
    pub(super) audience: Audience,
    /// The async context in which it was made, where its listeners run.
    pub(super) async_context: JsValue,
}

impl NativeClass for WorkerClass {
    type Data = WorkerData;
    const NAME: &'static str = "Worker";
    const LENGTH: usize = 1;

    fn parent(context: &mut Context) -> JsResult<Option<ClassObjects>> {
        emitter::class(context).map(Some)
    }

    fn members(members: &mut Members<'_>) {
        members
            .hidden()
            .method(js_string!("postMessage"), 1, post_message)
            .method(js_string!("terminate"), 0, terminate)
            .method(js_string!("ref"), 0, reference)
            .method(js_string!("unref"), 0, unreference)
            .method(js_string!("hasRef"), 0, has_ref)
            .symbol_method(async_dispose(), 0, terminate)
            .accessor(js_string!("stdin"), worker_streams::stdin, None)
            .accessor(js_string!("stdout"), worker_streams::stdout, None)
            .accessor(js_string!("stderr"), worker_streams::stderr, None);
        worker_identity::add_members(members);
        worker_measures::add_members(members);
    }

    fn construct(args: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<WorkerData> {
        access::check(Permission::WorkerThreads, context)?;
        let options =
            WorkerOptions::read(args.get_or_undefined(0), args.get_or_undefined(1), context)?;
        make(options, None, context)
    }

    fn constructed(worker: &JsObject, _: &[JsValue], context: &mut Context) -> JsResult<()> {
        launch(worker, context)?;
        watching::began("WORKER", worker, context)?;
        announce(worker, context)
    }
}

/// `postMessage` to a worker; nothing when it has ended.
///
/// # Errors
/// As `MessagePort`'s.
pub fn post(worker: &JsObject, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let core = worker
        .downcast_ref::<WorkerData>()
        .and_then(|data| (!data.exited).then(|| Arc::clone(&data.port)));
    match core {
        Some(core) => {
            port_post::send(&core, args, context)?;
            Ok(JsValue::undefined())
        }
        None => Ok(JsValue::undefined()),
    }
}

/// Says who hears of a worker from now on.
pub fn set_audience(worker: &JsObject, audience: Audience) {
    if let Some(mut data) = worker.downcast_mut::<WorkerData>() {
        data.audience = audience;
    }
}

/// Ends a worker and lets nobody hear of it again (HTML Standard, terminate a worker).
pub fn silence(worker: &JsObject) {
    set_audience(worker, Audience::Nobody);
    if let Some(data) = worker.downcast_ref::<WorkerData>() {
        data.control.terminate();
    }
}

/// The handle of the worker's thread, until its exit.
pub(super) fn live_control(worker: &JsObject) -> Option<Arc<Control>> {
    let data = worker.downcast_ref::<WorkerData>()?;
    (!data.exited).then(|| Arc::clone(&data.control))
}

fn async_dispose() -> JsSymbol {
    JsSymbol::async_dispose()
}

fn post_message(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let worker = this_data::<WorkerClass>(this, context)?;
    post(worker.object(), args, context)
}

fn terminate(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let worker = this_data::<WorkerClass>(this, context)?;
    if worker.data().exited {
        return Ok(JsPromise::resolve(JsValue::undefined(), context)?.into());
    }
    let object = Object::Life(worker.data().control.thread_id);
    Agent::of(context).cluster.point("terminates", object);
    let (promise, resolvers) = JsPromise::new_pending(context);
    let mut data = worker.data_mut();
    // A pending termination holds the parent, whatever `unref` said.
    if !data.refed {
        data.refed = true;
        Agent::of(context).hold();
    }
    data.waiting.push(resolvers);
    data.control.terminate();
    Ok(promise.into())
}

fn reference(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    set_refed(this, true, context)
}

fn unreference(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    set_refed(this, false, context)
}

fn set_refed(this: &JsValue, refed: bool, context: &mut Context) -> JsResult<JsValue> {
    let worker = this_data::<WorkerClass>(this, context)?;
    let agent = Agent::of(context);
    let mut data = worker.data_mut();
    if !data.exited {
        let data = &mut *data;
        for held in [&mut data.refed, &mut data.port_refed] {
            set_held(held, refed, &agent);
        }
    }
    Ok(JsValue::undefined())
}

fn set_held(held: &mut bool, refed: bool, agent: &Agent) {
    if std::mem::replace(held, refed) == refed {
        return;
    }
    if refed {
        agent.hold();
    } else {
        agent.release();
    }
}

/// The first listener for `message` came, or the last one went: what the worker sends holds the
/// loop as long as somebody listens, and waits for the next listener when there were some and the
/// last is gone.
pub fn listening(context: &mut Context, emitter: &JsObject, kind: &JsString, listened: bool) {
    if let Some(mut data) = emitter.downcast_mut::<WorkerData>() {
        let data = &mut *data;
        let heard = match kind {
            kind if *kind == js_string!("online") => Some(&mut data.hears_online),
            kind if *kind == js_string!("exit") => Some(&mut data.hears_exit),
            _ => None,
        };
        if let Some(heard) = heard {
            *heard = listened;
        }
    }
    if *kind != js_string!("message") {
        return;
    }
    let agent = Agent::of(context);
    let port = {
        let Some(mut data) = emitter.downcast_mut::<WorkerData>() else {
            return;
        };
        if data.exited {
            return;
        }
        set_held(&mut data.port_refed, listened, &agent);
        Arc::clone(&data.port)
    };
    if listened {
        port.start();
    } else {
        port.stop();
    }
}

fn has_ref(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let worker = this_data::<WorkerClass>(this, context)?;
    let data = worker.data();
    Ok((data.refed && !data.exited).into())
}
