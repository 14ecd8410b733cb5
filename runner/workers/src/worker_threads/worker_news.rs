//! What a worker's thread tells its parent, and what the parent makes of it.

use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue};

use super::audience::{self, Audience};
use super::delivery;
use super::port_core::Envelope;
use super::port_table::disown_port;
use super::worker::WorkerData;
use super::worker_children::children;
use super::worker_note::WorkerNote;
use super::worker_streams;
use threadproof_agent::{Agent, async_context, watching};

/// Handles news from a worker, on its parent's thread.
///
/// # Errors
/// What a listener throws.
pub fn note(
    agent: &Agent,
    thread_id: u64,
    note: WorkerNote,
    context: &mut Context,
) -> JsResult<()> {
    let Some(worker) = children(agent).borrow().get(&thread_id).cloned() else {
        return Ok(());
    };
    let worker = &worker;
    match note {
        WorkerNote::Online => {
            if let Some(mut data) = worker.downcast_mut::<WorkerData>() {
                data.online = true;
            }
            in_its_context(worker, context, |context| audience::online(worker, context))?;
        }
        WorkerNote::Stdio {
            stream,
            bytes,
            asks,
        } => {
            agent
                .cluster
                .output(bytes.len().cast_signed().saturating_neg());
            in_its_context(worker, context, |context| {
                worker_streams::output(worker, stream, &bytes, asks, context)
            })?;
        }
        WorkerNote::WantsInput => worker_streams::wants_input(worker, context)?,
        WorkerNote::Error(report) => {
            drain_port(agent, worker, context);
            in_its_context(worker, context, |context| {
                audience::error(worker, *report, context)
            })?;
        }
        WorkerNote::Front(tell) => audience::front(worker, tell, context)?,
        WorkerNote::Exit { code } => ended(agent, worker, thread_id, code, context)?,
    }
    Ok(())
}

/// Whether nobody would notice if news of a worker came at another moment.
pub fn is_unheard(agent: &Agent, thread_id: u64, note: &WorkerNote) -> bool {
    let Some(worker) = children(agent).borrow().get(&thread_id).cloned() else {
        return true;
    };
    let Some(data) = worker.downcast_ref::<WorkerData>() else {
        return false;
    };
    let is_plain =
        matches!(data.audience, Audience::Emitter) && data.streams.iter().all(Option::is_none);
    match note {
        WorkerNote::Online => is_plain && !data.hears_online,
        WorkerNote::Exit { .. } => is_plain && data.waiting.is_empty() && !data.hears_exit,
        _ => false,
    }
}

/// Runs something in the async context in which the worker was made.
fn in_its_context<T>(
    worker: &JsObject,
    context: &mut Context,
    run: impl FnOnce(&mut Context) -> T,
) -> T {
    let data = worker.downcast_ref::<WorkerData>();
    let registered = data.map_or_else(JsValue::undefined, |data| data.async_context.clone());
    async_context::within(&registered, context, run)
}

/// Everything that the worker sent comes before what ends it.
fn drain_port(agent: &Agent, worker: &JsObject, context: &mut Context) {
    let Some(port) = worker
        .downcast_ref::<WorkerData>()
        .map(|data| Arc::clone(&data.port))
    else {
        return;
    };
    while let Some(Envelope::Message(message)) = port.next() {
        delivery::hand_over(agent, port.id, worker, message, context);
        agent.jobs.drain(context);
        if agent.is_ending() {
            return;
        }
    }
}

fn ended(
    agent: &Agent,
    worker: &JsObject,
    thread_id: u64,
    code: i32,
    context: &mut Context,
) -> JsResult<()> {
    let port = worker
        .downcast_ref::<WorkerData>()
        .map(|data| Arc::clone(&data.port));
    if let Some(port) = port {
        // Nobody can wait for a listener any longer.
        port.start();
    }
    drain_port(agent, worker, context);
    if agent.is_ending() {
        return Ok(());
    }
    in_its_context(worker, context, |context| {
        worker_streams::finish(worker, context)
    })?;
    children(agent).borrow_mut().remove(&thread_id);
    let registered;
    let waiting = {
        let Some(mut data) = worker.downcast_mut::<WorkerData>() else {
            return Ok(());
        };
        data.exited = true;
        data.port.close();
        registered = data.async_context.clone();
        disown_port(agent, data.port.id);
        let held = [
            std::mem::take(&mut data.refed),
            std::mem::take(&mut data.port_refed),
        ];
        for _ in held.into_iter().filter(|held| *held) {
            agent.release();
        }
        std::mem::take(&mut data.waiting)
    };
    let outcome = async_context::within(&registered, context, |context| {
        watching::during(worker, context, |context| {
            audience::exit(worker, code, context)
        })
    });
    watching::ended(worker, context)?;
    for promise in waiting {
        promise
            .resolve
            .call(&JsValue::undefined(), &[code.into()], context)?;
    }
    outcome
}
