//! `threadproof list --coverage`: how much of what the pages promise the cases show.
//!
//! `expectations/inventory.yaml` lists the promises, `expectations/uncovered.yaml` those that no
//! test can show, each with its reason. A cited id that the inventory does not have is an error, and
//! so is a reason for something that a case does show.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::error::{CliError, Code};
use threadproof_harness::diagnose::Diagnostics;
use threadproof_harness::failure::FAINT;
use threadproof_harness::plan::inventory::{Inventory, Promise};
use threadproof_harness::plan::{Plan, Planned};

/// How many of a group are covered.
#[derive(Default)]
struct Share {
    covered: usize,
    excused: usize,
    open: Vec<String>,
}

impl Share {
    fn all(&self) -> usize {
        self.covered + self.excused + self.open.len()
    }
}

/// Prints the figures by area and by page, names what is open, and checks the ids.
pub(super) fn print(
    context: &Context,
    plan: &Plan,
    selected: &[&Planned],
) -> Result<Code, CliError> {
    let covered = cited(selected);
    let read = Inventory::read(&context.root).map_err(CliError::Suite)?;
    let inventory = read.ok_or_else(|| {
        CliError::Usage(format!(
            "{}/expectations/inventory.yaml: no such file; without it nobody knows what there is to cover",
            context.root
        ))
    })?;
    let excused: BTreeSet<String> = inventory.excuses.iter().map(|one| one.id.clone()).collect();
    let entries = &inventory.promises;
    let mut areas: BTreeMap<&str, Share> = BTreeMap::new();
    let mut pages: BTreeMap<&str, Share> = BTreeMap::new();
    for entry in entries {
        count(
            areas.entry(&entry.area).or_default(),
            entry,
            &covered,
            &excused,
        );
        for page in &entry.pages {
            count(pages.entry(&page.0).or_default(), entry, &covered, &excused);
        }
    }
    for (title, groups) in [("by area", &areas), ("by page", &pages)] {
        anstream::println!("{title}");
        for (name, share) in groups {
            anstream::println!(
                "  {name}: {} of {} covered, {} excused, {} open",
                share.covered,
                share.all(),
                share.excused,
                share.open.len()
            );
        }
    }
    let open: Vec<&String> = areas.values().flat_map(|share| &share.open).collect();
    for id in &open {
        anstream::println!("{FAINT}open: {id}{FAINT:#}");
    }
    let problems = inventory.problems(plan);
    anstream::eprint!("{}", Diagnostics(problems.clone()).render(true));
    let sum = |of: fn(&Share) -> usize| areas.values().map(of).sum::<usize>();
    anstream::println!(
        "{} of {} promises covered, {} excused with a reason, {} open",
        sum(|share| share.covered),
        entries.len(),
        sum(|share| share.excused),
        open.len()
    );
    Ok(if problems.is_empty() {
        Code::AsExpected
    } else {
        Code::Usage
    })
}

fn cited<'a>(selected: &[&'a Planned]) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut covered: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for planned in selected {
        for id in &planned.expectation.covers {
            covered.entry(id).or_default().push(&planned.case.id);
        }
    }
    covered
}

fn count(
    share: &mut Share,
    entry: &Promise,
    covered: &BTreeMap<&str, Vec<&str>>,
    excused: &BTreeSet<String>,
) {
    if covered.contains_key(entry.id.as_str()) {
        share.covered += 1;
    } else if excused.contains(&entry.id) {
        share.excused += 1;
    } else {
        share.open.push(entry.id.clone());
    }
}
