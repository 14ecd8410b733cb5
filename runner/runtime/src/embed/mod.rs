//! The library's face: building a runtime, giving it files, host functions and shared host objects,
//! watching it, limiting it, stopping it, and learning how it ended.
//!
//! Everything here is built on the same rooms as the command line, which is one more user of
//! [`Builder`]. What an embedder can hold is `Send` and holds no JavaScript value: the types keep
//! the rules of [`crate::guide::threads`].

mod builder;
mod deadline;
mod errors;
mod output;
mod remote;
mod running;

pub use crate::lent::errors::{HostError, HostErrorKind};
pub use crate::lent::host::{HostFunction, HostModule, HostObject, SharedObject};
pub use crate::lent::value::Value;
pub use builder::{Builder, SourceKind};
pub use errors::{RemoteError, StartError};
pub use output::OutputStream;
pub use remote::{Handle, Kept};
pub use running::{Ended, Outcome, Running};
pub use threadproof_ground::limits::Limits;
pub use threadproof_ground::observe::{MessageInfo, Observer, ThreadInfo, UncaughtError};

/// A runtime: one main thread, and the workers that its scripts start.
///
/// ```
/// use threadproof_runner::{Runtime, SourceKind};
///
/// let outcome = Runtime::builder()
///     .source("console.log('hello')", SourceKind::CommonJs)
///     .capture_output()
///     .run()?;
/// assert_eq!(outcome.stdout, b"hello\n");
/// assert_eq!(outcome.code, 0);
/// # Ok::<(), threadproof_runner::StartError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Runtime;

impl Runtime {
    /// Begins to describe a runtime.
    pub fn builder() -> Builder {
        Builder::default()
    }
}
