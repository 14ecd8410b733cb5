//! Standard input of a worker: its parent writes, the worker reads.
//!
//! What arrives before the worker reads waits with the worker. A pending read holds the worker's
//! loop, as a read of a file does.

use std::collections::VecDeque;
use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue};

use super::worker::WorkerData;
use crate::agent::Agent;
use crate::native::buffer;

/// What has arrived and who waits for it.
#[derive(Debug, Default)]
pub struct Input {
    chunks: VecDeque<Option<Vec<u8>>>,
    reader: Option<JsObject>,
}

/// Hands the next chunk to `reader`, now or when it arrives.
///
/// # Errors
/// What the reader throws.
pub fn wait(reader: JsObject, context: &mut Context) -> JsResult<()> {
    let agent = Agent::of(context);
    let next = agent.input.borrow_mut().chunks.pop_front();
    if let Some(chunk) = next {
        give(&reader, chunk, context)
    } else {
        agent.input.borrow_mut().reader = Some(reader);
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
    let reader = agent.input.borrow_mut().reader.take();
    if let Some(reader) = reader {
        agent.release();
        give(&reader, chunk, context)
    } else {
        agent.input.borrow_mut().chunks.push_back(chunk);
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
