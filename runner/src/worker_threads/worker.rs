//! `Worker`: the parent's side of a thread.

use std::sync::Arc;

use boa_engine::builtins::promise::ResolvingFunctions;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsPromise;
use boa_engine::{
    Context, Finalize, JsArgs, JsData, JsError, JsResult, JsString, JsSymbol, JsValue, Trace,
    js_string,
};

use super::delivery;
use super::port::{self, transfer_list};
use super::port_core::{Envelope, PortCore};
use super::worker_note::WorkerNote;
use super::worker_options::WorkerOptions;
use super::worker_start::{self, ResourceLimits, Seed, WorkerInput};
use super::{environment, worker_figures, worker_streams};
use crate::access::{self, Permission};
use crate::agent::Agent;
use crate::agent::control::Control;
use crate::class::{ClassObjects, Members, NativeClass, this_data};
use crate::clone;
use crate::errors::{ErrorKind, node_error};
use crate::event::emitter;

/// The class `Worker`.
pub struct WorkerClass;

/// What a `Worker` object holds.
#[derive(Trace, Finalize, JsData)]
pub struct WorkerData {
    #[unsafe_ignore_trace]
    pub(super) control: Arc<Control>,
    #[unsafe_ignore_trace]
    port: Arc<PortCore>,
    #[unsafe_ignore_trace]
    pub(super) limits: ResourceLimits,
    #[unsafe_ignore_trace]
    seed: Option<Box<Seed>>,
    /// The options `stdin`, `stdout` and `stderr`.
    pub(super) stdin: bool,
    pub(super) stdout: bool,
    pub(super) stderr: bool,
    refed: bool,
    online: bool,
    exited: bool,
    waiting: Vec<ResolvingFunctions>,
    /// The streams, once a script has asked for them.
    pub(super) streams: [Option<JsObject>; 3],
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
            .accessor(js_string!("threadId"), thread_id, None)
            .accessor(js_string!("threadName"), thread_name, None)
            .accessor(js_string!("resourceLimits"), resource_limits, None)
            .accessor(js_string!("stdin"), worker_streams::stdin, None)
            .accessor(js_string!("stdout"), worker_streams::stdout, None)
            .accessor(js_string!("stderr"), worker_streams::stderr, None);
        worker_figures::add_members(members);
    }

    fn construct(args: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<WorkerData> {
        access::check(Permission::WorkerThreads, context)?;
        let options =
            WorkerOptions::read(args.get_or_undefined(0), args.get_or_undefined(1), context)?;
        make(options, context)
    }

    fn constructed(worker: &JsObject, _: &[JsValue], context: &mut Context) -> JsResult<()> {
        let agent = Agent::of(context);
        let (seed, thread_id, port) = {
            let Some(mut data) = worker.downcast_mut::<WorkerData>() else {
                return Ok(());
            };
            (data.seed.take(), data.control.thread_id, data.port.id)
        };
        let Some(seed) = seed else { return Ok(()) };
        if let Err(limit) = agent.cluster.try_enter(Arc::clone(&seed.control)) {
            let why = format!("the runtime may have {limit} threads at once; end one first");
            return Err(init_failed(&why, context));
        }
        agent.workers.borrow_mut().insert(thread_id, worker.clone());
        agent.ports.borrow_mut().insert(port, worker.clone());
        agent.hold();
        if let Err(error) = worker_start::spawn(*seed) {
            agent.workers.borrow_mut().remove(&thread_id);
            agent.ports.borrow_mut().remove(&port);
            agent.cluster.leave(thread_id);
            agent.release();
            let why = format!("the system gives no thread ({error})");
            return Err(init_failed(&why, context));
        }
        Ok(())
    }
}

fn init_failed(why: &str, context: &mut Context) -> JsError {
    let message = format!("Worker initialization failure: {why}");
    node_error(
        context,
        ErrorKind::Error,
        "ERR_WORKER_INIT_FAILED",
        &message,
    )
}

