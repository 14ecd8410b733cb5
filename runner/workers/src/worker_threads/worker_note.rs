//! What a worker tells its parent, in the order in which it happened.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue};

use super::error_report::ErrorReport;
use super::worker_start::worker_input;
use threadproof_agent::Agent;
use threadproof_node::process::stdio::Stream;

/// Tells the object that stands before a `Worker` something, on its thread.
pub type TellFront = Box<dyn FnOnce(&JsObject, &mut Context) -> JsResult<()> + Send>;

/// News from a worker.
pub enum WorkerNote {
    /// Its script is about to run.
    Online,
    /// It wrote to one of its output streams.
    Stdio {
        /// Which.
        stream: Stream,
        /// What.
        bytes: Vec<u8>,
        /// A stream of the worker waits until this has arrived before it sends more.
        asks: bool,
    },
    /// An error that it did not catch. It ends because of it.
    Error(Box<ErrorReport>),
    /// Something for the object that stands before its `Worker`.
    Front(TellFront),
    /// It reads its standard input: the parent may send on what it has.
    WantsInput,
    /// It has ended and nothing more comes.
    Exit {
        /// Its exit code.
        code: i32,
    },
}

/// Sends an uncaught error to the parent of the current agent.
pub fn send_error(agent: &Agent, value: &JsValue, context: &mut Context) {
    if let Some(worker) = worker_input(agent) {
        let report = ErrorReport::capture(value, context);
        worker.tell_parent(WorkerNote::Error(Box::new(report)));
    }
}
