//! Starting the thread of a worker, and what its parent gives it.

use std::cell::RefCell;
use std::ffi::CString;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::error_report::ErrorReport;
use super::port_core::PortCore;
use super::spare::{self, Ready, Spares};
use super::worker_input;
use super::worker_news;
use super::worker_note::WorkerNote;
use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult};
use threadproof_agent::Agent;
use threadproof_agent::Plan;
use threadproof_agent::cluster::Cluster;
use threadproof_agent::control::Control;
use threadproof_agent::exit::panic_text;
use threadproof_agent::extension::MakeGlobal;
use threadproof_agent::output::{Pipes, Stream};
use threadproof_agent::start;
use threadproof_agent::start::Script;
use threadproof_clone::Message;
use threadproof_engine::errors::ErrorKind;
use threadproof_ground::director::{Newcomer, Object, Place, Stop};
use threadproof_ground::heap;
use threadproof_ground::heap::Account;
use threadproof_ground::numbers::nearest;
use threadproof_ground::slots::Local;
use threadproof_ground::stack_pages;
use threadproof_modules::flags;

/// Address space for the native stack of a thread, in bytes; only what is touched costs memory.
pub const STACK_BYTES: usize = 256 * 1024 * 1024;

/// What a worker has from its parent. It stays on the worker's thread.
#[derive(Debug)]
pub struct WorkerInput {
    /// The parent's inbox.
    pub parent: Arc<Control>,
    /// This worker's thread id.
    pub thread_id: u64,
    /// The worker's end of the channel to its parent; `parentPort` takes it.
    pub port: Arc<PortCore>,
    /// `workerData`, until the module is asked for it.
    pub data: RefCell<Option<Message>>,
    /// The parent's environment data at the time of construction.
    pub environment: RefCell<Option<Message>>,
    /// `resourceLimits`.
    pub limits: ResourceLimits,
    /// True when the parent feeds standard input (`stdin: true`).
    pub has_stdin: bool,
    /// Descriptors that its scripts leave open are closed when it ends.
    pub tracks_fds: bool,
    /// True for a worker of the runtime's own.
    pub internal: bool,
    /// False where the port to its parent is not `parentPort`.
    pub has_parent_port: bool,
}

impl WorkerInput {
    /// Sends news to the parent.
    pub fn tell_parent(&self, note: WorkerNote) {
        post(&self.parent, self.thread_id, note);
    }
}

/// What the parent of `agent` gave it; `None` on a main thread.
#[must_use]
pub fn worker_input(agent: &Agent) -> Option<&WorkerInput> {
    agent.given::<Rc<WorkerInput>>().map(Rc::as_ref)
}

/// Posts news of a worker to its parent.
fn post(parent: &Control, thread_id: u64, note: WorkerNote) {
    // News that often nobody listens to: a director is told of each whether anybody did.
    let number = match &note {
        WorkerNote::Online => Some(thread_id << 1),
        WorkerNote::Exit { .. } => Some(thread_id << 1 | 1),
        _ => None,
    };
    let Some(number) = number else {
        return parent.call(Box::new(move |context| {
            worker_news::note(&Agent::of(context), thread_id, note, context)
        }));
    };
    let call = Box::new(move |context: &mut Context| {
        let agent = Agent::of(context);
        if let Some(director) = &agent.cluster.director {
            let object = Object::Note(agent.control.thread_id, number);
            director.touch(object, true);
            if worker_news::is_unheard(&agent, thread_id, &note) {
                director.unseen(object);
            }
        }
        worker_news::note(&agent, thread_id, note, context)
    });
    parent.note(call, number);
}

/// The standard streams of a worker: they end at its parent.
struct ParentPipes(Rc<WorkerInput>);

impl Pipes for ParentPipes {
    fn write(&self, stream: Stream, bytes: &[u8], asks: bool) {
        self.0.parent.expect_output(bytes.len());
        self.0.tell_parent(WorkerNote::Stdio {
            stream,
            bytes: bytes.to_vec(),
            asks,
        });
    }

    fn has_input(&self) -> bool {
        self.0.has_stdin
    }

    fn read(&self, callback: JsObject, context: &mut Context) -> JsResult<()> {
        self.0.tell_parent(WorkerNote::WantsInput);
        worker_input::wait(callback, context)
    }
}

/// What the options of V8 on the command line say of the heap of each thread.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct HeapFlags {
    old_mb: Option<f64>,
    young_mb: Option<f64>,
    /// `--expose-gc`: scripts have a function `gc`.
    pub exposes_gc: bool,
}

impl HeapFlags {
    /// Those of the process that a thread belongs to.
    #[must_use]
    pub fn in_force(agent: &Agent) -> Self {
        match worker_input(agent) {
            None => Self::of(&agent.flags()),
            Some(worker) => worker.limits.flags,
        }
    }

