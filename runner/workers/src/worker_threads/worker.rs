//! `Worker`: the parent's side of a thread.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

use boa_engine::builtins::promise::ResolvingFunctions;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsPromise;
use boa_engine::{
    Context, Finalize, JsArgs, JsData, JsError, JsResult, JsString, JsSymbol, JsValue,
    NativeFunction, Trace, js_string,
};
use rustc_hash::FxHashMap;

use super::audience::{self, Audience};
use super::delivery;
use super::port::{self, disown_port, own_port, transfer_list};
use super::port_core::{Envelope, PortCore};
use super::worker_note::WorkerNote;
use super::worker_options::WorkerOptions;
use super::worker_start::{self, ResourceLimits, Seed, Unlike, WorkerInput};
use super::{environment, worker_identity, worker_measures, worker_streams};
use threadproof_agent::control::Control;
use threadproof_agent::jobs::Tick;
use threadproof_agent::{Agent, async_context, watching};
use threadproof_clone as clone;
use threadproof_engine::access;
use threadproof_engine::class::{ClassObjects, Members, NativeClass, instance, this_data};
use threadproof_engine::errors::{ErrorKind, node_error};
use threadproof_event::emitter;
use threadproof_ground::access::Permission;
use threadproof_ground::director::{Object, Wait};

/// Workers that a thread started and that have not ended, by thread id.
#[derive(Default)]
pub struct Children(RefCell<FxHashMap<u64, JsObject>>);

/// The workers that `agent` started and that have not ended, by thread id.
#[must_use]
pub fn children(agent: &Agent) -> &RefCell<FxHashMap<u64, JsObject>> {
    &agent.slot::<Children>().0
}

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
    /// Whether what it sends holds the event loop: since somebody listens.
    port_refed: bool,
    pub(super) online: bool,
    pub(super) exited: bool,
    /// Somebody listens for `online`, for `exit`.
    hears_online: bool,
    hears_exit: bool,
    waiting: Vec<ResolvingFunctions>,
    /// The streams, once a script has asked for them.
    pub(super) streams: [Option<JsObject>; 3],
    /// How many writes to its output streams wait to be answered, by stream.
    pub(super) unanswered: [u32; 3],
    pub(super) audience: Audience,
    /// The async context in which it was made, where its listeners run.
    async_context: JsValue,
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
            port::send(&core, args, context)?;
            Ok(JsValue::undefined())
        }
        None => Ok(JsValue::undefined()),
    }
}

