//! What becomes of a command whose output nobody takes: a pipe that was closed, a disk that is full.
//!
//! The macros that print panic then, wherever they stand. Here such a panic becomes one line and an
//! exit code; any other one stays what it is.

use std::any::Any;
use std::io::Write;
use std::panic::{self, AssertUnwindSafe};

use super::error::{CliError, Code};

/// How the messages of such panics begin.
const FAILED: &str = "failed printing to ";

/// Runs a command.
pub(super) fn guarded(command: impl FnOnce() -> Result<Code, CliError>) -> Result<Code, CliError> {
    let told = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if reason(info.payload()).is_none() {
            told(info);
        }
    }));
    // Nothing is looked at again that the panic may have left half done.
    let done = panic::catch_unwind(AssertUnwindSafe(command));
    done.unwrap_or_else(|payload| {
        let Some(reason) = reason(&*payload) else {
            panic::resume_unwind(payload);
        };
        // Standard error may be the one that is closed; then there is nobody to tell.
        let _ = writeln!(std::io::stderr(), "error: cannot write to {reason}");
        Ok(Code::Harness)
    })
}

fn reason(payload: &(dyn Any + Send)) -> Option<&str> {
    let message = payload.downcast_ref::<String>()?;
    message.strip_prefix(FAILED)
}
