//! Stage 5: holds an observation against an expectation.
//!
//! [`judge`] is a pure function: the same two arguments give the same [`Judgement`], on any machine
//! and at any time. It knows neither runtimes nor known divergences; what a failure means for the
//! run is decided in [`crate::record`].

mod events;
mod explain;
mod fit;
mod outcome;
mod output;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;
use threadproof_reports::record::{OrderEdge, Raw, SubCheck};

pub use explain::{expected_text, trace_by_thread};

use crate::execute::Cap;
use crate::observe::Observation;
use crate::plan::expectation::{End, Expectation, Expected};

/// What the comparison found.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// What happened, in one word.
    pub raw: Raw,
    /// Everything that was compared.
    pub checks: Vec<SubCheck>,
    /// The declared order, with what is violated.
    pub order: Vec<OrderEdge>,
    /// The places in the trace that each expected event matched.
    pub matched: BTreeMap<String, Vec<usize>>,
    /// Expected against observed text, as a unified diff.
    pub diff: Option<String>,
    /// Which of the permitted outcomes it is, where the expectation lists some.
    pub outcome: Option<String>,
}

impl Judgement {
    /// The sub-checks that failed.
    pub fn failed(&self) -> impl Iterator<Item = &SubCheck> {
        self.checks.iter().filter(|check| !check.passed)
    }
}

/// Compares.
#[must_use]
pub fn judge(expectation: &Expectation, observation: &Observation) -> Judgement {
    let expected = &expectation.expect;
    let seen = &observation.seen;
    let mut checks = vec![end(expectation, observation)];
    let mut diffs = Vec::new();
    for (name, wanted, found) in [
        ("stdout", &expected.stdout, &seen.stdout),
        ("stderr", &expected.stderr, &seen.stderr),
    ] {
        if let Some(wanted) = wanted {
            let compared = output::compare(name, wanted, &found.text);
            checks.push(compared.check);
            diffs.extend(compared.diff);
        }
    }
    let events = events::compare(expected, &seen.trace);
    checks.extend(events.checks);
    checks.extend(named_checks(expected, observation));
    let outcome = outcome::compare(expected, seen);
    checks.extend(outcome.check);
    checks.extend(completion(expected, observation));
    checks.extend(
        observation
            .capped
            .map(|cap| failed(cap.sub_check(), cap_message(cap))),
    );
    if !seen.leaked.is_empty() {
        let message = format!(
            "{} of its processes outlived it: {}",
            seen.leaked.len(),
            seen.leaked.join("; ")
        );
        checks.push(failed("leak", message));
    }
    Judgement {
        raw: raw(expected, observation, &checks, events.undecided),
        checks,
        order: events.order,
        matched: events.matched,
        diff: (!diffs.is_empty()).then(|| diffs.join("\n")),
        outcome: outcome.name,
    }
}

/// A timeout and a crash stay what they are, whatever else failed with them.
fn raw(
    expected: &Expected,
    observation: &Observation,
    checks: &[SubCheck],
    undecided: bool,
) -> Raw {
    if observation.interrupted {
        return Raw::NotRun;
    }
    if observation.timed_out {
        return Raw::Timeout;
    }
    let awaited = match &expected.end {
        End::Signal(name) => Some(name),
        _ => None,
    };
    if observation.seen.signal.is_some() && observation.seen.signal.as_ref() != awaited {
        return Raw::Crash;
    }
    let mut failures = checks.iter().filter(|check| !check.passed).peekable();
    if failures.peek().is_none() {
        return if undecided {
            Raw::Inconclusive
        } else {
            Raw::Pass
        };
    }
    if failures.all(|check| check.name == "leak") {
        Raw::Leak
    } else {
        Raw::Fail
    }
}

fn end(expectation: &Expectation, observation: &Observation) -> SubCheck {
    let seen = &observation.seen;
    let wanted = &expectation.expect.end;
    let met = match wanted {
        End::Exit(codes) => seen.exit.is_some_and(|code| codes.contains(&code)),
        End::Signal(name) => seen.signal.as_ref() == Some(name),
        End::Alive(_) => seen.alive,
    };
    if met {
        return passed("exit");
    }
    let expected = match wanted {
        End::Exit(codes) => {
            let codes: Vec<_> = codes.iter().map(ToString::to_string).collect();
            format!("exit code {}", codes.join(" or "))
        }
        End::Signal(name) => format!("death by {name}"),
        End::Alive(wait) => format!("still running {wait:?} after it was ready"),
    };
    let observed = match (seen.exit, &seen.signal) {
        (Some(code), _) => format!("exit code {code}"),
        (None, Some(name)) => format!("death by {name}"),
        _ if observation.timed_out => {
            format!("still running at the deadline of {:?}", expectation.timeout)
        }
        _ if observation.capped.is_some() => "killed for passing a cap".to_owned(),
        _ => "still running when it was killed".to_owned(),
    };
    let message = format!("expected {expected}, observed {observed}");
    SubCheck {
        expected: Some(expected),
        observed: Some(observed),
        ..failed("exit", message)
    }
}

