//! How the next thread is chosen.
//!
//! A strategy sees who could go on and what each is about to do; it must never know how threads are
//! held and let go.

pub mod exhaustive;
pub mod guided;
pub mod pct;
pub mod pos;
pub mod random;
pub mod seeded;

use threadproof_runner::director::Act;

use crate::trace::{Event, Path};

/// A thread that can go on.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The thread, among those of the run.
    pub thread: usize,
    /// Its name in every run.
    pub path: Path,
    /// What it is about to do.
    pub act: Act,
}

/// A moment at which a thread has to be chosen.
#[derive(Debug)]
pub struct Moment<'a> {
    /// How many events there were.
    pub step: usize,
    /// Who can go on, at least one, in the order of their paths.
    pub candidates: &'a [Candidate],
    /// The one that ran last, if it is among them.
    pub current: Option<usize>,
    /// What happened last.
    pub last: Option<&'a Event>,
}

impl Moment<'_> {
    /// Who goes on by habit: the one that ran last if it can, else the oldest.
    #[must_use]
    pub fn usual(&self) -> usize {
        self.current.unwrap_or(0)
    }
}

/// What a strategy says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// This candidate goes on.
    Take(usize),
    /// Whatever comes now has been seen in another run.
    Prune,
    /// The run is not the one that was to be repeated.
    Diverged,
}

/// Chooses who goes on.
pub trait Strategy: Send {
    /// Called at each step, also where there is one candidate only.
    fn choose(&mut self, moment: &Moment<'_>) -> Pick;
}
