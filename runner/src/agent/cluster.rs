//! The agent cluster: what all threads of one runtime share, and nothing outside it.
//!
//! ECMAScript calls the set of agents that can share memory an agent cluster (9.8 Agent
//! Clusters). Two runtimes in one process are two clusters and see nothing of each other: there is
//! no global state in this crate.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;

use super::control::Control;
use crate::asar::Archives;
use crate::atomics::futex::Futexes;
use crate::embed::UncaughtError;
use crate::modules::ahead::LastScript;
use crate::options::Options;
use crate::worker_threads::broadcast::Broadcasts;
use crate::worker_threads::lock_table::LockTable;
use crate::worker_threads::locks;
use crate::worker_threads::spare::Spares;

/// The shared state of one runtime.
#[derive(Debug)]
pub struct Cluster {
    /// How the runtime was set up.
    pub options: Options,
    /// Every live agent by its thread id.
    agents: Mutex<FxHashMap<u64, Arc<Control>>>,
    next_thread: AtomicU64,
    next_port: AtomicU64,
    /// Broadcast channels by name.
    pub broadcasts: Broadcasts,
    /// Who waits for which place in shared memory.
    pub futexes: Futexes,
    /// Web locks by name.
    pub locks: LockTable,
    /// The `asar` archives that windows and Web Workers have looked into.
    pub archives: Arc<Archives>,
    /// False on one processor.
    pub can_spin: bool,
    /// `process.title`.
    title: Mutex<String>,
    warned: AtomicBool,
    /// When the runtime began: the zero of `process.hrtime` and `performance.now`.
    pub started: Instant,
    /// What the runtime's own clock showed then, if it has one.
    clock_started: Duration,
    /// The error that ended the main thread.
    pub uncaught: OnceLock<UncaughtError>,
    /// The thread kept for the next worker.
    pub spares: Spares,
    /// What the last worker began with, for the next.
    pub last_script: LastScript,
    /// The interpreter of WebAssembly, once a script has touched it.
    pub wasm: OnceLock<wasmi::Engine>,
    /// The threads of workers, for who waits until they are gone.
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Cluster {
    /// Makes a cluster without agents.
    #[must_use]
    pub fn new(options: Options) -> Arc<Self> {
        let access = options.embedder.access.as_ref();
        let clock = access.and_then(|access| access.clock.as_ref());
        let clock_started = clock.map_or(Duration::ZERO, |clock| clock.monotonic());
        // How many processors this thread may run on. What a control group grants of their time
        // would have to be read from files, at each start; a spin finds out by itself.
        let processors = rustix::thread::sched_getaffinity(None).map_or(1, |set| set.count());
        Arc::new(Self {
            options,
            agents: Mutex::default(),
            next_thread: AtomicU64::new(0),
            next_port: AtomicU64::new(1),
            broadcasts: Broadcasts::default(),
            futexes: Futexes::default(),
            locks: LockTable::default(),
            archives: Arc::default(),
            can_spin: processors > 1,
            title: Mutex::new("node".to_owned()),
            warned: AtomicBool::new(false),
            started: Instant::now(),
            clock_started,
            uncaught: OnceLock::new(),
            spares: Spares::default(),
            last_script: LastScript::default(),
            wasm: OnceLock::new(),
            threads: Mutex::default(),
        })
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
        self.next_thread.fetch_add(1, Ordering::Relaxed)
    }

    /// A number for a new port, unique in the cluster.
    pub fn next_port_id(&self) -> u64 {
        self.next_port.fetch_add(1, Ordering::Relaxed)
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
        self.spares.close();
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
        let gone = self.lock().remove(&thread_id);
        if let Some(control) = gone {
            control.mailbox.close();
            self.futexes.leave(thread_id);
            locks::leave(self, thread_id);
        }
    }

    /// The agent with this thread id, if it lives.
    #[must_use]
    pub fn agent(&self, thread_id: u64) -> Option<Arc<Control>> {
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
