//! Which of the permitted outcomes an observation is, where an expectation lists several.

use threadproof_reports::record::{Observation, SubCheck, TraceEvent};

use super::events::describe;
use super::fit::value_fits;
use super::{failed, output, passed};
use crate::plan::expectation::{Expected, Outcome};

/// What the comparison found; nothing where no outcomes are listed.
#[derive(Default)]
pub(super) struct Compared {
    pub(super) check: Option<SubCheck>,
    pub(super) name: Option<String>,
}

/// The first outcome that fits is the one that was seen; where none does, it is a forbidden one.
pub(super) fn compare(expected: &Expected, seen: &Observation) -> Compared {
    if expected.outcomes.is_empty() {
        return Compared::default();
    }
    let found = expected.outcomes.iter().find(|one| fits(one, seen));
    if let Some(found) = found {
        return Compared {
            check: Some(SubCheck {
                observed: Some(found.name.clone()),
                ..passed("outcome")
            }),
            name: Some(found.name.clone()),
        };
    }
    let names: Vec<&str> = expected.outcomes.iter().map(|one| &*one.name).collect();
    let marks = seen.trace.iter();
    let marks = marks.filter(|event| expected.outcomes_name(&event.kind));
    let mut observed: Vec<String> = marks.map(describe).collect();
    if expected.outcomes.iter().any(|one| one.stdout.is_some()) {
        observed.push(format!("standard output {:?}", seen.stdout.text));
    }
    if expected.outcomes.iter().any(|one| one.exit.is_some()) {
        let exit = seen
            .exit
            .map_or_else(|| "none".to_owned(), |code| code.to_string());
        observed.push(format!("exit code {exit}"));
    }
    let observed = observed.join("; ");
    let message = format!(
        "forbidden: it is none of the {} permitted outcomes ({}): {observed}",
        names.len(),
        names.join(", ")
    );
    Compared {
        check: Some(SubCheck {
            expected: Some(names.join(" or ")),
            observed: Some(observed),
            ..failed("outcome", message)
        }),
        name: None,
    }
}

fn fits(outcome: &Outcome, seen: &Observation) -> bool {
    let of = |kind: &str| -> Vec<&TraceEvent> {
        seen.trace
            .iter()
            .filter(|event| event.kind == kind)
            .collect()
    };
    let exits = outcome.exit.is_none_or(|code| seen.exit == Some(code));
    let prints = |wanted| {
        output::compare("stdout", wanted, &seen.stdout.text)
            .check
            .passed
    };
    let is_marked = outcome.marks.iter().all(|(kind, wanted)| {
        let [event] = of(kind)[..] else { return false };
        event
            .value
            .as_ref()
            .is_some_and(|value| value_fits(wanted, value))
    });
    exits
        && outcome.stdout.as_ref().is_none_or(prints)
        && is_marked
        && outcome.without.iter().all(|kind| of(kind).is_empty())
}
