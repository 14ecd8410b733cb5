//! Ends runs in which a thread goes on and on without a point of choice.
//!
//! One thread for all runs of an exploration; it sleeps until the earliest deadline.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::baton::Baton;

/// Watches runs.
pub struct Watchdog {
    shared: Arc<Shared>,
    patience: Duration,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    is_over: bool,
    last: u64,
    runs: Vec<(u64, Instant, Weak<Baton>)>,
}

/// A run is watched until this is dropped.
pub struct Watched<'a>(&'a Watchdog, u64);

impl Watchdog {
    /// Begins to watch; each run gets so much time.
    #[must_use]
    pub fn start(patience: Duration) -> Self {
        let shared = Arc::<Shared>::default();
        let own = Arc::clone(&shared);
        // Without a thread nothing is watched, and the bound of steps is left.
        let thread = std::thread::Builder::new()
            .name("watchdog".to_owned())
            .spawn(move || own.watch())
            .ok();
        Self {
            shared,
            patience,
            thread,
        }
    }

    /// Watches a run.
    #[must_use]
    pub fn watch(&self, baton: &Arc<Baton>) -> Watched<'_> {
        let mut state = self.shared.lock();
        state.last += 1;
        let id = state.last;
        let end = Instant::now() + self.patience;
        state.runs.push((id, end, Arc::downgrade(baton)));
        if state.runs.len() == 1 {
            self.shared.changed.notify_one();
        }
        Watched(self, id)
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        let mut state = self.0.shared.lock();
        state.runs.retain(|(id, ..)| *id != self.1);
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.shared.lock().is_over = true;
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            // It only sleeps and ends runs; a panic there has been printed.
            thread.join().ok();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn watch(&self) {
        let mut state = self.lock();
        while !state.is_over {
            let now = Instant::now();
            let late = state.runs.iter().position(|(_, end, _)| *end <= now);
            if let Some(at) = late {
                let (_, _, baton) = state.runs.remove(at);
                drop(state);
                if let Some(baton) = baton.upgrade() {
                    baton.give_up();
                }
                state = self.lock();
                continue;
            }
            let next = state.runs.iter().map(|(_, end, _)| *end).min();
            state = match next {
                None => self
                    .changed
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(next) => {
                    let woken = self.changed.wait_timeout(state, next - now);
                    woken.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }
}
