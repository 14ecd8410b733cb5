//! One case on one runtime: execute, observe, match and record, once or repeatedly.

use std::time::Duration;

use threadproof_reports::record::{CaseResult, Raw, RuntimeInfo, Verdict};

use super::explored;
use crate::execute::{After, Alive, Caps, ExecuteError, Executor, Job, Place};
use crate::explored::Search;
use crate::matcher::judge;
use crate::observe::{is_completion, observe};
use crate::plan::expectation::End;
use crate::plan::{Decision, Plan, Planned};
use crate::record::{Attempt, Subject, conclude};
use crate::runtimes::Script;
use crate::runtimes::identity::Runtime;

/// One case on one runtime.
#[derive(Debug, Clone)]
pub struct Cell<'p> {
    /// The suite.
    pub plan: &'p Plan,
    /// The case.
    pub planned: &'p Planned,
    /// The runtime, or why it cannot be asked.
    pub runtime: &'p Column,
    /// What is to become of it.
    pub decision: Decision<'p>,
    /// The command that runs just this again.
    pub rerun: String,
}

/// A column of the result: a runtime that answered, or one that is not there.
#[derive(Debug, Clone)]
pub enum Column {
    /// It answered.
    Present(Box<Runtime>),
    /// It cannot be asked.
    Absent {
        /// What was asked for.
        id: String,
        /// The runtime's name.
        name: String,
        /// Why it cannot be asked.
        reason: String,
    },
}

/// How often each cell runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeats {
    /// The most runs.
    pub most: u32,
    /// Whether the first failure ends them.
    pub until_failure: bool,
}

/// What holds for every cell of a run.
#[derive(Debug, Clone, Copy)]
pub struct Tuning {
    /// How often each cell runs.
    pub repeats: Repeats,
    /// The factor for every deadline.
    pub timeout_scale: f64,
    /// The caps.
    pub caps: Caps,
    /// Set when each case is run under many orders of its threads' steps, by the reference.
    pub search: Option<Search>,
}

impl Default for Tuning {
    fn default() -> Self {
        let repeats = Repeats {
            most: 1,
            until_failure: false,
        };
        Self {
            repeats,
            timeout_scale: 1.0,
            caps: Caps::default(),
            search: None,
        }
    }
}

impl Column {
    /// The name that results refer to.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Present(runtime) => runtime.id(),
            Self::Absent { id, .. } => id.clone(),
        }
    }

    /// The runtime's name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Present(runtime) => runtime.name(),
            Self::Absent { name, .. } => name,
        }
    }

    /// The column in the words of the record.
    #[must_use]
    pub fn info(&self) -> RuntimeInfo {
        match self {
            Self::Present(runtime) => runtime.info(),
            Self::Absent { id, name, reason } => RuntimeInfo {
                id: id.clone(),
                name: name.clone(),
                version: None,
                node_level: None,
                available: false,
                skip_reason: Some(reason.clone()),
            },
        }
    }

    /// What is written after `-r` to ask for it again.
    #[must_use]
    pub fn written(&self) -> &str {
        match self {
            Self::Present(runtime) => &runtime.spec.written,
            Self::Absent { id, .. } => id,
        }
    }

    /// What is to become of a case on this runtime.
    #[must_use]
    pub fn decide<'p>(&self, plan: &'p Plan, planned: &Planned) -> Decision<'p> {
        match self {
            Self::Present(runtime) => {
                let window = planned.expectation.run.window;
                if let Some(reason) = runtime.found.adapter.refuses(window) {
                    return Decision::Unsuited(reason);
                }
                let (version, level) = (&runtime.version, &runtime.node_level);
                plan.decide(planned, runtime.name(), version, level)
            }
            Self::Absent { .. } => Decision::Run(None),
        }
    }
}

/// Runs a cell to its result.
#[must_use]
pub fn run_cell(cell: &Cell<'_>, tuning: &Tuning, executor: &Executor) -> CaseResult {
    run_cell_at(cell, tuning, executor, executor.line_up())
}

