//! Who runs, who could, and who waits: the state behind the baton.
//!
//! Nothing here blocks; it is called under the baton's lock.

use std::sync::{Arc, Condvar};
use std::time::Duration;

use rustc_hash::FxHashMap;
use threadproof_runner::director::{Act, Object, Stop, Wait};

use crate::strategy::seeded::Seeded;
use crate::strategy::{Candidate, Moment, Pick, Strategy};
use crate::trace::{Choice, Event, Footprint, Trace};

/// How many steps in a row a thread may only look, while others could act: then it waits until one of
/// them changes what it looks at. So a loop that spins lets others go on.
const PATIENCE: u32 = 30;

/// How many steps in a row a thread may have while others could go on: then one of them does. So a
/// thread that acts for ever does not keep the others from ending it.
const STRETCH: usize = 500;

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The main thread came to its end.
    Finished,
    /// Everybody waits, and nothing can come: who for what.
    Deadlock(Vec<String>),
    /// The bound of steps was passed; who ran last, and what it was about to do.
    Endless(String),
    /// A thread ran for too long without a point of choice.
    Stuck(String),
    /// The rest was seen in another run.
    Pruned,
    /// At this step other threads could go on than when the schedule was made.
    Diverged(usize),
}

/// The state of one run.
pub struct State {
    pub threads: Vec<Known>,
    pub by_id: FxHashMap<u64, usize>,
    pub running: Option<usize>,
    pub last: Option<usize>,
    /// How many steps in a row the last thread had.
    pub stretch: usize,
    pub trace: Trace,
    pub footprint: Footprint,
    pub begun: Begun,
    pub now: Duration,
    pub epoch: u32,
    pub glances: u32,
    /// How much news the thread that runs has taken in this event, and how much of it was unseen.
    pub taken: usize,
    pub unseen: usize,
    pub strategy: Box<dyn Strategy>,
    pub verdict: Option<Verdict>,
}

/// How the event that is under way began.
#[derive(Clone, Copy)]
pub struct Begun {
    pub act: Act,
    pub woken_by: Option<usize>,
    pub epoch: u32,
    pub at: Duration,
}

pub struct Known {
    pub thread_id: Option<u64>,
    pub stop: Arc<dyn Stop>,
    pub children: u16,
    pub turn: Arc<Condvar>,
    pub status: Status,
    pub woken_by: Option<usize>,
    /// How many steps in a row it has only looked, and at what.
    pub quiet: u32,
    pub looked_at: Footprint,
    pub numbers: Seeded,
}

#[derive(Clone)]
pub enum Status {
    Ready(Act),
    Running,
    Waiting {
        wait: Wait,
        until: Option<Duration>,
        is_woken: bool,
    },
    Ended,
}

impl State {
    /// Writes down what a thread did since its last point.
    pub fn close(&mut self, me: usize) {
        let mut footprint = std::mem::take(&mut self.footprint);
        let at = self.trace.events.len();
        let own = self.threads[me].thread_id;
        let inbox = own.map(Object::Inbox);
        let changes = self.taken > 0
            || footprint
                .iter()
                .any(|(object, changes)| changes && Some(object) != inbox);
        let is_idle = self.taken > 0 && self.taken == self.unseen;
        (self.taken, self.unseen) = (0, 0);
        if let Some(id) = own {
            footprint.touch(Object::Life(id), false);
        }
        footprint.touch(Object::World, false);
        if changes {
            for other in &mut self.threads {
                if other.quiet > 0 && other.looked_at.conflicts(&footprint) {
                    other.quiet = 0;
                    other.looked_at.clear();
                }
            }
            self.threads[me].quiet = 0;
            self.threads[me].looked_at.clear();
        } else {
            self.threads[me].quiet += 1;
            self.threads[me].looked_at.join(&footprint);
        }
        let Begun {
            act,
            woken_by,
            epoch,
            at: since,
        } = self.begun;
        self.trace.events.push(Event {
            thread: me,
            act,
            footprint,
            idle: inbox.filter(|_| is_idle),
            epoch,
            woken_by,
            at: since,
        });
        debug_assert_eq!(at + 1, self.trace.events.len(), "one event for each turn");
        self.stretch = if self.last == Some(me) {
            self.stretch + 1
        } else {
            1
        };
        self.last = Some(me);
        self.running = None;
    }

