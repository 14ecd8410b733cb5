//! Counting verdicts with honest denominators.
//!
//! A case that is not promised for a version or a kind of runtime leaves the denominator; a case
//! that was skipped, not run or diverges in a known way stays in it. So a rate can only rise because more passed. This
//! module must never hide a verdict: the parts always add up to the total.

use std::collections::BTreeMap;

use super::{CaseInfo, CaseResult, Run, Verdict};

/// How many results have each verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    by_verdict: [usize; Verdict::ALL.len()],
}

impl Counts {
    /// Counts one more result.
    pub fn add(&mut self, verdict: Verdict) {
        self.by_verdict[slot(verdict)] += 1;
    }

    /// How many results have this verdict.
    #[must_use]
    pub fn of(&self, verdict: Verdict) -> usize {
        self.by_verdict[slot(verdict)]
    }

    /// How many results there are.
    #[must_use]
    pub fn total(&self) -> usize {
        self.by_verdict.iter().sum()
    }

    /// How many results are of a promise to this runtime and version: the denominator of every rate.
    #[must_use]
    pub fn applicable(&self) -> usize {
        self.sum(Verdict::applies)
    }

    /// How many cases were run.
    #[must_use]
    pub fn ran(&self) -> usize {
        self.sum(Verdict::ran)
    }

    /// How many passed, and were expected to.
    #[must_use]
    pub fn passed(&self) -> usize {
        self.of(Verdict::Expected)
    }

    /// How many are not as they should be.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.sum(Verdict::is_failure)
    }

    /// How many were not run, for whatever reason.
    #[must_use]
    pub fn skipped(&self) -> usize {
        self.total() - self.ran()
    }

    /// The share that passed, in whole percent, rounded down so that 100 means all.
    ///
    /// `None` if nothing was promised.
    #[must_use]
    pub fn percent(&self) -> Option<usize> {
        (self.passed() * 100).checked_div(self.applicable())
    }

    fn sum(&self, wanted: impl Fn(Verdict) -> bool) -> usize {
        Verdict::ALL
            .into_iter()
            .filter(|verdict| wanted(*verdict))
            .map(|v| self.of(v))
            .sum()
    }
}

/// Counts of one group, such as an area on a runtime.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Every result.
    pub all: Counts,
    /// The results whose tier decides whether the run succeeds.
    pub gating: Counts,
}

/// Every count that a report shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The whole run.
    pub total: Tally,
    /// By area.
    pub areas: BTreeMap<String, Tally>,
    /// By runtime, in the order of the record.
    pub runtimes: Vec<(String, Tally)>,
    /// By area and runtime.
    pub cells: BTreeMap<(String, String), Tally>,
}

impl Summary {
    /// Counts a run.
    #[must_use]
    pub fn of(run: &Run) -> Self {
        let mut summary = Self::default();
        let mut runtimes: BTreeMap<&str, Tally> = BTreeMap::new();
        for (case, result) in run.results_with_cases() {
            let gates = run.gates(case.tier);
            let verdict = result.verdict;
            summary.total.add(verdict, gates);
            summary
                .areas
                .entry(case.area.clone())
                .or_default()
                .add(verdict, gates);
            runtimes
                .entry(&result.runtime)
                .or_default()
                .add(verdict, gates);
            let cell = (case.area.clone(), result.runtime.clone());
            summary.cells.entry(cell).or_default().add(verdict, gates);
        }
        summary.runtimes = run
            .runtimes
            .iter()
            .map(|runtime| {
                (
                    runtime.id.clone(),
                    runtimes
                        .get(runtime.id.as_str())
                        .copied()
                        .unwrap_or_default(),
                )
            })
            .collect();
        summary
    }
}

impl Tally {
    fn add(&mut self, verdict: Verdict, gates: bool) {
        self.all.add(verdict);
        if gates {
            self.gating.add(verdict);
        }
    }
}

impl Run {
    /// The results that make this run fail, each beside its case.
    pub fn failures(&self) -> impl Iterator<Item = (&CaseInfo, &CaseResult)> {
        self.results_with_cases()
            .filter(|(case, result)| result.verdict.is_failure() && self.gates(case.tier))
    }
}

fn slot(verdict: Verdict) -> usize {
    // `ALL` lists each verdict once; a test holds it to that.
    Verdict::ALL
        .iter()
        .position(|each| *each == verdict)
        .unwrap_or_default()
}
