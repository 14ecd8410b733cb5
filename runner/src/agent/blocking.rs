//! Work that would block the loop: it runs on a thread of its own and ends on the loop.
//!
//! A pending operation holds the loop until its result has been handled.

use std::sync::Arc;

use boa_engine::Context;

use super::Agent;
use crate::native::blocking::Job;

/// Runs `job` off the agent's thread, and what it gives on the agent's thread.
///
/// # Errors
/// When no thread can be started; then nothing runs.
pub fn start(context: &mut Context, job: Job) -> std::io::Result<()> {
    let agent = Agent::of(context);
    let control = Arc::clone(&agent.control);
    std::thread::Builder::new()
        .name(format!("blocking-{}", control.thread_id))
        .spawn(move || control.complete(job()))?;
    agent.hold();
    Ok(())
}
