//! The suite as trials for somebody else's test runner: `cargo test` and `cargo nextest`.
//!
//! The runner decides what to run, when, and in how many processes; so every trial asks nothing of
//! another one and writes its own record. A trial passes only if its expectation can fail.

use std::sync::{OnceLock, PoisonError, RwLock};

use camino::{Utf8Path, Utf8PathBuf};
use threadproof_reports::record::{CaseResult, Gate, Verdict};
use threadproof_reports::render;

use crate::contradict::{states_something, unnoticed};
use crate::diagnose::Diagnostics;
use crate::engine::{Cell, Column, Tuning, run_cell};
use crate::execute::Executor;
use crate::failure::failure_text;
use crate::observe::Observation;
use crate::plan::{Plan, PlanErrors, Planned};
use crate::record::{Header, run_record};
use crate::runtimes::identity::Runtime;
use crate::runtimes::spec::Spec;

/// A suite opened for trials on one runtime.
#[derive(Debug)]
pub struct SuiteTrials {
    plan: Plan,
    runtime: String,
    own: Utf8PathBuf,
    output: Utf8PathBuf,
    executor: Executor,
    column: OnceLock<Result<Column, String>>,
    /// Held for writing by a case that must be alone.
    alone: RwLock<()>,
}

/// What became of a trial.
#[derive(Debug)]
pub enum Verified {
    /// As expected.
    Passed,
    /// Not run, for this reason.
    Skipped(String),
    /// Not as expected; the text tells the whole story.
    Failed(String),
}

impl SuiteTrials {
    /// Reads the suite at `root`. The runtime is asked only when the first trial runs, so that
    /// listing needs none; `own` is the program that holds the reference.
    ///
    /// # Errors
    /// Everything that is wrong with the suite, rendered.
    pub fn open(root: &Utf8Path, runtime: &str, own: &Utf8Path) -> Result<Self, String> {
        let plan = Plan::read(root).map_err(|errors| render_errors(&errors))?;
        Ok(Self {
            plan,
            runtime: runtime.to_owned(),
            own: own.to_owned(),
            output: root.join("target/threadproof/trials"),
            executor: Executor::new(),
            column: OnceLock::new(),
            alone: RwLock::new(()),
        })
    }

    /// The ids of all cases.
    pub fn cases(&self) -> impl Iterator<Item = &str> {
        self.plan
            .cases
            .iter()
            .map(|planned| planned.case.id.as_str())
    }

    /// Runs one case and writes its record.
    #[must_use]
    pub fn run(&self, case: &str) -> Verified {
        let column = self.column.get_or_init(|| self.resolve());
        let column = match column {
            Ok(column) => column,
            Err(error) => return Verified::Failed(error.clone()),
        };
        let Some(planned) = self.plan.case(case) else {
            return Verified::Failed(format!("there is no case `{case}`"));
        };
        let started = jiff::Timestamp::now();
        let cell = Cell {
            plan: &self.plan,
            planned,
            runtime: column,
            decision: column.decide(&self.plan, planned),
            rerun: format!(
                "cargo run --release -- run -r {} --exact {case}",
                self.runtime
            ),
        };
        let result = if planned.expectation.run.exclusive {
            let _alone = self.alone.write().unwrap_or_else(PoisonError::into_inner);
            run_cell(&cell, &Tuning::default(), &self.executor)
        } else {
            let _shared = self.alone.read().unwrap_or_else(PoisonError::into_inner);
            run_cell(&cell, &Tuning::default(), &self.executor)
        };
        if let Err(error) = self.write(started, column, &result) {
            return Verified::Failed(error);
        }
        match result.verdict {
            Verdict::Expected => can_fail(planned, &result),
            Verdict::KnownDivergence => Verified::Passed,
            Verdict::NotApplicable | Verdict::Unsuited | Verdict::Skipped | Verdict::NotRun => {
                Verified::Skipped(result.reason.unwrap_or_default())
            }
            _ => Verified::Failed(failure_text(planned, &result)),
        }
    }

    fn resolve(&self) -> Result<Column, String> {
        let spec = Spec::parse(&self.runtime, &[]).map_err(|error| error.to_string())?;
        let runtime = Runtime::resolve(&spec, &self.own, &self.executor);
        runtime
            .map(|runtime| Column::Present(Box::new(runtime)))
            .map_err(|error| error.to_string())
    }

    fn write(
        &self,
        started: jiff::Timestamp,
        column: &Column,
        result: &CaseResult,
    ) -> Result<(), String> {
        let header = Header {
            started,
            shard: None,
            gate: Gate::All,
            filter: Some(result.case.clone()),
            interrupted: false,
            runtimes: vec![column.info()],
        };
        let run = run_record(&self.plan, header, vec![result.clone()]);
        let path = self.output.join(format!("{}.json", result.case));
        let json = render::find("json").ok_or("there is no JSON renderer")?;
        render::write_file(json, &run, path.as_std_path())
            .map(drop)
            .map_err(|error| error.to_string())
    }
}

/// A pass counts only if the expectation would notice the opposite of everything that it states.
fn can_fail(planned: &Planned, result: &CaseResult) -> Verified {
    let file = &planned.expectation.file;
    if !states_something(&planned.expectation) {
        return Verified::Failed(format!(
            "{file} cannot fail: it states nothing but that the script ends; add events, checks or output"
        ));
    }
    let seen = result.observation.clone().unwrap_or_default();
    let good = Observation {
        seen,
        ..Observation::default()
    };
    let unnoticed: Vec<String> = unnoticed(&planned.expectation, &good)
        .into_iter()
        .map(|bend| format!("  not noticed by {}: {}", bend.blames, bend.what))
        .collect();
    if unnoticed.is_empty() {
        return Verified::Passed;
    }
    Verified::Failed(format!(
        "{file} passed, but would pass as well if the runtime were wrong:\n{}",
        unnoticed.join("\n")
    ))
}

fn render_errors(errors: &PlanErrors) -> String {
    let layout: Vec<String> = errors
        .layout
        .iter()
        .map(|error| format!("error: {error}"))
        .collect();
    format!(
        "{}
{}",
        layout.join(
            "
"
        ),
        Diagnostics(errors.texts.clone()).render(false)
    )
}
