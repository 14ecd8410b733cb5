//! The director of an exploration: one thread has the baton and runs, all others wait for it.
//!
//! At each point the thread that has the baton asks the strategy who goes on. Time is the director's
//! own: it stands still while anybody can run and goes on to the next deadline when nobody can. This
//! file must never know why a strategy chooses as it does.

use std::cell::Cell;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustc_hash::{FxBuildHasher, FxHashMap};
use threadproof_runner::director::{Act, Director, Newcomer, Object, Place, Stop, Wait, Wake};
use threadproof_runner::{Clock, Random};

use crate::strategy::Strategy;
use crate::strategy::seeded::Seeded;
use crate::trace::{Footprint, Path, Thread, Trace};
use crate::turns::{Begun, Known, State, Status};

pub use crate::turns::Verdict;

/// How often a thread may read the clock within one step before time goes on for it, so that a loop
/// that waits for a moment to come ends.
const GLANCES: u32 = 1000;

/// When every run begins by its own clock: 2020-01-01, in milliseconds since 1970.
const WALL_MS: f64 = 1_577_836_800_000.0;

thread_local! {
    /// The current thread, among those of its run.
    static HERE: Cell<Option<usize>> = const { Cell::new(None) };
}

/// The director of one run.
pub struct Baton {
    state: Mutex<State>,
    base: Instant,
    most_steps: usize,
    seed: u64,
    files: bool,
}

impl Baton {
    /// A director that asks `strategy`; `files` says whether the order of what threads do to files
    /// matters.
    #[must_use]
    pub fn new(
        strategy: Box<dyn Strategy>,
        most_steps: usize,
        seed: u64,
        files: bool,
    ) -> Arc<Self> {
        let nothing = Act {
            name: "begins",
            object: Object::World,
        };
        Arc::new(Self {
            state: Mutex::new(State {
                threads: Vec::new(),
                by_id: FxHashMap::default(),
                running: None,
                last: None,
                stretch: 0,
                trace: Trace::default(),
                footprint: Footprint::default(),
                begun: Begun {
                    act: nothing,
                    woken_by: None,
                    epoch: 0,
                    at: Duration::ZERO,
                },
                now: Duration::ZERO,
                epoch: 0,
                glances: 0,
                taken: 0,
                unseen: 0,
                strategy,
                verdict: None,
            }),
            base: Instant::now(),
            most_steps,
            seed,
            files,
        })
    }

    /// What happened, once the run is over.
    #[must_use]
    pub fn take(&self) -> (Verdict, Trace) {
        let mut state = self.lock();
        let verdict = state.verdict.clone().unwrap_or(Verdict::Finished);
        (verdict, std::mem::take(&mut state.trace))
    }

