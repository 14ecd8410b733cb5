//! What this crate hangs on each thread, and what the agent asks of `process` and `util`.

use std::rc::Rc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult};
use threadproof_agent::Agent;
use threadproof_agent::cluster::Cluster;
use threadproof_agent::extension::{Extension, Uncaught};
use threadproof_event::hooks::Listening;
use threadproof_ground::slots::Local;

use crate::native::fs::{OwnStreams, tracking};
use crate::native::perf::{Clock, LoopTimes};
use crate::process::{ipc, stdio};
use crate::{errors_print, globals, process};

/// Node's globals and the state of its modules.
#[derive(Debug)]
pub struct Node {
    /// Whether an object is a `MessagePort`, for events that carry ports.
    pub is_port: fn(&JsObject) -> bool,
    /// Told that listeners of an emitter came or went.
    pub listening: Listening,
}

impl Extension for Node {
    fn thread(&self, slots: &mut Local) {
        slots.insert(process::State::default());
        slots.insert(stdio::Indent::default());
    }

    fn context_made(&self, cluster: &Cluster, context: &mut Context) -> JsResult<()> {
        let embedder = &cluster.options.embedder;
        if !embedder.owns_process {
            context.insert_data(OwnStreams {
                write: stdio::write_direct,
                read: stdio::read_direct,
            });
        }
        context.insert_data(LoopTimes(|context| Agent::of(context).control.loop_times()));
        globals::install(cluster.started, self.is_port, self.listening, context)?;
        threadproof_clone::limit_message_bytes(embedder.limits.message_bytes, context);
        Ok(())
    }

    fn context_filled(&self, agent: &Rc<Agent>, context: &mut Context) -> JsResult<()> {
        let cluster = &agent.cluster;
        let clock = Clock::of_process(cluster.started, &cluster.clock_origin, context);
        context.insert_data(clock);
        if agent.is_main() && !cluster.options.embedder.owns_process {
            tracking::install_for_guest(context);
        }
        Ok(())
    }

    fn started(&self, agent: &Agent, _context: &mut Context) {
        if agent.is_main() && agent.cluster.options.embedder.owns_process {
            ipc::take_inherited(agent);
        }
    }

    fn exiting(&self, agent: &Agent, context: &mut Context) -> JsResult<()> {
        process::flush_streams(agent, context)
    }

    fn fatal(&self, agent: &Agent, error: &Uncaught<'_>, context: &mut Context) {
        if agent.is_main() {
            errors_print::print_uncaught(error.value, error.thrown_at.as_ref(), context);
        }
    }
}
