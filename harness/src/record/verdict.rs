//! What one or more attempts mean, a known divergence considered.

use jiff::civil::Date;
use threadproof_reports::record::{Raw, Verdict};

use crate::matcher::Judgement;
use crate::observe::Observation;
use crate::plan::rules::{Effect, Rule};

/// One run of a case.
#[derive(Debug)]
pub enum Attempt {
    /// It ran and was judged.
    Judged {
        /// What the comparison found.
        judgement: Box<Judgement>,
        /// What was observed.
        observation: Box<Observation>,
    },
    /// The harness could not run it.
    Fault(String),
}

/// What the attempts mean together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The raw outcome of the attempt that is shown.
    pub raw: Raw,
    /// What the suite makes of it.
    pub verdict: Verdict,
    /// Why, in one line.
    pub reason: Option<String>,
    /// Which attempt is shown.
    pub shown: usize,
    /// The sub-checks whose failure is known.
    pub known: Vec<String>,
}

impl Attempt {
    /// Whether everything was as expected.
    #[must_use]
    pub fn is_pass(&self) -> bool {
        self.raw() == Raw::Pass
    }

    /// The raw outcome.
    #[must_use]
    pub fn raw(&self) -> Raw {
        match self {
            Self::Judged { judgement, .. } => judgement.raw,
            Self::Fault(_) => Raw::Error,
        }
    }

    /// How long it took, in milliseconds.
    #[must_use]
    pub fn duration_ms(&self) -> u64 {
        match self {
            Self::Judged { observation, .. } => {
                u64::try_from(observation.duration.as_millis()).unwrap_or(u64::MAX)
            }
            Self::Fault(_) => 0,
        }
    }

    /// Which of the permitted outcomes it shows.
    #[must_use]
    pub fn outcome(&self) -> Option<&str> {
        match self {
            Self::Judged { judgement, .. } => judgement.outcome.as_deref(),
            Self::Fault(_) => None,
        }
    }

    fn failed(&self) -> Vec<&str> {
        match self {
            Self::Judged { judgement, .. } => judgement
                .failed()
                .map(|check| check.name.as_str())
                .collect(),
            Self::Fault(_) => Vec::new(),
        }
    }
}

/// Draws the conclusion as of today.
#[must_use]
pub fn conclude(attempts: &[Attempt], rule: Option<&Rule>) -> Outcome {
    conclude_on(attempts, rule, jiff::Zoned::now().date())
}

fn conclude_on(attempts: &[Attempt], rule: Option<&Rule>, today: Date) -> Outcome {
    let each: Vec<(Verdict, Option<String>)> = attempts
        .iter()
        .map(|attempt| verdict(attempt, rule, today))
        .collect();
    // What is not as it should be is shown first: a failure among passes is what one looks for.
    let rank = |verdict: Verdict| match verdict {
        Verdict::UnexpectedFailure => 0,
        Verdict::UnexpectedPass | Verdict::Stale => 1,
        Verdict::Inconclusive => 2,
        Verdict::NotRun => 3,
        Verdict::KnownDivergence => 4,
        _ => 5,
    };
    let Some(shown) = (0..each.len()).min_by_key(|at| rank(each[*at].0)) else {
        let (raw, verdict) = (Raw::NotRun, Verdict::NotRun);
        return Outcome {
            raw,
            verdict,
            reason: None,
            shown: 0,
            known: Vec::new(),
        };
    };
    let (mut verdict, mut reason) = each[shown].clone();
    let mixed = each
        .iter()
        .any(|(one, _)| (rank(*one) < 2) != (rank(verdict) < 2));
    if mixed && rank(verdict) < 2 {
        let passed = attempts.iter().filter(|attempt| attempt.is_pass()).count();
        let ran = format!("passed {passed} of {} runs", attempts.len());
        reason = Some(reason.map_or(ran.clone(), |reason| format!("{ran}; {reason}")));
        verdict = Verdict::Flaky;
    }
    let known = match rule.map(|rule| &rule.effect) {
        Some(Effect::Fails(checks)) => checks.clone(),
        Some(Effect::Outcome(_)) if verdict == Verdict::KnownDivergence => attempts[shown]
            .failed()
            .iter()
            .map(|name| (*name).to_owned())
            .collect(),
        _ => Vec::new(),
    };
    Outcome {
        raw: attempts[shown].raw(),
        verdict,
        reason,
        shown,
        known,
    }
}

