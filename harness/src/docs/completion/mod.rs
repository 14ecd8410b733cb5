//! What a page leaves out so that its examples can run, and what is known about them.
//!
//! One file for each page, `docs/completions/<name>.yaml`: an entry for an example says what to
//! put beside it, what to expect of it and why. The first entry that fits an example and a runtime
//! applies. An entry that names no example, or that an example does without, is an error, for a
//! list that only grows explains nothing. Nothing here runs anything.

mod folder;
mod read;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};
use regex::Regex;
use semver::Version;
use threadproof_reports::docs::Outcome;

use super::model::{Before, Example, Page};
use crate::diagnose::{Diagnostic, Text, suggestion};
use crate::plan::versions::VersionRange;

pub use folder::read_all;

/// Everything that completes one page.
#[derive(Debug, Clone)]
pub struct Completions {
    /// The file, for messages.
    pub file: Utf8PathBuf,
    /// The names of the pages that it is about.
    pub pages: Vec<String>,
    /// The versions of Node that the page is for; all when absent.
    pub levels: Option<VersionRange>,
    /// Code before every example of the page, or of those under a heading.
    pub before: Vec<BeforeAll>,
    /// What is left out, in the order written.
    pub entries: Vec<Entry>,
    /// What runtimes do otherwise, in the order written.
    pub known: Vec<Known>,
}

/// Code before every example of a page, or of those under a heading.
#[derive(Debug, Clone)]
pub struct BeforeAll {
    /// The heading's slug.
    pub heading: Option<String>,
    /// The code.
    pub code: String,
    /// Where it is written.
    pub place: Place,
}

/// What one or more examples leave out.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The examples.
    pub examples: Vec<Named>,
    /// The runtimes that it is for; all when empty.
    pub only: Vec<Scope>,
    /// What is done to the example.
    pub change: Change,
    /// What is expected instead of what the page promises.
    pub expect: Option<Expect>,
    /// Whether what it prints is not the same at each run, so that twins are not compared.
    pub varies: bool,
    /// Whether the program wrote it, and nobody has looked at it yet.
    pub proposed: bool,
    /// Why.
    pub reason: String,
    /// Where it is written.
    pub place: Place,
}

/// What a runtime is known to do otherwise.
#[derive(Debug, Clone)]
pub struct Known {
    /// The examples.
    pub examples: Vec<Named>,
    /// The runtimes that it is about.
    pub on: Vec<Scope>,
    /// What happens.
    pub outcome: Outcome,
    /// Whether it only happens in some runs.
    pub sometimes: bool,
    /// Why.
    pub reason: String,
    /// Where it is written.
    pub place: Place,
}

/// An example by the part of its id behind the page's name, and where that is written.
#[derive(Debug, Clone)]
pub struct Named {
    /// `<heading's slug>/<n>`.
    pub id: String,
    /// Where.
    pub place: Place,
}

/// A place in a file of completions.
#[derive(Debug, Clone)]
pub struct Place {
    text: Text,
    span: Range<usize>,
}

/// What is done to an example before it runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// The name of its file; its extension says what it is written in.
    pub name: Option<String>,
    /// Places of spaces of the printed code, in characters from 0, that are line breaks.
    pub breaks: Vec<usize>,
    /// Texts that occur once, and what stands there instead.
    pub replace: Vec<(String, String)>,
    /// Code before it.
    pub before: Option<String>,
    /// Code after it.
    pub after: Option<String>,
    /// Files beside it, by name; one called `main` is started in its place.
    pub files: BTreeMap<String, String>,
    /// Options of the runtime.
    pub options: Vec<String>,
    /// Whether it goes on from the blocks before it under the same heading.
    pub continues: bool,
}

/// What is expected of an example.
#[derive(Debug, Clone)]
pub struct Expect {
    /// How it ends.
    pub end: End,
    /// All that it prints; what the page promises when absent.
    pub prints: Option<Vec<Line>>,
}

/// How an example ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// With this exit code.
    Exit(i32),
    /// With an error that nobody catches, and these words in it if any.
    Throws(Option<String>),
    /// Not by itself.
    Hangs,
}

/// One line of standard output.
#[derive(Debug, Clone)]
pub enum Line {
    /// This text.
    Text(String),
    /// A text that this describes.
    Match(Regex),
}

/// Runtimes: those of a name, with versions or without, or those of some versions of Node.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The runtime's name; any when absent.
    pub name: Option<String>,
    /// Versions: the runtime's own with a name, else those of the Node that it says it is.
    pub range: Option<VersionRange>,
}

/// Who runs an example, as far as completions are about it.
#[derive(Debug, Clone, Copy)]
pub struct Runner<'r> {
    /// The runtime's name.
    pub name: &'r str,
    /// Its own version.
    pub version: &'r Version,
    /// The version of Node that it says it is.
    pub level: &'r Version,
}

