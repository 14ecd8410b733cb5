//! How a runtime is set up: what it may use, what it is limited to, where its output goes.
//!
//! This file holds plain values; it must never read the process's own state.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::embedder::Embedder;

/// Where the output of the main thread goes.
pub trait Output: Send + Sync {
    /// Writes to standard output.
    fn stdout(&self, bytes: &[u8]);
    /// Writes to standard error.
    fn stderr(&self, bytes: &[u8]);
}

/// The options of a runtime.
#[derive(Clone)]
pub struct Options {
    /// `process.execPath` and `process.argv[0]`.
    pub exec_path: PathBuf,
    /// Where output goes.
    pub output: Arc<dyn Output>,
    /// The version of Node that the runtime reports in `process.version`, without `v`.
    pub node_version: &'static str,
    /// How deep calls may nest on the main thread before a `RangeError`; a worker is granted as many
    /// for each MB of its `stackSizeMb`.
    pub recursion_limit: usize,
    /// How the globals are laid out.
    pub profile: Profile,
    /// What the embedding program adds, replaces and restricts.
    pub embedder: Arc<Embedder>,
}

/// Which surroundings a script finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// Node's.
    #[default]
    Node,
    /// Those of a window of Electron's, the renderer, without a document.
    Electron(WebPreferences),
}

/// What a window of Electron's gives its scripts: the members of `webPreferences` that matter to
/// threads. All are off by default here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WebPreferences {
    /// `nodeIntegration`: the window's own scripts have Node's modules.
    pub node_integration: bool,
    /// `nodeIntegrationInWorker`: its Web Workers have them.
    pub node_integration_in_worker: bool,
    /// `sandbox`: nobody may have them. Refused together with the other two.
    pub sandbox: bool,
}

/// The release of Node whose behaviour the reference follows where the documentation is silent.
pub const NODE_VERSION: &str = "26.10.0";

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("exec_path", &self.exec_path)
            .field("node_version", &self.node_version)
            .finish_non_exhaustive()
    }
}

/// Writes to the process's own standard output and standard error.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProcessOutput;

impl Output for ProcessOutput {
    fn stdout(&self, bytes: &[u8]) {
        write_all(rustix::stdio::stdout(), bytes);
    }

    fn stderr(&self, bytes: &[u8]) {
        write_all(rustix::stdio::stderr(), bytes);
    }
}

/// Writes everything, waiting where the other end is slow. A closed pipe swallows the rest, as a
/// terminated reader wants nothing more.
fn write_all(fd: rustix::fd::BorrowedFd<'_>, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        match rustix::io::write(fd, bytes) {
            Ok(0) => return,
            Ok(written) => bytes = &bytes[written..],
            Err(rustix::io::Errno::INTR) => {}
            Err(rustix::io::Errno::AGAIN) => {
                let mut waits = [rustix::event::PollFd::from_borrowed_fd(
                    fd,
                    rustix::event::PollFlags::OUT,
                )];
                if rustix::event::poll(&mut waits, None).is_err() {
                    return;
                }
            }
            Err(_) => return,
        }
    }
}