/// Starts a worker for an object that will stand before it; see [`set_audience`].
///
/// # Errors
/// `ERR_WORKER_INIT_FAILED` when the runtime may have no further thread, or the system gives none.
pub fn start_behind(
    options: WorkerOptions,
    surroundings: Unlike,
    context: &mut Context,
) -> JsResult<JsObject> {
    access::check(Permission::WorkerThreads, context)?;
    let data = make(options, Some(surroundings), context)?;
    let worker = instance::<WorkerClass>(data, context)?;
    launch(&worker, context)?;
    Ok(worker)
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

/// Makes the thread of a worker.
fn launch(worker: &JsObject, context: &mut Context) -> JsResult<()> {
    let agent = Agent::of(context);
    let (seed, thread_id, port) = {
        let Some(mut data) = worker.downcast_mut::<WorkerData>() else {
            return Ok(());
        };
        (data.seed.take(), data.control.thread_id, data.port.id)
    };
    let Some(seed) = seed else { return Ok(()) };
    agent.cluster.point("starts", Object::Life(thread_id));
    if let Err(limit) = agent.cluster.try_enter(Arc::clone(&seed.control)) {
        let why = format!("the runtime may have {limit} threads at once; end one first");
        return Err(init_failed(&why, context));
    }
    children(&agent)
        .borrow_mut()
        .insert(thread_id, worker.clone());
    own_port(&agent, port, worker.clone());
    agent.hold();
    if let Err(error) = worker_start::spawn(seed) {
        children(&agent).borrow_mut().remove(&thread_id);
        disown_port(&agent, port);
        agent.cluster.leave(thread_id);
        agent.release();
        let why = format!("the system gives no thread ({error})");
        return Err(init_failed(&why, context));
    }
    Ok(())
}

/// Tells those who want to know of every worker: subscribers of `diagnostics_channel` at once,
/// listeners of `process` in the next tick.
fn announce(worker: &JsObject, context: &mut Context) -> JsResult<()> {
    let agent = Agent::of(context);
    let told = agent.worker_made.borrow().clone();
    if let Some(told) = told {
        told.call(&JsValue::undefined(), &[worker.clone().into()], context)?;
    }
    // Nobody listens on an object that no script has seen.
    if threadproof_node::process::is_made(&agent) {
        let callback = NativeFunction::from_fn_ptr(|_, args, context| {
            let agent = Agent::of(context);
            threadproof_node::process::emit(&agent, js_string!("worker"), args, context)
                .map(JsValue::from)
        });
        let callback = callback.to_js_function(context.realm()).into();
        let args = vec![worker.clone().into()];
        agent.jobs.push_tick(Tick { callback, args });
    }
    Ok(())
}

fn init_failed(why: &str, context: &mut Context) -> JsError {
    let message = format!("Worker initialization failure: {why}");
    let code = "ERR_WORKER_INIT_FAILED";
    node_error(context, ErrorKind::Error, code, &message)
}

fn make(
    options: WorkerOptions,
    unlike: Option<Unlike>,
    context: &mut Context,
) -> JsResult<WorkerData> {
    let agent = Agent::of(context);
    // Anything but a list is none.
    let transfer = match options.transfer.as_object() {
        Some(_) => transfer_list(&options.transfer, context)?,
        None => Vec::new(),
    };
    let data = if options.data.is_undefined() && transfer.is_empty() {
        None
    } else {
        Some(clone::serialize(&options.data, &transfer, context)?)
    };
    let environment = environment::snapshot(context)?;
    let cluster = Arc::clone(&agent.cluster);
    let thread_id = cluster.next_thread_id();
    let (ours, theirs) = PortCore::pair(&cluster);
    ours.hear_no_close();
    theirs.meant_for(thread_id);
    ours.own(Arc::clone(&agent.control));
    ours.start();
    let control = Arc::new(
        Control::new(
            thread_id,
            options.name,
            Some(agent.control.thread_id),
            options.env,
            cluster.can_spin,
        )
        .under(cluster.director.as_ref()),
    );
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
        has_parent_port: unlike.is_none(),
    };
    let mut argv = vec![cluster.options.exec_path.to_string_lossy().into_owned()];
    argv.extend(options.argv);
    let seed = Seed {
        cluster,
        place: None,
        control: Arc::clone(&control),
        input,
        script: options.script,
        unlike,
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
        port_refed: false,
        online: false,
        exited: false,
        hears_online: false,
        hears_exit: false,
        waiting: Vec::new(),
        streams: [None, None, None],
        unanswered: [0; 3],
        audience: Audience::Emitter,
        async_context: agent.async_context.borrow().clone(),
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
    let Some(worker) = children(agent).borrow().get(&thread_id).cloned() else {
        return Ok(());
    };
    let worker = &worker;
    match note {
        WorkerNote::Online => {
            if let Some(mut data) = worker.downcast_mut::<WorkerData>() {
                data.online = true;
            }
            in_its_context(worker, context, |context| audience::online(worker, context))?;
        }
        WorkerNote::Stdio {
            stream,
            bytes,
            asks,
        } => {
            agent
                .cluster
                .output(bytes.len().cast_signed().saturating_neg());
            in_its_context(worker, context, |context| {
                worker_streams::output(worker, stream, &bytes, asks, context)
            })?;
        }
        WorkerNote::WantsInput => worker_streams::wants_input(worker, context)?,
        WorkerNote::Error(report) => {
            drain_port(agent, worker, context);
            in_its_context(worker, context, |context| {
                audience::error(worker, *report, context)
            })?;
        }
        WorkerNote::Front(tell) => audience::front(worker, tell, context)?,
        WorkerNote::Exit { code } => ended(agent, worker, thread_id, code, context)?,
    }
    Ok(())
}

/// Whether nobody would notice if news of a worker came at another moment.
pub fn is_unheard(agent: &Agent, thread_id: u64, note: &WorkerNote) -> bool {
    let Some(worker) = children(agent).borrow().get(&thread_id).cloned() else {
        return true;
    };
    let Some(data) = worker.downcast_ref::<WorkerData>() else {
        return false;
    };
    let is_plain =
        matches!(data.audience, Audience::Emitter) && data.streams.iter().all(Option::is_none);
    match note {
        WorkerNote::Online => is_plain && !data.hears_online,
        WorkerNote::Exit { .. } => is_plain && data.waiting.is_empty() && !data.hears_exit,
        _ => false,
    }
}

/// Ends all workers of an agent that is itself at its end.
pub fn end_all(agent: &Agent) {
    let Ok(workers) = children(agent).try_borrow() else {
        return;
    };
    for worker in workers.values() {
        if let Some(data) = worker.downcast_ref::<WorkerData>() {
            data.control.terminate();
        }
    }
}

/// Waits until the workers that this worker started are gone: a worker has ended only when its own
/// have.
pub fn wait_for_children(agent: &Agent) {
    let Ok(workers) = children(agent).try_borrow() else {
        return;
    };
    let mut news = VecDeque::new();
    while workers
        .keys()
        .any(|thread_id| agent.cluster.agent(*thread_id).is_some())
    {
        // A child leaves the cluster before it tells of its end, so the news wakes this thread.
        let director = agent.cluster.director.as_ref();
        if !director.is_some_and(|director| director.wait(Wait::Children, None)) {
            agent.control.mailbox.wait(None);
        }
        agent.control.mailbox.take_all(&mut news);
        news.clear();
    }
}

/// The handle of the worker's thread, until its exit.
pub(super) fn live_control(worker: &JsObject) -> Option<Arc<Control>> {
    let data = worker.downcast_ref::<WorkerData>()?;
    (!data.exited).then(|| Arc::clone(&data.control))
}

/// Runs something in the async context in which the worker was made.
fn in_its_context<T>(
    worker: &JsObject,
    context: &mut Context,
    run: impl FnOnce(&mut Context) -> T,
) -> T {
    let data = worker.downcast_ref::<WorkerData>();
    let registered = data.map_or_else(JsValue::undefined, |data| data.async_context.clone());
    async_context::within(&registered, context, run)
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
        delivery::hand_over(agent, port.id, worker, message, context);
        agent.jobs.drain(context);
        if agent.is_ending() {
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
    let port = worker
        .downcast_ref::<WorkerData>()
        .map(|data| Arc::clone(&data.port));
    if let Some(port) = port {
        // Nobody can wait for a listener any longer.
        port.start();
    }
    drain_port(agent, worker, context);
    if agent.is_ending() {
        return Ok(());
    }
    in_its_context(worker, context, |context| {
        worker_streams::finish(worker, context)
    })?;
    children(agent).borrow_mut().remove(&thread_id);
    let registered;
    let waiting = {
        let Some(mut data) = worker.downcast_mut::<WorkerData>() else {
            return Ok(());
        };
        data.exited = true;
        data.port.close();
        registered = data.async_context.clone();
        disown_port(agent, data.port.id);
        let held = [
            std::mem::take(&mut data.refed),
            std::mem::take(&mut data.port_refed),
        ];
        for _ in held.into_iter().filter(|held| *held) {
            agent.release();
        }
        std::mem::take(&mut data.waiting)
    };
    let outcome = async_context::within(&registered, context, |context| {
        watching::during(worker, context, |context| {
            audience::exit(worker, code, context)
        })
    });
    watching::ended(worker, context)?;
    for promise in waiting {
        promise
            .resolve
            .call(&JsValue::undefined(), &[code.into()], context)?;
    }
    outcome
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
