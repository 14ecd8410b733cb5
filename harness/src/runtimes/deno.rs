//! Deno.

use super::{Adapter, Launch, Package, Script, npm_platform};

/// Deno, with every permission: the suite asks what it does, not what it allows.
#[derive(Debug, Clone, Copy)]
pub struct Deno;

impl Adapter for Deno {
    fn name(&self) -> &'static str {
        "deno"
    }

    fn program(&self) -> Option<&str> {
        Some("deno")
    }

    fn launch(&self, script: &Script<'_>) -> Launch {
        // Engine options have a flag of their own; Node's other options are told as they are, and
        // what Deno makes of them is what is observed.
        let node_args: Vec<String> = script
            .node_args
            .iter()
            .map(|option| match option.as_str() {
                engine if is_engine_option(engine) => format!("--v8-flags={engine}"),
                other => other.to_owned(),
            })
            .collect();
        let script = Script {
            node_args: &node_args,
            ..*script
        };
        let mut launch = Launch::like_node(&script).after(&["run", "-A", "--no-prompt", "--quiet"]);
        launch
            .env
            .insert("DENO_NO_UPDATE_CHECK".to_owned(), "1".to_owned());
        launch
    }

    fn version_keys(&self) -> &[&str] {
        &["deno"]
    }

    fn package(&self) -> Option<Package> {
        let (os, cpu) = npm_platform();
        let abi = match os {
            "linux" => "-glibc",
            _ => "",
        };
        Some(Package {
            name: format!("@deno/{os}-{cpu}{abi}"),
            binary: "deno",
        })
    }

    fn how_to_get(&self) -> String {
        "run `threadproof runtimes add deno`, or install Deno so that `deno` is on the PATH"
            .to_owned()
    }
}

fn is_engine_option(option: &str) -> bool {
    [
        "--expose-gc",
        "--expose_gc",
        "--max-old-space-size",
        "--max-semi-space-size",
        "--stack-size",
    ]
    .iter()
    .any(|known| option == *known || option.starts_with(&format!("{known}=")))
}
