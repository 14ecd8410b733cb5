//! Telling two runs apart: what a change of the runtime or of the suite did.
//!
//! Results are paired by case and runtime. A runtime whose version moved is paired with its
//! earlier self, since that is the comparison that upgrades need. This module must never call a
//! case that is gone a regression, nor one that was not asked a fix.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::record::{CaseInfo, CaseResult, Raw, Run, Verdict};

mod text;

/// How one result differs between two runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It fails and no rule explains it; before, it did not fail so.
    NewlyFailing,
    /// It passes in some repeats only; before, it was steady.
    NewlyFlaky,
    /// It fails as a known divergence says; before, it did not.
    NewlyDiverging,
    /// It passes; before, it did not.
    NewlyPassing,
    /// It gave a result before, and is now skipped or not run.
    NoLongerRun,
    /// The case is new.
    Added,
    /// The case is gone.
    Removed,
    /// It passes in both, and takes at least twice as long, beyond the spread of both runs' repeats.
    Slower,
}

impl Kind {
    /// Every kind, the most urgent first.
    pub const ALL: [Self; 8] = [
        Self::NewlyFailing,
        Self::NewlyFlaky,
        Self::NewlyDiverging,
        Self::NewlyPassing,
        Self::NoLongerRun,
        Self::Added,
        Self::Removed,
        Self::Slower,
    ];

    /// The words that name it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::NewlyFailing => "newly failing",
            Self::NewlyFlaky => "newly flaky",
            Self::NewlyDiverging => "newly diverging in a known way",
            Self::NewlyPassing => "newly passing",
            Self::NoLongerRun => "no longer run",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Slower => "slower",
        }
    }

    /// Whether it makes a comparison fail, if the case's tier gates.
    #[must_use]
    pub const fn is_regression(self) -> bool {
        matches!(self, Self::NewlyFailing | Self::NewlyFlaky)
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What kind it is.
    pub kind: Kind,
    /// The case.
    pub case: String,
    /// The runtime, as the later run names it; for what is gone, as the earlier run did.
    pub runtime: String,
    /// What it was before and is now, and why, in one line.
    pub detail: String,
    /// Whether the case's tier gates.
    pub gates: bool,
    /// The command that reruns it, if there is one.
    pub rerun: String,
}

/// Everything that differs between two runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The differences, the most urgent first, then by case.
    pub changes: Vec<Change>,
    /// How many results are as they were.
    pub unchanged: usize,
    /// How many of those fail in both.
    pub still_failing: usize,
    /// Which runtime of the earlier run was held against which of the later.
    pub runtimes: Vec<(String, String)>,
    /// What a reader should know before trusting the comparison.
    pub caveats: Vec<String>,
}

// Below this a factor of two is noise of the machine.
const SLOWER_BY_MS: u64 = 50;

// Fewer repeats do not tell a spread.
const FEWEST_REPEATS: u32 = 3;

impl Comparison {
    /// Whether something that gates got worse.
    #[must_use]
    pub fn is_regression(&self) -> bool {
        self.changes
            .iter()
            .any(|change| change.gates && change.kind.is_regression())
    }

    /// How many results had a counterpart to be compared with, or are new or gone.
    #[must_use]
    pub fn compared(&self) -> usize {
        self.unchanged + self.changes.len()
    }

    /// The differences of one kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Change> {
        self.changes
            .iter()
            .filter(move |change| change.kind == kind)
    }
}

/// Compares an earlier run with a later one.
#[must_use]
pub fn compare(before: &Run, after: &Run) -> Comparison {
    let runtimes = pair(before, after);
    let mut out = Comparison {
        changes: Vec::new(),
        unchanged: 0,
        still_failing: 0,
        caveats: caveats(before, after, &runtimes),
        runtimes,
    };
    let earlier: HashMap<&str, &str> = out
        .runtimes
        .iter()
        .map(|(old, new)| (new.as_str(), old.as_str()))
        .collect();
    let later: HashSet<&str> = out.runtimes.iter().map(|(old, _)| old.as_str()).collect();
    let old_cells = before.cells();
    let old_cases: HashSet<&str> = before.cases.iter().map(|case| case.id.as_str()).collect();
    let new_cases: HashSet<&str> = after.cases.iter().map(|case| case.id.as_str()).collect();

    let mut changes = Vec::new();
    for (case, result) in after.results_with_cases() {
        let Some(old) = earlier.get(result.runtime.as_str()) else {
            continue;
        };
        let gates = after.gates(case.tier);
        let kind = if let Some(was) = old_cells.get(&(case.id.as_str(), *old)) {
            let kind = change(was, result);
            if kind.is_none() {
                out.unchanged += 1;
                out.still_failing += usize::from(state(result) == State::Failing);
            }
            kind.map(|kind| (kind, detail(kind, was, result)))
        } else if before.is_partial() || old_cases.contains(case.id.as_str()) {
            // A narrower earlier run does not make a case new.
            None
        } else {
            Some((Kind::Added, with_why(result)))
        };
        if let Some((kind, detail)) = kind {
            changes.push(entry(kind, case, result, detail, gates));
        }
    }
    if !after.is_partial() {
        for (case, result) in before.results_with_cases() {
            if later.contains(result.runtime.as_str()) && !new_cases.contains(case.id.as_str()) {
                let detail = format!("was {}", result.verdict.label());
                changes.push(entry(Kind::Removed, case, result, detail, false));
            }
        }
    }
    changes.sort_by(|a, b| (a.kind, &a.case, &a.runtime).cmp(&(b.kind, &b.case, &b.runtime)));
    out.changes = changes;
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Passing,
    Failing,
    Diverging,
    Flaky,
    Unknown,
}

