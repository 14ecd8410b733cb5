//! Contexts: made without an agent, then filled with one.
//!
//! Half of what starting a thread takes is the engine's realm, and all of it is the same for each
//! thread of a runtime. What this file makes first can therefore be made ahead of time; what it adds
//! to it later is the agent's own.

use std::rc::Rc;

use boa_engine::context::ContextBuilder;
use boa_engine::{Context, JsResult};
use threadproof_engine::access::{self, EngineClock};
use threadproof_engine::repairs::call_depth;

use crate::Agent;
use crate::cluster::Cluster;
use crate::extension::MakeGlobal;
use crate::hooks::{Hooks, NextGlobal};
use crate::jobs::Jobs;

/// How many values the engine's stack may hold; deep recursion is bounded by the call depth, which
/// is the limit that scripts see.
const STACK_VALUES: usize = 16 * 1024 * 1024;

/// A context with its globals that belongs to no agent yet. It stays on the thread that made it.
pub struct Blank {
    /// The queues that the context enters its promise jobs into; the agent's from its birth.
    pub jobs: Rc<Jobs>,
    /// The context, for whoever prepares more in it.
    pub context: Box<Context>,
}

impl Blank {
    /// Makes a context as all threads of a runtime have it, around the global object that `global`
    /// makes.
    ///
    /// # Errors
    /// Only when the engine is out of resources.
    pub fn make(
        cluster: &Cluster,
        jobs: Rc<Jobs>,
        make_global: Option<MakeGlobal>,
    ) -> JsResult<Self> {
        let next_global = NextGlobal::default();
        let access = cluster.options.embedder.access.clone();
        let mut builder = ContextBuilder::new()
            .host_hooks(Rc::new(Hooks {
                next_global: next_global.clone(),
                make_global,
            }))
            .job_executor(Rc::clone(&jobs));
        if let Some(clock) = access.as_ref().and_then(|access| access.clock.clone()) {
            builder = builder.clock(Rc::new(EngineClock(clock)));
        }
        let mut context = Box::new((cluster.surroundings.build)(builder)?);
        if let Some(access) = access {
            context.insert_data(access);
        }
        context.insert_data(next_global);
        let limits = context.runtime_limits_mut();
        limits.set_stack_size_limit(STACK_VALUES);
        limits.set_backtrace_limit(64);
        for extension in cluster.extensions {
            extension.context_made(cluster, &mut context)?;
        }
        access::install_math_random(&mut context);
        Ok(Self { jobs, context })
    }

    /// Makes it the context of `agent`, which has the same queues.
    ///
    /// # Errors
    /// Only when the engine is out of resources.
    pub fn fill(self, agent: &Rc<Agent>) -> JsResult<Box<Context>> {
        debug_assert!(Rc::ptr_eq(&self.jobs, &agent.jobs), "one thread, one queue");
        let mut context = self.context;
        context.insert_data(Rc::clone(agent));
        context.insert_data(Rc::clone(&agent.profiler));
        let limits = context.runtime_limits_mut();
        limits.set_recursion_limit(call_depth::engine_limit(agent.calls));
        for extension in agent.cluster.extensions {
            extension.context_filled(agent, &mut context)?;
        }
        Ok(context)
    }
}
