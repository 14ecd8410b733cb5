//! What the harness asks of an exploration, and what it is told: a case under many orders of its
//! threads' steps.
//!
//! A case is explored by a process of its own, in a copy of its folder: the program that holds the
//! reference, started with [`WORD`]. Request and reply are JSON. This file knows nothing of how orders
//! are chosen.

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use threadproof_reports::record;

use crate::observe::Observation;

/// The first argument of a process that explores the case of its working folder; the second is the
/// [`Request`].
pub const WORD: &str = "explore-here";

/// How orders are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strategy {
    /// All of them up to a bound, then the others in turn.
    Auto,
    /// All of them up to equivalence.
    Exhaustive,
    /// A random walk.
    Random,
    /// Probabilistic concurrency testing.
    Pct,
    /// Partial order sampling.
    Pos,
}

/// How far an exploration goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// How orders are chosen.
    pub strategy: Strategy,
    /// How many schedules there may be. `auto` takes so many where there are more than `exhaustive`.
    pub schedules: u64,
    /// Up to how many `auto` goes through all of them.
    pub exhaustive: u64,
    /// How long it may take, in milliseconds.
    pub time_ms: Option<u64>,
    /// The seed of all choices.
    pub seed: u64,
    /// For `pct`: how many ordered steps a fault may need.
    pub depth: u64,
    /// How many steps a run may have.
    pub steps: u64,
    /// Whether the first failure ends it.
    pub fail_fast: bool,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            strategy: Strategy::Auto,
            schedules: 1000,
            exhaustive: MOST,
            time_ms: None,
            seed: 0,
            depth: 3,
            steps: 20_000,
            fail_fast: false,
        }
    }
}

/// Up to how many orders all of them are run, unless something else is asked for.
pub const MOST: u64 = 10_000;

/// What to explore.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Request {
    /// The suite.
    pub suite: Utf8PathBuf,
    /// The case.
    pub case: String,
    /// Whether its expectation judges; without it every outcome is permitted.
    pub judged: bool,
    /// Whether to tell every outcome that was seen, with its marks.
    pub details: bool,
    /// How far to go.
    pub search: Search,
    /// The one schedule to run, in place of a search.
    pub schedule: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Reply {
    /// It was explored.
    Explored(Box<Told>),
    /// The case does what no scheduler decides: this.
    Outside(String),
    /// It could not be explored.
    Failed {
        /// Why not.
        message: String,
        /// Whether what was asked for is wrong: a token, the case.
        is_usage: bool,
    },
}

/// What an exploration found.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Told {
    /// How many schedules were run.
    pub schedules: u64,
    /// How many of them differ up to equivalence.
    pub classes: u64,
    /// How far it came, in words.
    pub extent: String,
    /// Whether that was every order up to equivalence.
    pub is_everything: bool,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// How many schedules failed.
    pub failed: u64,
    /// One run for each way to fail.
    pub failures: Vec<Example>,
    /// A run that did not fail.
    pub sample: Option<Seen>,
    /// What was seen where nothing failed, the most frequent first.
    pub passes: Vec<Pass>,
    /// The program has memory that threads share.
    pub has_shared_memory: bool,
}

/// A run that failed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Example {
    /// What was observed.
    pub seen: Seen,
    /// How many schedules failed like this.
    pub count: u64,
    /// The token that runs it again.
    pub token: String,
    /// How many switches matter.
    pub switches: usize,
    /// How many others were taken out.
    pub removed: usize,
    /// Who ran when.
    pub timeline: String,
}

/// An outcome that did not fail.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Pass {
    /// The name of the permitted outcome, if the expectation lists some.
    pub name: Option<String>,
    /// What was observed, where details were asked for: marks thread by thread.
    pub seen: Option<Seen>,
    /// The exit code and standard output, for people.
    pub exit: i32,
    /// The same.
    pub stdout: String,
    /// How many schedules led to it.
    pub count: u64,
    /// The token that runs the first of them again.
    pub token: String,
}

/// What was observed of one run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Seen {
    /// In the words of the record.
    pub observation: record::Observation,
    /// Whether it did not end.
    pub endless: bool,
}

impl Seen {
    /// As the matcher takes it.
    #[must_use]
    pub fn into_observation(self) -> Observation {
        Observation {
            seen: self.observation,
            timed_out: self.endless,
            ..Observation::default()
        }
    }
}