fn verdict(attempt: &Attempt, rule: Option<&Rule>, today: Date) -> (Verdict, Option<String>) {
    let raw = attempt.raw();
    match raw {
        Raw::NotRun => return (Verdict::NotRun, Some("interrupted".to_owned())),
        Raw::Inconclusive => {
            let reason =
                "its events can be matched in too many ways; make the patterns more specific";
            return (Verdict::Inconclusive, Some(reason.to_owned()));
        }
        _ => {}
    }
    let plain = match attempt {
        _ if raw == Raw::Pass => (Verdict::Expected, None),
        Attempt::Fault(message) => (Verdict::UnexpectedFailure, Some(message.clone())),
        Attempt::Judged { judgement, .. } => {
            let first = judgement.failed().next();
            let reason = first.map(|check| {
                let message = check.message.as_deref().unwrap_or("not as expected");
                format!("{}: {message}", check.name)
            });
            (Verdict::UnexpectedFailure, reason)
        }
    };
    let Some(rule) = rule.filter(|_| raw != Raw::Error) else {
        return plain;
    };
    let place = format!("{}:{}", rule.file, rule.line);
    if let Some(date) = rule.expires.filter(|_| rule.has_expired(today)) {
        return (
            Verdict::Stale,
            Some(format!("the rule at {place} was valid until {date}")),
        );
    }
    if raw == Raw::Pass {
        if rule.sometimes {
            return plain;
        }
        let reason = format!(
            "passes, but {place} says that it {}; remove the rule",
            rule.effect
        );
        return (Verdict::UnexpectedPass, Some(reason));
    }
    let known = (Verdict::KnownDivergence, Some(rule.reason.clone()));
    match &rule.effect {
        Effect::Outcome(expected) if raw == *expected => known,
        Effect::Outcome(_) => plain,
        Effect::Fails(_) if !matches!(raw, Raw::Fail | Raw::Leak) => plain,
        Effect::Fails(checks) => {
            let failed = attempt.failed();
            if failed
                .iter()
                .any(|name| !checks.iter().any(|check| check == name))
            {
                return plain;
            }
            let gone: Vec<&str> = checks
                .iter()
                .map(String::as_str)
                .filter(|check| !failed.contains(check))
                .collect();
            if gone.is_empty() || rule.sometimes {
                return known;
            }
            let reason = format!("{place} lists {}, which no longer fails", gone.join(", "));
            (Verdict::Stale, Some(reason))
        }
    }
}

#[cfg(test)]
mod tests {
    use threadproof_reports::record::SubCheck;

    use super::*;
    use crate::diagnose::Text;
    use crate::plan::rules::read_rules;

    fn attempt(raw: Raw, failed: &[&str]) -> Attempt {
        let check = |name: &&str| SubCheck {
            name: (*name).to_owned(),
            ..SubCheck::default()
        };
        let judgement = Judgement {
            raw,
            checks: failed.iter().map(check).collect(),
            order: Vec::new(),
            matched: std::collections::BTreeMap::default(),
            diff: None,
            outcome: None,
        };
        Attempt::Judged {
            judgement: Box::new(judgement),
            observation: Box::default(),
        }
    }

    fn rule(body: &str) -> Rule {
        let text = format!("- {{case: a/b, reason: because, {body}}}\n");
        let mut rules = read_rules(Text::new("_runtimes/bun.yaml", text), "bun").expect("valid");
        rules.remove(0)
    }

    fn concluded(attempts: &[Attempt], rule: Option<&Rule>) -> Verdict {
        conclude_on(attempts, rule, jiff::civil::date(2026, 6, 1)).verdict
    }

    #[test]
    fn without_a_rule_only_a_pass_is_expected() {
        assert_eq!(
            concluded(&[attempt(Raw::Pass, &[])], None),
            Verdict::Expected
        );
        for raw in [Raw::Fail, Raw::Timeout, Raw::Crash, Raw::Leak] {
            assert_eq!(
                concluded(&[attempt(raw, &["exit"])], None),
                Verdict::UnexpectedFailure
            );
        }
        assert_eq!(
            concluded(&[attempt(Raw::Inconclusive, &[])], None),
            Verdict::Inconclusive
        );
        assert_eq!(
            concluded(&[attempt(Raw::NotRun, &[])], None),
            Verdict::NotRun
        );
        assert_eq!(
            concluded(&[Attempt::Fault("x".into())], None),
            Verdict::UnexpectedFailure
        );
        assert_eq!(concluded(&[], None), Verdict::NotRun);
    }

