//! One case under many orders of its threads' steps: asks a process of the reference, and makes a
//! result of what it tells.

use std::time::Duration;

use threadproof_reports::record::{Attempts, CaseResult, Explored, Raw, Verdict};

use super::cell::Cell;
use crate::execute::{ExecuteError, Executor, Job, Place};
use crate::explored::{Reply, Request, Search, Told, WORD};
use crate::matcher::judge;
use crate::observe::observe;
use crate::record::{Attempt, Subject};

/// How long an exploration without a bound of its own may take.
const PATIENCE: Duration = Duration::from_hours(1);

/// How long one may take longer than it was given: what failed is run again and made smaller.
const GRACE: Duration = Duration::from_mins(5);

/// What came of asking.
#[derive(Debug)]
pub enum Exploration {
    /// An answer.
    Answered(Reply),
    /// None: the process died, and this is what was seen of it.
    Died(Box<crate::observe::Observation>),
    /// None, for this reason.
    Fault(String),
    /// Somebody stopped it.
    Interrupted,
}

/// Explores the case of a job, whose program is that of the reference.
#[must_use]
pub fn ask(mut job: Job, request: &Request, executor: &Executor, place: Place) -> Exploration {
    let words = match serde_json::to_string(request) {
        Ok(words) => words,
        Err(error) => return Exploration::Fault(error.to_string()),
    };
    job.args = vec![WORD.to_owned(), words];
    job.alive = None;
    // The case gets its input from its explorer.
    job.stdin = None;
    job.deadline = match request.search.time_ms {
        Some(ms) => Duration::from_millis(ms) + GRACE,
        None => PATIENCE,
    };
    job.caps.output = job.caps.output.max(256 << 20);
    let ended = match executor.run_at(&job, place) {
        Ok(ended) => ended,
        Err(ExecuteError::Stopped { .. }) => return Exploration::Interrupted,
        Err(fault) => return Exploration::Fault(fault.to_string()),
    };
    if let Ok(reply) = serde_json::from_slice(&ended.stdout.bytes) {
        return Exploration::Answered(reply);
    }
    let observation = observe(&ended);
    if observation.interrupted {
        return Exploration::Interrupted;
    }
    if observation.seen.signal.is_some() || observation.timed_out || observation.capped.is_some() {
        return Exploration::Died(Box::new(observation));
    }
    let said = observation.seen.stderr.text;
    Exploration::Fault(format!("the exploration gave no answer: {}", said.trim()))
}

/// Explores a cell, to its result.
pub(super) fn explore(
    cell: &Cell<'_>,
    subject: &Subject<'_>,
    job: Job,
    search: Search,
    executor: &Executor,
    place: Place,
) -> CaseResult {
    let request = Request {
        suite: cell.plan.root.clone(),
        case: cell.planned.case.id.clone(),
        judged: true,
        details: false,
        search,
        schedule: None,
    };
    let expectation = &cell.planned.expectation;
    let told = match ask(job, &request, executor, place) {
        Exploration::Answered(Reply::Explored(told)) => *told,
        Exploration::Answered(Reply::Outside(what)) => {
            let reason = format!("not explored: it asks for {what}, which no scheduler decides");
            return subject.not_run(Raw::Skip, Verdict::Skipped, reason);
        }
        Exploration::Answered(Reply::Failed { message, .. }) | Exploration::Fault(message) => {
            return subject.result(vec![Attempt::Fault(message)]);
        }
        Exploration::Died(observation) => {
            let judgement = Box::new(judge(expectation, &observation));
            return subject.result(vec![Attempt::Judged {
                judgement,
                observation,
            }]);
        }
        Exploration::Interrupted => {
            return subject.not_run(Raw::NotRun, Verdict::NotRun, "the run was interrupted");
        }
    };
    result(told, cell, subject)
}

fn result(told: Told, cell: &Cell<'_>, subject: &Subject<'_>) -> CaseResult {
    let expectation = &cell.planned.expectation;
    let attempt = |seen: crate::explored::Seen| {
        let observation = Box::new(seen.into_observation());
        let judgement = Box::new(judge(expectation, &observation));
        Attempt::Judged {
            judgement,
            observation,
        }
    };
    let mut explored = Explored {
        schedules: told.schedules,
        classes: told.classes,
        extent: told.extent,
        failed: told.failed,
        token: None,
        timeline: None,
    };
    let mut outcomes = subject.no_outcomes();
    if let Some(outcomes) = &mut outcomes {
        for pass in &told.passes {
            let name = pass.name.clone().unwrap_or_default();
            *outcomes.seen.entry(name).or_insert(0) += pass.count;
        }
    }
    let mut rerun = None;
    let mut attempts = Vec::new();
    for failure in told.failures {
        if explored.token.is_none() {
            let with = format!(" --schedule {} --exact ", failure.token);
            rerun = Some(cell.rerun.replacen(" --exact ", &with, 1));
            explored.token = Some(failure.token);
            explored.timeline = Some(failure.timeline);
        }
        attempts.push(attempt(failure.seen));
    }
    // Where a rule knows a failure, it is enough that some order shows it.
    let is_known = subject.rule.is_some() && !attempts.is_empty();
    if !is_known && let Some(sample) = told.sample {
        attempts.push(attempt(sample));
    }
    if attempts.is_empty() {
        let message = "no order came to its end; give more time with --time";
        attempts.push(Attempt::Fault(message.to_owned()));
    }
    let mut result = subject.result(attempts);
    let passed = told.schedules - told.failed.min(told.schedules);
    let number = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    result.attempts = Attempts {
        passed: number(passed),
        of: number(told.schedules),
    };
    result.duration_ms = told.took_ms;
    result.spread_ms = None;
    if result.verdict.is_failure() && told.failed > 0 {
        let first = result.failed_checks().next().map(|check| {
            let message = check.message.as_deref().unwrap_or("not as expected");
            format!(": {}: {message}", check.name)
        });
        result.reason = Some(format!(
            "failed in {} of {} schedules{}",
            told.failed,
            told.schedules,
            first.unwrap_or_default()
        ));
    }
    if let Some(rerun) = rerun {
        result.rerun = rerun;
    }
    result.explored = Some(explored);
    result.outcomes = outcomes;
    result
}
