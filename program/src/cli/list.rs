//! `threadproof list`: the cases, or what they cover.

use clap::Args;

use super::context::Context;
use super::coverage;
use super::error::{CliError, Code};
use super::select::SelectArgs;
use threadproof_harness::failure::FAINT;
use threadproof_harness::plan::Planned;
use threadproof_harness::plan::filter::Target;

/// Options of `list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    select: SelectArgs,
    /// Show which ids of the inventory the cases cover, and which none does
    #[arg(long, env = "THREADPROOF_COVERAGE", value_parser = clap::builder::BoolishValueParser::new())]
    coverage: bool,
}

/// Runs the command.
pub(super) fn list(args: &ListArgs, context: &Context) -> Result<Code, CliError> {
    let plan = context.plan()?;
    let selection = args.select.resolve(&plan, context)?;
    // No runtime is asked here, so a predicate over runtimes sees none.
    let nobody = Target { name: "", id: "" };
    let selected: Vec<&Planned> = plan
        .cases
        .iter()
        .filter(|planned| selection.selects(planned, nobody))
        .collect();
    if selected.is_empty() {
        return Err(selection.nothing());
    }
    if args.coverage {
        return coverage::print(context, &plan, &selected);
    }
    for planned in &selected {
        let expectation = &planned.expectation;
        if context.quiet {
            anstream::println!("{}", planned.case.id);
            continue;
        }
        let since = expectation
            .since
            .as_ref()
            .map(|range| format!(" {range}"))
            .unwrap_or_default();
        let tier = expectation.tier;
        anstream::println!(
            "{}  {FAINT}[{tier}{since}] {}{FAINT:#}",
            planned.case.id,
            expectation.promises
        );
    }
    if !context.quiet {
        anstream::eprintln!("{} of {} cases", selected.len(), plan.cases.len());
    }
    Ok(Code::AsExpected)
}
