//! Matches trace events against named patterns under a partial order.
//!
//! Several events may fit one pattern and one event several patterns, so a match is an assignment.
//! The search goes through the trace once and keeps, for each distinct tally of events by pattern,
//! the cheapest way to it: a missing event costs more than a surplus one, and that more than a
//! violated order. Cost nothing is a match. Otherwise the cheapest assignment is the one worth
//! showing, for it blames as little as possible.
//!
//! An edge `a < b` says that every `a` comes before every `b`. When the optional `b` is absent in
//! `a < b < c`, then `a < c` still holds.

use std::collections::{BTreeMap, HashMap, HashSet};

use threadproof_reports::record::{OrderEdge, SubCheck, TraceEvent};

use super::fit::pattern_fits;
use super::{failed, passed};
use crate::plan::expectation::{EventPattern, Expected};

const MISSING: u64 = 1_000_000;
const SURPLUS: u64 = 1_000;
const MISORDERED: u64 = 1;

/// The most states that a search may visit before it gives up.
const BUDGET: usize = 400_000;

/// The most counters in all tallies that it may make: a state has one for each pattern.
const COUNTERS: usize = 100_000_000;

/// What the comparison of events found.
pub(super) struct Compared {
    pub(super) checks: Vec<SubCheck>,
    pub(super) order: Vec<OrderEdge>,
    pub(super) matched: BTreeMap<String, Vec<usize>>,
    /// Whether the search gave up.
    pub(super) undecided: bool,
}

/// An event's place in the trace and the patterns that it fits.
struct Candidate {
    place: usize,
    fits: Vec<usize>,
}

/// The events that each pattern got, and those that no pattern took although one fits.
#[derive(Default)]
struct Assignment {
    taken: Vec<Vec<usize>>,
    surplus: Vec<(usize, usize)>,
}

pub(super) fn compare(expected: &Expected, trace: &[TraceEvent]) -> Compared {
    let patterns = &expected.events;
    let marks = trace
        .iter()
        .enumerate()
        .filter(|(_, event)| !matches!(&*event.kind, "check" | "done"));
    let fits = |event: &TraceEvent| {
        (0..patterns.len())
            .filter(|index| pattern_fits(&patterns[*index], event))
            .collect()
    };
    let candidates: Vec<Candidate> = marks
        .map(|(place, event)| Candidate {
            place,
            fits: fits(event),
        })
        .collect();
    let others: Vec<usize> = candidates
        .iter()
        .filter(|one| one.fits.is_empty() && !expected.outcomes_name(&trace[one.place].kind))
        .map(|one| one.place)
        .collect();
    let edges = edges(expected);
    let (assignment, undecided) =
        match search(patterns, &closure(&edges, patterns.len()), &candidates) {
            Some(assignment) => (assignment, false),
            None => (
                Assignment {
                    taken: vec![Vec::new(); patterns.len()],
                    surplus: Vec::new(),
                },
                true,
            ),
        };
    let mut checks = Vec::new();
    let mut order = Vec::new();
    if !undecided {
        checks.extend(counts(patterns, &assignment, trace));
        let next = direct(&edges, patterns.len());
        for (edge, (before, after)) in expected.order.iter().zip(&edges) {
            let clash = violation(&assignment, &next, *before, *after);
            checks.push(match clash {
                None => passed(edge.sub_check()),
                Some((late, early)) => failed(edge.sub_check(), misordered(trace, late, early)),
            });
            order.push(OrderEdge {
                before: edge.before.clone(),
                after: edge.after.clone(),
                violated: clash.is_some(),
            });
        }
    }
    if expected.refuse_others && !(patterns.is_empty() && others.is_empty()) {
        checks.push(if others.is_empty() {
            passed("others")
        } else {
            let list: Vec<_> = others
                .iter()
                .map(|place| describe(&trace[*place]))
                .collect();
            let message = format!(
                "{} no event of the expectation: {}",
                fit_verb(list.len()),
                list.join("; ")
            );
            failed("others", message)
        });
    }
    let matched = patterns
        .iter()
        .zip(assignment.taken)
        .map(|(one, taken)| (one.name.clone(), taken));
    Compared {
        checks,
        order,
        matched: matched.collect(),
        undecided,
    }
}

