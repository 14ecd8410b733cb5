//! What a record says about one case on one runtime: what happened, and what that means.
//!
//! A [`Raw`] outcome is what the process did; a [`Verdict`] is what the suite makes of it, known
//! divergences and repeats considered. They stay apart, so that a timeout never turns into a
//! plain failure. This module must never decide either: the harness does.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// One case on one runtime.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CaseResult {
    /// The case's id.
    pub case: String,
    /// The runtime's id.
    pub runtime: String,
    /// What happened.
    pub raw: Raw,
    /// What that means.
    pub verdict: Verdict,
    /// Why, in one line: a divergence's reason, a skip's, or the first thing that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Where a known divergence is reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The known-divergence rule that applied, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Location>,
    /// Everything that was compared, each on its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<SubCheck>,
    /// What was observed; absent if nothing ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observation: Option<Observation>,
    /// The expected events and order, rendered for a reader.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub expected_text: String,
    /// The order that was declared, edge by edge.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<OrderEdge>,
    /// The trace events (as indexes into the trace) that each expected event matched.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub matched: BTreeMap<String, Vec<usize>>,
    /// Expected against observed, as a unified diff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diff: Option<String>,
    /// How often it was run, and how often it passed.
    #[serde(default)]
    pub attempts: Attempts,
    /// How long it took, in milliseconds; the median of repeats.
    #[serde(default)]
    pub duration_ms: u64,
    /// The shortest and the longest of the repeats, in milliseconds; absent if it ran once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spread_ms: Option<(u64, u64)>,
    /// The command that runs just this again.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rerun: String,
    /// Under how many orders of its threads' steps it ran; absent if it ran as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explored: Option<Explored>,
    /// Which of the permitted outcomes were seen; absent if the expectation lists none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcomes: Option<OutcomesSeen>,
}

/// A case under many orders of its threads' steps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Explored {
    /// How many orders were run.
    pub schedules: u64,
    /// How many of them differ up to equivalence.
    pub classes: u64,
    /// How far that came, in words.
    pub extent: String,
    /// In how many of them the case failed.
    pub failed: u64,
    /// The token of the order that is shown, if one failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Who ran when in that order; `>` marks the switches that matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeline: Option<String>,
}

/// Which of the permitted outcomes were seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OutcomesSeen {
    /// The names of all that are permitted.
    pub permitted: Vec<String>,
    /// How often each was seen.
    pub seen: BTreeMap<String, u64>,
}

impl CaseResult {
    /// The declared edges that the observation violates.
    pub fn violated(&self) -> impl Iterator<Item = &OrderEdge> {
        self.order.iter().filter(|edge| edge.violated)
    }

    /// The sub-checks that failed.
    pub fn failed_checks(&self) -> impl Iterator<Item = &SubCheck> {
        self.checks.iter().filter(|check| !check.passed)
    }
}

/// What a run of a case did. The names are those of the record: `PASS`, `FAIL` and so on.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "UPPERCASE")]
pub enum Raw {
    /// Everything that was expected, and nothing else.
    Pass,
    /// It ended by itself, and something was not as expected.
    Fail,
    /// It was still running at the deadline.
    Timeout,
    /// It died of a signal that was not expected.
    Crash,
    /// It left processes behind.
    Leak,
    /// The harness could not run it.
    Error,
    /// It was not asked, for the reason given.
    Skip,
    /// The run ended before its turn.
    NotRun,
    /// It ran, but what was observed allows no verdict.
    Inconclusive,
}

impl Raw {
    /// Every outcome.
    pub const ALL: [Self; 9] = [
        Self::Pass,
        Self::Fail,
        Self::Timeout,
        Self::Crash,
        Self::Leak,
        Self::Error,
        Self::Skip,
        Self::NotRun,
        Self::Inconclusive,
    ];

    /// The name that records use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "PASS",
            Self::Fail => "FAIL",
            Self::Timeout => "TIMEOUT",
            Self::Crash => "CRASH",
            Self::Leak => "LEAK",
            Self::Error => "ERROR",
            Self::Skip => "SKIP",
            Self::NotRun => "NOTRUN",
            Self::Inconclusive => "INCONCLUSIVE",
        }
    }
}

impl fmt::Display for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What the suite makes of an outcome.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It passed, as it should.
    Expected,
    /// It failed exactly as a known divergence says that it does.
    KnownDivergence,
    /// It failed, and no rule says why.
    UnexpectedFailure,
    /// It passed although a rule says that it fails.
    UnexpectedPass,
    /// It passed in some repeats and failed in others.
    Flaky,
    /// A rule that applies here is expired or says something that is no longer so.
    Stale,
    /// The promise does not hold for this runtime's version, so nothing was asked.
    NotApplicable,
    /// It should have been asked, but could not be.
    Skipped,
    /// The run ended before its turn.
    NotRun,
    /// It ran, but no verdict can be given.
    Inconclusive,
    /// It asks for what this kind of runtime is not, such as a window, so nothing was asked.
    Unsuited,
}

