//! `threadproof list`: the cases, or what they cover.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use clap::Args;

use super::context::Context;
use super::error::{CliError, Code};
use super::failure::FAINT;
use super::select::SelectArgs;
use crate::diagnose::Text;
use crate::plan::Planned;
use crate::plan::filter::Target;
use crate::yaml::{Document, Value};

/// Options of `list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    select: SelectArgs,
    /// Show which ids of the inventory the cases cover, and which none does
    #[arg(long, env = "THREADPROOF_COVERAGE", value_parser = clap::builder::BoolishValueParser::new())]
    coverage: bool,
    /// The inventory of documented statements [default: spec/inventory.yaml in the suite]
    #[arg(long, value_name = "FILE", env = "THREADPROOF_INVENTORY", requires = "coverage")]
    inventory: Option<Utf8PathBuf>,
}

/// Runs the command.
pub(super) fn list(args: &ListArgs, context: &Context) -> Result<Code, CliError> {
    let plan = context.plan()?;
    let selection = args.select.resolve(&plan, context)?;
    // No runtime is asked here, so a predicate over runtimes sees none.
    let nobody = Target { name: "", id: "" };
    let selected: Vec<&Planned> =
        plan.cases.iter().filter(|planned| selection.selects(planned, nobody)).collect();
    if selected.is_empty() {
        return Err(selection.nothing());
    }
    if args.coverage {
        return coverage(args, context, &selected);
    }
    for planned in &selected {
        let expectation = &planned.expectation;
        if context.quiet {
            anstream::println!("{}", planned.case.id);
            continue;
        }
        let since = expectation.since.as_ref().map(|range| format!(" {range}")).unwrap_or_default();
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

fn coverage(args: &ListArgs, context: &Context, selected: &[&Planned]) -> Result<Code, CliError> {
    let mut covered: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for planned in selected {
        for id in &planned.expectation.covers {
            covered.entry(id).or_default().push(&planned.case.id);
        }
    }
    let path = args.inventory.clone().unwrap_or_else(|| context.root.join("spec/inventory.yaml"));
    if args.inventory.is_none() && !path.is_file() {
        for (id, cases) in &covered {
            anstream::println!("{id}  {FAINT}{}{FAINT:#}", cases.join(", "));
        }
        anstream::println!("{} ids covered; give --inventory FILE to see which are not", covered.len());
        return Ok(Code::AsExpected);
    }
    let inventory = read_inventory(&path)?;
    let mut areas: BTreeMap<&str, (usize, Vec<&str>)> = BTreeMap::new();
    for (id, area) in &inventory {
        let (count, open) = areas.entry(area).or_default();
        match covered.contains_key(id.as_str()) {
            true => *count += 1,
            false => open.push(id),
        }
    }
    for (area, (count, open)) in &areas {
        anstream::println!("{area}: {count} of {} covered", count + open.len());
        if !context.quiet {
            open.iter().for_each(|id| anstream::println!("  {FAINT}not covered: {id}{FAINT:#}"));
        }
    }
    let known = |id: &&str| inventory.iter().any(|(known, _)| known == *id);
    let unknown: Vec<&str> = covered.keys().copied().filter(|id| !known(id)).collect();
    for id in &unknown {
        anstream::eprintln!("error: {} covers `{id}`, which the inventory does not have", covered[id].join(", "));
    }
    let total: usize = areas.values().map(|(count, _)| count).sum();
    anstream::println!("{total} of {} ids covered", inventory.len());
    Ok(if unknown.is_empty() { Code::AsExpected } else { Code::Usage })
}

/// Every id of the inventory with its area.
fn read_inventory(path: &Utf8PathBuf) -> Result<Vec<(String, String)>, CliError> {
    let body = std::fs::read_to_string(path)
        .map_err(|error| CliError::Usage(format!("{path}: cannot be read: {error}")))?;
    let document = Document::parse(Text::new(path, body)).map_err(|mut problems| {
        CliError::Text(Box::new(problems.swap_remove(0)))
    })?;
    let Value::List(items) = &document.root.value else {
        return Err(CliError::Usage(format!("{path}: not an inventory; it is a list of entries with `id` and `area`")));
    };
    let text = |entry: &serde_json::Value, key: &str| entry[key].as_str().map(str::to_owned);
    Ok(items
        .iter()
        .map(crate::yaml::Node::to_json)
        .filter_map(|entry| Some((text(&entry, "id")?, text(&entry, "area").unwrap_or_default())))
        .collect())
}
