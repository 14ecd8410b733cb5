//! An agent: one OS thread, one Boa context, one event loop.
//!
//! `Agent` is the thread's own state, reached from any native function through the context.
//! Other threads hold only its [`control::Control`]. No JavaScript value leaves the thread: a
//! message crosses as an owned clone (see `clone`).
//!
//! The agent knows how to run and to end JavaScript; it must never know what a particular
//! builtin module does.

pub mod blank;
pub mod blocking;
pub mod cluster;
pub mod control;
pub mod event_loop;
pub mod exit;
pub mod hooks;
pub mod interrupt;
pub mod jobs;
pub mod mailbox;
pub mod schedule;
pub mod spin;
pub mod stack_pages;
pub mod start;
pub mod task;
pub mod timers;
pub mod waiting;
pub mod watching;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue};
use rustc_hash::FxHashMap;

use crate::modules::ahead::FirstScript;
use crate::modules::registry::ModuleRegistry;
use crate::profile::Profiler;
use crate::worker_threads::locks::Requests;
use crate::worker_threads::worker_input::Input;
use crate::worker_threads::worker_start::WorkerInput;
use cluster::Cluster;
use control::Control;
use jobs::Jobs;
use stack_pages::Stack;
use timers::Timers;
use waiting::Waiting;

/// A callback of the loop's close phase.
pub type Closing = Box<dyn FnOnce(&mut Context) -> JsResult<()>>;

/// The state of the current thread's agent.
pub struct Agent {
    /// What all threads of the runtime share.
    pub cluster: Arc<Cluster>,
    /// The handle that other threads have of this agent.
    pub control: Arc<Control>,
    /// What the parent gave this worker; `None` on the main thread.
    pub worker: Option<WorkerInput>,
    /// Ticks and promise jobs.
    pub jobs: Rc<Jobs>,
    /// Timers and immediates.
    pub timers: Timers,
    /// Promises that another thread settles.
    pub waiting: Waiting,
    /// Ports that this agent owns, by port id.
    pub ports: RefCell<FxHashMap<u64, JsObject>>,
    /// The async contexts in which ports were made, by port id, for those that were made in one.
    pub port_contexts: RefCell<FxHashMap<u64, JsValue>>,
    /// Abort signals that follow one of another thread, by number.
    pub linked_signals: RefCell<FxHashMap<u64, JsObject>>,
    /// Workers that this agent started and that have not ended, by thread id.
    pub workers: RefCell<FxHashMap<u64, JsObject>>,
    /// Requests for locks that are not settled, by number.
    pub lock_requests: RefCell<Requests>,
    /// The profiles that are being taken of this thread.
    pub profiler: Profiler,
    /// Modules that have been loaded.
    pub modules: ModuleRegistry,
    /// What was compiled of its script before it began.
    pub first_script: RefCell<FirstScript>,
    /// The `process` object, once a script has asked for it.
    pub process: RefCell<Option<JsObject>>,
    /// The async context that runs now (`AsyncLocalStorage`); undefined outside every one.
    pub async_context: RefCell<JsValue>,
    /// What tells the hooks of `async_hooks`, while any is enabled.
    pub hooks: RefCell<Option<JsObject>>,
    /// What takes uncaught errors in place of all listeners
    /// (`process.setUncaughtExceptionCaptureCallback`).
    pub capture: RefCell<Option<JsObject>>,
    /// Told of each worker that this thread makes, once somebody asked to be
    /// (`diagnostics_channel`).
    pub worker_made: RefCell<Option<JsObject>>,
    /// Standard input of a worker.
    pub input: RefCell<Input>,
    /// Modules to load before the script (`--require`, `--import`).
    pub preload: OnceCell<Vec<String>>,
    /// Environment data: a `Map`, once it is used.
    pub environment: OnceCell<JsObject>,
    /// What `console.group` puts before each line.
    pub console_indent: RefCell<String>,
    /// Signals that are caught for listeners of `process`, by number.
    pub caught_signals: RefCell<Vec<i32>>,
    /// What a worker's output streams call when the parent has taken what they wrote.
    pub stream_waits: RefCell<[Option<JsObject>; 2]>,
    /// The standard streams that a script has looked at.
    pub used_streams: RefCell<Vec<&'static str>>,
    /// The stack of a worker's thread, whose pages it gives back when it first sleeps.
    pub stack: OnceCell<Stack>,
    /// The script arguments: `process.argv`.
    pub argv: Vec<String>,
    /// Our end of the channel to the process that forked this one.
    pub channel: OnceCell<i32>,
    /// `process.execArgv`.
    pub exec_argv: Vec<String>,
    /// Values that another thread keeps, by number.
    pub kept: RefCell<FxHashMap<u64, JsValue>>,
    closings: RefCell<VecDeque<Closing>>,
    holds: Cell<usize>,
    exit: exit::ExitState,
}

