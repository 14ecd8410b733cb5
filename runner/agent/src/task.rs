//! What one thread asks of another: the contents of a mailbox.
//!
//! Everything here is `Send`; a JavaScript value never is. Rare requests are closures, so that a
//! new feature needs no new variant; what is hot is delivered as it is.

use std::fmt;
use std::sync::Arc;

use boa_engine::{Context, JsResult};

use crate::Agent;

/// A closure that runs on the agent's own thread.
pub type Call = Box<dyn FnOnce(&mut Context) -> JsResult<()> + Send>;

/// Something that has news for an agent, such as a port with messages.
pub trait Deliver: Send + Sync {
    /// Hands the news over, on the agent's own thread. What JavaScript throws meanwhile goes to
    /// [`Agent::uncaught`].
    fn deliver(self: Arc<Self>, agent: &Agent, context: &mut Context);

    /// Its place among those of its thread, which are served in this order.
    fn seat(&self) -> u64;
}

/// A request to an agent.
pub enum Task {
    /// Let this hand over its news.
    Deliver(Arc<dyn Deliver>),
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
    /// The seat of what the task delivers, if it delivers something.
    #[must_use]
    pub fn seat(&self) -> Option<u64> {
        match self {
            Self::Deliver(news) => Some(news.seat()),
            _ => None,
        }
    }
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Deliver(_) => "Deliver",
            Self::Call { .. } => "Call",
            Self::Nudge => "Nudge",
        })
    }
}
