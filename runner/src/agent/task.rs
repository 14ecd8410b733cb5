//! What one thread asks of another: the contents of a mailbox.
//!
//! Everything here is `Send`; a JavaScript value never is. Rare requests are closures, so that a
//! new feature needs no new variant; what is hot or has an order of its own is named.

use std::fmt;
use std::sync::Arc;

use boa_engine::{Context, JsResult};

use crate::worker_threads::port_core::PortCore;
use crate::worker_threads::worker_note::WorkerNote;

/// A closure that runs on the agent's own thread.
pub type Call = Box<dyn FnOnce(&mut Context) -> JsResult<()> + Send>;

/// A request to an agent.
pub enum Task {
    /// A port that this agent owns has messages, or is to be closed.
    Port(Arc<PortCore>),
    /// Something happened in a worker that this agent started.
    Worker {
        /// The worker's thread id.
        thread_id: u64,
        /// What happened.
        note: WorkerNote,
    },
    /// Run this. `holds` says whether the request was counted as keeping the loop alive.
    Call {
        /// What to run.
        call: Call,
        /// True when a pending operation ends with this call: the loop's count goes down.
        holds: bool,
    },
    /// Nothing: the agent looks at its flags again.
    Nudge,
}

impl Task {
    /// The seat of the port that the task is about, if it is about one.
    #[must_use]
    pub fn seat(&self) -> Option<u64> {
        match self {
            Self::Port(core) => Some(core.seat()),
            _ => None,
        }
    }
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Port(_) => "Port",
            Self::Worker { .. } => "Worker",
            Self::Call { .. } => "Call",
            Self::Nudge => "Nudge",
        })
    }
}
