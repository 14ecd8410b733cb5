//! Where the output of a thread goes.
//!
//! The main thread writes to the runtime's output. A worker has none of its own: what it writes
//! goes to its parent as a note, in order with everything else that it sends, and reaches the
//! terminal when the parent's event loop takes it (Node's page, `worker.stdout`).

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue, js_string};

use threadproof_agent::Agent;
use threadproof_agent::jobs::Tick;
use threadproof_engine::access;
use threadproof_ground::access::Permission;

pub use threadproof_agent::output::Stream;

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

/// Emits `warning` on `process` in the next tick, and prints it as Node does.
pub fn warn_later(warning: JsObject, context: &mut Context) {
    let callback = boa_engine::NativeFunction::from_fn_ptr(warn)
        .to_js_function(context.realm())
        .into();
    Agent::of(context).jobs.push_tick(Tick {
        callback,
        args: vec![warning.into()],
    });
}

fn warn(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    let Some(warning) = args.first().and_then(JsValue::as_object) else {
        return Ok(JsValue::undefined());
    };
    let mut text = |key: &str| -> JsResult<Option<String>> {
        let value = warning.get(js_string!(key), context)?;
        Ok(value.as_string().map(|text| text.to_std_string_lossy()))
    };
    let name = text("name")?.unwrap_or_else(|| "Warning".to_owned());
    let message = text("message")?.unwrap_or_default();
    let code = text("code")?.map_or(String::new(), |code| format!("[{code}] "));
    let detail = text("detail")?.map_or(String::new(), |detail| format!("{detail}\n"));
    let pid = std::process::id();
    let hint = if agent.cluster.first_warning() {
        let flag = if name == "DeprecationWarning" {
            "--trace-deprecation"
        } else {
            "--trace-warnings"
        };
        format!("(Use `node {flag} ...` to show where the warning was created)\n")
    } else {
        String::new()
    };
    let line = format!("(node:{pid}) {code}{name}: {message}\n{detail}{hint}");
    // `--no-warnings` silences the text; listeners of `warning` are told all the same.
    let silent = agent.exec_argv.iter().any(|flag| flag == "--no-warnings")
        || agent
            .control
            .env
            .get("NODE_NO_WARNINGS")
            .is_some_and(|value| value == "1");
    let refused = access::check(Permission::Stdio, context).is_err();
    if !silent && !refused {
        print(Stream::Err, &line, context)?;
    }
    let event = js_string!("warning");
    agent.emit(event, &[warning.into()], context)?;
    Ok(JsValue::undefined())
}