impl Agent {
    /// The agent of the thread that `context` belongs to.
    ///
    /// # Panics
    /// When the context was not made by this crate.
    #[must_use]
    pub fn of(context: &Context) -> Rc<Self> {
        Rc::clone(
            context
                .get_data::<Rc<Self>>()
                .expect("the context belongs to an agent"),
        )
    }

    /// Makes the state of an agent with the queues of its context; [`start`] puts it into one.
    #[must_use]
    pub fn new(
        jobs: Rc<Jobs>,
        cluster: Arc<Cluster>,
        control: Arc<Control>,
        worker: Option<WorkerInput>,
        argv: Vec<String>,
        exec_argv: Vec<String>,
    ) -> Rc<Self> {
        Rc::new(Self {
            cluster,
            control,
            worker,
            jobs,
            timers: Timers::default(),
            waiting: Waiting::default(),
            ports: RefCell::default(),
            port_contexts: RefCell::default(),
            linked_signals: RefCell::default(),
            workers: RefCell::default(),
            lock_requests: RefCell::default(),
            profiler: Profiler::default(),
            modules: ModuleRegistry::default(),
            first_script: RefCell::default(),
            process: RefCell::default(),
            async_context: RefCell::default(),
            hooks: RefCell::default(),
            capture: RefCell::default(),
            worker_made: RefCell::default(),
            input: RefCell::default(),
            preload: OnceCell::new(),
            environment: OnceCell::new(),
            caught_signals: RefCell::default(),
            stream_waits: RefCell::default(),
            used_streams: RefCell::default(),
            console_indent: RefCell::default(),
            stack: OnceCell::new(),
            argv,
            channel: OnceCell::new(),
            exec_argv,
            kept: RefCell::default(),
            closings: RefCell::default(),
            holds: Cell::new(0),
            exit: exit::ExitState::default(),
        })
    }

    /// True on the main thread.
    #[must_use]
    pub fn is_main(&self) -> bool {
        self.worker.is_none()
    }

    /// Says which object has a port. Its listeners run in the async context that is current now.
    pub fn own_port(&self, id: u64, object: JsObject) {
        self.ports.borrow_mut().insert(id, object);
        let current = self.async_context.borrow();
        if !current.is_undefined() {
            self.port_contexts.borrow_mut().insert(id, current.clone());
        }
    }

    /// Forgets a port; gives the object that had it.
    pub fn disown_port(&self, id: u64) -> Option<JsObject> {
        self.port_contexts.borrow_mut().remove(&id);
        self.ports.borrow_mut().remove(&id)
    }

    /// Nothing runs any more in the async context that is current.
    pub fn leave_async_context(&self) {
        let mut current = self.async_context.borrow_mut();
        if !current.is_undefined() {
            *current = JsValue::undefined();
        }
    }

    /// The async context in which a port was made; undefined outside every one.
    pub fn port_context(&self, id: u64) -> JsValue {
        let contexts = self.port_contexts.borrow();
        contexts.get(&id).cloned().unwrap_or_default()
    }

    /// Counts a handle that keeps the loop alive.
    pub fn hold(&self) {
        self.holds.set(self.holds.get() + 1);
    }

    /// Counts such a handle out.
    pub fn release(&self) {
        self.holds.set(self.holds.get().saturating_sub(1));
    }

    /// Queues a callback for the loop's close phase. It keeps the loop alive until it has run.
    pub fn push_closing(&self, closing: Closing) {
        self.closings.borrow_mut().push_back(closing);
    }

    /// True when something is left that can bring new work: the loop goes on.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.holds.get() > 0 || !self.closings.borrow().is_empty() || self.timers.hold()
    }
}
