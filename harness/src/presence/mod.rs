//! Which members of `worker_threads` a runtime has: each asked for by itself.
//!
//! A case may fail for many reasons, and a member that is there may fail every case; so no verdict
//! says whether it is there. One script asks the runtime itself, in a process like any other.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use camino::Utf8PathBuf;
use thiserror::Error;

use crate::execute::removal::Temporary;
use crate::execute::{Ending, Executor};
use crate::observe::observe;
use crate::runtimes::Script;
use crate::runtimes::identity::Runtime;

/// The case that asks.
const CASE: &str = "probe/members";

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_mins(2);

/// What it runs.
const QUESTION: &str = include_str!("members.cjs");

/// A runtime that did not say which members it has.
#[derive(Debug, Error)]
#[error("{runtime} does not say which members it has: {reason}")]
pub struct Unanswered {
    /// The runtime's id.
    runtime: String,
    /// What happened instead.
    reason: String,
}

/// Asks a runtime which members it has. A member without an answer could not be told.
///
/// # Errors
/// When it does not answer to the end.
pub fn ask(runtime: &Runtime, executor: &Executor) -> Result<BTreeMap<String, bool>, Unanswered> {
    let unanswered = |reason: String| Unanswered {
        runtime: runtime.id(),
        reason,
    };
    let folder = Temporary::new("threadproof-").map_err(|error| unanswered(error.to_string()))?;
    let suite = Utf8PathBuf::from_path_buf(folder.path().to_owned())
        .map_err(|path| unanswered(format!("{} is not UTF-8", path.display())))?;
    let case = suite.join("fixtures").join(CASE);
    fs::create_dir_all(&case)
        .and_then(|()| fs::write(case.join("main.cjs"), QUESTION))
        .map_err(|error| unanswered(error.to_string()))?;
    let script = Script {
        file: "main.cjs",
        node_args: &[],
        args: &[],
        window: None,
    };
    let job = runtime.found.job(&script, &suite, CASE, PATIENCE);
    let ended = executor
        .run(&job)
        .map_err(|error| unanswered(error.to_string()))?;
    if ended.ending != Ending::Exited {
        return Err(unanswered(format!(
            "it did not end within {} s",
            PATIENCE.as_secs()
        )));
    }
    let said = observe(&ended).seen;
    if said.exit != Some(0) {
        let first = said.stderr.text.lines().next().unwrap_or_default();
        return Err(unanswered(format!("it failed, with `{first}`")));
    }
    // A runtime may print words of its own between the answers.
    let answers = said.stdout.text.lines();
    let members: BTreeMap<String, bool> = answers
        .filter_map(|line| serde_json::from_str::<(String, bool)>(line).ok())
        .collect();
    if members.is_empty() {
        return Err(unanswered("it ended without a word".to_owned()));
    }
    Ok(members)
}
