//! GitHub annotations: workflow commands that put a message on a run, beside a line if there is one.
//!
//! GitHub shows ten of a level and drops the rest, so there are never more: one for each case,
//! whatever the number of runtimes that it fails on, and a last one that counts what was left out.
//! A suite that is not part of the repository has no line there; then the message alone says what
//! was promised. Everything that came out of a program under test is encoded, so a fixture can
//! never issue a command of its own.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use crate::locate::locate;
use crate::record::{CaseInfo, CaseResult, Run, Verdict};
use crate::words;

use super::Renderer;

/// How many annotations of a level GitHub shows for a step.
pub const SHOWN: usize = 10;

/// Writes `::error` and `::warning` lines.
pub struct Github;

impl Renderer for Github {
    fn name(&self) -> &'static str {
        "github"
    }

    fn about(&self) -> &'static str {
        "GitHub annotations, ten of a level at most"
    }

    fn default_file(&self) -> Option<&'static str> {
        None
    }

    fn render(&self, run: &Run, out: &mut dyn io::Write) -> io::Result<()> {
        annotate(run, None, out)
    }
}

/// A result and the case that it is of.
type Told<'r> = (&'r CaseInfo, &'r CaseResult);

/// Writes the annotations. `tree` is where the suite lies in the repository; nothing when it does not.
///
/// # Errors
///
/// Only those of `out`.
pub fn annotate(run: &Run, tree: Option<&str>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut found: BTreeMap<Level, BTreeMap<&str, Vec<Told<'_>>>> = BTreeMap::new();
    for (case, result) in run.results_with_cases() {
        if let Some(level) = level(run, case, result) {
            let cases = found.entry(level).or_default();
            cases.entry(&case.id).or_default().push((case, result));
        }
    }
    for (level, cases) in found {
        let told = if cases.len() > SHOWN {
            SHOWN - 1
        } else {
            cases.len()
        };
        for results in cases.values().take(told) {
            writeln!(out, "{}", annotation(level, results, tree))?;
        }
        if told < cases.len() {
            writeln!(out, "{}", rest(level, cases.keys().skip(told).copied()))?;
        }
    }
    Ok(())
}

fn annotation(level: Level, results: &[Told<'_>], tree: Option<&str>) -> String {
    let Some((case, first)) = results.first() else {
        return String::new();
    };
    let mut message = format!("promised: {}", case.promises);
    for (_, result) in results {
        let _ = write!(message, "\n{}: {}", result.runtime, words::why(result));
    }
    let _ = write!(message, "\nrerun: {}", first.rerun);
    let place = tree.map(|tree| {
        let at = locate(case, first);
        let tree = tree.trim_matches('/');
        let slash = if tree.is_empty() { "" } else { "/" };
        format!(
            "file={},line={},",
            property(&format!("{tree}{slash}{}", at.path)),
            at.line
        )
    });
    format!(
        "::{} {}title={}::{}",
        level.command(),
        place.unwrap_or_default(),
        property(&format!("{} {}", case.id, first.verdict.label())),
        data(&message),
    )
}

/// What is left out, by area, in one annotation.
fn rest<'a>(level: Level, cases: impl Iterator<Item = &'a str>) -> String {
    let mut areas: BTreeMap<&str, usize> = BTreeMap::new();
    for case in cases {
        let area = case.split_once('/').map_or(case, |(area, _)| area);
        *areas.entry(area).or_default() += 1;
    }
    let count: usize = areas.values().sum();
    let areas: Vec<String> = areas
        .iter()
        .map(|(area, count)| format!("{area} {count}"))
        .collect();
    format!(
        "::{} title={}::{}",
        level.command(),
        property(&words::many(count, "more case")),
        data(&format!(
            "not as expected, by area: {}; the report has them all",
            areas.join(", ")
        )),
    )
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Error,
    Warning,
}

impl Level {
    const fn command(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

fn level(run: &Run, case: &CaseInfo, result: &CaseResult) -> Option<Level> {
    if result.verdict.is_failure() {
        Some(if run.gates(case.tier) {
            Level::Error
        } else {
            Level::Warning
        })
    } else {
        (result.verdict == Verdict::Inconclusive).then_some(Level::Warning)
    }
}

pub(super) fn data(text: &str) -> String {
    words::visible(text)
        .replace('%', "%25")
        .replace('\n', "%0A")
}

pub(super) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
