//! What can go wrong between a host program and a runtime, as values.

use thiserror::Error;

/// Why a runtime did not start. Nothing of a script has run.
#[derive(Debug, Error)]
pub enum StartError {
    /// There is nothing to run.
    #[error("the runtime has no script: give it one with `file` or `source`")]
    NoScript,
    /// A limit on memory can't be kept.
    #[error(
        "a limit on memory needs an allocator that counts: install \
         `threadproof_runner::heap::CountingAllocator` with `#[global_allocator]`"
    )]
    NotCounting,
    /// A virtual file or a working folder has a path that leaves open where it is.
    #[error("{0:?} is not an absolute path: name it from the root on")]
    NotAbsolute(std::path::PathBuf),
    /// The working folder does not exist.
    #[error("{path:?} can't be the working folder ({source}): make it first")]
    WorkingFolder {
        /// The folder.
        path: std::path::PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The system gives no thread.
    #[error("the system gives no thread ({0}): end some, or raise its limit")]
    Thread(#[from] std::io::Error),
}

/// Why a piece of work was not done on a runtime's thread.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum RemoteError {
    /// The thread has ended, or did before it came to the work.
    #[error("the thread has ended: keep the runtime alive with `keep_alive` while others use it")]
    Ended,
    /// No thread of the runtime has this id.
    #[error("no thread of the runtime has the id {0}")]
    NoThread(u64),
    /// The caller is that thread: waiting for oneself would never end.
    #[error("this is the runtime's own thread: use the context that is at hand")]
    SameThread,
    /// The work threw.
    #[error("{0}")]
    Threw(String),
}
