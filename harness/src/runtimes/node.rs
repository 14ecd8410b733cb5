//! Node.

use super::{Adapter, Launch, Package, Script, npm_platform};

/// Node, the runtime whose documentation the suite holds runtimes to.
#[derive(Debug, Clone, Copy)]
pub struct Node;

impl Adapter for Node {
    fn name(&self) -> &'static str {
        "node"
    }

    fn program(&self) -> Option<&str> {
        Some("node")
    }

    fn launch(&self, script: &Script<'_>) -> Launch {
        Launch::like_node(script)
    }

    fn version_keys(&self) -> &[&str] {
        &["node"]
    }

    fn package(&self) -> Option<Package> {
        let (os, cpu) = npm_platform();
        let os = if os == "win32" { "win" } else { os };
        Some(Package {
            name: format!("node-{os}-{cpu}"),
            binary: "bin/node",
        })
    }

    fn how_to_get(&self) -> String {
        "run `threadproof runtimes add node@22`, or install Node so that `node` is on the PATH"
            .to_owned()
    }
}
