//! `threadproof list --coverage`: how much of what the pages promise the cases show.
//!
//! `expectations/inventory.yaml` lists the promises, `expectations/uncovered.yaml` those that no
//! test can show, each with its reason. A cited id that the inventory does not have is an error, and
//! so is a reason for something that a case does show.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::error::{CliError, Code};
use threadproof_harness::diagnose::Text;
use threadproof_harness::failure::FAINT;
use threadproof_harness::plan::Planned;
use threadproof_harness::yaml::{Document, Value};

/// One promise of the pages.
struct Entry {
    id: String,
    area: String,
    pages: Vec<String>,
}

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
pub(super) fn print(context: &Context, selected: &[&Planned]) -> Result<Code, CliError> {
    let covered = cited(selected);
    let entries = inventory(context)?;
    let excused: BTreeSet<String> = read(context, "uncovered.yaml")?
        .iter()
        .filter_map(|entry| entry["id"].as_str().map(str::to_owned))
        .collect();
    let mut areas: BTreeMap<&str, Share> = BTreeMap::new();
    let mut pages: BTreeMap<&str, Share> = BTreeMap::new();
    for entry in &entries {
        count(
            areas.entry(&entry.area).or_default(),
            entry,
            &covered,
            &excused,
        );
        for page in &entry.pages {
            count(pages.entry(page).or_default(), entry, &covered, &excused);
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
    let problems = problems(&entries, &covered, &excused);
    for problem in &problems {
        anstream::eprintln!("error: {problem}");
    }
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
    entry: &Entry,
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

fn problems(
    entries: &[Entry],
    covered: &BTreeMap<&str, Vec<&str>>,
    excused: &BTreeSet<String>,
) -> Vec<String> {
    let known: BTreeSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    let unknown = covered
        .iter()
        .filter(|(id, _)| !known.contains(**id))
        .map(|(id, cases)| {
            format!(
                "{} covers `{id}`, which expectations/inventory.yaml does not have; correct the id",
                cases.join(", ")
            )
        });
    let wrong = excused.iter().filter_map(|id| {
        if !known.contains(id.as_str()) {
            return Some(format!(
                "expectations/uncovered.yaml names `{id}`, which expectations/inventory.yaml does \
                 not have; correct the id"
            ));
        }
        let cases = covered.get(id.as_str())?;
        Some(format!(
            "expectations/uncovered.yaml excuses `{id}`, which {} covers; remove the entry",
            cases.join(", ")
        ))
    });
    unknown.chain(wrong).collect()
}

fn inventory(context: &Context) -> Result<Vec<Entry>, CliError> {
    let entries = read(context, "inventory.yaml")?;
    Ok(entries
        .iter()
        .filter_map(|entry| {
            Some(Entry {
                id: entry["id"].as_str()?.to_owned(),
                area: entry["area"].as_str().unwrap_or_default().to_owned(),
                pages: entry["pages"]
                    .as_object()
                    .map(|pages| pages.keys().cloned().collect())
                    .unwrap_or_default(),
            })
        })
        .collect())
}

/// The entries of one of the two files.
fn read(context: &Context, name: &str) -> Result<Vec<serde_json::Value>, CliError> {
    let path = context.root.join("expectations").join(name);
    let body = threadproof_reports::regular::read_text(path.as_std_path())
        .map_err(|error| CliError::Usage(format!("{path}: cannot be read: {error}")))?;
    let document = Document::parse(Text::new(&path, body))
        .map_err(|mut problems| CliError::Text(Box::new(problems.swap_remove(0))))?;
    let Value::List(items) = &document.root.value else {
        return Err(CliError::Usage(format!(
            "{path}: not a list of entries; each has an `id`"
        )));
    };
    Ok(items
        .iter()
        .map(threadproof_harness::yaml::Node::to_json)
        .collect())
}
