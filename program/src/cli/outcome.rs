//! What a finished run exits with, and which rules it did not use.

use threadproof_reports::record::{Raw, Run, Verdict};

use super::error::Code;
use threadproof_harness::diagnose::Diagnostic;
use threadproof_harness::engine::Column;
use threadproof_harness::plan::Plan;

/// The exit code of a run.
#[must_use]
pub(super) fn code_of(run: &Run, has_unused_rules: bool) -> Code {
    if run.interrupted {
        return Code::Interrupted;
    }
    if run.results.iter().any(|result| result.raw == Raw::Error) {
        return Code::Harness;
    }
    if has_unused_rules || run.failures().next().is_some() {
        return Code::Unexpected;
    }
    let undecided = run
        .results_with_cases()
        .any(|(case, result)| result.verdict == Verdict::Inconclusive && run.gates(case.tier));
    if undecided {
        Code::Inconclusive
    } else {
        Code::AsExpected
    }
}

/// Rules about the versions that ran which no result used, found only by a full run.
#[must_use]
pub(super) fn unused_rules(plan: &Plan, columns: &[Column], run: &Run) -> Vec<Diagnostic> {
    let mut unused = Vec::new();
    for rule in plan
        .rules
        .iter()
        .flat_map(|(name, rules)| rules.iter().map(move |rule| (name, rule)))
    {
        let (name, rule) = rule;
        let about = columns.iter().any(|column| match column {
            Column::Present(runtime) => {
                runtime.name() == name.as_str()
                    && !rule.is_taken_over
                    && rule.fits(&rule.case, &runtime.version, &runtime.node_level)
            }
            Column::Absent { .. } => false,
        });
        let line = u32::try_from(rule.line).unwrap_or(1);
        let used = run.results.iter().any(|result| {
            result
                .rule
                .as_ref()
                .is_some_and(|at| at.path == rule.file.as_str() && at.line == line)
        });
        if about && !used {
            let message = format!(
                "unused rule: nothing in this run needed it for `{}`",
                rule.case
            );
            let help = "remove it, or narrow it with `when`: the case is not asked of this version, or an earlier rule fits";
            unused.push(rule.problem(message, help));
        }
    }
    unused
}