    /// The baton is this thread's.
    pub fn begin(&mut self, next: usize) {
        let thread = &mut self.threads[next];
        let act = thread.act();
        thread.status = Status::Running;
        self.begun = Begun {
            act,
            woken_by: thread.woken_by.take(),
            epoch: self.epoch,
            at: self.now,
        };
        self.running = Some(next);
        self.glances = 0;
    }

    pub fn next(&mut self, most_steps: usize) -> Result<usize, Verdict> {
        let step = self.trace.events.len();
        if step >= most_steps {
            let last = self.last.unwrap_or_default();
            let label = &self.trace.threads[last].label;
            return Err(Verdict::Endless(format!("{label} {}", self.begun.act)));
        }
        let able = self.able()?;
        let mut candidates: Vec<Candidate> = able
            .into_iter()
            .map(|thread| Candidate {
                thread,
                path: Arc::clone(&self.trace.threads[thread].path),
                act: self.threads[thread].act(),
            })
            .collect();
        candidates.sort_by(|one, other| one.path.cmp(&other.path));
        if self.stretch >= STRETCH && candidates.len() > 1 {
            candidates.retain(|it| Some(it.thread) != self.last);
        }
        let current = candidates
            .iter()
            .position(|it| Some(it.thread) == self.last);
        let moment = Moment {
            step,
            candidates: &candidates,
            current,
            last: self.trace.events.last(),
        };
        let taken = match self.strategy.choose(&moment) {
            Pick::Take(taken) => taken,
            Pick::Prune => return Err(Verdict::Pruned),
            Pick::Diverged => return Err(Verdict::Diverged(step)),
        };
        if candidates.len() > 1 {
            self.trace.choices.push(Choice {
                step,
                options: candidates.len(),
                taken,
                usual: current.unwrap_or(0),
            });
        }
        Ok(candidates[taken].thread)
    }

    /// Who can go on; lets time pass where nobody can.
    pub fn able(&mut self) -> Result<Vec<usize>, Verdict> {
        loop {
            let ready = |thread: &Known| match &thread.status {
                Status::Ready(_) => true,
                Status::Waiting { is_woken, .. } => *is_woken,
                Status::Running | Status::Ended => false,
            };
            let all = 0..self.threads.len();
            let able: Vec<usize> = all.filter(|at| ready(&self.threads[*at])).collect();
            let eager: Vec<usize> = able
                .iter()
                .copied()
                .filter(|at| self.threads[*at].quiet < PATIENCE)
                .collect();
            if !eager.is_empty() {
                return Ok(eager);
            }
            if self.let_time_pass() {
                continue;
            }
            if able.is_empty() {
                return Err(Verdict::Deadlock(self.waits()));
            }
            for thread in &mut self.threads {
                thread.quiet = 0;
                thread.looked_at.clear();
            }
        }
    }

    pub fn let_time_pass(&mut self) -> bool {
        let deadlines = self.threads.iter().filter_map(|it| match it.status {
            Status::Waiting {
                until,
                is_woken: false,
                ..
            } => until,
            _ => None,
        });
        let Some(next) = deadlines.min() else {
            return false;
        };
        self.now = self.now.max(next);
        self.epoch += 1;
        for thread in &mut self.threads {
            if let Status::Waiting {
                until: Some(until),
                is_woken,
                ..
            } = &mut thread.status
                && *until <= self.now
            {
                *is_woken = true;
                thread.quiet = 0;
            }
        }
        true
    }

    /// Who waits for what.
    pub fn waits(&self) -> Vec<String> {
        let both = self.trace.threads.iter().zip(&self.threads);
        both.filter_map(|(thread, known)| match &known.status {
            Status::Waiting { wait, .. } => Some(format!("{} {wait}", thread.label)),
            _ => None,
        })
        .collect()
    }

    /// Decides nothing any more. Gives what ends the threads, for when the lock is free.
    #[must_use]
    pub fn let_go(&mut self, verdict: Verdict) -> Vec<Arc<dyn Stop>> {
        if self.verdict.is_some() {
            return Vec::new();
        }
        self.verdict = Some(verdict);
        for thread in &self.threads {
            thread.turn.notify_one();
        }
        let alive = self.threads.iter();
        let alive = alive.filter(|it| !matches!(it.status, Status::Ended));
        alive.map(|thread| Arc::clone(&thread.stop)).collect()
    }
}

impl Known {
    pub fn act(&self) -> Act {
        match &self.status {
            Status::Ready(act) => *act,
            _ => Act {
                name: "wakes in",
                object: self.thread_id.map_or(Object::World, Object::Life),
            },
        }
    }
}
