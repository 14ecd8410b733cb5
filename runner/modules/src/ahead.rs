//! Compiling the script of the next worker before there is one.
//!
//! Workers that come one after another mostly run the same file. The cluster remembers the text
//! that the last one began with, as the engine was given it; a spare thread compiles it in its own
//! context. The worker reads its file as ever, and takes what was compiled only when its text and
//! its path are the same, so nobody can tell but by the time it takes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use boa_engine::{Context, JsResult, Script, Source};

use threadproof_agent::Agent;
use threadproof_agent::cluster::Cluster;

/// A longer text is not kept, in bytes.
const LONGEST: usize = 1024 * 1024;

/// The text that the last worker of a runtime began with.
#[derive(Debug, Default)]
pub struct LastScript(Mutex<Option<Arc<Text>>>);

/// A text as the engine is given it, in its wrapper, and the path of its file.
#[derive(Debug, PartialEq, Eq)]
struct Text {
    path: PathBuf,
    wrapped: String,
}

/// A text that was compiled in the context of this thread.
pub struct Compiled {
    text: Arc<Text>,
    script: Script,
}

/// The first script of a thread that has not begun it: it may have been compiled already.
pub struct FirstScript(pub Option<Compiled>);

impl LastScript {
    /// Compiles the text in `context`, if there is one that compiles.
    fn compile(&self, context: &mut Context) -> Option<Compiled> {
        let text = self.lock().clone()?;
        let script = parse(&text.wrapped, &text.path, context).ok()?;
        script.codeblock(context).ok()?;
        Some(Compiled { text, script })
    }

    fn remember(&self, wrapped: String, path: &Path) {
        let path = path.to_owned();
        let text = Arc::new(Text { path, wrapped });
        *self.lock() = Some(text);
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<Text>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Compiles in `context`, which has no agent yet, what the last worker of the runtime began with.
pub fn compile(cluster: &Cluster, context: &mut Context) {
    let compiled = cluster.slot::<LastScript>().compile(context);
    context.insert_data(FirstScript(compiled));
}

/// The script of a wrapped text: parsed now, unless it is the first of its thread and was compiled
/// ahead.
///
/// # Errors
/// A syntax error.
pub fn script(wrapped: String, path: &Path, context: &mut Context) -> JsResult<Script> {
    let agent = Agent::of(context);
    let Some(first) = context.remove_data::<FirstScript>() else {
        return parse(&wrapped, path, context);
    };
    let FirstScript(compiled) = *first;
    if let Some(Compiled { text, script }) = compiled
        && text.wrapped == wrapped
        && text.path == path
    {
        return Ok(script);
    }
    let script = parse(&wrapped, path, context)?;
    if wrapped.len() <= LONGEST {
        agent.cluster.slot::<LastScript>().remember(wrapped, path);
    }
    Ok(script)
}

fn parse(wrapped: &str, path: &Path, context: &mut Context) -> JsResult<Script> {
    Script::parse(Source::from_bytes(wrapped).with_path(path), None, context)
}
