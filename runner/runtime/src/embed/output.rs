//! Where the output of an embedded runtime goes, besides the process's own streams.

use std::sync::{Mutex, MutexGuard, PoisonError};

use threadproof_ground::options::Output;

/// One of the two output streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputStream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// Keeps what is written, for [`Outcome`](super::Outcome).
#[derive(Debug, Default)]
pub(crate) struct Captured {
    streams: Mutex<[Vec<u8>; 2]>,
}

impl Captured {
    /// Takes what was written: standard output, then standard error.
    pub(crate) fn take(&self) -> [Vec<u8>; 2] {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, [Vec<u8>; 2]> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Output for Captured {
    fn stdout(&self, bytes: &[u8]) {
        self.lock()[0].extend_from_slice(bytes);
    }

    fn stderr(&self, bytes: &[u8]) {
        self.lock()[1].extend_from_slice(bytes);
    }
}

/// Hands what is written to a callback.
pub(crate) struct ToCallback<F>(pub(crate) F);

impl<F: Fn(OutputStream, &[u8]) + Send + Sync> Output for ToCallback<F> {
    fn stdout(&self, bytes: &[u8]) {
        (self.0)(OutputStream::Stdout, bytes);
    }

    fn stderr(&self, bytes: &[u8]) {
        (self.0)(OutputStream::Stderr, bytes);
    }
}
