//! What a run says at its end.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use anstyle::Style;
use camino::Utf8PathBuf;
use threadproof_reports::record::{Counts, Run, Summary, Verdict};

use super::context::Context;
use super::error::Code;
use super::outcome::code_of;
use super::reporting::Written;
use threadproof_harness::diagnose::{Diagnostic, Diagnostics};
use threadproof_harness::failure::{BAD, FAINT, GOOD, NEUTRAL};
use threadproof_harness::inert;

/// The table by area, what was skipped and why, and what else a reader should know.
pub(super) fn print(run: &Run, unused: &[Diagnostic], context: &Context) {
    if !unused.is_empty() {
        anstream::eprint!("{}", Diagnostics(unused.to_vec()).render(true));
    }
    if context.quiet {
        return;
    }
    table(run, context);
    outcomes(run, context);
    reasons(run, context);
    if run.interrupted {
        context.say(format_args!(
            "{BAD}interrupted{BAD:#}: what was done so far is saved"
        ));
    }
}

/// The names of the files written.
pub(super) fn print_files(files: &[Utf8PathBuf], context: &Context) {
    if context.quiet {
        return;
    }
    let here = std::env::current_dir()
        .ok()
        .and_then(|here| Utf8PathBuf::from_path_buf(here).ok());
    for file in files {
        let shown = here
            .as_ref()
            .and_then(|here| file.strip_prefix(here).ok())
            .unwrap_or(file);
        context.say(format_args!("wrote {}", inert::line(shown.as_str())));
    }
}

/// Prints a run that is shown again, with what was written of it, and says how that ends the command.
pub(super) fn print_again(run: &Run, written: &Written, context: &Context) -> Code {
    print(run, &[], context);
    print_files(&written.files, context);
    for error in &written.errors {
        anstream::eprintln!("error: {}", inert::lines(error));
    }
    print_last_line(run, context);
    if written.errors.is_empty() {
        code_of(run, false)
    } else {
        Code::Harness
    }
}

/// Every state that a result of the run has, for people, and then for machines, alone and last,
/// `N passed, N failed, N skipped`.
///
/// What ran and is neither, a known divergence or an undecided result, is in the line above only.
pub(super) fn print_last_line(run: &Run, context: &Context) {
    if let Some(states) = states(run) {
        context.say(format_args!("{states}"));
    }
    let counts = Summary::of(run).total.all;
    let (passed, failed, skipped) = (counts.passed(), counts.failed(), counts.skipped());
    context.say(format_args!(
        "{passed} passed, {failed} failed, {skipped} skipped"
    ));
}

/// `12 results: 9 passed, 2 known divergence, 1 failed outside the gate`; nothing when all passed.
fn states(run: &Run) -> Option<String> {
    let mut inside = Counts::default();
    let mut outside = Counts::default();
    for (case, result) in run.results_with_cases() {
        if result.verdict.is_failure() && !run.gates(case.tier) {
            outside.add(result.verdict);
        } else {
            inside.add(result.verdict);
        }
    }
    let mut parts = Vec::new();
    for verdict in Verdict::ALL {
        for (counts, place) in [(&inside, ""), (&outside, " outside the gate")] {
            let count = counts.of(verdict);
            if count > 0 {
                parts.push(format!("{count} {}{place}", verdict.label()));
            }
        }
    }
    let total = inside.total() + outside.total();
    let all_passed = inside.passed() == total;
    (!all_passed).then(|| format!("{total} results: {}", parts.join(", ")))
}

/// One row for each area, one column for each runtime: passed of what applies, and what is not so.
fn table(run: &Run, context: &Context) {
    let summary = Summary::of(run);
    let ids: Vec<&str> = run
        .runtimes
        .iter()
        .map(|runtime| runtime.id.as_str())
        .collect();
    let runtimes: Vec<String> = ids.iter().map(|id| shown_name(id)).collect();
    let mut rows: Vec<(String, Vec<(String, Style)>)> = Vec::new();
    for area in summary.areas.keys() {
        let cell = |runtime: &&str| {
            let counts = summary.cells.get(&(area.clone(), (*runtime).to_owned()));
            counts.map_or_else(|| (String::new(), FAINT), |tally| cell_text(&tally.all))
        };
        rows.push((shown_name(area), ids.iter().map(cell).collect()));
    }
    let totals = summary
        .runtimes
        .iter()
        .map(|(_, tally)| cell_text(&tally.all))
        .collect();
    rows.push(("all".to_owned(), totals));
    let first = rows
        .iter()
        .map(|(area, _)| area.len())
        .fold("area".len(), usize::max);
    let widths: Vec<usize> = (0..runtimes.len())
        .map(|at| {
            let cells = rows.iter().map(|(_, cells)| cells[at].0.len());
            cells.chain([runtimes[at].len()]).max().unwrap_or(0)
        })
        .collect();
    for part in parts(first, &widths, room()) {
        let header: Vec<String> = part
            .clone()
            .map(|at| format!("{:width$}", runtimes[at], width = widths[at]))
            .collect();
        context.say(format_args!(
            "\n{FAINT}{:first$}  {}{FAINT:#}",
            "area",
            header.join("  ").trim_end()
        ));
        for (area, cells) in &rows {
            let cells: Vec<String> = part
                .clone()
                .map(|at| {
                    let ((text, style), width) = (&cells[at], widths[at]);
                    format!("{style}{text:width$}{style:#}")
                })
                .collect();
            context.say(format_args!(
                "{area:first$}  {}",
                cells.join("  ").trim_end()
            ));
        }
    }
}

