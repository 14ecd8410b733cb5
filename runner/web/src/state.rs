//! The Web side of a thread, which stands in a slot of its agent.

use std::sync::Arc;

use threadproof_agent::Agent;
use threadproof_ground::asar::Archives;
use threadproof_ground::options::{Profile, WebPreferences};

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Web {
    /// The kind of its global.
    pub scope: Scope,
    /// Whether Node's modules are there.
    pub node: bool,
    /// What a worker has from the script that made it; `None` for a window.
    pub seed: Option<WebWorkerSeed>,
}

impl Web {
    /// The Web side of a main thread with this profile; `None` for Node's.
    #[must_use]
    pub fn window(profile: Profile) -> Option<Self> {
        match profile {
            Profile::Node => None,
            Profile::Electron(WebPreferences {
                node_integration, ..
            }) => Some(Self {
                scope: Scope::Window,
                node: node_integration,
                seed: None,
            }),
        }
    }
}

/// The Web side of a thread; `None` for Node's own threads.
#[must_use]
pub fn web(agent: &Agent) -> Option<&Web> {
    agent.given()
}

/// The `asar` archives that a thread reads as folders; `None` for Node's own threads.
#[must_use]
pub fn archives(agent: &Agent) -> Option<Arc<Archives>> {
    web(agent).map(|_| Arc::clone(agent.cluster.slot::<Arc<Archives>>()))
}

/// False in a window or worker without Node's modules.
#[must_use]
pub fn has_node(agent: &Agent) -> bool {
    web(agent).is_none_or(|web| web.node)
}