impl Verdict {
    /// Every verdict, in the order in which counts are shown.
    pub const ALL: [Self; 11] = [
        Self::Expected,
        Self::KnownDivergence,
        Self::UnexpectedFailure,
        Self::UnexpectedPass,
        Self::Flaky,
        Self::Stale,
        Self::Inconclusive,
        Self::Skipped,
        Self::NotRun,
        Self::NotApplicable,
        Self::Unsuited,
    ];

    /// The name that records use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::KnownDivergence => "known-divergence",
            Self::UnexpectedFailure => "unexpected-failure",
            Self::UnexpectedPass => "unexpected-pass",
            Self::Flaky => "flaky",
            Self::Stale => "stale",
            Self::NotApplicable => "not-applicable",
            Self::Skipped => "skipped",
            Self::NotRun => "not-run",
            Self::Inconclusive => "inconclusive",
            Self::Unsuited => "unsuited",
        }
    }

    /// The words that a report uses for it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Expected => "passed",
            Self::KnownDivergence => "known divergence",
            Self::UnexpectedFailure => "failed",
            Self::UnexpectedPass => "unexpected pass",
            Self::Flaky => "flaky",
            Self::Stale => "stale rule",
            Self::NotApplicable => "not promised for this version",
            Self::Skipped => "skipped",
            Self::NotRun => "not run",
            Self::Inconclusive => "inconclusive",
            Self::Unsuited => "not for this kind of runtime",
        }
    }

    /// Whether it makes a run fail if the case's tier gates.
    ///
    /// An unexpected pass does: the rule that explains the failure has become wrong.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        matches!(
            self,
            Self::UnexpectedFailure | Self::UnexpectedPass | Self::Flaky | Self::Stale
        )
    }

    /// Whether the case was run at all.
    #[must_use]
    pub const fn ran(self) -> bool {
        self.applies() && !matches!(self, Self::Skipped | Self::NotRun)
    }

    /// Whether the promise is made for this runtime and its version at all.
    #[must_use]
    pub const fn applies(self) -> bool {
        !matches!(self, Self::NotApplicable | Self::Unsuited)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A place in a file of the suite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Location {
    /// The file's path relative to the repository.
    pub path: String,
    /// The line, counted from 1.
    pub line: u32,
}

/// One thing that was compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SubCheck {
    /// Its name: `exit`, `stdout`, `stderr`, `event/<name>`, `order/<a<b>`, `others`,
    /// `check/<name>` or `done`.
    pub name: String,
    /// Whether it was as expected.
    pub passed: bool,
    /// Whether a known divergence says that it fails.
    #[serde(default, skip_serializing_if = "is_false")]
    pub known: bool,
    /// What went wrong, in one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What was expected, if it has a text of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What was observed instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<String>,
    /// Where it is declared, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Location>,
}

/// What was observed of one process.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Observation {
    /// Its standard output.
    #[serde(default, skip_serializing_if = "Captured::is_empty")]
    pub stdout: Captured,
    /// Its standard error.
    #[serde(default, skip_serializing_if = "Captured::is_empty")]
    pub stderr: Captured,
    /// Its exit code, if it exited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<i32>,
    /// The name of the signal that it died of, if it did so by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal: Option<String>,
    /// Whether it was still alive when the harness ended it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub alive: bool,
    /// The trace, in the order in which its lines were written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trace: Vec<TraceEvent>,
    /// Lines of the trace file that are not events.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub torn_lines: Vec<String>,
    /// The command lines of processes that were left behind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leaked: Vec<String>,
}

/// Captured output, decoded as UTF-8 with replacement characters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Captured {
    /// The text.
    pub text: String,
    /// Whether more was written than was kept.
    #[serde(default, skip_serializing_if = "is_false")]
    pub truncated: bool,
}

impl Captured {
    /// Whether nothing was written.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.text.is_empty() && !self.truncated
    }
}

/// One line of the trace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TraceEvent {
    /// The thread's label: `main`, `worker`, or what the thread called itself.
    pub thread: String,
    /// The thread's id.
    pub tid: i64,
    /// The event's place in its thread, counted from 1.
    pub seq: u64,
    /// What kind of event it is.
    pub kind: String,
    /// Its value; absent for `undefined`, which is not the same as `null`.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub value: Option<Value>,
}

/// A declared order between two expected events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderEdge {
    /// The event that must come first.
    pub before: String,
    /// The event that must come after it.
    pub after: String,
    /// Whether the observation violates it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub violated: bool,
}

/// How often a case was run, and how often it passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Attempts {
    /// How many runs passed.
    pub passed: u32,
    /// How many runs there were.
    pub of: u32,
}

impl Default for Attempts {
    fn default() -> Self {
        Self { passed: 0, of: 1 }
    }
}

// serde's skip_serializing_if hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_false(value: &bool) -> bool {
    !*value
}

// Without this an explicit null reads back as absent, and null and undefined would be one.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
