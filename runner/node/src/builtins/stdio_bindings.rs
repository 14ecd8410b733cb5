//! The native halves of the standard streams.

use std::io::{IsTerminal, Read};

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsArgs, JsResult, JsValue};

use crate::native::{blocking, buffer, object_of};
use crate::process::stdio::{self, Stream};
use threadproof_agent::Agent;
use threadproof_engine::access;
use threadproof_engine::bytes::Bytes;
use threadproof_engine::errors::invalid_arg_type;
use threadproof_ground::access::Permission;

/// How much of standard input is read at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// For `internal/stdio`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn stdio(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[
            ("write", 2, write),
            ("isTerminal", 1, is_terminal),
            ("read", 1, read),
            ("hasInput", 0, has_input),
            ("isWorker", 0, is_worker),
            ("writeAndWait", 3, write_and_wait),
        ],
        context,
    ))
}

fn write(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    access::check(Permission::Stdio, context)?;
    let fd = args.get_or_undefined(0).to_i32(context)?;
    let stream = if fd == 2 { Stream::Err } else { Stream::Out };
    let chunk = content(args.get_or_undefined(1), context)?;
    Agent::of(context).write(stream, &chunk);
    Ok(JsValue::undefined())
}

/// `(fd, chunk, done)`: `done` is called when the parent of this worker has taken the chunk
fn write_and_wait(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    access::check(Permission::Stdio, context)?;
    let fd = args.get_or_undefined(0).to_i32(context)?;
    let stream = if fd == 2 { Stream::Err } else { Stream::Out };
    let chunk = content(args.get_or_undefined(1), context)?;
    if let Some(done) = args.get_or_undefined(2).as_callable() {
        stdio::write_and_wait(&Agent::of(context), stream, &chunk, done);
    }
    Ok(JsValue::undefined())
}

fn is_worker(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok((!Agent::of(context).is_main()).into())
}

/// The bytes of a chunk that is text or binary.
///
/// # Errors
/// `ERR_INVALID_ARG_TYPE` when it is neither.
pub fn content(chunk: &JsValue, context: &mut Context) -> JsResult<Vec<u8>> {
    if let Some(text) = chunk.as_string() {
        return Ok(text.to_std_string_lossy().into_bytes());
    }
    match Bytes::of(chunk, context) {
        Some(bytes) => Ok(bytes.to_vec()),
        None => Err(invalid_arg_type(
            context,
            "chunk",
            "of type string or an instance of Buffer, TypedArray, or DataView",
            chunk,
        )),
    }
}

fn is_terminal(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    let fd = args.get_or_undefined(0).to_i32(context)?;
    // A worker's streams end at its parent, those of an embedded runtime at its host.
    let owns_process = agent.cluster.options.embedder.owns_process;
    Ok((agent.is_main()
        && owns_process
        && match fd {
            0 => std::io::stdin().is_terminal(),
            1 => std::io::stdout().is_terminal(),
            _ => std::io::stderr().is_terminal(),
        })
    .into())
}

fn has_input(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    Ok(agent
        .pipes
        .as_ref()
        .is_none_or(|pipes| pipes.has_input())
        .into())
}

fn read(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(callback) = args.get_or_undefined(0).as_callable() else {
        return Ok(JsValue::undefined());
    };
    access::check(Permission::Stdio, context)?;
    let agent = Agent::of(context);
    if let Some(pipes) = &agent.pipes {
        pipes.read(callback, context)?;
        return Ok(JsValue::undefined());
    }
    let Some(callback) = JsFunction::from_object(callback) else {
        return Ok(JsValue::undefined());
    };
    let own = agent.cluster.options.embedder.input.take(CHUNK);
    let work = || {
        if let Some(own) = own {
            return Ok(own);
        }
        blocking::may_wait();
        let mut chunk = vec![0; CHUNK];
        std::io::stdin().read(&mut chunk).map(|length| {
            chunk.truncate(length);
            chunk
        })
    };
    let done = |callback: &JsFunction,
                _: &JsValue,
                read: std::io::Result<Vec<u8>>,
                context: &mut Context| {
        let args = match read {
            Ok(chunk) if chunk.is_empty() => [JsValue::null(), JsValue::null()],
            Ok(chunk) => [JsValue::null(), buffer::from_slice(&chunk, context)?.into()],
            Err(error) => {
                let error = boa_engine::JsNativeError::error()
                    .with_message(format!("standard input can't be read: {error}"))
                    .into_opaque(context);
                [error.into(), JsValue::undefined()]
            }
        };
        callback
            .call(&JsValue::undefined(), &args, context)
            .map(drop)
    };
    blocking::run(callback, JsValue::undefined(), work, done, context)?;
    Ok(JsValue::undefined())
}
