//! The end of a runtime's time: one thread that sleeps until then, only where there is a limit.

use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use super::running::Cause;
use threadproof_agent::control::Control;

/// Calls the deadline off when it is dropped.
#[derive(Debug)]
pub(super) struct Deadline(
    #[expect(dead_code, reason = "its drop is the message")] mpsc::Sender<()>,
);

/// Ends the agent of `main` after `limit`, unless the guard is dropped first.
///
/// # Errors
/// When the system gives no thread.
pub(super) fn start(
    limit: Duration,
    main: Arc<Control>,
    cause: Arc<Cause>,
) -> std::io::Result<Deadline> {
    let (guard, over) = mpsc::channel::<()>();
    std::thread::Builder::new()
        .name("deadline".to_owned())
        .spawn(move || {
            if over.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                cause.timed_out();
                main.terminate();
            }
        })?;
    Ok(Deadline(guard))
}
