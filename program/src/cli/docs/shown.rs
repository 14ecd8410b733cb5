//! What `docs verify` says on a terminal: failures whole, the rest in a table.

use std::collections::BTreeMap;
use std::io::IsTerminal;

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use threadproof_reports::docs::{DocsExample, DocsPage, DocsResult, DocsRun, Standing};

use super::super::context::Context;
use super::super::summary::shown_name;
use threadproof_harness::docs::model::Page;
use threadproof_harness::failure::{BAD, FAINT, GOOD, NEUTRAL};
use threadproof_harness::inert;

/// How much of standard error is shown.
const STDERR_LINES: usize = 8;

/// A bar on a terminal, nothing elsewhere.
pub(super) struct Progress(Option<ProgressBar>);

impl Progress {
    pub(super) fn start(cells: usize, context: &Context) -> Self {
        Self(
            (std::io::stderr().is_terminal() && !context.quiet).then(|| {
                let target = ProgressDrawTarget::stderr_with_hz(10);
                let bar = ProgressBar::with_draw_target(Some(cells as u64), target);
                let style = ProgressStyle::with_template("{bar:24} {pos}/{len} examples");
                bar.set_style(style.unwrap_or(ProgressStyle::default_bar()));
                bar
            }),
        )
    }

    pub(super) fn step(&self) {
        if let Some(bar) = &self.0 {
            bar.inc(1);
        }
    }

    pub(super) fn end(self) {
        if let Some(bar) = self.0 {
            bar.finish_and_clear();
        }
    }
}

/// The command that runs one example on one runtime again.
pub(super) fn rerun(context: &Context, page: &Page, example: &str, runtime: &str) -> String {
    let program = if context.program.contains('/') {
        context.program.as_str()
    } else {
        "threadproof"
    };
    let words = [
        program,
        "docs",
        "verify",
        page.path.as_str(),
        "-r",
        runtime,
        "--example",
        example,
    ];
    shlex::try_join(words).unwrap_or_else(|_| words.join(" "))
}

/// Everything: failures first, then what is known and why, then the table and the last line.
pub(super) fn print(run: &DocsRun, context: &Context) {
    for (page, example, result) in run.results() {
        if result.standing == Standing::Failed {
            failure(page, example, result);
        }
    }
    if !context.quiet {
        table(run);
        known(run);
        incomplete(run);
        not_asked(run);
    }
    let counts = run.counts();
    let count = |standing| counts.get(&standing).copied().unwrap_or(0);
    if !context.quiet {
        promises(run);
    }
    if run.interrupted {
        anstream::println!("{BAD}interrupted{BAD:#}");
    }
    anstream::println!(
        "{} passed, {} failed, {} skipped",
        count(Standing::Verified) + count(Standing::Ran),
        count(Standing::Failed),
        count(Standing::Known) + count(Standing::NotAsked) + count(Standing::Incomplete)
    );
}

/// What was proven, apart from what merely ran.
fn promises(run: &DocsRun) {
    let counts = run.counts();
    let count = |standing| counts.get(&standing).copied().unwrap_or(0);
    let sum = |of: fn(&DocsResult) -> usize| -> usize {
        run.results().map(|(_, _, result)| of(result)).sum()
    };
    let (promised, kept) = (sum(|one| one.promised), sum(|one| one.kept));
    let unchecked = sum(|one| one.unchecked);
    anstream::println!(
        "{kept} of {promised} promises checked and kept, {unchecked} not reached or not the same at \
         each run; {} examples kept what they promise, {} ran and promised nothing",
        count(Standing::Verified),
        count(Standing::Ran)
    );
}

/// What the page leaves out, each reason once.
fn incomplete(run: &DocsRun) {
    let all = run.results();
    let all: Vec<_> = all
        .filter(|(_, _, one)| one.standing == Standing::Incomplete)
        .collect();
    for (page, example, result) in &all {
        let reason = result.reason.as_deref().unwrap_or_default();
        let told = format!("{}:{} {reason}", page.path, example.line);
        anstream::println!("{FAINT}incomplete: {}{FAINT:#}", inert::line(&told));
    }
    let mut varies: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, _, result) in run.results() {
        for kind in &result.varies {
            *varies.entry(kind).or_default() += 1;
        }
    }
    let told: Vec<String> = varies
        .iter()
        .map(|(kind, count)| format!("{kind} {count}"))
        .collect();
    if !told.is_empty() {
        anstream::println!(
            "{FAINT}not the same at each run: {}{FAINT:#}",
            told.join(", ")
        );
    }
}

