//! The reference: this same program, started as `threadproof boa`.

use super::{Adapter, Launch, Script};

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
        Launch::like_node(script).after(&["boa"])
    }

    fn version_keys(&self) -> &[&str] {
        &["threadproof", "node"]
    }

    fn how_to_get(&self) -> String {
        "it is part of threadproof".to_owned()
    }
}