fn fit_verb(count: usize) -> String {
    if count == 1 {
        "1 trace event fits".to_owned()
    } else {
        format!("{count} trace events fit")
    }
}

fn edges(expected: &Expected) -> Vec<(usize, usize)> {
    let names = expected.events.iter().enumerate();
    let names: HashMap<&str, usize> = names.map(|(at, event)| (&*event.name, at)).collect();
    let number = |name: &String| names.get(name.as_str()).copied();
    expected
        .order
        .iter()
        .filter_map(|edge| Some((number(&edge.before)?, number(&edge.after)?)))
        .collect()
}

/// `direct[p]` are the patterns that an edge from `p` leads to.
fn direct(edges: &[(usize, usize)], patterns: usize) -> Vec<Vec<usize>> {
    let mut next = vec![Vec::new(); patterns];
    for (before, after) in edges {
        next[*before].push(*after);
    }
    next
}

/// `closure[p]` are the patterns that must come after `p`.
fn closure(edges: &[(usize, usize)], patterns: usize) -> Vec<Vec<usize>> {
    let next = direct(edges, patterns);
    (0..patterns)
        .map(|start| {
            let mut is_after = vec![false; patterns];
            let mut after = Vec::new();
            let mut open = vec![start];
            while let Some(from) = open.pop() {
                for to in &next[from] {
                    if !std::mem::replace(&mut is_after[*to], true) {
                        after.push(*to);
                        open.push(*to);
                    }
                }
            }
            after
        })
        .collect()
}

/// One step of a way through the trace.
struct Step {
    earlier: Option<usize>,
    choice: Option<usize>,
}

/// The cheapest assignment, or nothing when there are too many ways.
fn search(
    patterns: &[EventPattern],
    after: &[Vec<usize>],
    candidates: &[Candidate],
) -> Option<Assignment> {
    let mut steps: Vec<Step> = Vec::new();
    let mut front: HashMap<Vec<usize>, (u64, Option<usize>)> = HashMap::new();
    front.insert(vec![0; patterns.len()], (0, None));
    for candidate in candidates.iter().filter(|one| !one.fits.is_empty()) {
        let mut next: HashMap<Vec<usize>, (u64, Option<usize>)> = HashMap::new();
        for (tally, (cost, earlier)) in front {
            let mut go = |tally: Vec<usize>, cost: u64, choice: Option<usize>| {
                let known = next.get(&tally).map(|(known, _)| *known);
                if known.is_none_or(|known| cost < known) {
                    steps.push(Step { earlier, choice });
                    next.insert(tally, (cost, Some(steps.len() - 1)));
                }
            };
            let mut room = false;
            for &pattern in candidate
                .fits
                .iter()
                .filter(|one| tally[**one] < patterns[**one].max)
            {
                room = true;
                let late = after[pattern].iter().filter(|one| tally[**one] > 0).count() as u64;
                let mut tally = tally.clone();
                tally[pattern] += 1;
                go(tally, cost + late * MISORDERED, Some(pattern));
            }
            // Leaving an event out while a pattern has room never leads to a match, and would
            // double the ways at every event.
            if !room {
                go(tally, cost + SURPLUS, None);
            }
        }
        front = next;
        if steps.len() > BUDGET || steps.len().saturating_mul(patterns.len()) > COUNTERS {
            return None;
        }
    }
    let missing = |tally: &[usize]| -> u64 {
        patterns
            .iter()
            .zip(tally)
            .map(|(one, had)| one.min.saturating_sub(*had) as u64)
            .sum()
    };
    // Among equals the tally decides, so that the result does not depend on a hash seed.
    let (_, _, mut step) = front
        .into_iter()
        .map(|(tally, (cost, step))| (cost + missing(&tally) * MISSING, tally, step))
        .min()?;
    let mut assignment = Assignment {
        taken: vec![Vec::new(); patterns.len()],
        surplus: Vec::new(),
    };
    for candidate in candidates.iter().rev().filter(|one| !one.fits.is_empty()) {
        let Some(here) = step else { break };
        match steps[here].choice {
            Some(pattern) => assignment.taken[pattern].push(candidate.place),
            None => assignment
                .surplus
                .push((candidate.fits[0], candidate.place)),
        }
        step = steps[here].earlier;
    }
    for taken in &mut assignment.taken {
        taken.reverse();
    }
    Some(assignment)
}