/// Runs a cell to its result, the first time at a place in the line that was taken before.
pub(super) fn run_cell_at(
    cell: &Cell<'_>,
    tuning: &Tuning,
    executor: &Executor,
    place: Place,
) -> CaseResult {
    let id = cell.runtime.id();
    let rule = match &cell.decision {
        Decision::Run(rule) => *rule,
        Decision::Skip(rule) => Some(*rule),
        Decision::NotApplicable(_) | Decision::Unsuited(_) => None,
    };
    let subject = Subject {
        planned: cell.planned,
        runtime: &id,
        rule,
        rerun: &cell.rerun,
    };
    let runtime = match (cell.runtime, &cell.decision) {
        (Column::Absent { reason, .. }, _) => {
            return subject.not_run(Raw::Skip, Verdict::Skipped, reason);
        }
        (_, Decision::NotApplicable(reason)) => {
            return subject.not_run(Raw::Skip, Verdict::NotApplicable, reason);
        }
        (_, Decision::Unsuited(reason)) => {
            return subject.not_run(Raw::Skip, Verdict::Unsuited, *reason);
        }
        (_, Decision::Skip(rule)) => {
            return subject.not_run(Raw::Skip, Verdict::Skipped, &rule.reason);
        }
        (Column::Present(runtime), Decision::Run(_)) => runtime,
    };
    let job = job(cell, runtime, tuning);
    if let Some(search) = tuning.search {
        return explored::explore(cell, &subject, job, search, executor, place);
    }
    let mut attempts = Vec::new();
    let mut place = Some(place);
    for _ in 0..tuning.repeats.most.max(1) {
        if executor.stopped() {
            break;
        }
        // An interrupted run says nothing; those that ended before it do.
        let place = place.take().unwrap_or_else(|| executor.line_up());
        let attempt = attempt(cell.planned, runtime, &job, executor, place);
        let Some(attempt) = attempt.filter(|attempt| attempt.raw() != Raw::NotRun) else {
            break;
        };
        attempts.push(attempt);
        let last = &attempts[attempts.len() - 1..];
        if tuning.repeats.until_failure && conclude(last, rule).verdict.is_failure() {
            break;
        }
    }
    if attempts.is_empty() {
        return subject.not_run(Raw::NotRun, Verdict::NotRun, "the run was interrupted");
    }
    subject.result(attempts)
}

/// Nothing when it was not its turn any more.
///
/// A program that was exchanged before or while it ran has shown nothing of the one that was asked.
fn attempt(
    planned: &Planned,
    runtime: &Runtime,
    job: &Job,
    executor: &Executor,
    place: Place,
) -> Option<Attempt> {
    if let Err(fault) = runtime.is_as_asked() {
        return Some(Attempt::Fault(fault));
    }
    let ran = executor.run_at(job, place);
    if let Err(fault) = runtime.is_as_asked() {
        return Some(Attempt::Fault(fault));
    }
    Some(match ran {
        Ok(ended) => {
            let observation = observe(&ended);
            let judgement = judge(&planned.expectation, &observation);
            Attempt::Judged {
                judgement: Box::new(judgement),
                observation: Box::new(observation),
            }
        }
        Err(ExecuteError::Stopped { .. }) => return None,
        Err(fault) => Attempt::Fault(fault.to_string()),
    })
}

fn job(cell: &Cell<'_>, runtime: &Runtime, tuning: &Tuning) -> Job {
    let expectation = &cell.planned.expectation;
    let run = &expectation.run;
    let script = Script {
        file: cell.planned.case.entry,
        node_args: &run.node_args,
        args: &run.args,
        window: run.window,
    };
    let launch = runtime.found.launch(&script);
    let mut env = launch.env;
    env.extend(run.env.clone());
    let scaled = |duration: Duration| duration.mul_f64(tuning.timeout_scale);
    let alive = match expectation.expect.end {
        End::Alive(wait) => Some(Alive {
            wait: scaled(wait),
            after: if expectation.expect.done {
                After::Trace(is_completion)
            } else {
                After::Start
            },
        }),
        _ => None,
    };
    Job {
        suite: cell.plan.root.clone(),
        case: cell.planned.case.id.clone(),
        program: runtime.found.program.clone(),
        args: launch.args,
        env,
        files: launch.files,
        stdin: run.stdin.clone(),
        deadline: scaled(expectation.timeout),
        alive,
        caps: Caps {
            grace: scaled(tuning.caps.grace),
            ..tuning.caps
        },
    }
}
