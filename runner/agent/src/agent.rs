//! An agent: one OS thread, one engine context, one event loop.
//!
//! `Agent` is the thread's own state, reached from any native function through the context.
//! Other threads hold only its [`Control`]. No JavaScript value leaves the thread: a message crosses
//! as an owned clone.
//!
//! The agent knows how to run and to end JavaScript; it must never know what a particular
//! builtin module does. What the layers above keep for a thread stands in its slots.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue};
use threadproof_engine::profile::Profiler;
use threadproof_ground::slots::Local;
use threadproof_ground::stack_pages::Stack;

use crate::cluster::Cluster;
use crate::control::Control;
use crate::exit;
use crate::extension::MakeGlobal;
use crate::jobs::Jobs;
use crate::output::Pipes;
use crate::timers::Timers;
use crate::waiting::Waiting;

/// A callback of the loop's close phase.
pub type Closing = Box<dyn FnOnce(&mut Context) -> JsResult<()>>;

/// What an agent is made of.
pub struct Plan {
    /// The queues of its context, where that was made first.
    pub jobs: Rc<Jobs>,
    /// What all threads of the runtime share.
    pub cluster: Arc<Cluster>,
    /// The handle that other threads will have of it.
    pub control: Arc<Control>,
    /// `process.argv`.
    pub argv: Vec<String>,
    /// `process.execArgv`.
    pub exec_argv: Vec<String>,
    /// The options that come from the variable `NODE_OPTIONS`.
    pub node_options: Vec<String>,
    /// How deep calls may nest.
    pub calls: usize,
    /// Bytes that its heap may hold; `None` without a limit.
    pub heap_limit: Option<f64>,
    /// Its standard streams; `None` for the runtime's own.
    pub pipes: Option<Box<dyn Pipes>>,
    /// Makes its global object; `None` for an ordinary one.
    pub global: Option<MakeGlobal>,
    /// What else is known of it, for the extensions.
    pub slots: Local,
}

/// The state of the current thread's agent.
pub struct Agent {
    /// What all threads of the runtime share.
    pub cluster: Arc<Cluster>,
    /// The handle that other threads have of this agent.
    pub control: Arc<Control>,
    /// Ticks and promise jobs.
    pub jobs: Rc<Jobs>,
    /// Timers and immediates.
    pub timers: Timers,
    /// Promises that another thread settles.
    pub waiting: Waiting,
    /// The profiles that are being taken of this thread.
    pub profiler: Rc<Profiler>,
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
    /// The stack of a worker's thread, whose pages it gives back when it first sleeps.
    pub stack: OnceCell<Stack>,
    /// The script arguments: `process.argv`.
    pub argv: Vec<String>,
    /// `process.execArgv`.
    pub exec_argv: Vec<String>,
    /// The options that come from the variable `NODE_OPTIONS`.
    pub node_options: Vec<String>,
    /// How deep calls may nest.
    pub calls: usize,
    /// Bytes that its heap may hold; `None` without a limit.
    pub heap_limit: Option<f64>,
    /// Its standard streams; `None` for the runtime's own.
    pub pipes: Option<Box<dyn Pipes>>,
    /// Makes its global object; `None` for an ordinary one.
    pub(crate) global: Option<MakeGlobal>,
    pub(crate) closings: RefCell<VecDeque<Closing>>,
    pub(crate) exit: exit::ExitState,
    slots: Local,
    holds: Cell<usize>,
}

impl Agent {
    /// The agent of the thread that `context` belongs to.
    ///
    /// # Panics
    /// When the context belongs to none; every context of a runtime does.
    #[must_use]
    pub fn of(context: &Context) -> Rc<Self> {
        Rc::clone(
            context
                .get_data::<Rc<Self>>()
                .expect("the context belongs to an agent"),
        )
    }

    /// Like [`of`](Agent::of), for what also works in a context of no runtime.
    #[must_use]
    pub fn known(context: &Context) -> Option<Rc<Self>> {
        context.get_data::<Rc<Self>>().map(Rc::clone)
    }

    /// Makes the state of an agent; [`start`](crate::start) puts it into a context.
    #[must_use]
    pub fn new(plan: Plan) -> Rc<Self> {
        let Plan {
            jobs,
            cluster,
            control,
            argv,
            exec_argv,
            node_options,
            calls,
            heap_limit,
            pipes,
            global,
            mut slots,
        } = plan;
        for extension in cluster.extensions {
            extension.thread(&mut slots);
        }
        let timers = Timers::new(cluster.director.clone());
        Rc::new(Self {
            cluster,
            control,
            jobs,
            timers,
            waiting: Waiting::default(),
            profiler: Rc::default(),
            async_context: RefCell::default(),
            hooks: RefCell::default(),
            capture: RefCell::default(),
            worker_made: RefCell::default(),
            stack: OnceCell::new(),
            argv,
            exec_argv,
            node_options,
            calls,
            heap_limit,
            pipes,
            global,
            closings: RefCell::default(),
            exit: exit::ExitState::default(),
            slots,
            holds: Cell::new(0),
        })
    }

    /// Every option that is in force in this thread; later ones count.
    #[must_use]
    pub fn flags(&self) -> Vec<String> {
        [self.node_options.as_slice(), &self.exec_argv].concat()
    }

    /// What a layer above keeps for this thread.
    ///
    /// # Panics
    /// When the runtime has no extension that makes it.
    #[must_use]
    pub fn slot<T: Any>(&self) -> &T {
        self.slots
            .get()
            .expect("the extension that owns the slot is one of the runtime's")
    }

    /// What may have been given to this thread when it was made.
    #[must_use]
    pub fn given<T: Any>(&self) -> Option<&T> {
        self.slots.get()
    }

    /// True on the main thread.
    #[must_use]
    pub fn is_main(&self) -> bool {
        self.control.parent.is_none()
    }

    /// Nothing runs any more in the async context that is current.
    pub fn leave_async_context(&self) {
        let mut current = self.async_context.borrow_mut();
        if !current.is_undefined() {
            *current = JsValue::undefined();
        }
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
