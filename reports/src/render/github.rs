//! GitHub annotations: workflow commands that put a message beside a line of the suite.
//!
//! One annotation for each case, whatever the number of runtimes that it fails on, since GitHub
//! shows only the first few. Everything that came out of a program under test is encoded, so a
//! fixture can never issue a command of its own.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use crate::locate::locate;
use crate::record::{CaseInfo, CaseResult, Run, Verdict};
use crate::words;

use super::Renderer;

/// Writes `::error` and `::warning` lines.
pub struct Github;

impl Renderer for Github {
    fn name(&self) -> &'static str {
        "github"
    }

    fn about(&self) -> &'static str {
        "GitHub annotations at the fixture's file and line"
    }

    fn default_file(&self) -> Option<&'static str> {
        None
    }

    fn render(&self, run: &Run, out: &mut dyn io::Write) -> io::Result<()> {
        // Errors first: GitHub drops what comes after the first ten.
        let mut found: BTreeMap<(Level, &str), Vec<(&CaseInfo, &CaseResult)>> = BTreeMap::new();
        for (case, result) in run.results_with_cases() {
            if let Some(level) = level(run, case, result) {
                found
                    .entry((level, &case.id))
                    .or_default()
                    .push((case, result));
            }
        }
        for ((level, id), results) in found {
            let Some((case, first)) = results.first() else {
                continue;
            };
            let at = locate(case, first);
            let mut message = case.promises.clone();
            for (_, result) in &results {
                let _ = write!(message, "\n{}: {}", result.runtime, words::why(result));
            }
            let _ = write!(message, "\nrerun: {}", first.rerun);
            writeln!(
                out,
                "::{} file={},line={},title={}::{}",
                level.command(),
                property(&at.path),
                at.line,
                property(&format!("{id} {}", first.verdict.label())),
                data(&message),
            )?;
        }
        Ok(())
    }
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
