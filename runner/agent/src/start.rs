//! Bringing an agent to life: its context, its script, its loop, its end.

use std::rc::Rc;
use std::sync::atomic::Ordering;

use boa_engine::builtins::promise::PromiseState;
use boa_engine::object::builtins::JsPromise;
use boa_engine::{Context, JsError, JsResult};

use crate::blank::Blank;
use crate::output::Stream;
use crate::{Agent, event_loop, exit};

/// What a thread runs.
pub trait Script {
    /// Runs it. For an ES module, the promise of its evaluation is given back; the event loop
    /// settles it.
    ///
    /// # Errors
    /// What reading, compiling or running it throws.
    fn run(&self, context: &mut Context) -> JsResult<Option<JsPromise>>;

    /// Compiles it and runs nothing of it.
    ///
    /// # Errors
    /// What reading or compiling it throws.
    fn check(&self, context: &mut Context) -> JsResult<()>;
}

/// Runs an agent on the current thread from start to end, and gives its exit code. Without a
/// context that was made ahead of time it makes one.
pub fn run(agent: &Rc<Agent>, script: &dyn Script, blank: Option<Blank>) -> i32 {
    let context = match blank {
        Some(blank) => blank.fill(agent),
        None => make_context(agent),
    };
    let Ok(mut context) = context else {
        // Nothing of a script has run: there is nobody to tell but the exit code.
        return 1;
    };
    exit::own_thread(&agent.control);
    let dismantle = Dismantle(agent);
    let run = |context: &mut Context| run_script(agent, script, context);
    let code = agent.control.interrupt.during(&mut context, run);
    drop(dismantle);
    code
}

/// Makes the context of an agent, with every global in its place.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn make_context(agent: &Rc<Agent>) -> JsResult<Box<Context>> {
    Blank::make(&agent.cluster, Rc::clone(&agent.jobs), agent.global)?.fill(agent)
}

/// Compiles the script of an agent and runs nothing of it (`--check`).
pub fn check(agent: &Rc<Agent>, script: &dyn Script) -> i32 {
    let Ok(mut context) = make_context(agent) else {
        return 1;
    };
    match script.check(&mut context) {
        Ok(()) => 0,
        Err(error) => {
            agent.uncaught(error, &mut context);
            1
        }
    }
}

fn run_script(agent: &Agent, script: &dyn Script, context: &mut Context) -> i32 {
    let os_thread = rustix::thread::gettid().as_raw_nonzero().get();
    agent.control.os_thread.store(os_thread, Ordering::Relaxed);
    agent.control.running.store(true, Ordering::Release);
    for extension in agent.cluster.extensions {
        extension.started(agent, context);
    }
    if let Some(observer) = &agent.cluster.options.embedder.observer {
        observer.thread_started(&agent.control.info());
    }
    let main = match script.run(context) {
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

/// Looks at the promise of the main module once the loop has nothing left to do.
fn settle_main(agent: &Agent, main: &JsPromise, context: &mut Context) {
    if agent.is_ending() {
        return;
    }
    if let PromiseState::Pending = main.state() {
        agent.set_exit_code(agent.exit_code().or(Some(exit::UNSETTLED)));
        agent.emit_exit(context);
        if agent.is_main() && !agent.is_stopping() {
            let warning = b"Warning: Detected unsettled top-level await\n";
            agent.write(Stream::Err, warning);
        }
        if !agent.is_stopping() {
            let _stopped: JsError = agent.stop(context);
        }
    }
}

/// Takes an agent apart also when the engine panics: everything that other threads could still
/// reach is let go of.
struct Dismantle<'a>(&'a Agent);

impl Drop for Dismantle<'_> {
    fn drop(&mut self) {
        let agent = self.0;
        for extension in agent.cluster.extensions {
            extension.dismantled(agent);
        }
        agent.cluster.leave(agent.control.thread_id);
        agent.timers.forget();
    }
}
