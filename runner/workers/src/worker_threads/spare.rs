//! Threads of workers that have ended, made ready for the next.
//!
//! A program whose workers come and go one after another would wait each time for a thread, for the
//! engine's realm and for the compiler. So the thread of a worker that has ended and left nothing
//! behind makes a new realm, compiles in it what the last worker began with, and waits a while for
//! a worker to become. Programs whose workers stay, such as pools, have no such threads.
//!
//! This file must never know what a worker runs.

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::worker_measures;
use super::worker_start::{self, ResourceLimits, Seed};
use threadproof_agent::blank::Blank;
use threadproof_agent::cluster::Cluster;
use threadproof_agent::jobs::Jobs;
use threadproof_ground::heap;
use threadproof_ground::stack_pages::{Bounds, Stack};
use threadproof_modules::ahead;

/// How many threads are kept: one becomes a worker while the other makes its realm. Each costs about
/// half a megabyte.
const MOST: usize = 2;

/// What a thread may keep of a worker, in bytes: what the libraries below have once for each thread.
const RESIDUE: i64 = 64 * 1024;

/// How long a spare thread is kept without being asked for.
const KEPT: Duration = Duration::from_secs(1);

/// The spare threads of one runtime.
#[derive(Default)]
pub struct Spares {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// The runtime ends.
    is_closed: bool,
    /// Threads that nobody has asked for, those included that still make their realm.
    free: usize,
    /// Seeds that a thread was promised to; each is taken by whoever is ready first.
    seeds: VecDeque<Box<Seed>>,
}

/// What a worker's thread has before it is told whose it is.
pub struct Ready {
    /// The context, if it was made ahead of time.
    pub blank: Option<Blank>,
    /// The thread's stack.
    pub stack: Stack,
    /// Microseconds of processor time, for programs and for the system, that the thread had used up
    /// before.
    pub cpu_before: (f64, f64),
}

/// The thread of a worker, and of those that come after it: from its first seed to its end.
pub fn serve(seed: Box<Seed>, bounds: Bounds) {
    let cluster = Arc::clone(&seed.cluster);
    let usual = ResourceLimits::default().stack_bytes();
    let is_usual = seed.input.limits.stack_bytes() >= usual;
    let priority = own_priority();
    let mut next = Some(seed);
    let mut ready = Ready {
        blank: None,
        stack: bounds.stack(),
        cpu_before: (0.0, 0.0),
    };
    while let Some(seed) = next {
        let has_failed = worker_start::run(*seed, ready).is_err();
        if cluster.director.is_some() {
            // Under a director each worker has a thread of its own, so that all are alike.
            return;
        }
        let is_as_new = !has_failed && is_usual && own_priority() == priority && is_clean();
        if !is_as_new || !cluster.slot::<Spares>().enlist() {
            return;
        }
        ready = Ready {
            blank: make_ahead(&cluster),
            stack: bounds.stack(),
            cpu_before: own_times(),
        };
        next = cluster.slot::<Spares>().wait();
        if let Some(seed) = &next {
            seed.name_thread();
        }
    }
}

impl Spares {
    /// Gives `seed` to a spare thread.
    ///
    /// # Errors
    /// The seed, when it needs a thread of its own: no other is free, or it asks for what a spare
    /// one has not.
    pub fn give(&self, seed: Box<Seed>) -> Result<(), Box<Seed>> {
        let mut state = self.lock();
        if state.free == 0 || state.is_closed || !suits(&seed) {
            return Err(seed);
        }
        state.free -= 1;
        state.seeds.push_back(seed);
        drop(state);
        self.changed.notify_one();
        Ok(())
    }

    /// Counts this thread in; false when it is not needed.
    fn enlist(&self) -> bool {
        let mut state = self.lock();
        let is_needed = !state.is_closed && state.free < MOST;
        state.free += usize::from(is_needed);
        is_needed
    }

    /// Lets the spare threads end, and takes no other.
    pub fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_all();
    }

    /// Waits for a seed; nothing when none came for a while, or the runtime ends.
    fn wait(&self) -> Option<Box<Seed>> {
        let mut state = self.lock();
        let end = Instant::now() + KEPT;
        loop {
            if let Some(seed) = state.seeds.pop_front() {
                return Some(seed);
            }
            let left = end.saturating_duration_since(Instant::now());
            if state.is_closed || left.is_zero() {
                break;
            }
            let woken = self.changed.wait_timeout(state, left);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.free -= 1;
        None
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A spare thread has a stack of the usual size and the global object of Node's workers.
fn suits(seed: &Seed) -> bool {
    let usual = ResourceLimits::default().stack_bytes();
    seed.unlike.is_none() && seed.input.limits.stack_bytes() <= usual
}

/// Frees the heap of the worker that has ended. False when something of it is still there, or when
/// nobody counts.
fn is_clean() -> bool {
    boa_gc::force_collect();
    let is_clean = heap::allocated_by_thread() > 0 && heap::used_by_thread() <= RESIDUE;
    heap::count_anew();
    is_clean
}

/// A context for the next worker. Should the engine fail, the worker makes its own and meets the
/// same failure.
fn make_ahead(cluster: &Cluster) -> Option<Blank> {
    let make = AssertUnwindSafe(|| {
        let mut blank = Blank::make(cluster, Rc::<Jobs>::default(), None).ok()?;
        ahead::compile(cluster, &mut blank.context);
        Some(blank)
    });
    std::panic::catch_unwind(make).ok().flatten()
}

/// `os.setPriority` changes that of a thread.
fn own_priority() -> Option<i32> {
    rustix::process::getpriority_process(None).ok()
}

/// What the current thread has used up of the processors' time.
fn own_times() -> (f64, f64) {
    let thread = rustix::thread::gettid().as_raw_nonzero().get();
    worker_measures::thread_times(thread).unwrap_or_default()
}
