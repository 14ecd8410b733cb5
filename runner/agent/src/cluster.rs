//! The agent cluster: what all threads of one runtime share, and nothing outside it.
//!
//! ECMAScript calls the set of agents that can share memory an agent cluster (9.8 Agent
//! Clusters). Two runtimes in one process are two clusters and see nothing of each other: there is
//! no global state in this crate.

use std::any::Any;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;

use threadproof_ground::director::{Act, Director, Object};
use threadproof_ground::env::EnvStore;
use threadproof_ground::observe::UncaughtError;
use threadproof_ground::options::Options;
use threadproof_ground::slots::Shared;

use crate::blocking::pool::{Pool, USUAL};
use crate::control::Control;
use crate::extension::{Extension, Surroundings};

/// The shared state of one runtime.
pub struct Cluster {
    /// How the runtime was set up.
    pub options: Options,
    /// What hangs on its threads.
    pub extensions: &'static [&'static dyn Extension],
    /// Who decides the order of its threads; `None` leaves it to the system.
    pub director: Option<Arc<dyn Director>>,
    /// What its threads ask of `process` and `util`.
    pub surroundings: Surroundings,
    /// Every live agent by its thread id.
    agents: Mutex<FxHashMap<u64, Arc<Control>>>,
    next_thread: AtomicU64,
    next_id: AtomicU64,
    /// False on one processor.
    pub can_spin: bool,
    /// `process.title`.
    title: Mutex<String>,
    warned: AtomicBool,
    /// When the runtime began: the zero of `process.hrtime` and `performance.now`.
    pub started: Instant,
    /// The same moment by the clock on the wall, in milliseconds since 1970, and by the runtime's own
    /// clock; set by the first thread that reads a clock.
    pub clock_origin: OnceLock<(f64, Duration)>,
    /// What the runtime's own clock showed then, if it has one.
    clock_started: Duration,
    /// The error that ended the main thread.
    pub uncaught: OnceLock<UncaughtError>,
    /// The threads of workers, for who waits until they are gone.
    threads: Mutex<Vec<JoinHandle<()>>>,
    slots: Shared,
    /// Threads for work that would block a loop, once there was some.
    pool: OnceLock<Pool>,
}