fn failure(page: &DocsPage, example: &DocsExample, result: &DocsResult) {
    let word = if result.outcome.is_fine() {
        "entry not needed"
    } else {
        result.outcome.label()
    };
    let (id, runtime) = (inert::line(&example.id), inert::line(&result.runtime));
    anstream::println!("{BAD}{word}{BAD:#} {id} on {runtime}");
    anstream::println!(
        "  {FAINT}{}:{}, {}{FAINT:#}",
        inert::line(&page.path),
        result.line.unwrap_or(example.line),
        inert::line(&example.heading)
    );
    if let Some(completed) = &result.completed {
        let (path, line) = (&completed.at.path, completed.at.line);
        anstream::println!("  {FAINT}completed by {path}:{line}{FAINT:#}");
    }
    if let Some(reason) = &result.reason {
        anstream::println!("  {BAD}✗{BAD:#} {}", inert::line(reason));
    }
    for line in inert::lines(result.diff.as_deref().unwrap_or_default()).lines() {
        let style = match line.chars().next() {
            Some('-') => AnsiColor::Red.on_default(),
            Some('+') => AnsiColor::Green.on_default(),
            _ => Style::new(),
        };
        anstream::println!("    {style}{line}{style:#}");
    }
    let stderr = inert::lines(result.stderr.trim_end());
    for line in stderr.lines().take(STDERR_LINES) {
        anstream::println!("    {FAINT}{line}{FAINT:#}");
    }
    anstream::println!("  rerun: {}", inert::line(&result.rerun));
}

/// One row for each page, one column for each runtime.
fn table(run: &DocsRun) {
    let ids: Vec<&str> = run
        .runtimes
        .iter()
        .map(|runtime| runtime.id.as_str())
        .collect();
    let names: Vec<String> = ids.iter().map(|id| shown_name(id)).collect();
    let rows: Vec<(String, Vec<(String, Style)>)> = run
        .pages
        .iter()
        .map(|page| {
            (
                shown_name(&page.name),
                ids.iter().map(|id| cell(page, id)).collect(),
            )
        })
        .collect();
    let first = rows.iter().map(|(name, _)| name.len()).fold(4, usize::max);
    let widths: Vec<usize> = (0..ids.len())
        .map(|at| {
            let cells = rows.iter().map(|(_, cells)| cells[at].0.len());
            cells.fold(names[at].len(), usize::max)
        })
        .collect();
    let header = names.iter().zip(&widths);
    let header: Vec<String> = header.map(|(id, width)| format!("{id:width$}")).collect();
    anstream::println!(
        "{FAINT}{:first$}  {}{FAINT:#}",
        "page",
        header.join("  ").trim_end()
    );
    for (name, cells) in rows {
        let cells = cells.iter().zip(&widths);
        let cells: Vec<String> = cells
            .map(|((text, style), width)| format!("{style}{text:width$}{style:#}"))
            .collect();
        anstream::println!("{name:first$}  {}", cells.join("  ").trim_end());
    }
}

fn cell(page: &DocsPage, runtime: &str) -> (String, Style) {
    let results = || {
        let all = page.examples().flat_map(|example| &example.results);
        all.filter(|result| result.runtime == runtime)
    };
    let count = |standing| {
        results()
            .filter(|result| result.standing == standing)
            .count()
    };
    let asked = results().count() - count(Standing::NotAsked);
    if asked == 0 {
        return ("-".to_owned(), FAINT);
    }
    let (verified, known) = (count(Standing::Verified), count(Standing::Known));
    let completed = results()
        .filter(|result| result.standing == Standing::Verified && result.completed.is_some())
        .count();
    let mut text = format!("{verified}/{asked}");
    for (count, word) in [
        (count(Standing::Ran), "ran"),
        (count(Standing::Incomplete), "incomplete"),
        (completed, "completed"),
        (known, "known"),
        (count(Standing::Failed), "failed"),
    ] {
        if count > 0 {
            text += &format!(", {count} {word}");
        }
    }
    let style = match (count(Standing::Failed), known) {
        (0, 0) => GOOD,
        (0, _) => NEUTRAL,
        _ => BAD,
    };
    (text, style)
}

fn known(run: &DocsRun) {
    for (_, example, result) in run.results() {
        if result.standing == Standing::Known {
            let reason = result.reason.as_deref().unwrap_or_default();
            let (id, runtime, outcome) = (&example.id, &result.runtime, result.outcome);
            let told = format!("{id} on {runtime} {outcome}: {reason}");
            anstream::println!("{FAINT}known: {}{FAINT:#}", inert::line(&told));
        }
    }
}

fn not_asked(run: &DocsRun) {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, _, result) in run.results() {
        if result.standing == Standing::NotAsked {
            *reasons
                .entry(result.reason.as_deref().unwrap_or_default())
                .or_default() += 1;
        }
    }
    for (reason, count) in reasons {
        anstream::println!("{FAINT}{count} not asked: {}{FAINT:#}", inert::line(reason));
    }
    let others: usize = run
        .pages
        .iter()
        .flat_map(DocsPage::examples)
        .filter(|example| example.results.is_empty())
        .count();
    if others > 0 {
        anstream::println!(
            "{FAINT}{others} blocks are no JavaScript or were not selected{FAINT:#}"
        );
    }
}