/// How many characters a line may have: as many as the terminal, or as `COLUMNS` says.
fn room() -> Option<usize> {
    let told = std::env::var("COLUMNS")
        .ok()
        .and_then(|text| text.parse().ok());
    told.or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
}

/// The columns that stand beside each other; what does not fit begins another table below.
fn parts(first: usize, widths: &[usize], room: Option<usize>) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut taken = first;
    for (at, width) in widths.iter().enumerate() {
        let fits = room.is_none_or(|room| taken + 2 + width <= room);
        match parts.last_mut() {
            Some(part) if fits => part.end = at + 1,
            // One column is shown however narrow the terminal is.
            _ => {
                taken = first;
                parts.push(at..at + 1);
            }
        }
        taken += 2 + width;
    }
    parts
}

/// A name for a column, inert and no wider than a column can be.
pub(super) fn shown_name(name: &str) -> String {
    const WIDEST: usize = 80;
    let name = inert::line(name);
    if name.len() <= WIDEST {
        return name.into_owned();
    }
    format!("{}…", &name[..name.floor_char_boundary(WIDEST)])
}

fn cell_text(counts: &Counts) -> (String, Style) {
    let mut text = match counts.applicable() {
        0 => "-".to_owned(),
        applicable => format!("{}/{applicable}", counts.passed()),
    };
    for (verdict, word) in [
        (Verdict::KnownDivergence, "known"),
        (Verdict::Skipped, "skipped"),
        (Verdict::NotRun, "not run"),
        (Verdict::Inconclusive, "undecided"),
    ] {
        let count = counts.of(verdict);
        if count > 0 {
            let _ = write!(text, ", {count} {word}");
        }
    }
    match counts.failed() {
        0 if counts.passed() == counts.applicable() => (
            text,
            if counts.applicable() == 0 {
                FAINT
            } else {
                GOOD
            },
        ),
        0 => (text, NEUTRAL),
        failed => (format!("{text}, {failed} failed"), BAD),
    }
}

/// Which of the permitted outcomes were seen, where an expectation lists some.
fn outcomes(run: &Run, context: &Context) {
    for result in &run.results {
        let Some(outcomes) = result.outcomes.as_ref().filter(|_| result.verdict.ran()) else {
            continue;
        };
        let count = |name: &String| outcomes.seen.get(name).copied().unwrap_or(0);
        let seen = outcomes
            .permitted
            .iter()
            .filter(|name| count(name) > 0)
            .count();
        let each: Vec<String> = outcomes
            .permitted
            .iter()
            .map(|name| format!("{name} {}", count(name)))
            .collect();
        context.say(format_args!(
            "{FAINT}{} on {}: {seen} of {} permitted outcomes in {} runs ({}){FAINT:#}",
            inert::line(&result.case),
            inert::line(&result.runtime),
            outcomes.permitted.len(),
            result.attempts.of,
            inert::line(&each.join(", "))
        ));
    }
}

/// Everything that neither passed nor failed, counted by its reason.
fn reasons(run: &Run, context: &Context) {
    let mut reasons: BTreeMap<(Verdict, &str, &str), usize> = BTreeMap::new();
    for (case, result) in run.results_with_cases() {
        let verdict = result.verdict;
        let outside = verdict.is_failure() && !run.gates(case.tier);
        if verdict == Verdict::Expected || (verdict.is_failure() && !outside) {
            continue;
        }
        let reason = match (outside, verdict) {
            (true, _) => case.tier.name(),
            // Named one by one where somebody asks for them.
            (_, Verdict::KnownDivergence) if !context.verbose => "",
            (_, Verdict::NotApplicable) => "",
            _ => result.reason.as_deref().unwrap_or_default(),
        };
        *reasons
            .entry((verdict, &result.runtime, reason))
            .or_default() += 1;
    }
    for ((verdict, runtime, reason), count) in reasons {
        let what = match verdict {
            Verdict::NotApplicable => "not promised for this version of Node".to_owned(),
            // The reason says more than the label does.
            Verdict::Unsuited => format!("skipped: {reason}"),
            _ if verdict.is_failure() => format!("{} outside the gate ({reason})", verdict.label()),
            Verdict::KnownDivergence if reason.is_empty() => {
                "known divergences (-v names them)".to_owned()
            }
            _ if reason.is_empty() => verdict.label().to_owned(),
            _ => format!("{}: {reason}", verdict.label()),
        };
        let (runtime, what) = (inert::line(runtime), inert::line(&what));
        context.say(format_args!("{FAINT}{count} on {runtime} {what}{FAINT:#}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_no_wider_than_the_terminal() {
        assert_eq!(
            parts(10, &[20, 20, 20], None),
            std::iter::once(0..3).collect::<Vec<_>>()
        );
        assert_eq!(
            parts(10, &[20, 20, 20], Some(76)),
            std::iter::once(0..3).collect::<Vec<_>>()
        );
        assert_eq!(parts(10, &[20, 20, 20], Some(75)), [0..2, 2..3]);
        assert_eq!(parts(10, &[20, 20, 20], Some(5)), [0..1, 1..2, 2..3]);
        assert!(parts(10, &[], Some(5)).is_empty());
    }
}