/// Each listed check must have run and passed; none may have run that is not listed.
fn named_checks(expected: &Expected, observation: &Observation) -> Vec<SubCheck> {
    let mut ran: BTreeMap<&str, Vec<&Json>> = BTreeMap::new();
    for event in observation
        .seen
        .trace
        .iter()
        .filter(|event| event.kind == "check")
    {
        let value = event.value.as_ref().unwrap_or(&Json::Null);
        ran.entry(value["name"].as_str().unwrap_or("(without a name)"))
            .or_default()
            .push(value);
    }
    let listed: BTreeSet<&str> = expected.checks.iter().map(String::as_str).collect();
    let missing_or_run = listed.iter().map(|name| {
        let full = format!("check/{name}");
        let Some(values) = ran.get(name) else {
            return failed(
                full,
                "did not run; the fixture ended before it, or skipped it",
            );
        };
        match values.iter().find(|value| value["ok"] != Json::Bool(true)) {
            None => passed(full),
            Some(value) => {
                let detail = value.get("detail");
                let message = detail.map_or_else(
                    || "ran and did not hold".to_owned(),
                    |detail| format!("did not hold: {detail}"),
                );
                let part = |name: &str| {
                    detail
                        .and_then(|detail| detail.get(name))
                        .map(ToString::to_string)
                };
                SubCheck {
                    expected: part("expected").or_else(|| part("wanted")),
                    observed: part("actual").or_else(|| part("threw")),
                    ..failed(full, message)
                }
            }
        }
    });
    let unlisted = ran
        .keys()
        .filter(|name| !listed.contains(**name))
        .map(|name| {
            failed(
                format!("check/{name}"),
                "ran, but the expectation does not list it under `checks`",
            )
        });
    missing_or_run.chain(unlisted).collect()
}

/// An exit code alone proves nothing: a case says that it came to its end, and how many checks ran.
fn completion(expected: &Expected, observation: &Observation) -> Option<SubCheck> {
    if !expected.done {
        return None;
    }
    let trace = &observation.seen.trace;
    let records: Vec<_> = trace.iter().filter(|event| event.kind == "done").collect();
    let [record] = records[..] else {
        let message = match records.len() {
            0 => "no completion record: the fixture never called done()".to_owned(),
            many => format!("{many} completion records: done() must be called once"),
        };
        return Some(failed("done", message));
    };
    // Each thread numbers what it writes. A record with a later number of a thread that wrote nothing
    // before it was written by another one, or by hand.
    let mut before = trace
        .iter()
        .filter(|event| event.tid == record.tid && event.seq < record.seq);
    if record.seq != 1 && before.next().is_none() {
        let message = format!(
            "the completion record is unproven: it is number {} of thread {}, which wrote nothing before",
            record.seq, record.tid
        );
        return Some(failed("done", message));
    }
    let claimed = record
        .value
        .as_ref()
        .and_then(|value| value["checks"].as_u64())
        .unwrap_or(0);
    let same_thread = |event: &&threadproof_reports::record::TraceEvent| {
        event.kind == "check" && event.thread == record.thread && event.tid == record.tid
    };
    let counted = trace.iter().filter(same_thread).count() as u64;
    Some(if claimed == counted {
        passed("done")
    } else {
        failed(
            "done",
            format!("the thread says that it ran {claimed} checks, the trace has {counted}"),
        )
    })
}

fn cap_message(cap: Cap) -> &'static str {
    match cap {
        Cap::Memory => "killed: its processes used more memory than --max-memory allows",
        Cap::Output => "killed: it wrote more output than --max-output allows",
        Cap::Processes => "killed: it had more processes than --max-processes allows",
        Cap::Disk => "killed: it wrote more into its folder than --max-disk allows",
    }
}

fn passed(name: impl Into<String>) -> SubCheck {
    SubCheck {
        name: name.into(),
        passed: true,
        ..SubCheck::default()
    }
}

fn failed(name: impl Into<String>, message: impl Into<String>) -> SubCheck {
    SubCheck {
        name: name.into(),
        message: Some(message.into()),
        ..SubCheck::default()
    }
}
