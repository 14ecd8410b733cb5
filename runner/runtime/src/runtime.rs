//! A runtime's main thread: what it is given, and running it from start to end.
//!
//! Both the command line and an embedding program come here through [`crate::embed::Builder`].

use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;

use threadproof_agent::cluster::Cluster;
use threadproof_agent::control::Control;
use threadproof_agent::exit::{ENGINE_FAILED, panic_text};
use threadproof_agent::extension::MakeGlobal;
use threadproof_agent::start::{self, Script};
use threadproof_agent::{Agent, Plan};
use threadproof_ground::director::{Newcomer, Stop};
use threadproof_ground::env::EnvStore;
use threadproof_ground::heap::{self, Account};
use threadproof_ground::options::Options;
use threadproof_ground::slots::Local;
use threadproof_modules::entry::{Entry, Program};
use threadproof_web::scope;
use threadproof_web::script::WindowScript;
use threadproof_web::state::Web;

use crate::assembly::{EXTENSIONS, SURROUNDINGS};

/// The variable that processes started by scripts have: where they start this program, they mean the
/// runtime, as `spawn(process.execPath, [file])` does in Node.
pub const AS_RUNTIME: &str = "THREADPROOF_AS_RUNTIME";

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
    /// The options that come from the variable `NODE_OPTIONS`.
    pub node_options: Vec<String>,
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
        let cluster = Cluster::new(options, EXTENSIONS, SURROUNDINGS);
        let control = Arc::new(
            Control::new(
                cluster.next_thread_id(),
                String::new(),
                None,
                environment,
                cluster.can_spin,
            )
            .under(cluster.director.as_ref()),
        );
        cluster.enter(Arc::clone(&control));
        Self { cluster, control }
    }

    /// Runs the main thread here. An embedded runtime is gone when this returns: its workers' threads
    /// have ended too. A program's own leaves them to the end of the process.
    #[must_use]
    pub fn run(self, script: MainScript, keep_alive: bool) -> MainEnd {
        let Self { cluster, control } = self;
        let director = cluster.director.clone();
        if let Some(director) = &director {
            let place = director.arrive(Newcomer {
                what: "main",
                name: String::new(),
                thread_id: Some(control.thread_id),
                stop: Arc::clone(&control) as Arc<dyn Stop>,
            });
            director.begin(place);
        }
        let embedder = &cluster.options.embedder;
        let account = Arc::clone(&control) as Arc<dyn Account>;
        heap::watch_thread(account, embedder.limits.thread_memory);
        let mut argv = vec![cluster.options.exec_path.to_string_lossy().into_owned()];
        argv.extend(script.argv);
        let (shared, handle) = (Arc::clone(&cluster), Arc::clone(&control));
        let run = AssertUnwindSafe(|| {
            let mut slots = Local::default();
            let program = Program {
                entry: script.entry,
                preload: script.preload,
            };
            let web = Web::window(cluster.options.profile);
            let (global, main): (Option<MakeGlobal>, Box<dyn Script>) = match web {
                Some(web) => {
                    slots.insert(web);
                    (Some(scope::global), Box::new(WindowScript(program)))
                }
                None => (None, Box::new(program)),
            };
            let agent = Agent::new(Plan {
                jobs: Rc::default(),
                calls: cluster.options.recursion_limit,
                cluster,
                control,
                argv,
                exec_argv: script.exec_argv,
                node_options: script.node_options,
                heap_limit: None,
                pipes: None,
                global,
                slots,
            });
            if keep_alive {
                agent.hold();
            }
            if script.check_only {
                start::check(&agent, &*main)
            } else {
                start::run(&agent, &*main, None)
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
        if let Some(director) = &director {
            director.end();
        }
        if !shared.options.embedder.owns_process {
            shared.join_threads();
        }
        if let Some(observer) = &shared.options.embedder.observer {
            observer.thread_exited(&handle.info(), end.code);
        }
        end
    }
}
