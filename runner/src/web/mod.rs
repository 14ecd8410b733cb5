//! The Web's threads, as Electron's renderer has them: a window and its dedicated workers.
//!
//! A window is the main thread of a runtime with [`Profile::Electron`], a Web Worker one more agent
//! of the same cluster, started by the same code as Node's `Worker`. Here is only what differs: the
//! global scope, how scripts are found and run, and where errors go (HTML Standard, 10 Web workers).
//! This module must never know how messages are cloned or how a thread is stopped.

mod location;
pub mod report;
pub mod scope;
pub mod script;
pub mod worker;

use std::sync::Arc;

use crate::agent::Agent;
use crate::asar::Archives;
use crate::options::Profile;

/// What a Web Worker has from the script that made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebWorkerSeed {
    /// `self.name`.
    pub name: String,
    /// The URL of its script: `self.location`, and what relative URLs refer to.
    pub url: String,
    /// Whether the script is a module.
    pub module: bool,
    /// Whether Node's modules are there (`nodeIntegrationInWorker`).
    pub node: bool,
}

/// Which kind of Web global a thread has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// A window: the main thread.
    Window,
    /// A dedicated worker.
    Worker,
}

/// The Web side of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Web {
    /// The kind of its global.
    pub scope: Scope,
    /// Whether Node's modules are there.
    pub node: bool,
}

impl Agent {
    /// The Web side of this thread; `None` for Node's own threads.
    #[must_use]
    pub fn web(&self) -> Option<Web> {
        if let Some(worker) = &self.worker {
            return worker.web.as_ref().map(|seed| Web {
                scope: Scope::Worker,
                node: seed.node,
            });
        }
        match self.cluster.options.profile {
            Profile::Node => None,
            Profile::Electron(preferences) => Some(Web {
                scope: Scope::Window,
                node: preferences.node_integration,
            }),
        }
    }

    /// The `asar` archives that this thread reads as folders; `None` for Node's own threads.
    #[must_use]
    pub fn archives(&self) -> Option<Arc<Archives>> {
        self.web().map(|_| Arc::clone(&self.cluster.archives))
    }

    /// False in a window or worker without Node's modules.
    #[must_use]
    pub fn has_node(&self) -> bool {
        self.web().is_none_or(|web| web.node)
    }
}
