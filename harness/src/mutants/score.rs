//! What the hunt found, added up, as text and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

/// What became of one mutant.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "found", rename_all = "kebab-case")]
pub enum Found {
    /// A gating case failed, as it should.
    Killed {
        /// The case.
        by: String,
        /// The sub-checks that failed.
        checks: Vec<String>,
    },
    /// Only cases outside the gate failed.
    NoticedOutsideGate {
        /// The first of them.
        by: String,
    },
    /// No case failed.
    Survived,
    /// It is permitted, and no gating case failed.
    Accepted,
    /// It is permitted, and gating cases failed all the same.
    FalseAlarm {
        /// The cases, with their sub-checks.
        by: Vec<String>,
    },
    /// It cannot be shown on this runtime.
    NotShown {
        /// Why.
        reason: String,
    },
}

/// One mutant with what became of it.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// The mutant.
    pub name: String,
    /// The promise that it breaks; without it, it is permitted.
    pub breaks: Option<String>,
    /// The area of the promise.
    pub area: String,
    /// What it does.
    pub does: String,
    /// What became of it.
    #[serde(flatten)]
    pub found: Found,
}

/// The numbers of one area, or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Faults that a gating case noticed.
    pub killed: usize,
    /// Faults that only cases of other tiers noticed.
    pub outside_gate: usize,
    /// Faults that nothing noticed.
    pub survived: usize,
    /// Permitted behaviours on which no gating case failed.
    pub accepted: usize,
    /// Permitted behaviours on which one did.
    pub false_alarms: usize,
    /// Mutants that could not be shown.
    pub not_shown: usize,
}

/// Everything that a hunt found.
#[derive(Debug, Clone, Serialize)]
pub struct Score {
    /// The runtime, such as `node@26.10.0`.
    pub runtime: String,
    /// Every mutant of this version.
    pub mutants: Vec<Entry>,
    /// How many are for other versions of Node.
    pub elsewhere: usize,
    /// The numbers by area; the last of them, `all`, is their sum.
    pub areas: BTreeMap<String, Tally>,
}

impl Tally {
    fn count(&mut self, found: &Found) {
        let place = match found {
            Found::Killed { .. } => &mut self.killed,
            Found::NoticedOutsideGate { .. } => &mut self.outside_gate,
            Found::Survived => &mut self.survived,
            Found::Accepted => &mut self.accepted,
            Found::FalseAlarm { .. } => &mut self.false_alarms,
            Found::NotShown { .. } => &mut self.not_shown,
        };
        *place += 1;
    }

    /// How many faults were shown.
    #[must_use]
    pub fn faults(&self) -> usize {
        self.killed + self.outside_gate + self.survived
    }
}

impl Score {
    /// Adds up.
    #[must_use]
    pub fn new(runtime: String, mutants: Vec<Entry>, elsewhere: usize) -> Self {
        let mut areas: BTreeMap<String, Tally> = BTreeMap::new();
        for mutant in &mutants {
            for area in [mutant.area.as_str(), "all"] {
                areas
                    .entry(area.to_owned())
                    .or_default()
                    .count(&mutant.found);
            }
        }
        Self {
            runtime,
            mutants,
            elsewhere,
            areas,
        }
    }

    /// The sum of all areas.
    #[must_use]
    pub fn all(&self) -> Tally {
        self.areas.get("all").copied().unwrap_or_default()
    }

    /// Whether every fault was noticed by a gating case and nothing permitted by any.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let all = self.all();
        all.survived + all.outside_gate + all.false_alarms + all.not_shown == 0
    }

    /// As text: what is to be looked at, a line each, then a table by area and tier.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for mutant in &self.mutants {
            let what = match &mutant.found {
                Found::Killed { .. } | Found::Accepted => continue,
                Found::NoticedOutsideGate { by } => {
                    format!("noticed outside the gate only, by {by}")
                }
                Found::Survived => "survived".to_owned(),
                Found::FalseAlarm { by } => format!("false alarm of {}", by.join("; ")),
                Found::NotShown { reason } => format!("not shown: {reason}"),
            };
            let promise = mutant.breaks.as_deref().unwrap_or("permitted");
            let _ = writeln!(text, "{} ({promise}): {}: {what}", mutant.name, mutant.does);
        }
        let _ = writeln!(
            text,
            "{:<22}{:>8}{:>14}{:>10}{:>10}{:>14}{:>11}",
            "area", "killed", "outside gate", "survived", "accepted", "false alarms", "not shown"
        );
        let all = self.areas.iter().filter(|(area, _)| *area == "all");
        let areas = self.areas.iter().filter(|(area, _)| *area != "all");
        for (area, tally) in areas.chain(all) {
            let _ = writeln!(
                text,
                "{:<22}{:>8}{:>14}{:>10}{:>10}{:>14}{:>11}",
                area,
                tally.killed,
                tally.outside_gate,
                tally.survived,
                tally.accepted,
                tally.false_alarms,
                tally.not_shown
            );
        }
        text
    }
}
