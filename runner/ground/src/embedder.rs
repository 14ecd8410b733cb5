//! What a runtime's threads must know of the program that embeds them; nothing here is asked for on
//! a hot path but through an `Option`.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::access::Access;
use crate::director::Director;
use crate::limits::Limits;
use crate::observe::Observer;
use crate::slots::Shared;

/// What the embedding program adds, replaces and restricts.
#[derive(Default)]
pub struct Embedder {
    /// Permissions and replacements; `None` when all is the process's own.
    pub access: Option<Arc<Access>>,
    /// Limits.
    pub limits: Limits,
    /// Who is told what happens.
    pub observer: Option<Arc<dyn Observer>>,
    /// Who decides the order of its threads; `None` leaves it to the system.
    pub director: Option<Arc<dyn Director>>,
    /// What the layers above lend to every thread.
    pub lent: Shared,
    /// Where standard input comes from.
    pub input: Input,
    /// True for the command line: the runtime is the program. It may abort, catch signals and set
    /// the umask, and what runs when it ends dies with the process.
    pub owns_process: bool,
}

/// Where a main thread's standard input comes from.
#[derive(Debug)]
pub enum Input {
    /// The process's.
    Process,
    /// These bytes, once.
    Bytes(Mutex<Vec<u8>>),
}

impl Default for Input {
    fn default() -> Self {
        Self::Bytes(Mutex::default())
    }
}

impl Input {
    /// Takes the next bytes, at most `room`; `None` when the process must be asked.
    #[must_use]
    pub fn take(&self, room: usize) -> Option<Vec<u8>> {
        match self {
            Self::Process => None,
            Self::Bytes(bytes) => {
                let mut bytes = bytes.lock().unwrap_or_else(PoisonError::into_inner);
                let room = room.min(bytes.len());
                Some(bytes.drain(..room).collect())
            }
        }
    }
}

impl fmt::Debug for Embedder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Embedder")
            .field("limits", &self.limits)
            .field("lent", &self.lent)
            .finish_non_exhaustive()
    }
}
