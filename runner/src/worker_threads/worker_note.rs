//! What a worker tells its parent, in the order in which it happened.

use boa_engine::{Context, JsValue};

use super::error_report::ErrorReport;
use crate::agent::Agent;
use crate::stdio::Stream;
use crate::web::report::Exception;

/// News from a worker.
#[derive(Debug)]
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
    /// An exception that the script of a Web Worker did not catch. It goes on.
    Exception(Exception),
    /// The script of a Web Worker could not be loaded.
    NoScript,
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
    if let Some(worker) = &agent.worker {
        let report = ErrorReport::capture(value, context);
        worker.tell_parent(WorkerNote::Error(Box::new(report)));
    }
}
