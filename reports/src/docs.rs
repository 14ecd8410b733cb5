//! The record of documentation pages that were verified: what each example did on each runtime.
//!
//! It carries the pages' headings, text and code, so that a report needs nothing else. It must
//! never know how a page was read or an example was run. Its format has a version, [`SCHEMA`].

use std::collections::HashMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::record::{Host, Location, RuntimeInfo};

/// The version of the record's format that this crate writes.
pub const SCHEMA: u32 = 2;

/// Pages that were verified, and on which runtimes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DocsRun {
    /// The version of this format; see [`SCHEMA`].
    pub schema: u32,
    /// The version of the threadproof that wrote the record.
    pub tool: String,
    /// When it began, as RFC 3339 text.
    pub started: String,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// The machine that it ran on.
    pub host: Host,
    /// Whether it was stopped before every example had run.
    pub interrupted: bool,
    /// The runtimes that were asked for, in the order in which columns are shown.
    pub runtimes: Vec<RuntimeInfo>,
    /// The pages, in the order in which they were named.
    pub pages: Vec<DocsPage>,
}

/// A page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DocsPage {
    /// Its file's name.
    pub name: String,
    /// Where it was read from.
    pub path: String,
    /// The form in which it is published.
    pub format: String,
    /// The file that completes its examples, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completions: Option<String>,
    /// Headings, text and examples in the page's order.
    pub parts: Vec<Part>,
}

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// A heading.
    Heading {
        /// Its text.
        text: String,
        /// The last part of its address.
        slug: String,
        /// From 1 to 6.
        level: u8,
    },
    /// A paragraph, a list item or a table cell.
    Text(String),
    /// An example.
    Example(Box<DocsExample>),
}

/// An example and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DocsExample {
    /// Its id: page, heading and number.
    pub id: String,
    /// The heading that it stands under.
    pub heading: String,
    /// The word on the fence.
    pub label: String,
    /// The code as printed.
    pub code: String,
    /// The line of the page on which the code begins, from 1.
    pub line: usize,
    /// The same example in the other module system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin: Option<String>,
    /// One result for each runtime; none for what is no JavaScript.
    pub results: Vec<DocsResult>,
}

/// One example on one runtime.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DocsResult {
    /// The runtime's id.
    pub runtime: String,
    /// What happened.
    pub outcome: Outcome,
    /// What that means.
    pub standing: Standing,
    /// Why, in one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The entry that completes the example here, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed: Option<Completed>,
    /// How many promises its comments make.
    #[serde(default)]
    pub promised: usize,
    /// How many of them it kept.
    #[serde(default)]
    pub kept: usize,
    /// How many could not be held against what it did: nothing reached them, or they vary.
    #[serde(default)]
    pub unchecked: usize,
    /// What is not the same at each run, by what it is: a date, a path, random bytes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub varies: Vec<String>,
    /// The line of the page that is wrong, where one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Standard output; absent if nothing ran.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub stdout: String,
    /// Standard error, unless it passed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub stderr: String,
    /// What was promised against what was printed, as a unified diff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diff: Option<String>,
    /// How long it ran, in milliseconds.
    #[serde(default)]
    pub duration_ms: u64,
    /// The command that runs just this again.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rerun: String,
}

/// The entry of a file of completions that was applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Completed {
    /// Why the page needs it.
    pub reason: String,
    /// Whether the code that ran is not the code that is printed.
    pub changed: bool,
    /// Where it is written.
    pub at: Location,
}

/// What an example did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It kept what its comments promise, and ended as expected.
    Passes,
    /// It ran to its end, and nothing was promised that could be looked at.
    Ran,
    /// It goes on, as what it starts does, and nothing was promised that could be looked at.
    RunsOn,
    /// What it promises is not the same at each run.
    Varies,
    /// It printed something else than promised.
    PrintsOtherwise,
    /// It did not throw what was promised.
    DoesNotThrow,
    /// It threw an error that nothing promises.
    Throws,
    /// It was still running at its deadline.
    DoesNotEnd,
    /// It ended in another way than expected.
    Ends,
    /// It died of a signal, or left processes behind.
    Crashes,
    /// It cannot run as it stands: something is missing.
    CannotRun,
    /// It prints something else than its twin.
    TwinDiffers,
    /// It reaches for another machine.
    NeedsNetwork,
    /// It was not asked, for the reason given.
    #[default]
    NotAsked,
    /// The harness failed.
    Fault,
}

/// What an outcome means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It kept its promises, completed or not.
    Verified,
    /// It ran, and nothing was promised that could be looked at.
    Ran,
    /// The page leaves something out, or its example needs what is not here.
    Incomplete,
    /// It differs, and a reason is on file.
    Known,
    /// It differs, or an entry about it is no longer needed.
    Failed,
    /// The page is not for this runtime's version, or the run was stopped.
    #[default]
    NotAsked,
}

impl Outcome {
    /// The words that a report uses for it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Passes => "passes",
            Self::Ran => "ran, nothing promised",
            Self::RunsOn => "runs on, nothing promised",
            Self::Varies => "ran, what it promises varies",
            Self::NeedsNetwork => "needs a network",
            Self::PrintsOtherwise => "prints something else",
            Self::DoesNotThrow => "does not throw",
            Self::Throws => "throws",
            Self::DoesNotEnd => "does not end",
            Self::Ends => "ends otherwise",
            Self::Crashes => "crashes",
            Self::CannotRun => "cannot run as it stands",
            Self::TwinDiffers => "differs from its twin",
            Self::NotAsked => "not asked",
            Self::Fault => "could not be run",
        }
    }
}

impl Outcome {
    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_fine(self) -> bool {
        matches!(self, Self::Passes | Self::Ran | Self::RunsOn | Self::Varies)
    }
}

impl Standing {
    /// Every standing, in the order in which counts are shown.
    pub const ALL: [Self; 6] = [
        Self::Verified,
        Self::Ran,
        Self::Incomplete,
        Self::Known,
        Self::Failed,
        Self::NotAsked,
    ];

    /// The word that a report uses for it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Verified => "kept its promises",
            Self::Ran => "ran, nothing promised",
            Self::Incomplete => "incomplete",
            Self::Known => "known",
            Self::Failed => "failed",
            Self::NotAsked => "not asked",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

impl DocsPage {
    /// The examples, in the page's order.
    pub fn examples(&self) -> impl Iterator<Item = &DocsExample> {
        self.parts.iter().filter_map(|part| match part {
            Part::Example(example) => Some(&**example),
            _ => None,
        })
    }
}

impl DocsRun {
    /// Every result with its page and example.
    pub fn results(&self) -> impl Iterator<Item = (&DocsPage, &DocsExample, &DocsResult)> {
        self.pages.iter().flat_map(|page| {
            page.examples().flat_map(move |example| {
                example
                    .results
                    .iter()
                    .map(move |result| (page, example, result))
            })
        })
    }

    /// How many results have each standing.
    #[must_use]
    pub fn counts(&self) -> HashMap<Standing, usize> {
        let mut counts = HashMap::new();
        for (_, _, result) in self.results() {
            *counts.entry(result.standing).or_insert(0) += 1;
        }
        counts
    }
}