fn state(result: &CaseResult) -> State {
    match result.verdict {
        // What the rules say about a pass does not change that the runtime passes.
        Verdict::Expected | Verdict::UnexpectedPass => State::Passing,
        Verdict::Stale if result.raw == Raw::Pass => State::Passing,
        Verdict::Stale | Verdict::UnexpectedFailure => State::Failing,
        Verdict::KnownDivergence => State::Diverging,
        Verdict::Flaky => State::Flaky,
        Verdict::Inconclusive
        | Verdict::NotApplicable
        | Verdict::Unsuited
        | Verdict::Skipped
        | Verdict::NotRun => State::Unknown,
    }
}

fn change(was: &CaseResult, is: &CaseResult) -> Option<Kind> {
    let (old, new) = (state(was), state(is));
    if old == new {
        return (new == State::Passing && is_slower(was, is)).then_some(Kind::Slower);
    }
    Some(match new {
        State::Passing => Kind::NewlyPassing,
        State::Failing => Kind::NewlyFailing,
        State::Diverging => Kind::NewlyDiverging,
        State::Flaky => Kind::NewlyFlaky,
        State::Unknown => Kind::NoLongerRun,
    })
}

/// Whether even the fastest repeat took longer than the slowest one before, by a factor of two in
/// the median. One run, or two, show no spread: then nothing is said.
fn is_slower(was: &CaseResult, is: &CaseResult) -> bool {
    let repeats = |result: &CaseResult| {
        result
            .spread_ms
            .filter(|_| result.attempts.of >= FEWEST_REPEATS)
    };
    let (Some((_, slowest)), Some((fastest, _))) = (repeats(was), repeats(is)) else {
        return false;
    };
    fastest > slowest
        && is.duration_ms >= was.duration_ms.saturating_mul(2)
        && is.duration_ms - was.duration_ms >= SLOWER_BY_MS
}

fn detail(kind: Kind, was: &CaseResult, is: &CaseResult) -> String {
    match kind {
        Kind::Slower => {
            let spread = |result: &CaseResult| match result.spread_ms {
                Some((least, most)) => format!("{} ms ({least} to {most})", result.duration_ms),
                None => format!("{} ms", result.duration_ms),
            };
            format!("{}, was {}", spread(is), spread(was))
        }
        Kind::NewlyPassing => format!("was {}", was.verdict.label()),
        _ => format!("was {}; {}", was.verdict.label(), crate::words::why(is)),
    }
}

fn with_why(result: &CaseResult) -> String {
    if result.verdict == Verdict::Expected {
        return result.verdict.label().to_owned();
    }
    format!("{}; {}", result.verdict.label(), crate::words::why(result))
}

fn entry(kind: Kind, case: &CaseInfo, result: &CaseResult, detail: String, gates: bool) -> Change {
    Change {
        kind,
        case: case.id.clone(),
        runtime: result.runtime.clone(),
        detail,
        gates,
        rerun: result.rerun.clone(),
    }
}

// Equal ids first; then a name that each side has left once; then the only ones left.
fn pair(before: &Run, after: &Run) -> Vec<(String, String)> {
    let new_ids: BTreeSet<&str> = after.runtimes.iter().map(|each| each.id.as_str()).collect();
    let old_ids: BTreeSet<&str> = before
        .runtimes
        .iter()
        .map(|each| each.id.as_str())
        .collect();
    let mut pairs: BTreeMap<&str, &str> = new_ids
        .intersection(&old_ids)
        .map(|id| (*id, *id))
        .collect();
    let mut old: Vec<_> = before
        .runtimes
        .iter()
        .filter(|each| !new_ids.contains(each.id.as_str()))
        .collect();
    let mut new: Vec<_> = after
        .runtimes
        .iter()
        .filter(|each| !old_ids.contains(each.id.as_str()))
        .collect();
    for candidate in new.clone() {
        let olds: Vec<_> = old
            .iter()
            .filter(|each| each.name == candidate.name)
            .collect();
        let news = new
            .iter()
            .filter(|each| each.name == candidate.name)
            .count();
        if let ([only], 1) = (olds.as_slice(), news) {
            pairs.insert(&candidate.id, &only.id);
        }
    }
    old.retain(|each| !pairs.values().any(|id| *id == each.id));
    new.retain(|each| !pairs.contains_key(each.id.as_str()));
    if let ([old], [new]) = (old.as_slice(), new.as_slice())
        && pairs.is_empty()
    {
        pairs.insert(&new.id, &old.id);
    }
    after
        .runtimes
        .iter()
        .filter_map(|each| {
            let old = pairs.get(each.id.as_str())?;
            Some(((*old).to_owned(), each.id.clone()))
        })
        .collect()
}

fn caveats(before: &Run, after: &Run, runtimes: &[(String, String)]) -> Vec<String> {
    let mut out = Vec::new();
    for (which, run) in [("earlier", before), ("later", after)] {
        if let Some(partial) = crate::words::partial(run) {
            out.push(format!("the {which} run is partial: {partial}"));
        }
    }
    if before.suite.hash != after.suite.hash {
        out.push(
            "the suites differ, so a change may come from a case and not from a runtime".into(),
        );
    }
    if (&before.host.os, &before.host.arch) != (&after.host.os, &after.host.arch) {
        out.push("the runs are from different platforms".to_owned());
    }
    for each in &after.runtimes {
        if !runtimes.iter().any(|(_, new)| *new == each.id) {
            out.push(format!(
                "{} has nothing to compare with in the earlier run",
                each.id
            ));
        }
    }
    for each in &before.runtimes {
        if !runtimes.iter().any(|(old, _)| *old == each.id) {
            out.push(format!("{} is not in the later run", each.id));
        }
    }
    out
}
