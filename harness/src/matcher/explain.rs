//! Puts expectation and trace into words, for a person who reads a failure.

use std::collections::BTreeMap;
use std::fmt::Write;

use threadproof_reports::record::TraceEvent;

use super::events::describe;
use crate::plan::expectation::{End, EventPattern, Expectation, Outcome, Output, ValuePattern};

/// The expected end, outputs, events and order.
#[must_use]
pub fn expected_text(expectation: &Expectation) -> String {
    let expected = &expectation.expect;
    let mut lines = vec![match &expected.end {
        End::Exit(codes) => {
            let codes: Vec<_> = codes.iter().map(ToString::to_string).collect();
            format!("ends with exit code {}", codes.join(" or "))
        }
        End::Signal(name) => format!("dies of {name}"),
        End::Alive(wait) => format!("is still running after {wait:?}"),
    }];
    for (name, output) in [("stdout", &expected.stdout), ("stderr", &expected.stderr)] {
        lines.extend(
            output
                .as_ref()
                .map(|output| format!("{name}: {}", output_text(output))),
        );
    }
    if !expected.events.is_empty() {
        lines.push("events:".to_owned());
        for event in &expected.events {
            lines.push(format!("  {}: {}", event.name, pattern_text(event)));
        }
    }
    if !expected.order.is_empty() {
        let edges: Vec<_> = expected
            .order
            .iter()
            .map(|edge| format!("{} < {}", edge.before, edge.after))
            .collect();
        lines.push(format!("order: {}", edges.join(", ")));
    }
    if !expected.checks.is_empty() {
        lines.push(format!("checks: {}", expected.checks.join(", ")));
    }
    for outcome in &expected.outcomes {
        lines.push(format!("permitted: {}", outcome_text(outcome)));
    }
    if expected.done {
        lines.push("and says that it is done".to_owned());
    }
    lines.join("\n")
}

fn outcome_text(outcome: &Outcome) -> String {
    let mut parts = Vec::new();
    parts.extend(outcome.exit.map(|code| format!("exit code {code}")));
    let stdout = outcome.stdout.as_ref();
    parts.extend(stdout.map(|output| format!("stdout {}", output_text(output))));
    let marks = outcome.marks.iter();
    parts.extend(marks.map(|(kind, value)| format!("{kind} {}", value_text(value))));
    parts.extend(outcome.without.iter().map(|kind| format!("no {kind}")));
    format!("{} ({})", outcome.name, parts.join(", "))
}

/// A pattern in one line.
#[must_use]
pub(super) fn pattern_text(pattern: &EventPattern) -> String {
    let thread = pattern.thread.as_deref().unwrap_or("any thread");
    let mut text = format!("{thread} {}", pattern.kind);
    if let Some(value) = &pattern.value {
        let _ = write!(text, " {}", value_text(value));
    }
    match (pattern.min, pattern.max) {
        (1, 1) => {}
        (0, 1) => text.push_str(" (optional)"),
        (min, max) if min == max => drop(write!(text, " ({min} times)")),
        (min, usize::MAX) => drop(write!(text, " (at least {min} times)")),
        (min, max) => drop(write!(text, " ({min} to {max} times)")),
    }
    text
}

/// The trace, thread by thread, each line with its place in the whole trace.
#[must_use]
pub fn trace_by_thread(trace: &[TraceEvent], torn: &[String]) -> String {
    let mut threads: BTreeMap<(&str, i64), Vec<(usize, &TraceEvent)>> = BTreeMap::new();
    for (place, event) in trace.iter().enumerate() {
        threads
            .entry((&event.thread, event.tid))
            .or_default()
            .push((place, event));
    }
    let mut out = String::new();
    for ((thread, tid), events) in &threads {
        let _ = writeln!(out, "{thread} (thread {tid})");
        let mut last = None;
        for (place, event) in events {
            let line = describe(event);
            let line = line.strip_prefix(*thread).unwrap_or(&line).trim_start();
            // A thread counts what it writes; what does not follow was lost, or written by hand.
            let is_next = last.is_none_or(|last: u64| last.checked_add(1) == Some(event.seq));
            let doubt = if is_next {
                ""
            } else {
                " (unproven: its number does not follow)"
            };
            last = Some(event.seq);
            let _ = writeln!(out, "  {:>3}. {line}{doubt}", place + 1);
        }
    }
    for line in torn {
        let _ = writeln!(out, "not an event: {line}");
    }
    if out.is_empty() {
        "the trace is empty".to_owned()
    } else {
        out.trim_end().to_owned()
    }
}

fn output_text(output: &Output) -> String {
    let list = |items: &[String]| format!("{items:?}");
    match output {
        Output::Exact(text) => format!("exactly {text:?}"),
        Output::Lines(lines) => format!("the lines {}", list(lines)),
        Output::Unordered(lines) => format!("in any order the lines {}", list(lines)),
        Output::Match(regexes) => {
            let regexes: Vec<_> = regexes.iter().map(|regex| format!("/{regex}/")).collect();
            format!("lines that match {}", regexes.join(", "))
        }
        Output::Contains(parts) => format!("contains {}", list(parts)),
        Output::Count(count) => format!("{count} lines"),
    }
}

fn value_text(value: &ValuePattern) -> String {
    match value {
        ValuePattern::Scalar(value) => value.to_string(),
        ValuePattern::Match(regex) => format!("/{regex}/"),
        ValuePattern::List(items) => {
            let items: Vec<_> = items.iter().map(value_text).collect();
            format!("[{}]", items.join(","))
        }
        ValuePattern::Object(members) => {
            let members: Vec<_> = members
                .iter()
                .map(|(name, one)| format!("{name:?}:{}", value_text(one)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
    }
}
