//! Bringing an agent to life: its context, its globals, its script, its loop, its end.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use boa_engine::builtins::promise::{OperationType, Promise, PromiseState};
use boa_engine::context::intrinsics::Intrinsics;
use boa_engine::context::{ContextBuilder, HostHooks};
use boa_engine::job::JobCallback;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsFunction, JsPromise};
use boa_engine::realm::Realm;
use boa_engine::{Context, Finalize, JsData, JsError, JsResult, JsString, JsValue, Trace};

use super::{Agent, event_loop, exit};
use crate::access::{self, EngineClock};
use crate::clone;
use crate::depth::check_source;
use crate::embed::{ThreadInfo, bind};
use crate::modules::entry::{self, Entry};
use crate::modules::esm::Loader;
use crate::native::blocking::Blocking;
use crate::native::fs::OwnStreams;
use crate::native::fs::archived::Readable;
use crate::native::perf::{Clock, LoopTimes};
use crate::profile::sliced;
use crate::transform::depth;
use crate::vm::NextGlobal;
use crate::web::scope;
use crate::worker_threads::worker_figures;

/// How many values the engine's stack may hold; deep recursion is bounded by the call depth, which
/// is the limit that scripts see.
const STACK_VALUES: usize = 16 * 1024 * 1024;

/// Runs an agent on the current thread from start to end, and gives its exit code.
pub fn run(agent: &Rc<Agent>, entry: &Entry) -> i32 {
    let Ok(mut context) = make_context(agent) else {
        // Nothing of a script has run: there is nobody to tell but the exit code.
        return 1;
    };
    // SAFETY: the context is boxed and outlives the guard, which is dropped first.
    let armed = unsafe { agent.control.interrupt.arm(&mut context) };
    exit::own_thread(&agent.control);
    let dismantle = Dismantle(agent);
    let code = run_script(agent, entry, &mut context);
    drop(armed);
    drop(dismantle);
    code
}

/// Makes the context of an agent, with every global in its place.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn make_context(agent: &Rc<Agent>) -> JsResult<Box<Context>> {
    let next_global = NextGlobal::default();
    let embedder = Arc::clone(&agent.cluster.options.embedder);
    let access = embedder.access.clone();
    let mut builder = ContextBuilder::new()
        .host_hooks(Rc::new(Hooks {
            next_global: next_global.clone(),
            web: agent.web().is_some(),
        }))
        .job_executor(Rc::clone(&agent.jobs))
        .module_loader(Rc::new(Loader));
    if let Some(clock) = access.as_ref().and_then(|access| access.clock.clone()) {
        builder = builder.clock(Rc::new(EngineClock(clock)));
    }
    let mut context = Box::new(builder.build()?);
    context.insert_data(Rc::clone(agent));
    if let Some(access) = access {
        context.insert_data(access);
    }
    if !embedder.owns_process {
        context.insert_data(OwnStreams {
            write: crate::stdio::write_direct,
            read: crate::stdio::read_direct,
        });
    }
    context.insert_data(Blocking(super::blocking::start));
    context.insert_data(Clock::since(agent.control.created, &context));
    if let Some(worker) = &agent.worker {
        crate::native::fs::tracking::install(worker.tracks_fds, &mut context);
    }
    if let Some(archives) = agent.archives() {
        context.insert_data(Readable(archives));
    }
    context.insert_data(next_global);
    context.insert_data(LoopTimes(|context| {
        worker_figures::loop_times(&Agent::of(context).control)
    }));
    let limits = context.runtime_limits_mut();
    let calls = agent.cluster.options.recursion_limit;
    let calls = match &agent.worker {
        Some(worker) => worker.limits.calls(calls),
        None => calls,
    };
    limits.set_recursion_limit(depth::engine_limit(calls));
    limits.set_stack_size_limit(STACK_VALUES);
    limits.set_backtrace_limit(64);
    crate::globals::install(&mut context)?;
    clone::limit_message_bytes(embedder.limits.message_bytes, &mut context);
    access::install_math_random(&mut context);
    bind::install(&mut context)?;
    Ok(context)
}

/// Compiles the script of an agent and runs nothing of it (`--check`).
pub fn check(agent: &Rc<Agent>, entry: &Entry) -> i32 {
    let Ok(mut context) = make_context(agent) else {
        return 1;
    };
    match entry::check(entry, &mut context) {
        Ok(()) => 0,
        Err(error) => {
            agent.uncaught(error, &mut context);
            1
        }
    }
}

fn run_script(agent: &Agent, entry: &Entry, context: &mut Context) -> i32 {
    let os_thread = rustix::thread::gettid().as_raw_nonzero().get();
    agent.control.os_thread.store(os_thread, Ordering::Relaxed);
    agent.control.running.store(true, Ordering::Release);
    if let Some(worker) = &agent.worker {
        worker.tell_parent(crate::worker_threads::worker_note::WorkerNote::Online);
    }
    if let Some(observer) = &agent.cluster.options.embedder.observer {
        observer.thread_started(&ThreadInfo::of(&agent.control));
    }
    let ran = preload(agent, context).and_then(|()| entry::run(entry, context));
    let main = match ran {
        Ok(main) => main,
        Err(error) => {
            agent.uncaught(error, context);
            None
        }
    };
    event_loop::run(agent, context);
    if let Some(main) = &main {
        settle_main(agent, main, context);
    }
    agent.finish(context);
    agent.final_code()
}

