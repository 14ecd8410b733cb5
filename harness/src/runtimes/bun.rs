//! Bun.

use super::{Adapter, Launch, Package, Script, npm_platform};

/// Bun, started like Node.
#[derive(Debug, Clone, Copy)]
pub struct Bun;

impl Adapter for Bun {
    fn name(&self) -> &'static str {
        "bun"
    }

    fn program(&self) -> Option<&str> {
        Some("bun")
    }

    fn launch(&self, script: &Script<'_>) -> Launch {
        Launch::like_node(script)
    }

    fn version_keys(&self) -> &[&str] {
        &["bun"]
    }

    fn package(&self) -> Option<Package> {
        let (os, cpu) = npm_platform();
        let os = if os == "win32" { "windows" } else { os };
        let cpu = if cpu == "arm64" { "aarch64" } else { cpu };
        Some(Package {
            name: format!("@oven/bun-{os}-{cpu}"),
            binary: "bin/bun",
        })
    }

    fn how_to_get(&self) -> String {
        "run `threadproof runtimes add bun`, or install Bun so that `bun` is on the PATH".to_owned()
    }
}