fn make(options: WorkerOptions, context: &mut Context) -> JsResult<WorkerData> {
    let agent = Agent::of(context);
    let transfer = transfer_list(&options.transfer, context)?;
    let data = if options.data.is_undefined() && transfer.is_empty() {
        None
    } else {
        Some(clone::serialize(&options.data, &transfer, context)?)
    };
    let environment = environment::snapshot(context)?;
    let cluster = Arc::clone(&agent.cluster);
    let thread_id = cluster.next_thread_id();
    let (ours, theirs) = PortCore::pair(&cluster);
    ours.own(Arc::clone(&agent.control));
    ours.start();
    let control = Arc::new(Control::new(
        thread_id,
        options.name,
        Some(agent.control.thread_id),
        options.env,
        cluster.can_spin,
    ));
    let input = WorkerInput {
        parent: Arc::clone(&agent.control),
        thread_id,
        port: theirs,
        data: data.into(),
        environment: environment.into(),
        limits: options.limits,
        has_stdin: options.stdin,
        tracks_fds: options.tracks_fds,
        internal: false,
    };
    let mut argv = vec![cluster.options.exec_path.to_string_lossy().into_owned()];
    argv.extend(options.argv);
    let seed = Seed {
        cluster,
        control: Arc::clone(&control),
        input,
        entry: options.entry,
        argv,
        exec_argv: options.exec_argv,
    };
    Ok(WorkerData {
        control,
        port: ours,
        limits: options.limits,
        seed: Some(Box::new(seed)),
        stdin: options.stdin,
        stdout: options.stdout,
        stderr: options.stderr,
        refed: true,
        online: false,
        exited: false,
        waiting: Vec::new(),
        streams: [None, None, None],
    })
}

/// Handles news from a worker, on its parent's thread.
///
/// # Errors
/// What a listener throws.
pub fn note(
    agent: &Agent,
    thread_id: u64,
    note: WorkerNote,
    context: &mut Context,
) -> JsResult<()> {
    let Some(worker) = agent.workers.borrow().get(&thread_id).cloned() else {
        return Ok(());
    };
    match note {
        WorkerNote::Online => {
            if let Some(mut data) = worker.downcast_mut::<WorkerData>() {
                data.online = true;
            }
            emitter::emit(context, &worker, &js_string!("online"), &[])?;
        }
        WorkerNote::Stdio { stream, bytes } => {
            worker_streams::output(&worker, stream, &bytes, context)?;
        }
        WorkerNote::WantsInput => worker_streams::wants_input(&worker, context)?,
        WorkerNote::Error(report) => {
            drain_port(agent, &worker, context);
            let error = report.rebuild(context);
            emitter::emit(context, &worker, &js_string!("error"), &[error])?;
        }
        WorkerNote::Exit { code } => ended(agent, &worker, thread_id, code, context)?,
    }
    Ok(())
}

/// Ends all workers of an agent that is itself at its end.
pub fn end_all(agent: &Agent) {
    let Ok(workers) = agent.workers.try_borrow() else {
        return;
    };
    for worker in workers.values() {
        if let Some(data) = worker.downcast_ref::<WorkerData>() {
            data.control.terminate();
        }
    }
}

/// A message arrived for a `Worker` object.
///
/// # Errors
/// What a listener throws.
pub fn deliver(worker: &JsObject, value: JsValue, context: &mut Context) -> JsResult<()> {
    emitter::emit(context, worker, &js_string!("message"), &[value])?;
    Ok(())
}

/// A message for a `Worker` object could not be read.
///
/// # Errors
/// What a listener throws.
pub fn deliver_error(worker: &JsObject, error: JsValue, context: &mut Context) -> JsResult<()> {
    emitter::emit(context, worker, &js_string!("messageerror"), &[error])?;
    Ok(())
}

/// The handle of the worker's thread, until its exit.
pub(super) fn live_control(worker: &JsObject) -> Option<Arc<Control>> {
    let data = worker.downcast_ref::<WorkerData>()?;
    (!data.exited).then(|| Arc::clone(&data.control))
}