    /// Reads `--max-old-space-size` and `--max-semi-space-size`; the young generation has three
    /// semi-spaces.
    #[must_use]
    pub fn of(exec_argv: &[String]) -> Self {
        let size = |name| {
            let value = flags::last_value(exec_argv, name)?;
            value.parse::<f64>().ok().filter(|size| *size > 0.0)
        };
        Self {
            old_mb: size("--max-old-space-size"),
            young_mb: size("--max-semi-space-size").map(|size| size * 3.0),
            exposes_gc: ["--expose-gc", "--expose_gc"]
                .iter()
                .any(|name| flags::has(exec_argv, name)),
        }
    }
}

/// `resourceLimits` of a worker.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ResourceLimits {
    /// `maxYoungGenerationSizeMb`.
    pub young_mb: f64,
    /// `maxOldGenerationSizeMb`.
    pub old_mb: f64,
    /// `codeRangeSizeMb`.
    pub code_mb: f64,
    /// `stackSizeMb`.
    pub stack_mb: f64,
    /// True when one of the heap sizes was given: only then is the heap limited.
    pub heap_is_limited: bool,
    /// What the command line says of the heaps of all threads.
    pub flags: HeapFlags,
}

impl Default for ResourceLimits {
    fn default() -> Self {
        Self {
            young_mb: 96.0,
            old_mb: 4096.0,
            code_mb: 0.0,
            stack_mb: 4.0,
            heap_is_limited: false,
            flags: HeapFlags::default(),
        }
    }
}

impl ResourceLimits {
    /// Gives the command line the last word (Node's page, `resourceLimits`).
    pub fn override_with(&mut self, flags: HeapFlags) {
        self.flags = flags;
        self.old_mb = flags.old_mb.unwrap_or(self.old_mb);
        self.young_mb = flags.young_mb.unwrap_or(self.young_mb);
        self.heap_is_limited |= flags.old_mb.is_some() || flags.young_mb.is_some();
    }

    /// The heap limit in bytes, if there is one.
    #[must_use]
    pub fn heap_bytes(&self) -> Option<u64> {
        self.heap_is_limited
            .then(|| nearest((self.young_mb + self.old_mb) * 1024.0 * 1024.0))
    }

    /// The size of the stack in MB, within what a thread can be given.
    fn granted_stack_mb(&self) -> f64 {
        self.stack_mb.clamp(0.05, 16.0)
    }

    /// How deep calls may nest: in V8 a small function takes about 100 bytes.
    #[must_use]
    pub fn calls(&self, for_each_mb: usize) -> usize {
        nearest(for_each_mb as f64 * self.granted_stack_mb())
    }

    /// The system's stack for the thread, in bytes. Calls through native code nest on it, so it
    /// grows with the calls that are allowed; memory that is never touched costs nothing.
    #[must_use]
    pub fn stack_bytes(&self) -> usize {
        STACK_BYTES.max(nearest(
            STACK_BYTES as f64 / 4.0 * (self.granted_stack_mb() + 1.0),
        ))
    }
}

/// The engine panicked while a worker ran.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the engine panicked; end this thread")]
pub struct EngineFailed;

/// In what a worker is unlike Node's: its global object, and what its thread knows besides.
pub struct Unlike {
    /// Makes the global object.
    pub global: MakeGlobal,
    /// Fills slots of the thread.
    pub equip: Box<dyn FnOnce(&mut Local) + Send>,
}

/// Everything that a thread needs to become a worker.
pub struct Seed {
    /// The runtime.
    pub cluster: Arc<Cluster>,
    /// Its place with the runtime's director, once it has one.
    pub place: Option<Place>,
    /// The new agent's handle.
    pub control: Arc<Control>,
    /// What the parent gives it.
    pub input: WorkerInput,
    /// What it runs.
    pub script: Box<dyn Script + Send>,
    /// In what it is unlike Node's workers.
    pub unlike: Option<Unlike>,
    /// `process.argv`.
    pub argv: Vec<String>,
    /// `process.execArgv`.
    pub exec_argv: Vec<String>,
    /// The options that come from the variable `NODE_OPTIONS`.
    pub node_options: Vec<String>,
}

impl Seed {
    /// The name that the system shows for the thread: the worker's, which may hold anything but a
    /// zero.
    fn thread_name(&self) -> String {
        self.control.name.replace('\0', "")
    }

    /// Gives the current thread the worker's name.
    pub fn name_thread(&self) {
        if let Ok(name) = CString::new(self.thread_name()) {
            // The system keeps 15 bytes of it.
            rustix::thread::set_name(&name).ok();
        }
    }
}

