//! Exit codes, and the errors that end a command.

use std::process::ExitCode;

use thiserror::Error;

use threadproof_harness::diagnose::{Diagnostic, Diagnostics};
use threadproof_harness::docs::ReadError;
use threadproof_harness::inert;
use threadproof_harness::plan::PlanErrors;
use threadproof_harness::runtimes::identity::RuntimeError;

/// What a command exits with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Code {
    /// Everything was as expected.
    AsExpected = 0,
    /// Something was not; an unexpected pass too.
    Unexpected = 1,
    /// The command line or a file of the suite is wrong.
    Usage = 2,
    /// Nothing was unexpected, but something allows no verdict.
    Inconclusive = 3,
    /// Nothing was selected.
    NothingSelected = 4,
    /// A runtime is missing, or the harness itself failed.
    Harness = 5,
    /// Interrupted; what was done so far is saved.
    Interrupted = 130,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code as u8)
    }
}

/// Why a command could not do its work.
#[derive(Debug, Error)]
pub enum CliError {
    /// The command line or the settings are wrong.
    #[error("{0}")]
    Usage(String),
    /// A text of the user's is wrong.
    #[error("{0}")]
    Text(Box<Diagnostic>),
    /// Texts of the user's are wrong.
    #[error("the files of completions cannot be used")]
    Texts(Vec<Diagnostic>),
    /// The suite is wrong.
    #[error("the suite cannot be used")]
    Suite(PlanErrors),
    /// Pages cannot be read.
    #[error("the pages cannot be read")]
    Pages(Vec<ReadError>),
    /// The selection is empty.
    #[error("{0}")]
    NothingSelected(String),
    /// A runtime cannot be asked.
    #[error(transparent)]
    Runtime(#[from] RuntimeError),
    /// The harness itself failed.
    #[error("{0}")]
    Harness(String),
    /// Somebody stopped it.
    #[error("interrupted; nothing was left running")]
    Interrupted,
}

impl CliError {
    /// What to exit with.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Usage(_) | Self::Text(_) | Self::Texts(_) | Self::Suite(_) | Self::Pages(_) => {
                Code::Usage
            }
            Self::NothingSelected(_) => Code::NothingSelected,
            Self::Interrupted | Self::Runtime(RuntimeError::Interrupted { .. }) => {
                Code::Interrupted
            }
            Self::Runtime(_) | Self::Harness(_) => Code::Harness,
        }
    }

    /// Shows the error on standard error.
    pub fn print(&self) {
        match self {
            Self::Suite(errors) => print_suite(errors),
            Self::Pages(errors) => print_pages(errors),
            Self::Text(diagnostic) => {
                anstream::eprint!("{}", Diagnostics(vec![(**diagnostic).clone()]).render(true));
            }
            Self::Texts(problems) => {
                anstream::eprint!("{}", Diagnostics(problems.clone()).render(true));
            }
            other => anstream::eprintln!("error: {}", inert::lines(&other.to_string())),
        }
    }
}

fn print_suite(errors: &PlanErrors) {
    for error in &errors.layout {
        anstream::eprintln!("error: {}", inert::lines(&error.to_string()));
    }
    anstream::eprint!("{}", Diagnostics(errors.texts.clone()).render(true));
    let count = errors.layout.len() + errors.texts.len();
    let noun = if count == 1 { "error" } else { "errors" };
    anstream::eprintln!("{count} {noun} in the suite; nothing was run");
}

fn print_pages(errors: &[ReadError]) {
    for error in errors {
        match error {
            ReadError::Malformed(texts) => {
                anstream::eprint!("{}", Diagnostics(texts.clone()).render(true));
            }
            other => anstream::eprintln!("error: {}", inert::lines(&other.to_string())),
        }
    }
}
