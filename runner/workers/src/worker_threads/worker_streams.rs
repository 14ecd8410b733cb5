//! The standard streams of a worker, on its parent's side: `worker.stdin`, `stdout`, `stderr`.
//!
//! The streams are made when a script asks for them (`internal/worker_io`); until then output is
//! passed on natively.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue, js_string};

use super::worker::{WorkerClass, WorkerData};
use threadproof_agent::Agent;
use threadproof_engine::class::this_data;
use threadproof_modules::builtin;
use threadproof_node::process::stdio::{self, Stream};

const STDIN: usize = 0;
const STDOUT: usize = 1;
const STDERR: usize = 2;

/// Getter of `worker.stdin`: a stream if the worker was made with `stdin: true`, else null.
///
/// # Errors
/// When `this` is no worker.
pub fn stdin(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let worker = this_data::<WorkerClass>(this, context)?;
    if !worker.data().stdin {
        return Ok(JsValue::null());
    }
    let worker = worker.into_object();
    Ok(get(&worker, STDIN, context)?.into())
}

/// Getter of `worker.stdout`.
///
/// # Errors
/// When `this` is no worker.
pub fn stdout(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let worker = this_data::<WorkerClass>(this, context)?.into_object();
    Ok(get(&worker, STDOUT, context)?.into())
}

/// Getter of `worker.stderr`.
///
/// # Errors
/// When `this` is no worker.
pub fn stderr(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let worker = this_data::<WorkerClass>(this, context)?.into_object();
    Ok(get(&worker, STDERR, context)?.into())
}

/// A worker wrote something.
///
/// # Errors
/// What a listener throws.
pub fn output(
    worker: &JsObject,
    stream: Stream,
    bytes: &[u8],
    asks: bool,
    context: &mut Context,
) -> JsResult<()> {
    let index = index_of(stream);
    let (captured, used) = {
        let Some(data) = worker.downcast_ref::<WorkerData>() else {
            return Ok(());
        };
        let captured = if stream == Stream::Out {
            data.stdout
        } else {
            data.stderr
        };
        (captured, data.streams[index].is_some())
    };
    let mut wants_more = true;
    if captured || used {
        let target = get(worker, index, context)?;
        wants_more = push(&target, chunk(bytes, context)?, context)?;
    }
    if !captured {
        pass_on(stream, bytes, context)?;
    }
    if asks {
        if let Some(mut data) = worker.downcast_mut::<WorkerData>() {
            data.unanswered[index] += 1;
        }
        // A stream that nobody captures is not waited for: its data goes on at once.
        if wants_more || !captured {
            answer(worker, index);
        }
    }
    Ok(())
}

/// The reader of one of the output streams wants more: the worker may go on.
pub fn wants_more(worker: &JsObject, fd: i32) {
    answer(worker, if fd == 2 { STDERR } else { STDOUT });
}

fn answer(worker: &JsObject, index: usize) {
    let Some(mut data) = worker.downcast_mut::<WorkerData>() else {
        return;
    };
    if std::mem::take(&mut data.unanswered[index]) == 0 {
        return;
    }
    let stream = if index == STDERR {
        Stream::Err
    } else {
        Stream::Out
    };
    let call = move |context: &mut Context| stdio::taken(stream, context);
    data.control.call(Box::new(call));
}

fn index_of(stream: Stream) -> usize {
    match stream {
        Stream::Out => STDOUT,
        Stream::Err => STDERR,
    }
}

/// The worker reads its standard input: from now on `worker.stdin` sends what it gets.
///
/// # Errors
/// When the stream can't be made.
pub fn wants_input(worker: &JsObject, context: &mut Context) -> JsResult<()> {
    if worker
        .downcast_ref::<WorkerData>()
        .is_some_and(|data| data.stdin)
    {
        get(worker, STDIN, context)?;
    }
    Ok(())
}

/// The worker has ended: its output streams end too.
///
/// # Errors
/// What a listener throws.
pub fn finish(worker: &JsObject, context: &mut Context) -> JsResult<()> {
    for index in [STDOUT, STDERR] {
        let used = worker
            .downcast_ref::<WorkerData>()
            .and_then(|data| data.streams[index].clone());
        if let Some(stream) = used {
            push(&stream, JsValue::null(), context)?;
        }
    }
    Ok(())
}

/// Writes a worker's output to this thread's own stream, as its stream would: through
/// `process.stdout` if a script uses it.
fn pass_on(stream: Stream, bytes: &[u8], context: &mut Context) -> JsResult<()> {
    let agent = Agent::of(context);
    let used = threadproof_node::process::used_stream(&agent, stream.property(), context)?;
    if used.is_some() {
        return stdio::print(stream, &String::from_utf8_lossy(bytes), context);
    }
    agent.write(stream, bytes);
    Ok(())
}

fn get(worker: &JsObject, index: usize, context: &mut Context) -> JsResult<JsObject> {
    let made = worker
        .downcast_ref::<WorkerData>()
        .and_then(|data| data.streams[index].clone());
    if let Some(stream) = made {
        return Ok(stream);
    }
    let maker = if index == STDIN {
        "makeInput"
    } else {
        "makeOutput"
    };
    let make = builtin::export("internal/worker_io", maker, context)?;
    let stream = match make.as_callable() {
        Some(make) => {
            let fd = JsValue::from(u32::try_from(index).unwrap_or_default());
            make.call(&JsValue::undefined(), &[worker.clone().into(), fd], context)?
        }
        None => JsValue::undefined(),
    };
    let stream = stream.to_object(context)?;
    if let Some(mut data) = worker.downcast_mut::<WorkerData>() {
        data.streams[index] = Some(stream.clone());
    }
    Ok(stream)
}

/// Gives a stream a chunk; whether it wants more.
fn push(stream: &JsObject, chunk: JsValue, context: &mut Context) -> JsResult<bool> {
    let push = stream.get(js_string!("push"), context)?;
    match push.as_callable() {
        Some(push) => Ok(push
            .call(&stream.clone().into(), &[chunk], context)?
            .to_boolean()),
        None => Ok(true),
    }
}

/// The bytes as a `Buffer`.
pub(crate) fn chunk(bytes: &[u8], context: &mut Context) -> JsResult<JsValue> {
    threadproof_node::native::buffer::from_slice(bytes, context).map(Into::into)
}
