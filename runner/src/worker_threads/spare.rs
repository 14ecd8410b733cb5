//! A thread kept ready for the next worker, with the engine's realm made.
//!
//! A program whose workers come and go one after another would wait for each new realm. So once a
//! worker has ended, and until none was started for a while, there is one spare thread: each worker
//! that takes it has the next one made while its script runs. Programs whose workers stay, such as
//! pools, never have one.
//!
//! This file must never know what a worker runs.

use std::rc::Rc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use super::worker_start::{self, ResourceLimits, STACK_BYTES, Seed};
use crate::agent::blank::Blank;
use crate::agent::cluster::Cluster;
use crate::agent::jobs::Jobs;
use crate::agent::stack_pages::Stack;

/// How long a spare thread is kept without being asked for. It costs half a megabyte.
const KEPT: Duration = Duration::from_secs(1);

/// The spare thread of one runtime.
#[derive(Debug, Default)]
pub struct Spares(Mutex<State>);

#[derive(Debug, Default)]
enum State {
    /// No worker has ended yet: the next one is not known to come.
    #[default]
    Unwanted,
    /// Wanted, but there is none.
    None,
    /// A thread waits, or will when it has made its realm.
    Waiting(SyncSender<Seed>),
    /// The runtime ends.
    Closed,
}

/// What a worker's thread has before it is told whose it is.
pub struct Ready {
    /// The context, unless the engine is out of resources.
    pub blank: Option<Blank>,
    /// The thread's stack.
    pub stack: Stack,
}

impl Spares {
    /// A worker has ended: from now on there is a spare thread for the next.
    pub fn want(&self) {
        let mut state = self.lock();
        if let State::Unwanted = *state {
            *state = State::None;
        }
    }

    /// Gives `seed` to the spare thread.
    ///
    /// # Errors
    /// The seed, when it needs a thread of its own: there is no spare one, or it asks for what the
    /// spare one has not.
    pub fn give(&self, seed: Seed) -> Result<(), Seed> {
        let mut state = self.lock();
        if !matches!(*state, State::Waiting(_)) || !suits(&seed) {
            return Err(seed);
        }
        let State::Waiting(thread) = std::mem::replace(&mut *state, State::None) else {
            return Err(seed);
        };
        // It takes the seed at once, or when its realm is made.
        thread.send(seed).map_err(|refused| refused.0)
    }

    /// Starts a spare thread if one is wanted and none is there.
    pub fn refill(&self, cluster: &Arc<Cluster>) {
        let mut state = self.lock();
        let State::None = *state else { return };
        let (sender, seeds) = sync_channel(1);
        let weak = Arc::downgrade(cluster);
        let thread = std::thread::Builder::new()
            .name("spare worker".to_owned())
            .stack_size(ResourceLimits::default().stack_bytes())
            .spawn(move || wait(&weak, &seeds));
        // Without a thread to spare the next worker starts its own.
        if let Ok(thread) = thread {
            *state = State::Waiting(sender);
            drop(state);
            cluster.adopt(thread);
        }
    }

    /// Lets the spare thread end, and starts no other.
    pub fn close(&self) {
        *self.lock() = State::Closed;
    }

    /// Called by the spare thread, that has waited long enough: the seed that came at this very
    /// moment, or nothing, and nobody will give it one any more.
    fn retire(&self, seeds: &Receiver<Seed>) -> Option<Seed> {
        let mut state = self.lock();
        let late = seeds.try_recv().ok();
        if let (None, State::Waiting(_)) = (&late, &*state) {
            *state = State::Unwanted;
        }
        late
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A spare thread has a stack of the usual size and the global object of Node's workers.
fn suits(seed: &Seed) -> bool {
    let usual = ResourceLimits::default().stack_bytes();
    seed.input.web.is_none() && seed.input.limits.stack_bytes() <= usual
}

/// The spare thread: makes a context, and becomes the worker whose seed it is given.
fn wait(cluster: &Weak<Cluster>, seeds: &Receiver<Seed>) {
    // SAFETY: this is the first thing on a thread that `refill` gave such a stack
    // or a larger one.
    let stack = unsafe { Stack::of_this_thread(STACK_BYTES) };
    let Some(shared) = cluster.upgrade() else {
        return;
    };
    let blank = Blank::make(&shared, Rc::<Jobs>::default(), false).ok();
    drop(shared);
    let seed = match seeds.recv_timeout(KEPT) {
        Err(RecvTimeoutError::Timeout) => cluster.upgrade().and_then(|it| it.spares.retire(seeds)),
        received => received.ok(),
    };
    if let Some(seed) = seed {
        // The system shows 15 bytes of the worker's name.
        if let Ok(name) = std::ffi::CString::new(seed.thread_name()) {
            rustix::thread::set_name(&name).ok();
        }
        worker_start::run(seed, Ready { blank, stack });
    }
}
