//! `threadproof docs history`: what a page says of versions, held against the Nodes at hand.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use clap::Args;

use super::super::args::RuntimeArgs;
use super::super::context::{Context, own_program};
use super::super::error::{CliError, Code};
use super::super::run::stop_on_signals;
use threadproof_harness::docs::history::{Checked, check};
use threadproof_harness::docs::model::{Claimed, Page};
use threadproof_harness::docs::read_all;
use threadproof_harness::docs::verify::apart::Apart;
use threadproof_harness::docs::verify::run::Desk;
use threadproof_harness::engine::Column;
use threadproof_harness::execute::Executor;
use threadproof_harness::failure::{BAD, FAINT};
use threadproof_harness::runtimes::identity::Runtime;
use threadproof_harness::runtimes::locate::cached;

/// Options of `docs history`.
#[derive(Debug, Args)]
pub struct HistoryArgs {
    /// Pages, or folders of pages
    #[arg(required = true, value_name = "PAGE")]
    pages: Vec<Utf8PathBuf>,
    /// Runtimes to ask [default: the node of PATH, and every node that `runtimes add` installed]
    #[command(flatten)]
    runtimes: RuntimeArgs,
}

/// Runs the command.
pub(super) fn history(args: &HistoryArgs, context: &Context) -> Result<Code, CliError> {
    let pages = read_all(&args.pages).map_err(CliError::Pages)?;
    let executor = Executor::new();
    stop_on_signals(&executor)?;
    let apart = Apart::new(&own_program()?);
    let desk = Desk {
        executor: &executor,
        scale: 1.0,
        apart: &apart,
        network: false,
    };
    let columns = args.asked().columns(context, &executor)?;
    let present = columns.into_iter().filter_map(|column| match column {
        Column::Present(runtime) => Some(*runtime),
        Column::Absent { .. } => None,
    });
    let runtimes: Vec<Runtime> = present.collect();
    if !pages.iter().any(|page| !page.claims.is_empty()) {
        let names: Vec<&str> = pages.iter().map(|page| page.path.as_str()).collect();
        let names = names.join(", ");
        return Err(CliError::NothingSelected(format!(
            "{names} says nothing of versions"
        )));
    }
    let mut wrong = 0;
    for page in &pages {
        let checked = check(page, &runtimes, &desk);
        if executor.stopped() {
            return Err(CliError::Interrupted);
        }
        let checked = checked.map_err(CliError::Harness)?;
        wrong += print(page, &checked, &runtimes, context);
    }
    Ok(if wrong == 0 {
        Code::AsExpected
    } else {
        Code::Unexpected
    })
}

impl HistoryArgs {
    fn asked(&self) -> RuntimeArgs {
        if !self.runtimes.runtimes.is_empty() {
            return self.runtimes.clone();
        }
        let installed = threadproof_harness::runtimes::adapter("node").map(cached);
        let installed = installed.unwrap_or_default();
        let installed = installed
            .iter()
            .map(|(version, program)| format!("node@{version}={program}"));
        let mut runtimes: Vec<String> = installed.collect();
        if runtimes.is_empty() {
            runtimes.push("node".to_owned());
        }
        RuntimeArgs { runtimes }
    }
}

/// Prints what is wrong and the counts; gives back how many claims are wrong.
fn print(page: &Page, checked: &[Checked<'_>], runtimes: &[Runtime], context: &Context) -> usize {
    let ids: Vec<String> = runtimes.iter().map(Runtime::id).collect();
    let word = |kind| match kind {
        Claimed::Added => "added in",
        Claimed::Deprecated => "deprecated since",
        Claimed::Removed => "removed in",
        Claimed::Changed => "changed in",
    };
    let wrong: Vec<&Checked<'_>> = checked
        .iter()
        .filter(|one| one.open.is_none() && !one.holds())
        .collect();
    for one in &wrong {
        let versions = one.claim.versions.join(", ");
        let (path, line) = (&page.path, one.claim.line);
        anstream::println!(
            "{BAD}✗ {}{BAD:#}: {} {versions}",
            one.heading,
            word(one.claim.kind)
        );
        anstream::println!("  {FAINT}{path}:{line}{FAINT:#}");
        for (id, (should, is)) in ids.iter().zip(&one.found) {
            if should != is {
                let found = if *is { "is there" } else { "is not there" };
                anstream::println!("  {id}: it {found}");
            }
        }
    }
    let count = |wanted: fn(&&Checked<'_>) -> bool| checked.iter().filter(wanted).count();
    let (held, both) = (count(|one| one.holds()), count(|one| one.both_ways()));
    if !context.quiet {
        let mut open: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for one in checked {
            if let Some(why) = one.open {
                let name = format!("{} ({})", one.heading, one.claim.versions.join(", "));
                open.entry(why).or_default().push(name);
            }
        }
        for (why, names) in &open {
            let count = names.len();
            anstream::println!(
                "{FAINT}not checked, {count}, {why}: {}{FAINT:#}",
                names.join("; ")
            );
        }
    }
    let open = count(|one| one.open.is_some());
    anstream::println!(
        "{}: {held} of {} claims hold on {}, {both} seen absent and present, {} wrong, {open} not \
         checked",
        page.name,
        checked.len(),
        ids.join(", "),
        wrong.len()
    );
    wrong.len()
}
