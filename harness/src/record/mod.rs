//! Stage 6: turns judgements into the versioned record.
//!
//! What a failure means, known divergences and repeats considered, is decided here and nowhere
//! else. How a record is shown is no business of this room.

mod case;
mod run;
mod statements;
mod verdict;

use threadproof_reports::record::{Attempts, CaseResult, Location, OutcomesSeen, Raw, Verdict};

pub use case::host;
pub use run::{Header, run_record};
pub use statements::add_statements;
pub use verdict::{Attempt, Outcome, conclude};

use std::collections::HashSet;

use camino::Utf8Path;

use crate::matcher::expected_text;
use crate::plan::Planned;
use crate::plan::place::Declared;
use crate::plan::rules::Rule;

/// What a result is about.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'s> {
    /// The case.
    pub planned: &'s Planned,
    /// The id of the runtime.
    pub runtime: &'s str,
    /// The known divergence that applies, if one does.
    pub rule: Option<&'s Rule>,
    /// The command that runs just this again.
    pub rerun: &'s str,
}

impl Subject<'_> {
    /// The result of something that did not run.
    #[must_use]
    pub fn not_run(&self, raw: Raw, verdict: Verdict, reason: impl Into<String>) -> CaseResult {
        CaseResult {
            case: self.planned.case.id.clone(),
            runtime: self.runtime.to_owned(),
            raw,
            verdict,
            reason: Some(reason.into()),
            link: self.rule.and_then(|rule| rule.link.clone()),
            rule: self.rule.map(|rule| location(&rule.file, rule.line)),
            checks: Vec::new(),
            observation: None,
            expected_text: expected_text(&self.planned.expectation),
            order: Vec::new(),
            matched: std::collections::BTreeMap::default(),
            diff: None,
            attempts: Attempts { passed: 0, of: 0 },
            duration_ms: 0,
            spread_ms: None,
            rerun: self.rerun.to_owned(),
            explored: None,
            outcomes: None,
        }
    }

    /// The result of one or more attempts.
    #[must_use]
    pub fn result(&self, attempts: Vec<Attempt>) -> CaseResult {
        let passed = attempts.iter().filter(|one| one.is_pass()).count();
        let of = attempts.len();
        let mut durations: Vec<u64> = attempts.iter().map(Attempt::duration_ms).collect();
        durations.sort_unstable();
        let outcome = conclude(&attempts, self.rule);
        let mut result = self.not_run(outcome.raw, outcome.verdict, "");
        result.reason = outcome.reason;
        result.attempts = Attempts {
            passed: count(passed),
            of: count(of),
        };
        result.duration_ms = durations.get(of / 2).copied().unwrap_or(0);
        if let [shortest, .., longest] = durations.as_slice() {
            result.spread_ms = Some((*shortest, *longest));
        }
        result.outcomes = self.outcomes(&attempts);
        if let Some(Attempt::Judged {
            judgement,
            observation,
        }) = attempts.into_iter().nth(outcome.shown)
        {
            result.checks = judgement.checks;
            result.order = judgement.order;
            result.matched = judgement.matched;
            result.diff = judgement.diff;
            result.observation = Some(observation.seen);
        }
        let known: HashSet<&str> = outcome.known.iter().map(String::as_str).collect();
        let mut declared = None;
        for check in result.checks.iter_mut().filter(|check| !check.passed) {
            check.known = known.contains(check.name.as_str());
            let declared = declared.get_or_insert_with(|| Declared::read(&self.planned.source));
            let line = declared.line_of(&check.name);
            check.at = Some(location(&self.planned.expectation.file, line));
        }
        result
    }

    /// Which of the permitted outcomes the attempts show.
    fn outcomes(&self, attempts: &[Attempt]) -> Option<OutcomesSeen> {
        let names = attempts.iter().filter_map(Attempt::outcome);
        let mut seen = self.no_outcomes()?;
        for name in names {
            *seen.seen.entry(name.to_owned()).or_insert(0) += 1;
        }
        Some(seen)
    }

    /// The permitted outcomes, none of them seen; nothing where the expectation lists none.
    #[must_use]
    pub fn no_outcomes(&self) -> Option<OutcomesSeen> {
        let outcomes = &self.planned.expectation.expect.outcomes;
        let permitted: Vec<String> = outcomes.iter().map(|one| one.name.clone()).collect();
        (!permitted.is_empty()).then(|| OutcomesSeen {
            permitted,
            ..OutcomesSeen::default()
        })
    }
}

fn location(path: &Utf8Path, line: usize) -> Location {
    Location {
        path: path.to_string(),
        line: u32::try_from(line).unwrap_or(1),
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
