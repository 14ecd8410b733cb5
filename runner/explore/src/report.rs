//! What is asked of an exploration, and what it tells: settings, outcomes, faults, failures.
//!
//! Nothing here runs anything.

use std::time::Duration;

use thiserror::Error;
use threadproof_runner::StartError;

use crate::baton::Verdict;
use crate::token::{Schedule, TokenError};
use crate::trace::Trace;

/// How schedules are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// One half of the schedules exhaustively, unless that is all there are; then the three others in
    /// turn.
    #[default]
    Auto,
    /// A random walk.
    Random,
    /// Priorities that change at a few random steps.
    Pct,
    /// Priorities of acts.
    Pos,
    /// Every order up to equivalence.
    Exhaustive,
}

/// How a program is explored.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How schedules are chosen.
    pub kind: Kind,
    /// How many schedules there may be.
    pub schedules: u64,
    /// How long it may take.
    pub time: Option<Duration>,
    /// The seed of all choices, and of the program's own randomness.
    pub seed: u64,
    /// How many changes of priority `Pct` has, and one.
    pub depth: usize,
    /// How many steps a run may have.
    pub steps: usize,
    /// Whether outcomes that differ are a failure.
    pub stable: bool,
    /// How many runs there are at once.
    pub jobs: usize,
    /// How long a run may go without a point of choice.
    pub patience: Duration,
    /// How many of the schedules `Auto` may spend exhaustively; one half without it. Those that it
    /// chooses otherwise come on top, if they are given.
    pub exhaustive: Option<u64>,
    /// Whether the order of writes to files matters.
    pub files: bool,
    /// Whether the first failure ends the search.
    pub fail_fast: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            kind: Kind::Auto,
            schedules: 1000,
            time: Some(Duration::from_secs(30)),
            seed: 0,
            depth: 3,
            steps: 20_000,
            stable: false,
            jobs: 2,
            patience: Duration::from_secs(10),
            exhaustive: None,
            files: true,
            fail_fast: false,
        }
    }
}

/// How a program ended.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Outcome {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
    /// What is wrong with it by itself.
    pub fault: Option<Fault>,
    /// What a [`Judge`] wrote down of it.
    pub notes: Vec<u8>,
}

/// Looks at each run, in place of what counts as a failure otherwise.
pub trait Judge: Send + Sync {
    /// Makes the surroundings of a run as they were.
    ///
    /// # Errors
    /// When that cannot be done; it ends the exploration.
    fn prepare(&self) -> std::io::Result<()>;

    /// Says what is wrong with a run that has just ended.
    fn judge(&self, run: &Run) -> Judged;
}

/// What a [`Judge`] says.
#[derive(Debug, Default)]
pub struct Judged {
    /// What is wrong.
    pub fault: Option<Fault>,
    /// What tells this outcome from others, besides what an outcome has anyway.
    pub notes: Vec<u8>,
}

/// What is wrong with a run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Error)]
pub enum Fault {
    /// Nobody caught an error.
    #[error("an uncaught error: {0}")]
    Uncaught(String),
    /// The exit code is another than that of the first schedule.
    #[error("exit code {this}, where the first schedule ends with {first}")]
    Code {
        /// That of the first schedule.
        first: i32,
        /// That of this one.
        this: i32,
    },
    /// Everybody waits and nothing can come.
    #[error("a deadlock: {}", .0.join("; "))]
    Deadlock(Vec<String>),
    /// The bound of steps was passed.
    #[error("no end within {steps} steps; the last: {last}")]
    Endless {
        /// The bound.
        steps: usize,
        /// Who did what last.
        last: String,
    },
    /// A thread runs without a point of choice.
    #[error("no point of choice for {seconds} s: an endless loop in {what}")]
    Stuck {
        /// The bound.
        seconds: u64,
        /// Where it began.
        what: String,
    },
    /// The engine failed.
    #[error("the engine failed: {0}")]
    Panicked(String),
    /// The program ended with output of its workers still on its way.
    #[error("lost output: {0} bytes that workers wrote were not printed when the program ended")]
    LostOutput(usize),
    /// What was promised does not hold.
    #[error("a broken promise: {}", .0.join("; "))]
    Promise(Vec<String>),
    /// The output is another than that of the first schedule.
    #[error("another outcome than that of the first schedule")]
    Differs,
}

impl Fault {
    /// Whether two faults are of one kind: what a smaller schedule must keep.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Uncaught(one), Self::Uncaught(other)) => one == other,
            (Self::Code { this: one, .. }, Self::Code { this: other, .. }) => one == other,
            (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
        }
    }
}

/// One run of a program.
#[derive(Debug, Clone)]
pub struct Run {
    /// How it ended.
    pub outcome: Outcome,
    /// How the director saw it end.
    pub verdict: Verdict,
    /// What happened.
    pub trace: Trace,
    /// Repeats it.
    pub schedule: Schedule,
}

/// A kind of outcome, and how often it was seen.
#[derive(Debug, Clone)]
pub struct Seen {
    /// How many schedules led to it.
    pub count: u64,
    /// The number of the first.
    pub first: u64,
    /// That one; its trace too.
    pub run: Run,
}

/// An outcome that is a failure.
#[derive(Debug, Clone)]
pub struct Failure {
    /// What is wrong.
    pub fault: Fault,
    /// The run, made as small as it was possible.
    pub run: Run,
    /// How many schedules failed like this.
    pub count: u64,
    /// The number of the first schedule that failed, from one.
    pub first: u64,
    /// How many switches were taken out of the first that failed.
    pub removed: usize,
    /// For a difference: the first step at which it parts from the first schedule.
    pub parts_at: Option<usize>,
}

/// What an exploration found.
#[derive(Debug, Clone)]
pub struct Report {
    /// How many schedules were run.
    pub schedules: u64,
    /// How many of them differ up to equivalence.
    pub classes: usize,
    /// What the strategy came to.
    pub extent: Extent,
    /// Every outcome, the most frequent first.
    pub outcomes: Vec<Seen>,
    /// The failures, in the order in which they were found.
    pub failures: Vec<Failure>,
    /// A schedule that could not be repeated, and the step at which it parted.
    pub uncontrolled: Option<usize>,
    /// The program has memory that threads share.
    pub has_shared_memory: bool,
    /// What the program asked for that no director decides, and did not get.
    pub outside: Option<&'static str>,
    /// How long it took.
    pub took: Duration,
}

/// How far an exploration came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Every order was run, up to equivalence.
    Everything,
    /// The bound of schedules stopped it.
    Schedules,
    /// The bound of time stopped it.
    Time,
    /// The first failure stopped it.
    Failure,
}

/// Why a program cannot be explored.
#[derive(Debug, Error)]
pub enum ExploreError {
    /// The runtime cannot be started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The surroundings of a run cannot be made again.
    #[error("what a run has changed cannot be restored: {0}")]
    Surroundings(std::io::Error),
    /// The schedule is no such.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The program does what no director decides.
    #[error(
        "at step {0} a different set of threads could run than when the schedule was made: the \
         program depends on something outside of the scheduler's control (files, the environment, \
         the engine's version)"
    )]
    Uncontrolled(usize),
}
