//! The Node of `GraalVM`.

use super::{Adapter, Launch, Script};

/// The `node` of a `GraalVM` for JavaScript.
#[derive(Debug, Clone, Copy)]
pub struct GraalNodeJs;

impl Adapter for GraalNodeJs {
    fn name(&self) -> &'static str {
        "graalnodejs"
    }

    /// Its binary is called `node`, as Node's own is, so the `PATH` cannot tell.
    fn program(&self) -> Option<&str> {
        None
    }

    fn launch(&self, script: &Script<'_>) -> Launch {
        Launch::like_node(script)
    }

    fn version_keys(&self) -> &[&str] {
        &["graalvm", "graaljs", "node"]
    }

    fn how_to_get(&self) -> String {
        "unpack a GraalVM Node.js and pass `-r graalnodejs=/path/to/bin/node`".to_owned()
    }

    fn is_optional(&self) -> bool {
        true
    }
}
