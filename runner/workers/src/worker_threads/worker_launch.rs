//! How a worker comes to be: its object's state, its thread, and who is told of it.

use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsError, JsResult, JsValue, NativeFunction, js_string};

use super::audience::Audience;
use super::environment;
use super::port_core::PortCore;
use super::port_post::transfer_list;
use super::port_table::{disown_port, own_port};
use super::worker::{WorkerClass, WorkerData};
use super::worker_children::children;
use super::worker_options::WorkerOptions;
use super::worker_start::{self, Seed, Unlike, WorkerInput};
use threadproof_agent::Agent;
use threadproof_agent::control::Control;
use threadproof_agent::jobs::Tick;
use threadproof_clone as clone;
use threadproof_engine::access;
use threadproof_engine::class::instance;
use threadproof_engine::errors::{ErrorKind, node_error};
use threadproof_ground::access::Permission;
use threadproof_ground::director::Object;

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

/// Makes the thread of a worker.
///
/// # Errors
/// `ERR_WORKER_INIT_FAILED`, as [`start_behind`].
pub(super) fn launch(worker: &JsObject, context: &mut Context) -> JsResult<()> {
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
///
/// # Errors
/// What a subscriber throws.
pub(super) fn announce(worker: &JsObject, context: &mut Context) -> JsResult<()> {
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

/// Everything of a worker but its thread.
///
/// # Errors
/// What cloning its data throws.
pub(super) fn make(
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
        node_options: options.node_options,
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

fn init_failed(why: &str, context: &mut Context) -> JsError {
    let message = format!("Worker initialization failure: {why}");
    let code = "ERR_WORKER_INIT_FAILED";
    node_error(context, ErrorKind::Error, code, &message)
}
