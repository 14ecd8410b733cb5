//! Bringing an agent to life: its context, its globals, its script, its loop, its end.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::atomic::Ordering;

use boa_engine::builtins::promise::PromiseState;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsPromise;
use boa_engine::{Context, JsError, JsResult, JsValue, NativeFunction};

use super::blank::Blank;
use super::{Agent, event_loop, exit};
use crate::access::{self};
use crate::embed::ThreadInfo;
use crate::modules::entry::{self, Entry};

/// Runs an agent on the current thread from start to end, and gives its exit code. Without a
/// context that was made ahead of time it makes one.
pub fn run(agent: &Rc<Agent>, entry: &Entry, blank: Option<Blank>) -> i32 {
    let context = match blank {
        Some(blank) => blank.fill(agent),
        None => make_context(agent),
    };
    let Ok(mut context) = context else {
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
    let is_web = agent.web().is_some();
    Blank::make(&agent.cluster, Rc::clone(&agent.jobs), is_web)?.fill(agent)
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
    let embedder = &agent.cluster.options.embedder;
    if let Some(observer) = &embedder.observer {
        observer.thread_started(&ThreadInfo::of(&agent.control));
    }
    if agent.is_main() && embedder.owns_process {
        crate::process::ipc::take_inherited(agent);
    }
    let ran = preload(agent, context).and_then(|()| entry::run(entry, context));
    let main = match ran {
        Ok(main) => main,
        Err(error) => {
            agent.uncaught(error, context);
            None
        }
    };
    if main.is_some() {
        agent.jobs.run_only_microtasks(agent, context);
    }
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

/// The callback as it has to be queued: it will run in the async context that is current now.
pub fn in_current(callback: JsObject, context: &mut Context) -> JsObject {
    let current = Agent::of(context).async_context.borrow().clone();
    if current.is_undefined() {
        return callback;
    }
    let bound = NativeFunction::from_copy_closure_with_captures(
        |this, args, (callback, current): &(JsObject, JsValue), context| {
            within(current, context, |context| {
                callback.call(this, args, context)
            })
        },
        (callback, current),
    );
    bound.to_js_function(context.realm()).into()
}