/// Loads the modules that the command line names with `--require` and `--import`.
fn preload(agent: &Agent, context: &mut Context) -> JsResult<()> {
    let here = access::folder(context).join("[preload]");
    for specifier in agent.preload.get().into_iter().flatten() {
        crate::modules::cjs::require(specifier, &here, None, context)?;
    }
    Ok(())
}

/// Looks at the promise of the main module once the loop has nothing left to do.
fn settle_main(agent: &Agent, main: &JsPromise, context: &mut Context) {
    if agent.is_ending() {
        return;
    }
    if let PromiseState::Pending = main.state() {
        agent.set_exit_code(agent.exit_code().or(Some(exit::UNSETTLED)));
        agent.emit_exit(context);
        if agent.is_main() && !agent.is_stopping() {
            crate::stdio::write(
                agent,
                crate::stdio::Stream::Err,
                b"Warning: Detected unsettled top-level await\n",
            );
        }
        if !agent.is_stopping() {
            let _stopped: JsError = agent.stop(context);
        }
    }
}

/// Takes an agent apart also when the engine panics.
struct Dismantle<'a>(&'a Agent);

impl Drop for Dismantle<'_> {
    fn drop(&mut self) {
        self.0.dismantle();
    }
}

impl Agent {
    /// Waits until the workers that this worker started are gone: a worker has ended only when its
    /// own have.
    fn wait_for_children(&self) {
        let Ok(workers) = self.workers.try_borrow() else {
            return;
        };
        let mut news = VecDeque::new();
        while workers
            .keys()
            .any(|thread_id| self.cluster.agent(*thread_id).is_some())
        {
            // A child leaves the cluster before it tells of its end, so the news wakes this thread.
            self.control.mailbox.wait(None);
            self.control.mailbox.take_all(&mut news);
            news.clear();
        }
    }

    /// Lets go of everything that other threads could still reach: ports close, workers end, locks
    /// are released.
    fn dismantle(&self) {
        crate::worker_threads::worker::end_all(self);
        if !self.is_main() {
            self.wait_for_children();
        }
        crate::worker_threads::port::close_all(self);
        self.cluster.leave(self.control.thread_id);
        self.timers.forget();
    }
}

/// Runs something in an async context.
///
/// # Errors
/// What it throws.
pub fn within<T>(
    async_context: &JsValue,
    context: &mut Context,
    run: impl FnOnce(&mut Context) -> T,
) -> T {
    let agent = Agent::of(context);
    let before = agent.async_context.replace(async_context.clone());
    let outcome = run(context);
    *agent.async_context.borrow_mut() = before;
    outcome
}

/// The async context in which a promise reaction was registered.
#[derive(Trace, Finalize, JsData)]
struct Registered(JsValue);

/// What the engine asks of its host.
#[derive(Debug)]
struct Hooks {
    next_global: NextGlobal,
    /// The global object is an event target.
    web: bool,
}

impl HostHooks for Hooks {
    fn create_global_object(&self, intrinsics: &Intrinsics) -> JsObject {
        let global = self.next_global.take(intrinsics);
        match global {
            Some(global) => global,
            None if self.web => scope::global(intrinsics),
            None => JsObject::with_object_proto(intrinsics),
        }
    }

    /// Text that nests too deep never reaches the parser.
    fn ensure_can_compile_strings(
        &self,
        _: Realm,
        parameters: &[JsString],
        body: &JsString,
        _: bool,
        _: &mut Context,
    ) -> JsResult<()> {
        for text in parameters.iter().chain([body]) {
            check_source(&text.to_std_string_lossy())?;
        }
        Ok(())
    }

    /// A callback runs in the async context in which it was registered.
    fn make_job_callback(&self, callback: JsFunction, context: &mut Context) -> JobCallback {
        let current = Agent::of(context).async_context.borrow().clone();
        if current.is_undefined() {
            return JobCallback::new(callback, ());
        }
        JobCallback::new(callback, Registered(current))
    }

    fn call_job_callback(
        &self,
        job: &JobCallback,
        this: &JsValue,
        args: &[JsValue],
        context: &mut Context,
    ) -> JsResult<JsValue> {
        let registered = job.host_defined().downcast_ref::<Registered>();
        let registered = registered.map_or_else(JsValue::undefined, |it| it.0.clone());
        let callback = job.callback().clone();
        within(&registered, context, |context| {
            sliced::call(&callback, this, args, context)
        })
    }

    fn promise_rejection_tracker(
        &self,
        promise: &JsObject<Promise>,
        operation: OperationType,
        context: &mut Context,
    ) {
        let agent = Agent::of(context);
        let promise = promise.clone().upcast();
        match operation {
            OperationType::Reject => agent.jobs.rejected(promise),
            OperationType::Handle => {
                if !agent.jobs.handled(&promise) {
                    agent.late_rejection(promise, context);
                }
            }
        }
    }
}
