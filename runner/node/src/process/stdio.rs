//! Where the output of a thread goes.
//!
//! The main thread writes to the runtime's output. A worker has none of its own: what it writes
//! goes to its parent as a note, in order with everything else that it sends, and reaches the
//! terminal when the parent's event loop takes it (Node's page, `worker.stdout`).

use std::cell::RefCell;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue, js_string};

use threadproof_agent::Agent;
use threadproof_engine::access;
use threadproof_ground::access::Permission;

pub use threadproof_agent::output::Stream;

/// What `console.group` puts before each line.
#[derive(Default)]
pub(crate) struct Indent(pub(crate) RefCell<String>);

/// Writes to the parent of a worker and calls `done` when the parent has taken it. The wait holds the
/// worker's loop.
pub fn write_and_wait(agent: &Agent, stream: Stream, bytes: &[u8], done: JsObject) {
    let Some(pipes) = &agent.pipes else {
        return;
    };
    super::state(agent).stream_waits.borrow_mut()[stream as usize] = Some(done);
    agent.hold();
    pipes.write(stream, bytes, true);
}

/// The parent has taken what a stream of this worker wrote.
///
/// # Errors
/// What the stream throws.
pub fn taken(stream: Stream, context: &mut Context) -> JsResult<()> {
    let agent = Agent::of(context);
    let done = super::state(&agent).stream_waits.borrow_mut()[stream as usize].take();
    if let Some(done) = done {
        agent.release();
        done.call(&JsValue::undefined(), &[], context)?;
    }
    Ok(())
}

/// Writes to a standard descriptor as `fs.writeSync` does: past every parent, to the runtime's output.
pub fn write_direct(context: &Context, fd: i32, bytes: &[u8]) {
    let stream = if fd == 2 { Stream::Err } else { Stream::Out };
    Agent::of(context).write_direct(stream, bytes);
}

/// Reads from standard input as `fs.readSync` does: the runtime's, at most `room` bytes.
#[must_use]
pub fn read_direct(context: &Context, room: usize) -> Vec<u8> {
    let agent = Agent::of(context);
    let input = &agent.cluster.options.embedder.input;
    input.take(room).unwrap_or_default()
}

/// Writes text as `console` does: through `process.stdout.write` if a script has looked at the
/// stream (it may have replaced the method), else directly.
///
/// # Errors
/// What a replaced `write` throws.
pub fn print(stream: Stream, text: &str, context: &mut Context) -> JsResult<()> {
    access::check(Permission::Stdio, context)?;
    let agent = Agent::of(context);
    if let Some(used) = super::used_stream(&agent, stream.property(), context)? {
        let closed = !agent.is_main()
            && used.get(js_string!("writable"), context)?.as_boolean() == Some(false);
        if closed {
            // A worker may end its streams; what it prints then is nobody's.
            return Ok(());
        }
        let write = used.get(js_string!("write"), context)?;
        if let Some(write) = write.as_callable() {
            write.call(&used.into(), &[js_string!(text).into()], context)?;
            return Ok(());
        }
    }
    agent.write(stream, text.as_bytes());
    Ok(())
}
