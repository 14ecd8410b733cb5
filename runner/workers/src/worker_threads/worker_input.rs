//! Standard input of a worker: its parent writes, the worker reads.
//!
//! What arrives before the worker reads waits with the worker. A pending read holds the worker's
//! loop, as a read of a file does.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsResult, JsValue};
use threadproof_engine::native::object_of;
use threadproof_node::builtins::stdio_bindings;

use super::worker::WorkerData;
use super::worker_streams;
use threadproof_agent::Agent;
use threadproof_node::native::buffer;

/// What has arrived and who waits for it.
#[derive(Debug, Default)]
pub struct Input {
    chunks: VecDeque<Option<Vec<u8>>>,
    reader: Option<JsObject>,
}

fn input(agent: &Agent) -> &RefCell<Input> {
    agent.slot()
}

/// Hands the next chunk to `reader`, now or when it arrives.
///
/// # Errors
/// What the reader throws.
pub fn wait(reader: JsObject, context: &mut Context) -> JsResult<()> {
    let agent = Agent::of(context);
    let next = input(&agent).borrow_mut().chunks.pop_front();
    if let Some(chunk) = next {
        give(&reader, chunk, context)
    } else {
        input(&agent).borrow_mut().reader = Some(reader);
        agent.hold();
        Ok(())
    }
}

/// Sends a chunk to a worker's standard input; `None` ends it.
pub fn send(worker: &JsObject, chunk: Option<Vec<u8>>) {
    let Some(control) = worker
        .downcast_ref::<WorkerData>()
        .map(|data| Arc::clone(&data.control))
    else {
        return;
    };
    control.call(Box::new(move |context| arrive(chunk, context)));
}

fn arrive(chunk: Option<Vec<u8>>, context: &mut Context) -> JsResult<()> {
    let agent = Agent::of(context);
    let reader = input(&agent).borrow_mut().reader.take();
    if let Some(reader) = reader {
        agent.release();
        give(&reader, chunk, context)
    } else {
        input(&agent).borrow_mut().chunks.push_back(chunk);
        Ok(())
    }
}

fn give(reader: &JsObject, chunk: Option<Vec<u8>>, context: &mut Context) -> JsResult<()> {
    let chunk = match chunk {
        Some(bytes) => buffer::from_slice(&bytes, context)?.into(),
        None => JsValue::null(),
    };
    reader.call(&JsValue::undefined(), &[JsValue::null(), chunk], context)?;
    Ok(())
}

/// For `internal/worker_io`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[("send", 2, write), ("wantsMore", 2, wants_more)],
        context,
    ))
}

/// `(worker, chunk)`: sends what was written to `worker.stdin` to the worker.
fn write(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let worker = args.get_or_undefined(0).to_object(context)?;
    let chunk = args.get_or_undefined(1);
    let chunk = if chunk.is_null() {
        None
    } else {
        Some(stdio_bindings::content(chunk, context)?)
    };
    send(&worker, chunk);
    Ok(JsValue::undefined())
}

/// `(worker, fd)`: the reader of `worker.stdout` or `worker.stderr` wants more
fn wants_more(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let worker = args.get_or_undefined(0).to_object(context)?;
    let fd = args.get_or_undefined(1).to_i32(context)?;
    worker_streams::wants_more(&worker, fd);
    Ok(JsValue::undefined())
}
