//! `threadproof check`: everything that can be known wrong without running anything.

use clap::Args;

use super::context::Context;
use super::error::{CliError, Code};
use threadproof_harness::mutants;
use threadproof_harness::plan::PlanErrors;

/// Options of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {}

/// Runs the command.
pub(super) fn check(_args: &CheckArgs, context: &Context) -> Result<Code, CliError> {
    let plan = context.plan()?;
    let texts = plan.rule_problems(jiff::Zoned::now().date());
    if !texts.is_empty() {
        return Err(CliError::Suite(PlanErrors {
            layout: Vec::new(),
            texts,
        }));
    }
    if context.root.join("mutants").is_dir() {
        mutants::read(&context.root).map_err(|error| CliError::Usage(error.to_string()))?;
    }
    if !context.quiet {
        let rules: usize = plan.rules.values().map(Vec::len).sum();
        anstream::println!(
            "{} cases and {rules} known divergences are well formed",
            plan.cases.len()
        );
    }
    Ok(Code::AsExpected)
}