impl Completions {
    /// Reads a file of completions.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(text: Text) -> Result<Self, Vec<Diagnostic>> {
        read::read(text)
    }

    /// Among the files about pages of this name, the one that fits the page: pages of several
    /// versions share a name.
    #[must_use]
    pub fn choose<'c>(all: &'c [Self], page: &Page) -> Option<&'c Self> {
        let name = |one: &&Self| one.pages.contains(&page.name);
        let ids = ids_of(page);
        let misfit = |one: &&Self| {
            let missing = one.named().filter(|named| !ids.contains(&named.id)).count();
            (missing, usize::MAX - one.entries.len())
        };
        all.iter().filter(name).min_by_key(misfit)
    }

    /// The entry for an example, by the part of its id behind the page's name.
    #[must_use]
    pub fn entry(&self, id: &str, runner: Runner<'_>) -> Option<&Entry> {
        self.entries.iter().find(|entry| {
            names(&entry.examples, id)
                && (entry.only.is_empty() || entry.only.iter().any(|scope| scope.holds(runner)))
        })
    }

    /// What a runtime is known to do otherwise with an example.
    #[must_use]
    pub fn known(&self, id: &str, runner: Runner<'_>) -> Option<&Known> {
        self.known.iter().find(|known| {
            names(&known.examples, id) && known.on.iter().any(|scope| scope.holds(runner))
        })
    }

    /// What is wrong with the file for this page, before anything has run.
    #[must_use]
    pub fn check(&self, page: &Page) -> Vec<Diagnostic> {
        let ids = ids_of(page);
        let unknown = self.named().filter(|named| !ids.contains(&named.id));
        let mut problems: Vec<Diagnostic> = unknown
            .map(|named| {
                let close = suggestion(&named.id, ids.iter().map(String::as_str));
                let help = close.map_or_else(
                    || {
                        format!(
                            "remove it; `threadproof docs extract {}` names the examples",
                            page.path
                        )
                    },
                    |close| format!("did you mean `{close}`?"),
                );
                let message = format!("{} has no example `{}`", page.name, named.id);
                named.place.problem(message, help)
            })
            .collect();
        let slugs = page.headings.iter().map(|one| one.slug.as_str());
        for before in &self.before {
            let heading = before.heading.as_deref();
            if let Some(heading) = heading
                && !page.headings.iter().any(|one| one.slug == heading)
            {
                let close = suggestion(heading, slugs.clone());
                let help = close.map_or_else(
                    || "write the last part of a heading's address".to_owned(),
                    |close| format!("did you mean `{close}`?"),
                );
                let message = format!("{} has no heading `{heading}`", page.name);
                problems.push(before.place.problem(message, help));
            }
        }
        for entry in &self.entries {
            let codes = page
                .examples
                .iter()
                .filter(|one| names(&entry.examples, local_id(&one.id)));
            for example in codes {
                problems.extend(entry.check(example));
            }
        }
        problems
    }

    /// The page with the code that this puts before its examples.
    #[must_use]
    pub fn with_before(&self, page: &Page) -> Page {
        let mut page = page.clone();
        for before in &self.before {
            let slug = before.heading.as_deref();
            let at = page
                .headings
                .iter()
                .position(|one| Some(one.slug.as_str()) == slug);
            page.before.push(Before {
                heading: at,
                code: before.code.clone(),
            });
        }
        page
    }

    fn named(&self) -> impl Iterator<Item = &Named> {
        let entries = self.entries.iter().flat_map(|entry| &entry.examples);
        entries.chain(self.known.iter().flat_map(|known| &known.examples))
    }
}

impl Entry {
    fn check(&self, example: &Example) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        for (from, _) in &self.change.replace {
            let count = example.code.matches(from.as_str()).count();
            if count != 1 {
                let message = format!("`{from}` occurs {count} times in the example, not once");
                let help =
                    "write enough of the text around it, or correct it for the page as it is now";
                problems.push(self.place.problem(message, help));
            }
        }
        if let Err(error) = example.with_breaks(&self.change.breaks) {
            let help = "the first character of the example is 0";
            problems.push(self.place.problem(error.to_string(), help));
        }
        problems
    }
}

impl Change {
    /// Whether the example stays as it is printed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The code with this change, as the example's own file. Breaks that do not fit are left out;
    /// [`Completions::check`] tells of them.
    #[must_use]
    pub fn apply(&self, example: &Example) -> String {
        let broken = example.with_breaks(&self.breaks);
        let mut lines = broken.map_or_else(|_| example.code.clone(), |broken| broken.code);
        for (from, to) in &self.replace {
            lines = lines.replacen(from.as_str(), to, 1);
        }
        let with_end = |text: &String| format!("{}\n", text.trim_end());
        let before = self.before.as_ref().map(with_end).unwrap_or_default();
        let after = self.after.as_ref().map(with_end).unwrap_or_default();
        let gap = if lines.ends_with('\n') || after.is_empty() {
            ""
        } else {
            "\n"
        };
        format!("{before}{lines}{gap}{after}")
    }
}

impl Place {
    /// A diagnostic that points here.
    pub fn problem(&self, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
        self.text.problem(self.span.clone(), message).help(help)
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &Utf8Path {
        self.text.name()
    }

    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.text.position(self.span.start).0
    }
}

impl Scope {
    /// Whether it holds this runtime.
    #[must_use]
    pub fn holds(&self, runner: Runner<'_>) -> bool {
        let version = match &self.name {
            Some(name) if name != runner.name => return false,
            Some(_) => runner.version,
            None => runner.level,
        };
        self.range
            .as_ref()
            .is_none_or(|range| range.contains(version))
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Match(regex) => write!(f, "/{regex}/"),
        }
    }
}

impl Line {
    /// Whether this is that line.
    #[must_use]
    pub fn fits(&self, line: &str) -> bool {
        match self {
            Self::Text(text) => text == line,
            Self::Match(regex) => regex.is_match(line),
        }
    }
}

/// The part of an example's id behind the page's name.
#[must_use]
pub fn local_id(id: &str) -> &str {
    id.split_once('#').map_or(id, |(_, local)| local)
}

fn names(examples: &[Named], id: &str) -> bool {
    examples.iter().any(|named| named.id == id)
}

fn ids_of(page: &Page) -> BTreeSet<String> {
    let ids = page
        .examples
        .iter()
        .map(|example| local_id(&example.id).to_owned());
    ids.collect()
}
