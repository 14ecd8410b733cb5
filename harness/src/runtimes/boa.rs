//! The reference: this same program, started as `threadproof boa`.

use super::{Adapter, Launch, Script};
use crate::plan::window::Window;

/// The reference runtime on the Boa engine.
#[derive(Debug, Clone, Copy)]
pub struct Boa;

impl Adapter for Boa {
    fn name(&self) -> &'static str {
        "boa"
    }

    /// Never looked for: it is the running program.
    fn program(&self) -> Option<&str> {
        None
    }

    fn launch(&self, script: &Script<'_>) -> Launch {
        let mut words = vec!["boa"];
        if let Some(window) = script.window {
            words.extend(["--profile", "electron"]);
            let flags = [
                (window.node_integration, "--node-integration"),
                (
                    window.node_integration_in_worker,
                    "--node-integration-in-worker",
                ),
                (window.sandbox, "--sandbox"),
            ];
            words.extend(flags.iter().filter(|(on, _)| *on).map(|(_, flag)| *flag));
        }
        Launch::like_node(script).after(&words)
    }

    fn version_keys(&self) -> &[&str] {
        &["threadproof", "node"]
    }

    fn how_to_get(&self) -> String {
        "it is part of threadproof".to_owned()
    }

    fn refuses(&self, _: Option<Window>) -> Option<&'static str> {
        None
    }
}