/// Everything that the worker sent comes before what ends it.
fn drain_port(agent: &Agent, worker: &JsObject, context: &mut Context) {
    let Some(port) = worker
        .downcast_ref::<WorkerData>()
        .map(|data| Arc::clone(&data.port))
    else {
        return;
    };
    while let Some(Envelope::Message(message)) = port.next() {
        delivery::hand_over(agent, worker, message, context);
        agent.jobs.drain(context);
        if agent.is_stopping() {
            return;
        }
    }
}

fn ended(
    agent: &Agent,
    worker: &JsObject,
    thread_id: u64,
    code: i32,
    context: &mut Context,
) -> JsResult<()> {
    drain_port(agent, worker, context);
    if agent.is_stopping() {
        return Ok(());
    }
    worker_streams::finish(worker, context)?;
    agent.workers.borrow_mut().remove(&thread_id);
    let waiting = {
        let Some(mut data) = worker.downcast_mut::<WorkerData>() else {
            return Ok(());
        };
        data.exited = true;
        data.port.close();
        agent.ports.borrow_mut().remove(&data.port.id);
        if std::mem::take(&mut data.refed) {
            agent.release();
        }
        std::mem::take(&mut data.waiting)
    };
    let outcome = emitter::emit(context, worker, &js_string!("exit"), &[JsValue::from(code)]);
    for promise in waiting {
        promise
            .resolve
            .call(&JsValue::undefined(), &[code.into()], context)?;
    }
    outcome.map(drop)
}

fn async_dispose() -> JsSymbol {
    JsSymbol::async_dispose()
}

fn post_message(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let worker = this_data::<WorkerClass>(this, context)?;
    let (core, exited) = {
        let data = worker.data();
        (Arc::clone(&data.port), data.exited)
    };
    if exited {
        return Ok(JsValue::undefined());
    }
    port::send(&core, args, context)
}

fn terminate(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let worker = this_data::<WorkerClass>(this, context)?;
    if worker.data().exited {
        return Ok(JsPromise::resolve(JsValue::undefined(), context)?.into());
    }
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
    if !data.exited && data.refed != refed {
        data.refed = refed;
        if refed {
            agent.hold();
        } else {
            agent.release();
        }
    }
    Ok(JsValue::undefined())
}

fn has_ref(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let worker = this_data::<WorkerClass>(this, context)?;
    let data = worker.data();
    Ok((data.refed && !data.exited).into())
}

fn thread_id(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let worker = this_data::<WorkerClass>(this, context)?;
    let data = worker.data();
    if data.exited {
        return Ok((-1).into());
    }
    #[expect(clippy::cast_precision_loss, reason = "thread ids stay far below 2^53")]
    Ok(JsValue::from(data.control.thread_id as f64))
}

fn thread_name(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let worker = this_data::<WorkerClass>(this, context)?;
    let data = worker.data();
    if data.exited {
        return Ok(JsValue::null());
    }
    Ok(JsString::from(data.control.name.as_str()).into())
}

fn resource_limits(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let worker = this_data::<WorkerClass>(this, context)?;
    let (limits, exited) = {
        let data = worker.data();
        (data.limits, data.exited)
    };
    if exited {
        return Ok(JsObject::with_object_proto(context.intrinsics()).into());
    }
    limits_object(&limits, context)
}

/// `resourceLimits` as an object.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn limits_object(limits: &ResourceLimits, context: &mut Context) -> JsResult<JsValue> {
    let object = JsObject::with_object_proto(context.intrinsics());
    for (name, value) in [
        ("maxYoungGenerationSizeMb", limits.young_mb),
        ("maxOldGenerationSizeMb", limits.old_mb),
        ("codeRangeSizeMb", limits.code_mb),
        ("stackSizeMb", limits.stack_mb),
    ] {
        object.set(js_string!(name), value, false, context)?;
    }
    Ok(object.into())
}
