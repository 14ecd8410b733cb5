//! A runtime's main thread: what it is given, and running it from start to end.
//!
//! Both the command line and an embedding program come here through [`crate::embed::Builder`].

use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;

use crate::agent::Agent;
use crate::agent::cluster::Cluster;
use crate::agent::control::Control;
use crate::agent::start;
use crate::embed::ThreadInfo;
use crate::heap;
use crate::modules::entry::Entry;
use crate::options::Options;
use crate::process::env::EnvStore;

/// How deep calls may nest by default: about as deep as Node's default stack allows.
pub const RECURSION_LIMIT: usize = 10_000;

/// The exit code after a failure of the engine on the main thread: no script ends with it by what
/// Node does, and no signal (`EX_SOFTWARE` of `sysexits.h`).
pub const ENGINE_FAILED: i32 = 70;

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

/// A runtime whose main thread has not begun.
#[derive(Debug)]
pub struct Prepared {
    /// What its threads will share.
    pub cluster: Arc<Cluster>,
    /// The handle of the main thread.
    pub control: Arc<Control>,
}

/// How a main thread ended.
#[derive(Debug)]
pub struct MainEnd {
    /// The exit code.
    pub code: i32,
    /// What the engine, or a host function, panicked with.
    pub panicked: Option<String>,
}

impl Prepared {
    /// Makes what the threads of a runtime share.
    #[must_use]
    pub fn new(options: Options, environment: Arc<EnvStore>) -> Self {
        let cluster = Cluster::new(options);
        let control = Arc::new(Control::new(
            cluster.next_thread_id(),
            String::new(),
            None,
            environment,
            cluster.can_spin,
        ));
        cluster.enter(Arc::clone(&control));
        Self { cluster, control }
    }

    /// Runs the main thread here. An embedded runtime is gone when this returns: its workers' threads
    /// have ended too. A program's own leaves them to the end of the process.
    #[must_use]
    pub fn run(self, script: MainScript, keep_alive: bool) -> MainEnd {
        let Self { cluster, control } = self;
        let embedder = &cluster.options.embedder;
        heap::watch_thread(&control, embedder.limits.thread_memory);
        let mut argv = vec![cluster.options.exec_path.to_string_lossy().into_owned()];
        argv.extend(script.argv);
        let (shared, handle) = (Arc::clone(&cluster), Arc::clone(&control));
        let run = AssertUnwindSafe(|| {
            let agent = Agent::new(
                Rc::default(),
                cluster,
                control,
                None,
                argv,
                script.exec_argv,
            );
            agent.preload.set(script.preload).ok();
            if keep_alive {
                agent.hold();
            }
            if script.check_only {
                start::check(&agent, &script.entry)
            } else {
                start::run(&agent, &script.entry, None)
            }
        });
        let end = match std::panic::catch_unwind(run) {
            Ok(code) => MainEnd {
                code,
                panicked: None,
            },
            // The engine does not expect to be stopped everywhere: this was `process.exit`.
            Err(_) if handle.ended.get().is_some() => MainEnd {
                code: handle.ended.get().copied().unwrap_or(0),
                panicked: None,
            },
            Err(_) if handle.interrupt.requested() => MainEnd {
                code: 1,
                panicked: None,
            },
            Err(panic) => MainEnd {
                code: ENGINE_FAILED,
                panicked: Some(panic_text(&*panic)),
            },
        };
        shared.leave(handle.thread_id);
        if !shared.options.embedder.owns_process {
            shared.join_threads();
        }
        if let Some(observer) = &shared.options.embedder.observer {
            observer.thread_exited(&ThreadInfo::of(&handle), end.code);
        }
        end
    }
}

/// What a panic says.
#[must_use]
pub fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message")
        .to_owned()
}