/// Starts a worker: on a thread that is ready for it, or on a new one.
///
/// # Errors
/// When the system refuses a new thread.
pub fn spawn(mut seed: Box<Seed>) -> std::io::Result<()> {
    let cluster = Arc::clone(&seed.cluster);
    if let Some(director) = &cluster.director {
        seed.place = Some(director.arrive(Newcomer {
            what: "worker",
            name: seed.control.name.clone(),
            thread_id: Some(seed.control.thread_id),
            stop: Arc::clone(&seed.control) as Arc<dyn Stop>,
        }));
    }
    if let Err(seed) = cluster.slot::<Spares>().give(seed) {
        let builder = std::thread::Builder::new().name(seed.thread_name());
        let bytes = seed.input.limits.stack_bytes();
        let thread = stack_pages::spawn(builder, bytes, move |bounds| spare::serve(seed, bounds))?;
        cluster.adopt(thread);
    }
    Ok(())
}

/// Runs a worker on this thread from start to end.
///
/// # Errors
/// When the engine panicked: then nobody knows in which state the thread is.
pub fn run(seed: Seed, ready: Ready) -> Result<(), EngineFailed> {
    let Seed {
        cluster,
        place,
        control,
        input,
        script,
        unlike,
        argv,
        exec_argv,
        node_options,
    } = seed;
    let parent = Arc::clone(&input.parent);
    let thread_id = input.thread_id;
    let limits = input.limits;
    let director = cluster.director.clone();
    if let (Some(director), Some(place)) = (&director, place)
        && !director.begin(place)
    {
        // The run is over: nobody hears of a worker that did not begin.
        cluster.leave(thread_id);
        post(&parent, thread_id, WorkerNote::Exit { code: 1 });
        return Ok(());
    }
    let most = cluster.options.embedder.limits.thread_memory;
    let heap_limit = limits.heap_bytes().into_iter().chain(most).min();
    heap::watch_thread(Arc::clone(&control) as Arc<dyn Account>, heap_limit);
    control.cpu_before.set(ready.cpu_before).ok();
    let shared = Arc::clone(&cluster);
    let handle = Arc::clone(&control);
    let outcome = std::panic::catch_unwind(AssertUnwindSafe(move || {
        let Ready { blank, stack, .. } = ready;
        let jobs = blank.as_ref().map(|it| Rc::clone(&it.jobs));
        let input = Rc::new(input);
        let mut slots = Local::default();
        slots.insert(Rc::clone(&input));
        let mut global = None;
        if let Some(unlike) = unlike {
            global = Some(unlike.global);
            (unlike.equip)(&mut slots);
        }
        let agent = Agent::new(Plan {
            jobs: jobs.unwrap_or_default(),
            calls: limits.calls(cluster.options.recursion_limit),
            cluster,
            control,
            argv,
            exec_argv,
            node_options,
            heap_limit: Some((limits.old_mb + limits.young_mb) * 1024.0 * 1024.0),
            pipes: Some(Box::new(ParentPipes(input))),
            global,
            slots,
        });
        agent.stack.set(stack).ok();
        start::run(&agent, &*script, blank)
    }));
    let has_failed = outcome.is_err();
    shared.leave(thread_id);
    let tell = |note| post(&parent, thread_id, note);
    let code = match outcome {
        Ok(code) => code,
        // The engine does not expect to be stopped everywhere: this was `process.exit`.
        Err(_) if handle.ended.get().is_some() => handle.ended.get().copied().unwrap_or(0),
        Err(_) if handle.interrupt.requested() => 1,
        Err(panic) => {
            let failure = engine_failure(&panic_text(&*panic));
            tell(WorkerNote::Error(Box::new(failure)));
            1
        }
    };
    if handle.out_of_memory.load(Ordering::Acquire) {
        tell(WorkerNote::Error(Box::new(ErrorReport::Coded {
            kind: ErrorKind::Error,
            code: "ERR_WORKER_OUT_OF_MEMORY",
            message: "Worker terminated due to reaching memory limit: JS heap out of memory"
                .to_owned(),
        })));
    }
    if let Some(observer) = &shared.options.embedder.observer {
        observer.thread_exited(&handle.info(), code);
    }
    handle.os_thread.store(0, Ordering::Relaxed);
    tell(WorkerNote::Exit { code });
    if let Some(director) = &director {
        director.end();
    }
    if has_failed {
        Err(EngineFailed)
    } else {
        Ok(())
    }
}

/// A panic of the engine, as the parent sees it.
fn engine_failure(said: &str) -> ErrorReport {
    ErrorReport::Coded {
        kind: ErrorKind::Error,
        code: "ERR_WORKER_INIT_FAILED",
        message: format!("Worker ended by a failure of the JavaScript engine: {said}"),
    }
}
