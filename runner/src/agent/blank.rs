//! Contexts: made without an agent, then filled with one.
//!
//! Half of what starting a thread takes is the engine's realm, and all of it is the same for each
//! thread of a runtime. What this file makes first can therefore be made ahead of time (see
//! `worker_threads::spare`); what it adds to it later is the agent's own.

use std::rc::Rc;

use boa_engine::context::ContextBuilder;
use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsResult};

use super::Agent;
use super::cluster::Cluster;
use super::hooks::Hooks;
use super::jobs::Jobs;
use super::start::in_current;
use crate::access::{self, EngineClock};
use crate::clone;
use crate::embed::bind;
use crate::globals;
use crate::modules::ahead::{Compiled, FirstScript};
use crate::modules::esm::Loader;
use crate::native::blocking::Blocking;
use crate::native::fs::OwnStreams;
use crate::native::fs::archived::Readable;
use crate::native::perf::{Clock, LoopTimes};
use crate::transform::call_depth;
use crate::vm::NextGlobal;
use crate::worker_threads::worker_figures;
use crate::worker_threads::worker_start::HeapFlags;

/// How many values the engine's stack may hold; deep recursion is bounded by the call depth, which
/// is the limit that scripts see.
const STACK_VALUES: usize = 16 * 1024 * 1024;

/// A context with its globals that belongs to no agent yet. It stays on the thread that made it.
pub struct Blank {
    /// The queues that the context enters its promise jobs into; the agent's from its birth.
    pub jobs: Rc<Jobs>,
    context: Box<Context>,
    compiled: Option<Compiled>,
}

impl Blank {
    /// Makes a context as all threads of a runtime have it. The global object of a window or of a
    /// Web Worker (`is_web`) is an event target.
    ///
    /// # Errors
    /// Only when the engine is out of resources.
    pub fn make(cluster: &Cluster, jobs: Rc<Jobs>, is_web: bool) -> JsResult<Self> {
        let next_global = NextGlobal::default();
        let embedder = &cluster.options.embedder;
        let access = embedder.access.clone();
        let mut builder = ContextBuilder::new()
            .host_hooks(Rc::new(Hooks {
                next_global: next_global.clone(),
                is_web,
            }))
            .job_executor(Rc::clone(&jobs))
            .module_loader(Rc::new(Loader));
        if let Some(clock) = access.as_ref().and_then(|access| access.clock.clone()) {
            builder = builder.clock(Rc::new(EngineClock(clock)));
        }
        let mut context = Box::new(builder.build()?);
        if let Some(access) = access {
            context.insert_data(access);
        }
        if !embedder.owns_process {
            context.insert_data(OwnStreams {
                write: crate::stdio::write_direct,
                read: crate::stdio::read_direct,
            });
        }
        context.insert_data(Blocking {
            start: super::blocking::start,
            bind: |callback, context| {
                let bound = in_current(callback.clone().into(), context);
                JsFunction::from_object(bound).unwrap_or(callback)
            },
        });
        context.insert_data(next_global);
        context.insert_data(LoopTimes(|context| {
            worker_figures::loop_times(&Agent::of(context).control)
        }));
        let limits = context.runtime_limits_mut();
        limits.set_stack_size_limit(STACK_VALUES);
        limits.set_backtrace_limit(64);
        globals::install(cluster.started, &mut context)?;
        clone::limit_message_bytes(embedder.limits.message_bytes, &mut context);
        access::install_math_random(&mut context);
        Ok(Self {
            jobs,
            context,
            compiled: None,
        })
    }

    /// Compiles in it what the last worker began with: the next may begin with the same.
    pub fn compile_ahead(&mut self, cluster: &Cluster) {
        self.compiled = cluster.last_script.compile(&mut self.context);
    }

    /// Makes it the context of `agent`, which has the same queues.
    ///
    /// # Errors
    /// Only when the engine is out of resources.
    pub fn fill(self, agent: &Rc<Agent>) -> JsResult<Box<Context>> {
        debug_assert!(Rc::ptr_eq(&self.jobs, &agent.jobs), "one thread, one queue");
        let mut context = self.context;
        context.insert_data(Rc::clone(agent));
        if !agent.is_main() {
            *agent.first_script.borrow_mut() = FirstScript::Ahead(self.compiled);
        }
        context.insert_data(Clock::of_process(
            agent.cluster.started,
            &agent.cluster.clock_origin,
            &context,
        ));
        if let Some(worker) = &agent.worker {
            crate::native::fs::tracking::install(worker.tracks_fds, &mut context);
        }
        if let Some(archives) = agent.archives() {
            context.insert_data(Readable(archives));
        }
        let calls = agent.cluster.options.recursion_limit;
        let calls = match &agent.worker {
            Some(worker) => worker.limits.calls(calls),
            None => calls,
        };
        let limits = context.runtime_limits_mut();
        limits.set_recursion_limit(call_depth::engine_limit(calls));
        globals::install_web(agent, &mut context)?;
        if HeapFlags::in_force(agent).exposes_gc {
            globals::install_gc(&mut context);
        }
        bind::install(&mut context)?;
        Ok(context)
    }
}
