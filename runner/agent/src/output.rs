//! Where a thread's output goes. What `process.stdout` makes of it is not known here.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult};

use crate::Agent;

/// One of the two output streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

impl Stream {
    /// The property of `process` that holds the stream.
    #[must_use]
    pub fn property(self) -> &'static str {
        match self {
            Self::Out => "stdout",
            Self::Err => "stderr",
        }
    }
}

/// The standard streams of a thread that has not the runtime's own.
pub trait Pipes {
    /// Takes what the thread writes. `asks` says that the thread waits to hear that it was taken
    /// before it sends more.
    fn write(&self, stream: Stream, bytes: &[u8], asks: bool);

    /// Whether anybody feeds standard input.
    fn has_input(&self) -> bool;

    /// Calls `callback` as `(error, chunk)` with the next chunk of standard input, or `null` at its
    /// end.
    ///
    /// # Errors
    /// What `callback` throws.
    fn read(&self, callback: JsObject, context: &mut Context) -> JsResult<()>;
}

impl Agent {
    /// Writes to a stream of the thread, past `process.stdout` and `process.stderr`.
    pub fn write(&self, stream: Stream, bytes: &[u8]) {
        match &self.pipes {
            Some(pipes) => pipes.write(stream, bytes, false),
            None => self.write_direct(stream, bytes),
        }
    }

    /// Writes to the runtime's output, past every parent.
    pub fn write_direct(&self, stream: Stream, bytes: &[u8]) {
        let output = &self.cluster.options.output;
        match stream {
            Stream::Out => output.stdout(bytes),
            Stream::Err => output.stderr(bytes),
        }
    }
}