fn counts(
    patterns: &[EventPattern],
    assignment: &Assignment,
    trace: &[TraceEvent],
) -> Vec<SubCheck> {
    let mut surplus: Vec<Vec<String>> = vec![Vec::new(); patterns.len()];
    for (first, place) in &assignment.surplus {
        surplus[*first].push(describe(&trace[*place]));
    }
    // The nearest event of a missing one, by kind and by kind and thread: one look for them all.
    let mut by_kind: HashMap<&str, &TraceEvent> = HashMap::new();
    let mut by_thread: HashMap<(&str, &str), &TraceEvent> = HashMap::new();
    for event in trace {
        by_kind.entry(&event.kind).or_insert(event);
        by_thread
            .entry((&event.kind, &event.thread))
            .or_insert(event);
    }
    let nearest = |pattern: &EventPattern| {
        let thread = pattern.thread.as_deref();
        let same = thread.and_then(|thread| by_thread.get(&(pattern.kind.as_str(), thread)));
        let best = same.or_else(|| by_kind.get(pattern.kind.as_str()));
        best.map_or_else(
            || format!("no event of kind `{}`", pattern.kind),
            |event| describe(event),
        )
    };
    let one = |(index, pattern): (usize, &EventPattern)| {
        let name = format!("event/{}", pattern.name);
        let taken = assignment.taken[index].len();
        let surplus = &surplus[index];
        let wanted = wanted_count(pattern);
        if taken < pattern.min {
            let message = match taken {
                0 => format!("never happened, expected {wanted}"),
                _ => format!("happened {taken} times, expected {wanted}"),
            };
            let observed = Some(nearest(pattern));
            let expected = Some(super::explain::pattern_text(pattern));
            SubCheck {
                expected,
                observed,
                ..failed(name, message)
            }
        } else if surplus.is_empty() {
            passed(name)
        } else {
            let times = taken + surplus.len();
            failed(
                name,
                format!(
                    "happened {times} times, expected {wanted}; surplus: {}",
                    surplus.join("; ")
                ),
            )
        }
    };
    patterns.iter().enumerate().map(one).collect()
}

fn wanted_count(pattern: &EventPattern) -> String {
    match (pattern.min, pattern.max) {
        (1, 1) => "once".to_owned(),
        (0, 1) => "at most once".to_owned(),
        (min, max) if min == max => format!("{min} times"),
        (min, usize::MAX) => format!("at least {min} times"),
        (min, max) => format!("{min} to {max} times"),
    }
}

/// The event of `before` that comes too late and the event that it should have preceded.
fn violation(
    assignment: &Assignment,
    next: &[Vec<usize>],
    before: usize,
    after: usize,
) -> Option<(usize, usize)> {
    let last = *assignment.taken[before].last()?;
    let mut open = vec![after];
    let mut seen = HashSet::new();
    while let Some(pattern) = open.pop() {
        if !seen.insert(pattern) {
            continue;
        }
        match assignment.taken[pattern].first() {
            Some(first) if *first < last => return Some((last, *first)),
            Some(_) => {}
            // An absent event hands its order on to what follows it.
            None => open.extend(&next[pattern]),
        }
    }
    None
}

fn misordered(trace: &[TraceEvent], late: usize, early: usize) -> String {
    format!(
        "{} came after {}",
        describe(&trace[late]),
        describe(&trace[early])
    )
}

/// An event in one line.
pub(super) fn describe(event: &TraceEvent) -> String {
    let value = event
        .value
        .as_ref()
        .map(|value| format!(" {value}"))
        .unwrap_or_default();
    format!("{} #{} {}{value}", event.thread, event.seq, event.kind)
}
