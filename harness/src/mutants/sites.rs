//! Breaks the fixtures: each value that one of them looks at is replaced by a wrong one of its type.
//!
//! A case runs once, with a script loaded first that writes beside each line of the trace what it
//! would have been had the value been wrong. Each such line then takes the place of the true one,
//! alone, and the matcher has to notice.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use camino::Utf8Path;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use threadproof_reports::record::{Raw, TraceEvent};

use super::preload::{PreloadError, Preloaded};
use super::score::Tally;
use crate::engine::{Cell, Column, Event, Tuning, run_cells};
use crate::execute::Executor;
use crate::matcher::judge;
use crate::observe::Observation;
use crate::plan::{Decision, Plan, Planned};

/// What is loaded first.
const WRONGLY: &str = include_str!("wrongly.cjs");

/// A place in a fixture at which a wrong value went unnoticed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// The case.
    pub case: String,
    /// `check` or `mark`.
    pub of: String,
    /// The name of the check, or the kind of the mark.
    pub name: String,
    /// Why it need not be noticed; only in the file of excuses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What breaking the fixtures has shown.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SiteScore {
    /// The runtime.
    pub runtime: String,
    /// Noticed and unnoticed, by area; `all` is the sum.
    pub areas: BTreeMap<String, Tally>,
    /// What went unnoticed and is excused.
    pub excused: Vec<Site>,
    /// What went unnoticed.
    pub unnoticed: Vec<Site>,
    /// Excuses that excuse nothing.
    pub stale: Vec<Site>,
    /// Cases that could not be measured, since they do not pass on this runtime.
    pub unmeasured: Vec<String>,
}

/// Breaks every fixture of the suite that the runtime runs.
///
/// # Errors
/// When the runtime cannot load a script first.
pub fn sites(
    plan: &Plan,
    runtime: &Column,
    excuses: Vec<Site>,
    (folder, jobs): (&Utf8Path, usize),
    executor: &Executor,
) -> Result<SiteScore, PreloadError> {
    let Column::Present(present) = runtime else {
        return Err(PreloadError::Runtime(runtime.id()));
    };
    let column = Preloaded::column(present, folder, "wrongly", WRONGLY)?;
    let cells: Vec<Cell<'_>> = plan
        .cases
        .iter()
        .filter(|planned| planned.expectation.run.window.is_none())
        .map(|planned| Cell {
            plan,
            planned,
            runtime: &column,
            decision: column.decide(plan, planned),
            rerun: String::new(),
        })
        .filter(|cell| matches!(cell.decision, Decision::Run(_)))
        .collect();
    let mut score = SiteScore {
        runtime: runtime.id(),
        ..SiteScore::default()
    };
    let mut found = Vec::new();
    run_cells(&cells, &Tuning::default(), jobs, executor, |event| {
        if let Event::Finished(at, result) = event {
            let seen = result.observation.unwrap_or_default();
            let observation = Observation {
                seen,
                ..Observation::default()
            };
            match measure(cells[at].planned, &observation) {
                Some((noticed, unnoticed)) => {
                    score.count(&cells[at].planned.case.id, noticed, unnoticed.len());
                    found.extend(unnoticed);
                }
                None => score.unmeasured.push(cells[at].planned.case.id.clone()),
            }
        }
    });
    found.sort();
    score.unmeasured.sort();
    score.settle(found, excuses);
    Ok(score)
}

