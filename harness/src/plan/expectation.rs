//! What an expectation file says, as types.
//!
//! Built by [`super::reader`], read by the matcher. Nothing here knows YAML, a runtime or a process.

use std::collections::BTreeMap;
use std::time::Duration;

use camino::Utf8PathBuf;
use regex::Regex;
use serde_json::Value as Json;
pub use threadproof_reports::record::Tier;

use super::versions::VersionRange;
use super::window::Window;

/// One expectation file.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// The file, relative to the suite.
    pub file: Utf8PathBuf,
    /// What the documentation promises, in one line.
    pub promises: String,
    /// Ids of the inventory of documented statements.
    pub covers: Vec<String>,
    /// The Node versions from which on the promise holds.
    pub since: Option<VersionRange>,
    /// The Node versions up to which the promise holds.
    pub until: Option<VersionRange>,
    /// How firm the promise is.
    pub tier: Tier,
    /// The deadline of one run.
    pub timeout: Duration,
    /// How the case is started.
    pub run: RunOptions,
    /// What must be observed.
    pub expect: Expected,
}

/// How a case is started.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// Arguments after the script.
    pub args: Vec<String>,
    /// Node-like options before the script.
    pub node_args: Vec<String>,
    /// Bytes for standard input; without it, standard input is empty.
    pub stdin: Option<String>,
    /// Additional environment variables.
    pub env: BTreeMap<String, String>,
    /// Whether nothing else may run meanwhile.
    pub exclusive: bool,
    /// The window whose script it is; `None` for a case of Node's.
    pub window: Option<Window>,
}

/// What must be observed.
#[derive(Debug, Clone)]
pub struct Expected {
    /// How the process ends.
    pub end: End,
    /// Standard output; absent means not compared.
    pub stdout: Option<Output>,
    /// Standard error; absent means not compared.
    pub stderr: Option<Output>,
    /// The named events.
    pub events: Vec<EventPattern>,
    /// The order between them.
    pub order: Vec<Edge>,
    /// Whether trace events matched by no pattern are refused.
    pub refuse_others: bool,
    /// The checks that must have run and passed.
    pub checks: Vec<String>,
    /// What may be seen, where several results are permitted; empty when nothing is said of it.
    pub outcomes: Vec<Outcome>,
    /// Whether a completion record is needed.
    pub done: bool,
    /// Facts about the documentation page.
    pub differs: Vec<Differs>,
}

/// How the process ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// It exits with one of these codes.
    Exit(Vec<i32>),
    /// It is killed by this signal.
    Signal(String),
    /// It still runs after this time; the harness kills it and that is the pass.
    Alive(Duration),
}

/// What an output stream must hold.
#[derive(Debug, Clone)]
pub enum Output {
    /// Exactly this text.
    Exact(String),
    /// Exactly these lines.
    Lines(Vec<String>),
    /// These lines in any order.
    Unordered(Vec<String>),
    /// One regular expression for each line, in order, to the end.
    Match(Vec<Regex>),
    /// Each of these texts occurs.
    Contains(Vec<String>),
    /// This many lines.
    Count(usize),
}

/// A named pattern over trace events.
#[derive(Debug, Clone)]
pub struct EventPattern {
    /// The name, used in `order` and in sub-checks.
    pub name: String,
    /// The thread, or any thread.
    pub thread: Option<String>,
    /// The kind given to `mark`.
    pub kind: String,
    /// The value; absent means any value, or none.
    pub value: Option<ValuePattern>,
    /// The fewest events that must match.
    pub min: usize,
    /// The most events that may match.
    pub max: usize,
}

/// A pattern over a traced value.
#[derive(Debug, Clone)]
pub enum ValuePattern {
    /// A scalar, compared as JavaScript would.
    Scalar(Json),
    /// A text, or the JSON of anything else, matched by a regular expression.
    Match(Regex),
    /// A list, element by element.
    List(Vec<ValuePattern>),
    /// An object with exactly these members.
    Object(BTreeMap<String, ValuePattern>),
}

/// One of several permitted results.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The name.
    pub name: String,
    /// The exit code; absent means not compared.
    pub exit: Option<i32>,
    /// Standard output; absent means not compared.
    pub stdout: Option<Output>,
    /// Kinds of marks of which there is exactly one, with this value.
    pub marks: BTreeMap<String, ValuePattern>,
    /// Kinds of marks of which there is none.
    pub without: Vec<String>,
}

/// `before < after`: every event of one pattern comes before every event of the other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The name of the earlier pattern.
    pub before: String,
    /// The name of the later pattern.
    pub after: String,
}

/// A fact about a documentation page: what it prints is not what Node prints.
#[derive(Debug, Clone)]
pub struct Differs {
    /// The page.
    pub doc: String,
    /// Its section.
    pub section: String,
    /// What the page shows.
    pub page: String,
    /// What Node does.
    pub node: String,
    /// On which Node versions.
    pub on: Option<VersionRange>,
}

impl Expected {
    /// Whether the list of permitted outcomes speaks of marks of this kind.
    #[must_use]
    pub fn outcomes_name(&self, kind: &str) -> bool {
        let names =
            |one: &Outcome| one.marks.contains_key(kind) || one.without.iter().any(|it| it == kind);
        self.outcomes.iter().any(names)
    }
}

impl Edge {
    /// The sub-check that this edge makes.
    #[must_use]
    pub fn sub_check(&self) -> String {
        format!("order/{}<{}", self.before, self.after)
    }
}

impl Expectation {
    /// Whether the promise is claimed for a Node of this version; if not, why not.
    ///
    /// # Errors
    /// The reason for which the case is skipped.
    pub fn applies_to(&self, node: &semver::Version) -> Result<(), String> {
        let missed = [("since", &self.since), ("until", &self.until)]
            .into_iter()
            .filter_map(|(word, range)| range.as_ref().map(|range| (word, range)))
            .find(|(_, range)| !range.contains(node));
        match missed {
            Some((word, range)) => Err(format!("{word} {range}: not claimed for node {node}")),
            None => Ok(()),
        }
    }
}
