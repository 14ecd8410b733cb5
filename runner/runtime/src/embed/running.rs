//! A runtime that runs, and how it ended.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread::JoinHandle;

use super::output::Captured;
use super::remote::Handle;
use threadproof_agent::exit::ENGINE_FAILED;
use threadproof_ground::observe::UncaughtError;

use crate::runtime::MainEnd;

/// How a runtime came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// Nothing was left to do, or a script called `process.exit`.
    Finished,
    /// An error that no script caught.
    Uncaught,
    /// [`Running::stop`] or [`Handle::stop`].
    Stopped,
    /// [`Limits::time`](super::Limits::time) was over.
    TimedOut,
    /// The main thread went past [`Limits::thread_memory`](super::Limits::thread_memory).
    OutOfMemory,
    /// The engine or a host function panicked on the main thread; this is the message.
    Panicked(String),
}

/// What a runtime left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The exit code, as the command line would have it.
    pub code: i32,
    /// Why it ended.
    pub ended: Ended,
    /// The error that ended the main thread, if one did.
    pub error: Option<UncaughtError>,
    /// Standard output, if it was captured.
    pub stdout: Vec<u8>,
    /// Standard error, if it was captured.
    pub stderr: Vec<u8>,
}

/// A runtime that runs on threads of its own. Dropping it stops the runtime without waiting.
pub struct Running {
    handle: Handle,
    main: Option<JoinHandle<MainEnd>>,
    captured: Option<Arc<Captured>>,
}

impl Running {
    pub(super) fn new(
        handle: Handle,
        main: JoinHandle<MainEnd>,
        captured: Option<Arc<Captured>>,
    ) -> Self {
        Self {
            handle,
            main: Some(main),
            captured,
        }
    }

    /// Something that other threads may hold to use and to stop the runtime.
    #[must_use]
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Asks the runtime to end now: JavaScript stops wherever it is, no handler runs.
    pub fn stop(&self) {
        self.handle.stop();
    }

    /// Waits for the end. All threads of the runtime's scripts are gone then; a host task or
    /// a file operation may still have one, and nobody will hear of its result.
    #[must_use]
    pub fn wait(mut self) -> Outcome {
        let end = match self.main.take().map(JoinHandle::join) {
            Some(Ok(end)) => end,
            _ => MainEnd {
                code: ENGINE_FAILED,
                panicked: Some("the runtime's main thread panicked".to_owned()),
            },
        };
        let cluster = self.handle.cluster();
        let error = cluster.uncaught.get().cloned();
        let out_of_memory = self.handle.main().out_of_memory.load(Ordering::Acquire);
        let terminated = self.handle.main().interrupt.requested();
        let ended = match (end.panicked, self.handle.cause().get()) {
            (Some(message), _) => Ended::Panicked(message),
            _ if out_of_memory => Ended::OutOfMemory,
            (None, Some(cause)) if terminated => cause,
            _ if error.is_some() => Ended::Uncaught,
            _ => Ended::Finished,
        };
        let captured = self.captured.as_ref();
        let [stdout, stderr] = captured.map_or_else(Default::default, |output| output.take());
        Outcome {
            code: end.code,
            ended,
            error,
            stdout,
            stderr,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.main.is_some() {
            self.stop();
        }
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running").finish_non_exhaustive()
    }
}

/// Who asked for the end; the first to ask is remembered.
#[derive(Debug, Default)]
pub(super) struct Cause(AtomicU8);

const STOPPED: u8 = 1;
const TIMED_OUT: u8 = 2;

impl Cause {
    pub(super) fn stopped(&self) {
        self.set(STOPPED);
    }

    pub(super) fn timed_out(&self) {
        self.set(TIMED_OUT);
    }

    fn set(&self, cause: u8) {
        self.0
            .compare_exchange(0, cause, Ordering::AcqRel, Ordering::Relaxed)
            .ok();
    }

    fn get(&self) -> Option<Ended> {
        match self.0.load(Ordering::Acquire) {
            STOPPED => Some(Ended::Stopped),
            TIMED_OUT => Some(Ended::TimedOut),
            _ => None,
        }
    }
}
