//! Electron, as Node.

use super::{Adapter, Launch, Script};

/// Electron's main process without its windows.
#[derive(Debug, Clone, Copy)]
pub struct Electron;

impl Adapter for Electron {
    fn name(&self) -> &'static str {
        "electron"
    }

    fn program(&self) -> Option<&str> {
        Some("electron")
    }

    fn launch(&self, script: &Script<'_>) -> Launch {
        let mut launch = Launch::like_node(script);
        launch
            .env
            .insert("ELECTRON_RUN_AS_NODE".to_owned(), "1".to_owned());
        launch
    }

    fn version_keys(&self) -> &[&str] {
        &["electron"]
    }

    fn how_to_get(&self) -> String {
        "install Electron and pass `-r electron=/path/to/electron`".to_owned()
    }

    fn is_optional(&self) -> bool {
        true
    }
}
