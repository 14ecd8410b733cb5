//! Many records as one history: what each version of each runtime did, case by case.
//!
//! The data is small enough to be kept beside the source: a letter for each case of a run. It is made
//! of records and never of guesses: a version that nobody ran is not there. How it looks is the
//! business of [`site`]; how results came about is nobody's here.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::record::{Raw, Run, Verdict};

pub mod site;

/// The version of the format of the data.
pub const SCHEMA: u32 = 1;

/// Runs of many versions, over the cases of all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// The version of this format; see [`SCHEMA`].
    pub schema: u32,
    /// The ids of the cases, sorted; each run has a letter for each.
    pub cases: Vec<String>,
    /// The runs, by runtime and version.
    pub runs: Vec<Entry>,
}

/// What one version of a runtime did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The runtime's name.
    pub runtime: String,
    /// Its version.
    pub version: String,
    /// When the run began.
    pub started: String,
    /// The hash of the suite that was run.
    pub suite: String,
    /// A letter for each case; see [`State::letter`].
    pub states: String,
}

/// What a case did on a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It passed.
    Passed,
    /// It failed as a known divergence says.
    Known,
    /// It failed otherwise.
    Failed,
    /// It passed in some repeats only, or allowed no verdict.
    Unsteady,
    /// It should have been asked and was not.
    NotRun,
    /// It is not promised for this version or kind of runtime.
    NotPromised,
    /// The suite of that run did not have it.
    Absent,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Passed,
        Self::Known,
        Self::Failed,
        Self::Unsteady,
        Self::NotRun,
        Self::NotPromised,
        Self::Absent,
    ];

    /// The letter that stands for it in the data.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Passed => 'p',
            Self::Known => 'k',
            Self::Failed => 'f',
            Self::Unsteady => 'u',
            Self::NotRun => 'n',
            Self::NotPromised => '-',
            Self::Absent => '.',
        }
    }

    /// The words for it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Known => "known divergence",
            Self::Failed => "failed",
            Self::Unsteady => "unsteady",
            Self::NotRun => "not run",
            Self::NotPromised => "not promised",
            Self::Absent => "not in the suite",
        }
    }

    fn of_letter(letter: char) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.letter() == letter)
    }

    fn of_result(verdict: Verdict, raw: Raw) -> Self {
        match verdict {
            // What a rule says about a pass does not change that the runtime passes.
            Verdict::Expected | Verdict::UnexpectedPass => Self::Passed,
            Verdict::Stale if raw == Raw::Pass => Self::Passed,
            Verdict::KnownDivergence => Self::Known,
            Verdict::UnexpectedFailure | Verdict::Stale => Self::Failed,
            Verdict::Flaky | Verdict::Inconclusive => Self::Unsteady,
            Verdict::Skipped | Verdict::NotRun => Self::NotRun,
            Verdict::NotApplicable | Verdict::Unsuited => Self::NotPromised,
        }
    }
}

/// Why data is none.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// It is no JSON of this form.
    #[error("not the data of a history: {0}")]
    Form(#[from] serde_json::Error),
    /// It is of another version.
    #[error("the data is of format {0}, and this program reads {SCHEMA} only")]
    Schema(u32),
    /// A run does not fit the cases.
    #[error("{0} has not a known letter for each case")]
    States(String),
}

impl History {
    /// Reads the data.
    ///
    /// # Errors
    /// When it is none, or says less or more than its cases.
    pub fn read(text: &str) -> Result<Self, HistoryError> {
        let history: Self = serde_json::from_str(text)?;
        if history.schema != SCHEMA {
            return Err(HistoryError::Schema(history.schema));
        }
        for run in &history.runs {
            let known = run.states.chars().filter_map(State::of_letter).count();
            if known != history.cases.len() || run.states.chars().count() != known {
                return Err(HistoryError::States(run.id()));
            }
        }
        Ok(history)
    }

    /// The data as text: a line for each run, so that a change is a line.
    #[must_use]
    pub fn to_text(&self) -> String {
        let runs: Vec<String> = self.runs.iter().map(json).collect();
        format!(
            "{{\"schema\": {SCHEMA},\n\"cases\": {},\n\"runs\": [\n{}\n]}}\n",
            json(&self.cases),
            runs.join(",\n")
        )
    }

