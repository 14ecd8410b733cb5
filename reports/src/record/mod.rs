//! The result record: what one run of the suite found, as data that outlives the program.
//!
//! This is the only thing that passes from the harness to a report, so it carries everything a
//! reader needs to understand a result without the machine that made it: sources, expectations,
//! observations and the command that reruns the case. It must never know how a result was made,
//! nor how a report looks. Its format has a version, [`SCHEMA`], which changes whenever an older
//! reader would misunderstand a newer file.

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod case;
mod counts;
mod read;
mod result;

pub use case::{CaseInfo, Differs, Place, SourceFile, Statement, Tier};
pub use counts::{Counts, Summary, Tally};
pub use read::{ReadError, read, read_file};
pub use result::{
    Attempts, Captured, CaseResult, Explored, Location, Observation, OrderEdge, OutcomesSeen, Raw,
    SubCheck, TraceEvent, Verdict,
};

/// The version of the record's format that this crate writes, and the only one that it reads.
pub const SCHEMA: u32 = 1;

/// One run of the suite: what was asked, of which runtimes, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// The version of this format; see [`SCHEMA`].
    pub schema: u32,
    /// The version of the threadproof that wrote the record.
    pub tool: String,
    /// Which suite was run.
    pub suite: Suite,
    /// When the run began, as RFC 3339 text.
    pub started: String,
    /// How long the run took, in milliseconds.
    #[serde(default)]
    pub duration_ms: u64,
    /// The machine that it ran on.
    pub host: Host,
    /// The seed of the controlled scheduler, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Which part of the suite this is, if it was split.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
    /// Which tiers decide whether the run succeeds.
    #[serde(default)]
    pub gate: Gate,
    /// The filter that narrowed the selection, as the user wrote it; absent when all was selected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// Whether the run was stopped before every selected case had run.
    #[serde(default)]
    pub interrupted: bool,
    /// The runtimes that were asked for, in the order in which columns are shown.
    pub runtimes: Vec<RuntimeInfo>,
    /// The selected cases, by id.
    pub cases: Vec<CaseInfo>,
    /// One result for each selected case and runtime.
    pub results: Vec<CaseResult>,
}

/// The identity of a suite: two records may be merged or compared case by case when these agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Suite {
    /// A hash over every fixture and expectation.
    pub hash: String,
    /// How many cases the whole suite has, selected or not.
    pub cases: usize,
}

/// The machine that a run ran on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Host {
    /// The operating system, as `std::env::consts::OS` names it.
    pub os: String,
    /// The processor architecture, as `std::env::consts::ARCH` names it.
    pub arch: String,
    /// How many processors the run could use.
    pub cpus: usize,
}

/// One part of a suite that was split over several runs.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct Shard {
    /// Which part, counted from 1.
    pub index: u32,
    /// How many parts there are.
    pub of: u32,
}

/// Which tiers decide whether a run succeeds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// Only what the documentation states.
    #[default]
    Documented,
    /// Every tier.
    All,
}

/// One runtime that was asked for, found or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RuntimeInfo {
    /// The name that results refer to, such as `node@26.10.0`; unique in a run.
    pub id: String,
    /// The runtime's name, such as `node`.
    pub name: String,
    /// Its own version, as the binary told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The version of Node that it says it is compatible with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node_level: Option<String>,
    /// Whether it could be started.
    pub available: bool,
    /// Why it could not be asked, when it is not available.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip_reason: Option<String>,
    /// Which members of `worker_threads` it has, each asked for by itself; empty when nobody asked.
    /// A member that is missing here could not be told.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub members: BTreeMap<String, bool>,
}

impl Run {
    /// Whether some result that should be here is not: a shard, a filtered or an interrupted run.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.interrupted || self.filter.is_some() || self.shard.is_some_and(|shard| shard.of > 1)
    }

    /// What this run says of one runtime.
    #[must_use]
    pub fn of_runtime(&self, id: &str) -> Self {
        let mut one = self.clone();
        one.runtimes.retain(|runtime| runtime.id == id);
        one.results.retain(|result| result.runtime == id);
        one
    }

    /// The case with this id.
    #[must_use]
    pub fn case(&self, id: &str) -> Option<&CaseInfo> {
        self.cases.iter().find(|case| case.id == id)
    }

    /// Whether a case of this tier decides whether the run succeeds.
    #[must_use]
    pub fn gates(&self, tier: Tier) -> bool {
        self.gate == Gate::All || tier == Tier::Documented
    }

    /// Each result beside its case, in the order of the results.
    ///
    /// A result whose case is missing is left out: a reader of untrusted records must not panic.
    pub fn results_with_cases(&self) -> impl Iterator<Item = (&CaseInfo, &CaseResult)> {
        let cases: HashMap<&str, &CaseInfo> = self
            .cases
            .iter()
            .map(|case| (case.id.as_str(), case))
            .collect();
        self.results
            .iter()
            .filter_map(move |result| Some((*cases.get(result.case.as_str())?, result)))
    }

    /// The results by case and runtime, for renderers that look them up by cell.
    #[must_use]
    pub fn cells(&self) -> HashMap<(&str, &str), &CaseResult> {
        self.results
            .iter()
            .map(|result| ((result.case.as_str(), result.runtime.as_str()), result))
            .collect()
    }
}