    #[test]
    fn a_rule_explains_exactly_what_it_lists() {
        let listed = rule("fails: [event/a, exit]");
        for (raw, failed, expected) in [
            (
                Raw::Fail,
                &["event/a", "exit"][..],
                Verdict::KnownDivergence,
            ),
            (Raw::Fail, &["event/a"], Verdict::Stale),
            (
                Raw::Fail,
                &["event/a", "exit", "stdout"],
                Verdict::UnexpectedFailure,
            ),
            (Raw::Pass, &[], Verdict::UnexpectedPass),
            (
                Raw::Timeout,
                &["event/a", "exit"],
                Verdict::UnexpectedFailure,
            ),
            (Raw::Crash, &["event/a", "exit"], Verdict::UnexpectedFailure),
        ] {
            assert_eq!(
                concluded(&[attempt(raw, failed)], Some(&listed)),
                expected,
                "{raw} {failed:?}"
            );
        }
    }

    #[test]
    fn an_outcome_rule_explains_that_outcome_only() {
        let hangs = rule("outcome: TIMEOUT");
        assert_eq!(
            concluded(&[attempt(Raw::Timeout, &["exit"])], Some(&hangs)),
            Verdict::KnownDivergence
        );
        assert_eq!(
            concluded(&[attempt(Raw::Crash, &["exit"])], Some(&hangs)),
            Verdict::UnexpectedFailure
        );
        assert_eq!(
            concluded(&[attempt(Raw::Fail, &["exit"])], Some(&hangs)),
            Verdict::UnexpectedFailure
        );
        assert_eq!(
            concluded(&[attempt(Raw::Pass, &[])], Some(&hangs)),
            Verdict::UnexpectedPass
        );
    }

    #[test]
    fn a_rule_for_some_runs_accepts_passes_and_subsets() {
        let races = rule("fails: [event/a, exit], sometimes: true");
        assert_eq!(
            concluded(&[attempt(Raw::Pass, &[])], Some(&races)),
            Verdict::Expected
        );
        assert_eq!(
            concluded(&[attempt(Raw::Fail, &["exit"])], Some(&races)),
            Verdict::KnownDivergence
        );
        assert_eq!(
            concluded(&[attempt(Raw::Fail, &["stdout"])], Some(&races)),
            Verdict::UnexpectedFailure
        );
        let both = [attempt(Raw::Pass, &[]), attempt(Raw::Fail, &["exit"])];
        assert_eq!(concluded(&both, Some(&races)), Verdict::KnownDivergence);
    }

    #[test]
    fn an_expired_rule_is_stale_on_its_day() {
        let expired = rule("fails: [exit], expires: 2026-06-01");
        assert_eq!(
            concluded(&[attempt(Raw::Fail, &["exit"])], Some(&expired)),
            Verdict::Stale
        );
        let valid = rule("fails: [exit], expires: 2026-06-02");
        assert_eq!(
            concluded(&[attempt(Raw::Fail, &["exit"])], Some(&valid)),
            Verdict::KnownDivergence
        );
    }

    #[test]
    fn repeats_that_disagree_are_flaky_with_k_of_n() {
        let attempts = [
            attempt(Raw::Pass, &[]),
            attempt(Raw::Fail, &["exit"]),
            attempt(Raw::Pass, &[]),
        ];
        let outcome = conclude_on(&attempts, None, jiff::civil::date(2026, 6, 1));
        assert_eq!(
            (outcome.verdict, outcome.raw, outcome.shown),
            (Verdict::Flaky, Raw::Fail, 1)
        );
        assert!(
            outcome
                .reason
                .expect("a reason")
                .starts_with("passed 2 of 3 runs")
        );
        let failing = [
            attempt(Raw::Fail, &["exit"]),
            attempt(Raw::Timeout, &["exit"]),
        ];
        assert_eq!(concluded(&failing, None), Verdict::UnexpectedFailure);
    }
}
