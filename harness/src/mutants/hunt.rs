//! Runs the cases beneath each mutant, the nearest first, until one notices.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;
use threadproof_reports::record::{CaseResult, Tier, Verdict};

use super::preload::{PreloadError, Preloaded};
use super::score::{Entry, Found, Score};
use super::{Mutant, probe};
use crate::engine::{Cell, Column, Event, Tuning, run_cells};
use crate::execute::Executor;
use crate::plan::versions::VersionRange;
use crate::plan::{Decision, Plan, Planned};

/// How far from its promise a fault is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// In the cases that cover the promise.
    Near,
    /// In those of its area too.
    Area,
    /// In all.
    All,
}

/// What a hunt needs.
#[derive(Debug)]
pub struct Hunt<'h> {
    /// The suite.
    pub plan: &'h Plan,
    /// The area of each promise.
    pub areas: &'h BTreeMap<String, String>,
    /// The runtime.
    pub runtime: &'h Column,
    /// How far to look.
    pub depth: Depth,
    /// How many processes run at once.
    pub jobs: usize,
    /// A folder for scripts.
    pub folder: &'h Utf8Path,
}

/// How many cases are tried beneath a mutant before it is looked at again.
const BATCH: usize = 8;

/// A mutant on its way.
struct Prey<'m> {
    mutant: &'m Mutant,
    area: String,
    column: Column,
    /// The cases to try, the nearest last.
    left: Vec<&'m Planned>,
    failed: Vec<(String, Tier, Vec<String>)>,
    not_shown: Option<String>,
}

/// Hunts every mutant of a list; `tell` hears of each as soon as it is decided.
///
/// # Errors
/// When the runtime cannot load a script first.
pub fn hunt(
    hunt: &Hunt<'_>,
    mutants: &[Mutant],
    executor: &Executor,
    mut tell: impl FnMut(&str),
) -> Result<Score, PreloadError> {
    let Column::Present(runtime) = hunt.runtime else {
        return Err(PreloadError::Runtime(hunt.runtime.id()));
    };
    let applies = |mutant: &&Mutant| {
        let since = mutant.since.as_deref().map(VersionRange::parse);
        since.is_none_or(|range| range.is_ok_and(|range| range.contains(&runtime.node_level)))
    };
    let mut prey = Vec::new();
    for mutant in mutants.iter().filter(applies) {
        let column = Preloaded::column(runtime, hunt.folder, &mutant.name, &script(mutant))?;
        let not_shown = probe(mutant, hunt.runtime, &column, hunt.folder, executor).err();
        prey.push(Prey {
            mutant,
            area: hunt.area(mutant),
            left: if not_shown.is_none() {
                hunt.order(mutant)
            } else {
                Vec::new()
            },
            column,
            failed: Vec::new(),
            not_shown,
        });
    }
    let mut sound = BTreeMap::new();
    while !executor.stopped() && prey.iter().any(|one| !one.left.is_empty()) {
        hunt.round(&mut prey, &mut sound, executor);
        for one in prey.iter_mut().filter(|one| one.is_decided()) {
            if !one.left.is_empty() {
                tell(&one.mutant.name);
            }
            one.left.clear();
        }
    }
    let elsewhere = mutants.len() - prey.len();
    let entries = prey.into_iter().map(Prey::entry).collect();
    Ok(Score::new(runtime.id(), entries, elsewhere))
}

/// A mutant's script: the module by a short name, and what it changed shown to ES modules as well.
fn script(mutant: &Mutant) -> String {
    format!(
        "'use strict';\nconst wt = require('worker_threads');\n{{\n{}}}\nrequire('module').syncBuiltinESMExports?.();\n",
        mutant.preload
    )
}