impl Cluster {
    /// Makes a cluster without agents.
    #[must_use]
    pub fn new(
        options: Options,
        extensions: &'static [&'static dyn Extension],
        surroundings: Surroundings,
    ) -> Arc<Self> {
        let mut slots = Shared::default();
        for extension in extensions {
            extension.runtime(&mut slots);
        }
        let access = options.embedder.access.as_ref();
        let clock = access.and_then(|access| access.clock.as_ref());
        let clock_started = clock.map_or(Duration::ZERO, |clock| clock.monotonic());
        // How many processors this thread may run on. What a control group grants of their time
        // would have to be read from files, at each start; a spin finds out by itself.
        let processors = rustix::thread::sched_getaffinity(None).map_or(1, |set| set.count());
        let director = options.embedder.director.clone();
        Arc::new(Self {
            options,
            director,
            extensions,
            surroundings,
            agents: Mutex::default(),
            next_thread: AtomicU64::new(0),
            next_id: AtomicU64::new(1),
            can_spin: processors > 1,
            title: Mutex::new("node".to_owned()),
            warned: AtomicBool::new(false),
            started: Instant::now(),
            clock_origin: OnceLock::new(),
            clock_started,
            uncaught: OnceLock::new(),
            threads: Mutex::default(),
            slots,
            pool: OnceLock::new(),
        })
    }

    /// The threads for work that would block a loop. The first who asks decides how many: by
    /// `UV_THREADPOOL_SIZE` in its environment (Node's page, "Command-line API").
    pub fn pool(&self, env: &EnvStore) -> &Pool {
        self.pool.get_or_init(|| {
            let wanted = env.get("UV_THREADPOOL_SIZE");
            let wanted = wanted.and_then(|size| size.parse().ok());
            Pool::new(wanted.unwrap_or(USUAL))
        })
    }

    /// What a layer above keeps for this runtime.
    ///
    /// # Panics
    /// When the runtime has no extension that makes it.
    #[must_use]
    pub fn slot<T: Any>(&self) -> &T {
        self.slots
            .get()
            .expect("the extension that owns the slot is one of the runtime's")
    }

    /// How long the runtime runs, by the clock that its scripts read.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        let access = self.options.embedder.access.as_ref();
        match access.and_then(|access| access.clock.as_ref()) {
            Some(clock) => clock.monotonic().saturating_sub(self.clock_started),
            None => self.started.elapsed(),
        }
    }

    /// The next free thread id: 0 for the first agent.
    pub fn next_thread_id(&self) -> u64 {
        self.touch(Object::Threads, true);
        self.next_thread.fetch_add(1, Ordering::Relaxed)
    }

    /// A number that no other call gives: for ports, and whatever else needs a name.
    pub fn next_id(&self) -> u64 {
        self.next_id.fetch_add(1, Ordering::Relaxed)
    }

    /// Says that the current thread looks at something that others reach, or changes it.
    pub fn touch(&self, object: Object, changes: bool) {
        if let Some(director) = &self.director {
            director.touch(object, changes);
        }
    }

    /// The current thread is about to act in a way that others can see: under a director they may go
    /// first.
    pub fn point(&self, name: &'static str, object: Object) {
        if let Some(director) = &self.director {
            director.point(Act { name, object });
        }
    }

    /// So many bytes of output are on their way to a parent, or, below zero, have come.
    pub fn output(&self, bytes: isize) {
        if let Some(director) = &self.director {
            director.output(bytes);
        }
    }

    /// The current thread asks for what no director decides.
    pub fn outside(&self, what: &'static str) {
        if let Some(director) = &self.director {
            director.outside(what);
        }
    }

    /// Makes an agent known.
    pub fn enter(&self, control: Arc<Control>) {
        self.lock().insert(control.thread_id, control);
    }

    /// Makes an agent known unless the runtime has as many threads as it may have.
    ///
    /// # Errors
    /// The limit.
    pub fn try_enter(&self, control: Arc<Control>) -> Result<(), usize> {
        self.touch(Object::Life(control.thread_id), true);
        let mut agents = self.lock();
        match self.options.embedder.limits.threads {
            Some(limit) if agents.len() >= limit => Err(limit),
            _ => {
                agents.insert(control.thread_id, control);
                Ok(())
            }
        }
    }

    /// Remembers the thread of a worker, for [`join_threads`](Cluster::join_threads). Those of a
    /// process that is the runtime's own are left to its end.
    pub fn adopt(&self, thread: JoinHandle<()>) {
        if self.options.embedder.owns_process {
            return;
        }
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        threads.retain(|thread| !thread.is_finished());
        threads.push(thread);
    }

    /// Waits until every thread of a worker is gone.
    pub fn join_threads(&self) {
        for extension in self.extensions {
            extension.closing(self);
        }
        loop {
            let last = {
                let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
                threads.pop()
            };
            let Some(last) = last else { return };
            // A worker's panic was reported to its parent already.
            last.join().ok();
        }
    }

    /// Forgets an agent that has ended, and all that it waits for. What was posted to it and not
    /// read is dropped.
    pub fn leave(&self, thread_id: u64) {
        self.touch(Object::Life(thread_id), true);
        let gone = self.lock().remove(&thread_id);
        if let Some(control) = gone {
            control.mailbox.close();
            for extension in self.extensions {
                extension.left(self, thread_id);
            }
        }
    }

    /// The agent with this thread id, if it lives.
    #[must_use]
    pub fn agent(&self, thread_id: u64) -> Option<Arc<Control>> {
        self.touch(Object::Life(thread_id), false);
        self.lock().get(&thread_id).cloned()
    }

    /// How many agents live.
    #[must_use]
    pub fn live(&self) -> usize {
        self.lock().len()
    }

    /// True for the first warning of the runtime only: it explains how to trace warnings.
    pub fn first_warning(&self) -> bool {
        !self.warned.swap(true, Ordering::Relaxed)
    }

    /// `process.title`.
    #[must_use]
    pub fn title(&self) -> String {
        self.title
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Sets `process.title`.
    pub fn set_title(&self, title: String) {
        *self.title.lock().unwrap_or_else(PoisonError::into_inner) = title;
    }

    fn lock(&self) -> MutexGuard<'_, FxHashMap<u64, Arc<Control>>> {
        self.agents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster")
            .field("options", &self.options)
            .field("slots", &self.slots)
            .finish_non_exhaustive()
    }
}
