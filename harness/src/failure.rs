//! A failing case, told so that a person can act on it without opening a report.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use threadproof_reports::record::{CaseResult, Verdict};

use crate::inert;
use crate::matcher::trace_by_thread;
use crate::plan::Planned;

/// How much of standard error is shown.
const STDERR_LINES: usize = 20;

/// The style of bad news.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// The style of good news.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// The style of news that is neither.
pub const NEUTRAL: Style = AnsiColor::Yellow.on_default();
/// The style of what is less important.
pub const FAINT: Style = Style::new().dimmed();

/// The whole story of one failure.
#[must_use]
pub fn failure_text(planned: &Planned, result: &CaseResult) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", headline(result));
    let promises = inert::line(&planned.expectation.promises);
    let _ = writeln!(out, "  promised: {promises}");
    let _ = writeln!(
        out,
        "  {FAINT}{}/{}, {}{FAINT:#}",
        inert::line(planned.case.folder().as_str()),
        planned.case.entry,
        inert::line(planned.expectation.file.as_str())
    );
    if let Some(rule) = &result.rule {
        let _ = writeln!(
            out,
            "  {FAINT}known divergence: {}:{}{FAINT:#}",
            rule.path, rule.line
        );
    }
    let told_already = |check: &&threadproof_reports::record::SubCheck| !check.known;
    for check in result.failed_checks().filter(told_already) {
        let message = check.message.as_deref().unwrap_or("not as expected");
        let name = inert::line(&check.name);
        let _ = writeln!(out, "  {BAD}✗ {name}{BAD:#}: {}", one_line(message));
        if check.name.starts_with("event/") || check.name.starts_with("check/") {
            for (word, text) in [("expected", &check.expected), ("observed", &check.observed)] {
                if let Some(text) = text {
                    let _ = writeln!(out, "      {word}: {}", one_line(text));
                }
            }
        }
    }
    // The first failed check is the reason of a plain failure; any other verdict has its own.
    let is_told = result.verdict == Verdict::UnexpectedFailure && !result.checks.is_empty();
    if let (Some(reason), false) = (&result.reason, is_told) {
        let _ = writeln!(out, "  {BAD}✗{BAD:#} {}", inert::line(reason));
    }
    if let Some(observation) = &result.observation {
        section(&mut out, "expected", &result.expected_text);
        if !observation.trace.is_empty()
            || !observation.torn_lines.is_empty()
            || planned.expectation.expect.done
        {
            let trace = trace_by_thread(&observation.trace, &observation.torn_lines);
            section(&mut out, "observed, by thread", &trace);
        }
        if let Some(diff) = &result.diff {
            section(&mut out, "difference", diff);
        }
        if let Some(timeline) = result.explored.as_ref().and_then(|it| it.timeline.as_ref()) {
            section(&mut out, "schedule", timeline);
        }
        let stderr = observation.stderr.text.trim_end();
        if !stderr.is_empty() && result.verdict != Verdict::UnexpectedPass {
            section(&mut out, "standard error", &tail(stderr));
        }
    }
    let _ = writeln!(out, "  rerun: {}", inert::line(&result.rerun));
    out
}

/// The first line of a failure.
#[must_use]
pub fn headline(result: &CaseResult) -> String {
    let style = if result.verdict.is_failure() {
        BAD
    } else {
        NEUTRAL
    };
    let word = match result.verdict {
        Verdict::UnexpectedFailure => result.raw.name(),
        Verdict::UnexpectedPass => "UNEXPECTED PASS",
        Verdict::Flaky => "FLAKY",
        Verdict::Stale => "STALE RULE",
        other => other.label(),
    };
    let seconds = std::time::Duration::from_millis(result.duration_ms).as_secs_f64();
    let attempts = match result.attempts.of {
        0 | 1 => String::new(),
        of => format!(", passed {} of {of} runs", result.attempts.passed),
    };
    format!(
        "{style}{word}{style:#} {} on {} ({seconds:.2} s{attempts})",
        inert::line(&result.case),
        inert::line(&result.runtime)
    )
}

fn section(out: &mut String, title: &str, body: &str) {
    let _ = writeln!(out, "  {title}:");
    for line in inert::lines(body.trim_end()).lines() {
        let style = match line.chars().next() {
            Some('-') if title == "difference" => AnsiColor::Red.on_default(),
            Some('+') if title == "difference" => AnsiColor::Green.on_default(),
            _ => Style::new(),
        };
        let _ = writeln!(out, "    {style}{line}{style:#}");
    }
}

fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let skipped = lines.len().saturating_sub(STDERR_LINES);
    let shown = lines[skipped..].join("\n");
    if skipped == 0 {
        shown
    } else {
        format!("({skipped} lines before)\n{shown}")
    }
}

fn one_line(text: &str) -> String {
    let line = inert::line(text);
    if line.len() <= 400 {
        line.into_owned()
    } else {
        format!("{}…", &line[..line.floor_char_boundary(400)])
    }
}
