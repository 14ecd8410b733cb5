//! Work that would block the loop: it runs on another thread and ends on the loop.
//!
//! A pending operation holds the loop until its result has been handled. A callback and what it needs
//! stay with the context meanwhile: nothing of the engine crosses. The threads are the runtime's, few,
//! and kept for a while ([`pool`]); work that may wait for ever says so ([`may_wait`]).

pub mod pool;

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsNativeError, JsResult, JsValue};

use threadproof_engine::errors::fail;
use threadproof_ground::director::{Director, Newcomer, Stop};

pub use pool::{is_pooled, may_wait};

use crate::Agent;
use crate::async_context::in_current;
use crate::exit::panic_text;

/// The end of a job, to be run on the context's own thread.
pub type Finish = Box<dyn FnOnce(&mut Context) -> JsResult<()> + Send>;

/// The part of a job that may run on any thread.
pub type Job = Box<dyn FnOnce() -> Finish + Send>;

/// Callbacks of jobs that have not ended.
#[derive(Default)]
struct Waiting {
    next: u64,
    callbacks: HashMap<u64, (JsFunction, JsValue)>,
}

/// Runs `work` elsewhere, then `done` here with its result, `callback` and `kept`.
///
/// # Errors
/// Fails when no thread can be had.
pub fn run<T, W, D>(
    callback: JsFunction,
    kept: JsValue,
    work: W,
    done: D,
    context: &mut Context,
) -> JsResult<()>
where
    T: Send + 'static,
    W: FnOnce() -> T + Send + 'static,
    D: FnOnce(&JsFunction, &JsValue, T, &mut Context) -> JsResult<()> + Send + 'static,
{
    let bound = in_current(callback.clone().into(), context);
    let callback = JsFunction::from_object(bound).unwrap_or(callback);
    let mut waiting = context.remove_data::<Waiting>().unwrap_or_default();
    let id = waiting.next;
    waiting.next += 1;
    waiting.callbacks.insert(id, (callback, kept));
    context.insert_data(*waiting);
    let job: Job = Box::new(move || {
        let result = work();
        Box::new(move |context: &mut Context| match take(id, context) {
            Some((callback, kept)) => done(&callback, &kept, result, context),
            None => Ok(()),
        })
    });
    start(id, context, job).map_err(|error| {
        drop(take(id, context));
        let text = format!("no thread could be started for blocking work: {error}");
        fail::coded(context, fail::Kind::Error, "ERR_OPERATION_FAILED", text)
    })
}

fn take(id: u64, context: &mut Context) -> Option<(JsFunction, JsValue)> {
    let mut waiting = context.remove_data::<Waiting>()?;
    let entry = waiting.callbacks.remove(&id);
    context.insert_data(*waiting);
    entry
}

/// Runs `job` off the agent's thread, and what it gives on the agent's thread.
fn start(id: u64, context: &mut Context, job: Job) -> std::io::Result<()> {
    let agent = Agent::of(context);
    let control = Arc::clone(&agent.control);
    let work = move || {
        // A panic must not leave the loop waiting for an end that never comes.
        let finish = std::panic::catch_unwind(AssertUnwindSafe(job));
        control.complete(finish.unwrap_or_else(|panic| failed(id, &panic_text(&*panic))));
    };
    match &agent.cluster.director {
        Some(director) => start_directed(director, work)?,
        None => agent.cluster.pool(&agent.control.env).run(Box::new(work))?,
    }
    agent.hold();
    Ok(())
}

/// Runs `work` on a thread of its own, so that its director sees all work alike.
fn start_directed(
    director: &Arc<dyn Director>,
    work: impl FnOnce() + Send + 'static,
) -> std::io::Result<()> {
    let place = director.arrive(Newcomer {
        what: "background work",
        name: String::new(),
        thread_id: None,
        stop: Arc::new(Unstoppable),
    });
    let director = Arc::clone(director);
    std::thread::Builder::new()
        .name("blocking".to_owned())
        .spawn(move || {
            if director.begin(place) {
                work();
                director.end();
            }
        })?;
    Ok(())
}

/// Work that ends by itself.
struct Unstoppable;

impl Stop for Unstoppable {
    fn stop(&self) {}
}

/// The end of a job that panicked: an error that nobody caught.
fn failed(id: u64, said: &str) -> Finish {
    let message = format!("work on another thread failed inside of the runtime: {said}");
    Box::new(move |context| {
        drop(take(id, context));
        Err(JsNativeError::error().with_message(message).into())
    })
}
