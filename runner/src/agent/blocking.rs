//! Work that would block the loop: it runs on a thread of its own and ends on the loop.
//!
//! A pending operation holds the loop until its result has been handled.

use boa_engine::{Context, JsResult};

use super::Agent;

/// Runs `work` off the agent's thread, then `done` with its result on the agent's thread.
///
/// # Errors
/// When no thread can be started; then neither closure runs.
pub fn run_blocking<T, W, D>(context: &mut Context, work: W, done: D) -> std::io::Result<()>
where
    T: Send + 'static,
    W: FnOnce() -> T + Send + 'static,
    D: FnOnce(T, &mut Context) -> JsResult<()> + Send + 'static,
{
    let agent = Agent::of(context);
    let control = std::sync::Arc::clone(&agent.control);
    std::thread::Builder::new()
        .name(format!("blocking-{}", control.thread_id))
        .spawn(move || {
            let result = work();
            control.complete(Box::new(move |context| done(result, context)));
        })?;
    agent.hold();
    Ok(())
}
