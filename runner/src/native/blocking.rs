//! How native functions do slow work off their thread.
//!
//! The functions of this room do not know the event loop. Whoever makes a context installs a
//! [`Blocking`] in it, which runs a job elsewhere and brings its end back to the context's thread.
//! A callback and what it needs stay with the context meanwhile: nothing of the engine crosses.

use std::collections::HashMap;

use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsResult, JsValue};

use super::fail;

/// The end of a job, to be run on the context's own thread.
pub type Finish = Box<dyn FnOnce(&mut Context) -> JsResult<()> + Send>;

/// The part of a job that may run on any thread.
pub type Job = Box<dyn FnOnce() -> Finish + Send>;

/// Runs a job off the context's thread and holds the context's loop until the end has run.
pub struct Blocking {
    /// Starts the job.
    pub start: fn(&mut Context, Job) -> std::io::Result<()>,
    /// Makes a callback run as if it were called now: in the async context that is current.
    pub bind: fn(JsFunction, &mut Context) -> JsFunction,
}

/// Callbacks of jobs that have not ended.
#[derive(Default)]
struct Waiting {
    next: u64,
    callbacks: HashMap<u64, (JsFunction, JsValue)>,
}

/// Runs `work` elsewhere, then `done` here with its result, `callback` and `kept`.
///
/// # Errors
/// Fails when no thread can be had, or when the context was made without a [`Blocking`].
pub fn run<T, W, D>(
    callback: JsFunction,
    kept: JsValue,
    work: W,
    done: D,
    ctx: &mut Context,
) -> JsResult<()>
where
    T: Send + 'static,
    W: FnOnce() -> T + Send + 'static,
    D: FnOnce(&JsFunction, &JsValue, T, &mut Context) -> JsResult<()> + Send + 'static,
{
    let blocking = ctx
        .get_data::<Blocking>()
        .map(|blocking| (blocking.start, blocking.bind));
    let Some((start, bind)) = blocking else {
        return Err(fail::unsupported(
            ctx,
            "asynchronous work in a context without a loop",
        ));
    };
    let callback = bind(callback, ctx);
    let mut waiting = ctx.remove_data::<Waiting>().unwrap_or_default();
    let id = waiting.next;
    waiting.next += 1;
    waiting.callbacks.insert(id, (callback, kept));
    ctx.insert_data(*waiting);
    let job: Job = Box::new(move || {
        let result = work();
        Box::new(move |ctx| match take(id, ctx) {
            Some((callback, kept)) => done(&callback, &kept, result, ctx),
            None => Ok(()),
        })
    });
    start(ctx, job).map_err(|error| {
        drop(take(id, ctx));
        let text = format!("no thread could be started for blocking work: {error}");
        fail::coded(ctx, fail::Kind::Error, "ERR_OPERATION_FAILED", text)
    })
}

fn take(id: u64, ctx: &mut Context) -> Option<(JsFunction, JsValue)> {
    let mut waiting = ctx.remove_data::<Waiting>()?;
    let entry = waiting.callbacks.remove(&id);
    ctx.insert_data(*waiting);
    entry
}