impl Hunt<'_> {
    fn area(&self, mutant: &Mutant) -> String {
        let known = mutant.breaks.as_ref().and_then(|id| self.areas.get(id));
        known.cloned().unwrap_or_else(|| "permitted".to_owned())
    }

    /// The cases for a mutant, the nearest last.
    fn order<'p>(&'p self, mutant: &Mutant) -> Vec<&'p Planned> {
        let area = self.area(mutant);
        let distance = |planned: &Planned| {
            let id = &planned.case.id;
            let covers = |id: &String| planned.expectation.covers.contains(id);
            if mutant.near.contains(id) {
                0
            } else if mutant.breaks.as_ref().is_some_and(covers) {
                1
            } else if id.split('/').next() == Some(area.as_str()) {
                2
            } else {
                3
            }
        };
        let farthest = match self.depth {
            Depth::Near => 1,
            Depth::Area => 2,
            Depth::All => 3,
        };
        let suits = |planned: &&Planned| {
            let runs = matches!(self.runtime.decide(self.plan, planned), Decision::Run(_));
            let near = distance(planned) <= farthest || mutant.permitted.is_some();
            runs && near && planned.expectation.tier != Tier::ImplementationDefined
        };
        let mut cases: Vec<&Planned> = self.plan.cases.iter().filter(suits).collect();
        cases.sort_by_key(|planned| {
            let outside = planned.expectation.tier != Tier::Documented;
            std::cmp::Reverse((distance(planned), outside, planned.case.id.clone()))
        });
        cases
    }

    /// Runs a batch of cases beneath each mutant that is left, and each case once without one.
    fn round<'m>(
        &self,
        prey: &mut [Prey<'m>],
        sound: &mut BTreeMap<String, bool>,
        executor: &Executor,
    ) {
        let mut batch: Vec<(usize, &'m Planned)> = Vec::new();
        for (at, one) in prey.iter_mut().enumerate() {
            // A permitted one has to pass them all.
            let size = if one.mutant.permitted.is_some() {
                usize::MAX
            } else {
                BATCH
            };
            let keep = one.left.len().saturating_sub(size);
            batch.extend(
                one.left
                    .split_off(keep)
                    .into_iter()
                    .rev()
                    .map(|case| (at, case)),
            );
        }
        let mut seen = BTreeSet::new();
        let mut fresh: Vec<&Planned> = batch.iter().map(|(_, case)| *case).collect();
        fresh
            .retain(|case| !sound.contains_key(&case.case.id) && seen.insert(case.case.id.clone()));
        let plain: Vec<Cell<'_>> = fresh
            .iter()
            .map(|case| self.cell(case, self.runtime))
            .collect();
        self.run(&plain, executor, |at, result| {
            sound.insert(fresh[at].case.id.clone(), !result.verdict.is_failure());
        });
        batch.retain(|(_, case)| sound.get(&case.case.id).copied().unwrap_or(false));
        let mut found = Vec::new();
        {
            let cells: Vec<Cell<'_>> = batch
                .iter()
                .map(|(at, case)| self.cell(case, &prey[*at].column))
                .collect();
            self.run(&cells, executor, |at, result| {
                if result.verdict.is_failure() && result.verdict != Verdict::UnexpectedPass {
                    found.push((at, result));
                }
            });
        }
        for (at, result) in found {
            let (mutant, case) = batch[at];
            let checks = result
                .failed_checks()
                .map(|check| check.name.clone())
                .collect();
            prey[mutant]
                .failed
                .push((case.case.id.clone(), case.expectation.tier, checks));
        }
    }

    fn cell<'c>(&'c self, planned: &'c Planned, runtime: &'c Column) -> Cell<'c> {
        Cell {
            plan: self.plan,
            planned,
            runtime,
            decision: runtime.decide(self.plan, planned),
            rerun: String::new(),
        }
    }

    fn run(
        &self,
        cells: &[Cell<'_>],
        executor: &Executor,
        mut each: impl FnMut(usize, CaseResult) + Send,
    ) {
        run_cells(cells, &Tuning::default(), self.jobs, executor, |event| {
            if let Event::Finished(at, result) = event {
                each(at, *result);
            }
        });
    }
}

impl Prey<'_> {
    fn is_decided(&self) -> bool {
        let gating = |(_, tier, _): &(String, Tier, Vec<String>)| *tier == Tier::Documented;
        self.mutant.permitted.is_none() && self.failed.iter().any(gating)
    }

    fn entry(self) -> Entry {
        let undecided = (!self.left.is_empty()).then(|| "interrupted".to_owned());
        let not_shown = self.not_shown.or(undecided);
        let gating: Vec<_> = self
            .failed
            .iter()
            .filter(|(_, tier, _)| *tier == Tier::Documented)
            .collect();
        let named = |(case, _, checks): &&(String, Tier, Vec<String>)| {
            format!("{case} ({})", checks.join(", "))
        };
        let found = match (not_shown, self.mutant.permitted.is_some(), gating.first()) {
            (Some(reason), _, _) => Found::NotShown { reason },
            (None, true, None) => Found::Accepted,
            (None, true, Some(_)) => Found::FalseAlarm {
                by: gating.iter().map(named).collect(),
            },
            (None, false, Some((by, _, checks))) => Found::Killed {
                by: by.clone(),
                checks: checks.clone(),
            },
            (None, false, None) => match self.failed.first() {
                Some((by, _, _)) => Found::NoticedOutsideGate { by: by.clone() },
                None => Found::Survived,
            },
        };
        Entry {
            name: self.mutant.name.clone(),
            breaks: self.mutant.breaks.clone(),
            area: self.area,
            does: self.mutant.does.clone(),
            found,
        }
    }
}
