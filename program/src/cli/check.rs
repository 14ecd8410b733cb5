//! `threadproof check`: everything that can be known wrong without running anything.

use clap::Args;

use super::context::Context;
use super::error::{CliError, Code};
use threadproof_harness::diagnose::allowed_help;
use threadproof_harness::mutants;
use threadproof_harness::plan::{PlanErrors, schema};

/// Options of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Print the JSON Schema of a format, and check nothing: expectation, rules or inventory
    #[arg(long, value_name = "FORMAT", env = "THREADPROOF_SCHEMA")]
    schema: Option<String>,
}

/// Runs the command.
pub(super) fn check(args: &CheckArgs, context: &Context) -> Result<Code, CliError> {
    if let Some(name) = &args.schema {
        return print_schema(name);
    }
    let plan = context.plan()?;
    let texts = plan
        .problems(jiff::Zoned::now().date())
        .map_err(CliError::Suite)?;
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

fn print_schema(name: &str) -> Result<Code, CliError> {
    let Some((_, schema)) = schema::ALL.iter().find(|(known, _)| *known == name) else {
        let known: Vec<&str> = schema::ALL.iter().map(|(known, _)| *known).collect();
        let help = allowed_help(name, &known);
        return Err(CliError::Usage(format!(
            "there is no format `{name}`; {help}"
        )));
    };
    anstream::print!("{}", schema::text(*schema));
    Ok(Code::AsExpected)
}