/// How many wrong values were noticed, and which were not; nothing when the case does not pass.
fn measure(planned: &Planned, observation: &Observation) -> Option<(usize, Vec<Site>)> {
    let (wrongs, trace): (Vec<TraceEvent>, Vec<TraceEvent>) = observation
        .seen
        .trace
        .iter()
        .cloned()
        .partition(|event| event.kind == "wrong");
    let with = |trace: Vec<TraceEvent>| {
        let mut changed = observation.clone();
        changed.seen.trace = trace;
        judge(&planned.expectation, &changed).raw
    };
    if with(trace.clone()) != Raw::Pass {
        return None;
    }
    let mut noticed = 0;
    let mut unnoticed = Vec::new();
    let mut used: BTreeMap<(String, i64, String, String), usize> = BTreeMap::new();
    for wrong in &wrongs {
        let word = |key: &str| {
            let value = wrong.value.as_ref()?.get(key)?;
            value.as_str().map(str::to_owned)
        };
        let (of, name) = (word("of")?, word("name")?);
        let key = (wrong.thread.clone(), wrong.tid, of.clone(), name.clone());
        let nth = used.entry(key).or_default();
        let is_meant = |event: &&(usize, &TraceEvent)| {
            let event = event.1;
            let same_thread = event.tid == wrong.tid && event.thread == wrong.thread;
            same_thread
                && (of == "mark" && event.kind == name || of == "check" && is_check(event, &name))
        };
        let places: Vec<(usize, &TraceEvent)> = trace.iter().enumerate().collect();
        let meant = places.iter().filter(is_meant).nth(*nth).map(|(at, _)| *at);
        *nth += 1;
        let Some(at) = meant else { continue };
        let mut changed = trace.clone();
        change(&mut changed, at, &of, wrong.value.as_ref());
        if with(changed) == Raw::Pass {
            unnoticed.push(Site {
                case: planned.case.id.clone(),
                of,
                name,
                reason: None,
            });
        } else {
            noticed += 1;
        }
    }
    unnoticed.dedup();
    Some((noticed, unnoticed))
}

fn is_check(event: &TraceEvent, name: &str) -> bool {
    let told = event.value.as_ref().and_then(|value| value.get("name"));
    event.kind == "check" && told.and_then(Json::as_str) == Some(name)
}

/// Puts a wrong line in the place of a true one; a mark without a value is lost instead.
fn change(trace: &mut Vec<TraceEvent>, at: usize, of: &str, wrong: Option<&Json>) {
    let part = |key: &str| wrong.and_then(|value| value.get(key)).cloned();
    if of == "check" {
        let ok = part("ok").unwrap_or(Json::Bool(true));
        if let Some(value) = &mut trace[at].value {
            value["ok"] = ok;
        }
    } else if trace[at].value.is_some() {
        trace[at].value = Some(part("value").unwrap_or_else(|| json!({ "$": "undefined" })));
    } else {
        trace.remove(at);
    }
}

impl SiteScore {
    fn count(&mut self, case: &str, noticed: usize, unnoticed: usize) {
        let area = case.split('/').next().unwrap_or_default();
        for area in [area, "all"] {
            let tally = self.areas.entry(area.to_owned()).or_default();
            tally.killed += noticed;
            tally.survived += unnoticed;
        }
    }

    fn settle(&mut self, found: Vec<Site>, excuses: Vec<Site>) {
        let same = |one: &Site, other: &Site| {
            (&one.case, &one.of, &one.name) == (&other.case, &other.of, &other.name)
        };
        for site in found {
            match excuses.iter().find(|excuse| same(excuse, &site)) {
                Some(excuse) => self.excused.push(excuse.clone()),
                None => self.unnoticed.push(site),
            }
        }
        let used = |excuse: &Site| {
            let measured = !self.unmeasured.contains(&excuse.case);
            !measured || self.excused.iter().any(|site| same(site, excuse))
        };
        self.stale = excuses.into_iter().filter(|excuse| !used(excuse)).collect();
    }

    /// Whether every wrong value is noticed or excused.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.unnoticed.is_empty() && self.stale.is_empty()
    }

    /// As text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for site in &self.unnoticed {
            let _ = writeln!(
                text,
                "{}: a wrong {} `{}` is not noticed",
                site.case, site.of, site.name
            );
        }
        for site in &self.stale {
            let _ = writeln!(
                text,
                "{}: the excuse for {} `{}` is stale; remove it",
                site.case, site.of, site.name
            );
        }
        let all = self.areas.get("all").copied().unwrap_or_default();
        let _ = writeln!(
            text,
            "{}: {} wrong values in fixtures, {} noticed, {} excused, {} not noticed; {} cases not measured",
            self.runtime,
            all.killed + all.survived,
            all.killed,
            self.excused.len(),
            self.unnoticed.len(),
            self.unmeasured.len()
        );
        text
    }
}