    /// Adds what a record says, in place of what was known of the same versions.
    pub fn add(&mut self, run: &Run) {
        self.schema = SCHEMA;
        self.widen(run.cases.iter().map(|case| case.id.as_str()));
        for runtime in &run.runtimes {
            let Some(version) = &runtime.version else {
                continue;
            };
            let mut states = vec![State::Absent; self.cases.len()];
            for result in run.results.iter().filter(|one| one.runtime == runtime.id) {
                if let Ok(at) = self.cases.binary_search(&result.case) {
                    states[at] = State::of_result(result.verdict, result.raw);
                }
            }
            self.runs
                .retain(|known| (&known.runtime, &known.version) != (&runtime.name, version));
            self.runs.push(Entry {
                runtime: runtime.name.clone(),
                version: version.clone(),
                started: run.started.clone(),
                suite: run.suite.hash.clone(),
                states: states.into_iter().map(State::letter).collect(),
            });
        }
        self.runs.sort_by(|one, other| {
            let key = |run: &Entry| {
                (
                    run.runtime.clone(),
                    numbers(&run.version),
                    run.version.clone(),
                )
            };
            key(one).cmp(&key(other))
        });
    }

    /// Makes room for more cases.
    fn widen<'a>(&mut self, more: impl Iterator<Item = &'a str>) {
        let mut all: BTreeSet<String> = self.cases.iter().cloned().collect();
        all.extend(more.map(str::to_owned));
        let all: Vec<String> = all.into_iter().collect();
        for run in &mut self.runs {
            let known: BTreeMap<&str, char> = self
                .cases
                .iter()
                .map(String::as_str)
                .zip(run.states.chars())
                .collect();
            run.states = all
                .iter()
                .map(|case| {
                    known
                        .get(case.as_str())
                        .copied()
                        .unwrap_or(State::Absent.letter())
                })
                .collect();
        }
        self.cases = all;
    }

    /// The runs of each runtime, oldest version first.
    #[must_use]
    pub fn by_runtime(&self) -> Vec<(&str, Vec<&Entry>)> {
        let mut found: Vec<(&str, Vec<&Entry>)> = Vec::new();
        for run in &self.runs {
            match found.last_mut() {
                Some((runtime, runs)) if *runtime == run.runtime => runs.push(run),
                _ => found.push((&run.runtime, vec![run])),
            }
        }
        found
    }

    /// What a later run does otherwise than an earlier one: the case, before, after.
    #[must_use]
    pub fn changes<'a>(&'a self, before: &Entry, after: &Entry) -> Vec<(&'a str, State, State)> {
        let states = before.states().zip(after.states());
        let cases = self.cases.iter().map(String::as_str).zip(states);
        cases
            // A case that only one of the suites has says nothing about the runtime.
            .filter(|(_, (old, new))| old != new && *old != State::Absent && *new != State::Absent)
            .map(|(case, (old, new))| (case, old, new))
            .collect()
    }
}

impl Entry {
    /// `node@22.1.0`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}@{}", self.runtime, self.version)
    }

    /// The states, in the order of the cases.
    pub fn states(&self) -> impl Iterator<Item = State> + '_ {
        self.states
            .chars()
            .map(|letter| State::of_letter(letter).unwrap_or(State::Absent))
    }

    /// How many cases passed, and how many are promised to this version.
    #[must_use]
    pub fn rate(&self) -> (usize, usize) {
        let promised = self
            .states()
            .filter(|state| !matches!(state, State::NotPromised | State::Absent));
        promised.fold((0, 0), |(passed, all), state| {
            (passed + usize::from(state == State::Passed), all + 1)
        })
    }
}

fn json(value: &impl Serialize) -> String {
    // Texts and numbers always make JSON.
    serde_json::to_string(value).unwrap_or_default()
}

/// The numbers of a version, for its place among others.
fn numbers(version: &str) -> Vec<u64> {
    let parts = version.split(|one: char| !one.is_ascii_digit());
    parts.filter_map(|part| part.parse().ok()).collect()
}
