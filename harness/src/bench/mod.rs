//! Measures runtimes against each other: every scenario on every runtime, run by run.
//!
//! The runtimes take turns within each run, so that a noisy machine hurts all of them alike. A
//! script runs as a case does, in a process group with a deadline and caps. Nothing here decides
//! a verdict, and nothing here knows how figures are shown.

pub mod instructions;
pub mod list;
pub mod machine;
pub mod overhead;
mod sample;
pub mod scenario;

use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use thiserror::Error;
use threadproof_reports::bench::{Contestant, Figure, Measured, Outcome};

use crate::execute::Executor;
use crate::runtimes::identity::Runtime;
use sample::{Sample, sample};
use scenario::Scenario;

/// The reference's name among the runtimes.
const REFERENCE: &str = "boa";

/// What to measure.
#[derive(Debug)]
pub struct Measurement<'m> {
    /// The folder with the scripts.
    pub scripts: Utf8PathBuf,
    /// The scenarios.
    pub scenarios: Vec<&'static Scenario>,
    /// The runtimes.
    pub runtimes: &'m [Runtime],
    /// How often a scenario usually runs.
    pub runs: u32,
}

/// Something that happens while measuring.
#[derive(Debug, Clone, Copy)]
pub struct Step<'s> {
    /// The scenario that begins a run.
    pub scenario: &'s Scenario,
    /// How many processes have ended so far.
    pub done: usize,
    /// How many there are in all.
    pub of: usize,
}

/// A measurement that cannot begin.
#[derive(Debug, Error)]
pub enum BenchError {
    /// The scripts cannot be read.
    #[error(
        "cannot copy the scenarios of {folder}: {source}; run it in a checkout, or name one with --suite"
    )]
    Scripts {
        /// The folder.
        folder: Utf8PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl Measurement<'_> {
    /// The runtimes in the words of the record.
    #[must_use]
    pub fn contestants(&self) -> Vec<Contestant> {
        let contestant = |runtime: &Runtime| Contestant {
            id: runtime.id(),
            reference: runtime.name() == REFERENCE,
        };
        self.runtimes.iter().map(contestant).collect()
    }

    /// Takes every figure. After the stop flag of `executor` is set, what is missing says so.
    ///
    /// # Errors
    /// When the scripts cannot be read; what a runtime cannot do is in the figures.
    pub fn take(
        &self,
        executor: &Executor,
        mut on_step: impl FnMut(Step<'_>),
    ) -> Result<Vec<Figure>, BenchError> {
        let suite =
            copy_scripts(&self.scripts, &self.scenarios).map_err(|source| BenchError::Scripts {
                folder: self.scripts.clone(),
                source,
            })?;
        let root = Utf8Path::from_path(suite.path()).unwrap_or(Utf8Path::new(""));
        let processes = |scenario: &&Scenario| scenario.repeats.of(self.runs) as usize;
        let of = self.scenarios.iter().map(processes).sum::<usize>() * self.runtimes.len();
        let contestants = self.contestants();
        let mut done = 0;
        let mut figures = Vec::new();
        for scenario in &self.scenarios {
            let mut taken: Vec<Result<Vec<Sample>, String>> =
                self.runtimes.iter().map(|_| Ok(Vec::new())).collect();
            for run in 0..processes(scenario) {
                on_step(Step { scenario, done, of });
                for turn in 0..self.runtimes.len() {
                    // Another runtime begins each run: none always follows the same one.
                    let which = (run + turn) % self.runtimes.len();
                    done += 1;
                    let Ok(samples) = &mut taken[which] else {
                        continue;
                    };
                    match sample(scenario, &self.runtimes[which], root, executor) {
                        Ok(one) => samples.push(one),
                        Err(reason) => taken[which] = Err(reason),
                    }
                }
            }
            figures.extend(scenario.figures.iter().map(|kind| {
                let results = taken.iter().map(|taken| outcome(kind.key, taken));
                let mut figure = Figure {
                    scenario: scenario.name.to_owned(),
                    key: kind.key.to_owned(),
                    title: kind.title.to_owned(),
                    unit: kind.unit,
                    better: kind.better,
                    target: kind.target,
                    results: results.collect(),
                };
                figure.compare(&contestants);
                figure
            }));
        }
        Ok(figures)
    }
}

fn outcome(key: &str, taken: &Result<Vec<Sample>, String>) -> Outcome {
    let absent = |reason: &str| Outcome::Absent {
        reason: reason.to_owned(),
    };
    let samples = match taken {
        Ok(samples) => samples,
        Err(reason) => return absent(reason),
    };
    let values: Option<Vec<f64>> = samples.iter().map(|one| one.get(key).copied()).collect();
    match values.map(Measured::of) {
        Some(Some(measured)) => Outcome::Measured(measured),
        Some(None) => absent("it did not run"),
        None => absent(&format!("it prints no figure `{key}`")),
    }
}

/// A suite of its own whose only case holds the scripts, so that they run as cases do.
fn copy_scripts(scripts: &Utf8Path, scenarios: &[&Scenario]) -> io::Result<tempfile::TempDir> {
    let suite = tempfile::tempdir()?;
    let case = suite.path().join("fixtures").join(sample::CASE);
    fs::create_dir_all(&case)?;
    for scenario in scenarios {
        fs::copy(scripts.join(scenario.script), case.join(scenario.script))?;
    }
    Ok(suite)
}
