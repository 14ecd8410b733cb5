//! A runtime: one agent cluster with its main thread.

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;

use crate::agent::Agent;
use crate::agent::cluster::Cluster;
use crate::agent::control::Control;
use crate::agent::start;
use crate::heap;
use crate::modules::entry::Entry;
use crate::options::Options;
use crate::process::env::EnvStore;
use crate::worker_threads::worker_start::STACK_BYTES;

/// How deep calls may nest by default: about as deep as Node's default stack allows.
pub const RECURSION_LIMIT: usize = 10_000;

/// What the main thread runs.
#[derive(Debug, Clone)]
pub struct MainScript {
    /// The script.
    pub entry: Entry,
    /// `process.argv` from index 1.
    pub argv: Vec<String>,
    /// `process.execArgv`.
    pub exec_argv: Vec<String>,
    /// Modules that are loaded first.
    pub preload: Vec<String>,
    /// Compile only.
    pub check_only: bool,
}

/// Runs a script as the main thread of a new runtime, on a thread with a deep stack, and gives the
/// exit code of the process.
#[must_use]
pub fn run_main(options: Options, script: MainScript) -> i32 {
    let started = std::thread::Builder::new()
        .name("main".to_owned())
        .stack_size(STACK_BYTES)
        .spawn(move || run_here(options, script));
    match started.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        // The engine failed on the main thread; its message is on standard error already.
        Ok(Err(_)) => 134,
        Err(error) => {
            eprintln!("threadproof boa: the system gives no thread: {error}");
            1
        }
    }
}

fn run_here(options: Options, script: MainScript) -> i32 {
    let cluster = Cluster::new(options);
    let environment =
        EnvStore::from_pairs(std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        }));
    let control = Arc::new(Control::new(
        cluster.next_thread_id(),
        String::new(),
        None,
        environment,
        cluster.can_spin,
    ));
    cluster.enter(Arc::clone(&control));
    heap::watch_thread(&control, None);
    let exec_path: PathBuf = cluster.options.exec_path.clone();
    let mut argv = vec![exec_path.to_string_lossy().into_owned()];
    argv.extend(script.argv);
    let agent = Agent::new(cluster, control, None, argv, script.exec_argv);
    agent.preload.set(script.preload).ok();
    let run = AssertUnwindSafe(|| {
        if script.check_only {
            start::check(&agent, &script.entry)
        } else {
            start::run(&agent, &script.entry)
        }
    });
    match std::panic::catch_unwind(run) {
        Ok(code) => code,
        Err(_) => agent.control.ended.get().copied().unwrap_or(134),
    }
}