    /// Ends the run because a thread does not come to a point.
    pub fn give_up(&self) {
        let mut state = self.lock();
        let running = state.running.unwrap_or_default();
        let label = state.trace.threads.get(running).map(|it| it.label.clone());
        let act = state.begun.act;
        let text = format!("{} ({act})", label.unwrap_or_default());
        state.close(running);
        let stops = state.let_go(Verdict::Stuck(text));
        drop(state);
        stop(stops);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the order of acts on this object does not matter.
    fn is_free(&self, object: Object) -> bool {
        !self.files && matches!(object, Object::File(_))
    }

    /// Gives the baton on, and waits until it comes back.
    fn hand_over(&self, mut state: MutexGuard<'_, State>, me: usize) {
        let next = match state.next(self.most_steps) {
            Ok(next) => next,
            Err(verdict) => {
                let stops = state.let_go(verdict);
                drop(state);
                return stop(stops);
            }
        };
        state.begin(next);
        if next == me {
            return;
        }
        state.threads[next].turn.notify_one();
        let turn = Arc::clone(&state.threads[me].turn);
        while state.verdict.is_none() && state.running != Some(me) {
            state = turn.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Asks threads to end; no lock may be held.
fn stop(stops: Vec<Arc<dyn Stop>>) {
    for one in stops {
        one.stop();
    }
}

impl Director for Baton {
    fn arrive(&self, newcomer: Newcomer) -> Place {
        let mut state = self.lock();
        let place = state.threads.len();
        let path: Path = match HERE.get() {
            Some(parent) if parent < place => {
                let known = &mut state.threads[parent];
                known.children += 1;
                let child = known.children;
                let path = &state.trace.threads[parent].path;
                path.iter().copied().chain([child]).collect()
            }
            _ => Arc::from([]),
        };
        let mut label = newcomer.what.to_owned();
        if let Some(id) = newcomer.thread_id.filter(|id| *id > 0) {
            label = format!("{label} {id}");
        }
        if !newcomer.name.is_empty() && newcomer.name != "WorkerThread" {
            label = format!("{label} {:?}", newcomer.name);
        }
        if let Some(id) = newcomer.thread_id {
            state.by_id.insert(id, place);
        }
        let born = (!path.is_empty()).then_some(state.trace.events.len());
        let number = FxBuildHasher.hash_one(&path);
        let begins = Act {
            name: "begins in",
            object: newcomer.thread_id.map_or(Object::World, Object::Life),
        };
        state.threads.push(Known {
            thread_id: newcomer.thread_id,
            stop: newcomer.stop,
            children: 0,
            turn: Arc::default(),
            status: Status::Ready(begins),
            woken_by: None,
            quiet: 0,
            looked_at: Footprint::default(),
            numbers: Seeded::new(self.seed, number),
        });
        state.trace.threads.push(Thread { path, label, born });
        Place(place)
    }

    fn begin(&self, place: Place) -> bool {
        let Place(me) = place;
        HERE.set(Some(me));
        let mut state = self.lock();
        if me == 0 && state.running.is_none() && state.trace.events.is_empty() {
            // The first thread: it takes the baton itself.
            match state.next(self.most_steps) {
                Ok(next) => state.begin(next),
                Err(verdict) => drop(state.let_go(verdict)),
            }
        }
        let turn = Arc::clone(&state.threads[me].turn);
        while state.verdict.is_none() && state.running != Some(me) {
            state = turn.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.verdict.is_none()
    }

    fn end(&self) {
        let Some(me) = HERE.take() else { return };
        let mut state = self.lock();
        let was_free = state.verdict.is_some();
        state.threads[me].status = Status::Ended;
        if was_free {
            return;
        }
        if me == 0 {
            state.footprint.touch(Object::World, true);
            state.close(me);
            let stops = state.let_go(Verdict::Finished);
            drop(state);
            return stop(stops);
        }
        state.close(me);
        match state.next(self.most_steps) {
            Ok(next) => {
                state.begin(next);
                state.threads[next].turn.notify_one();
            }
            Err(verdict) => {
                let stops = state.let_go(verdict);
                drop(state);
                stop(stops);
            }
        }
    }

    fn point(&self, act: Act) {
        let Some(me) = HERE.get() else { return };
        if self.is_free(act.object) {
            return;
        }
        let mut state = self.lock();
        if state.verdict.is_some() {
            return;
        }
        state.close(me);
        state.threads[me].status = Status::Ready(act);
        self.hand_over(state, me);
    }

    fn touch(&self, object: Object, changes: bool) {
        if HERE.get().is_none() || self.is_free(object) {
            return;
        }
        let mut state = self.lock();
        if state.verdict.is_none() {
            state.footprint.touch(object, changes);
        }
    }

    fn outside(&self, what: &'static str) {
        self.lock().trace.outside.get_or_insert(what);
    }

    fn output(&self, bytes: isize) {
        let mut state = self.lock();
        if state.verdict.is_none() {
            state.trace.unprinted = state.trace.unprinted.saturating_add_signed(bytes);
        }
    }

    fn unseen(&self, note: Object) {
        let mut state = self.lock();
        if state.verdict.is_none() {
            state.trace.unseen.insert(note);
            state.unseen += 1;
        }
    }

    fn took(&self, count: usize) {
        let mut state = self.lock();
        if state.verdict.is_none() {
            state.taken += count;
        }
    }

    fn wait(&self, wait: Wait, until: Option<Instant>) -> bool {
        let Some(me) = HERE.get() else { return false };
        let mut state = self.lock();
        if state.verdict.is_some() {
            return false;
        }
        state.close(me);
        state.threads[me].status = Status::Waiting {
            wait,
            until: until.map(|until| until.saturating_duration_since(self.base)),
            is_woken: false,
        };
        self.hand_over(state, me);
        self.lock().verdict.is_none()
    }

    fn wake(&self, thread_id: u64, cause: Wake) {
        let mut state = self.lock();
        let Some(at) = state.by_id.get(&thread_id).copied() else {
            return;
        };
        let event = state.trace.events.len();
        let is_inside = HERE.get().is_some();
        let thread = &mut state.threads[at];
        if let Status::Waiting { wait, is_woken, .. } = &mut thread.status {
            let suits = match (&wait, cause) {
                (_, Wake::Stop) => true,
                (Wait::Notify(_), cause) => cause == Wake::Notify,
                (_, cause) => cause == Wake::News,
            };
            if suits && !*is_woken {
                *is_woken = true;
                thread.quiet = 0;
                thread.woken_by = is_inside.then_some(event);
            }
        }
    }

    fn is_here(&self, thread_id: u64) -> bool {
        let here = HERE.get();
        here.is_some() && self.lock().by_id.get(&thread_id).copied() == here
    }

    fn now(&self) -> Instant {
        self.base + self.lock().now
    }
}

impl Clock for Baton {
    fn wall_ms(&self) -> f64 {
        WALL_MS + self.monotonic().as_secs_f64() * 1000.0
    }

    fn monotonic(&self) -> Duration {
        let mut state = self.lock();
        state.glances += 1;
        if state.glances > GLANCES {
            state.now += Duration::from_millis(1);
        }
        state.now
    }
}

impl Random for Baton {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.lock();
        let here = HERE.get().unwrap_or_default();
        let Some(thread) = state.threads.get_mut(here) else {
            return;
        };
        for chunk in bytes.chunks_mut(8) {
            let number = thread.numbers.draw().to_le_bytes();
            chunk.copy_from_slice(&number[..chunk.len()]);
        }
    }
}

impl fmt::Debug for Baton {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Baton").finish_non_exhaustive()
    }
}
