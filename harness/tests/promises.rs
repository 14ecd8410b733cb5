//! Which comments are promises: the reader of comments against a sample that was labelled by hand.
//!
//! The text of the pages is not here. `THREADPROOF_PAGES` names a folder that holds them: `node/`
//! with the Markdown pages of Node's API, and an unpacked folder for each package that
//! `data/promises.tsv` names. Without it the trial says so and is counted as ignored.

use std::collections::BTreeMap;
use std::process::ExitCode;

use camino::{Utf8Path, Utf8PathBuf};
use libtest_mimic::{Arguments, Failed, Trial};
use sha2::{Digest, Sha256};
use threadproof_harness::docs::model::{Page, Promised};
use threadproof_harness::docs::read;

const SAMPLE: &str = include_str!("data/promises.tsv");

/// The least share of found promises that are promises.
const PRECISION: f64 = 0.97;

/// The least share of promises that are found.
const RECALL: f64 = 0.9;

/// A comment of the sample.
struct Labelled<'s> {
    page: &'s str,
    line: usize,
    hash: &'s str,
    label: &'s str,
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = std::env::var("THREADPROOF_PAGES")
        .map(Utf8PathBuf::from)
        .ok();
    let is_absent = folder.is_none();
    if is_absent {
        eprintln!("THREADPROOF_PAGES names no folder of pages; the sample of comments is not read");
    }
    let trials = vec![
        Trial::test("the_sample_is_well_formed", well_formed),
        Trial::test("promises_are_told_from_remarks", move || {
            compare(&folder.ok_or("THREADPROOF_PAGES is not set")?)
        })
        .with_ignored_flag(is_absent),
    ];
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn sample() -> Vec<Labelled<'static>> {
    let rows = SAMPLE.lines().filter(|line| !line.starts_with('#')).skip(1);
    let row = |line: &'static str| {
        let mut fields = line.split('\t');
        Some(Labelled {
            page: fields.next()?,
            line: fields.next()?.parse().ok()?,
            hash: fields.next()?,
            label: fields.next()?,
        })
    };
    rows.map(|line| row(line).expect("four fields")).collect()
}

fn well_formed() -> Result<(), Failed> {
    let sample = sample();
    let pages: BTreeMap<&str, usize> = sample.iter().fold(BTreeMap::new(), |mut pages, one| {
        *pages.entry(one.page).or_default() += 1;
        pages
    });
    let projects = pages.keys().filter_map(|page| page.split('/').next());
    let projects: std::collections::BTreeSet<&str> = projects.collect();
    let known = ["none", "prints", "warns", "gives", "throws", "completes"];
    if let Some(odd) = sample.iter().find(|one| !known.contains(&one.label)) {
        return Err(format!("{}:{}: unknown label {}", odd.page, odd.line, odd.label).into());
    }
    if sample.len() < 300 || pages.len() < 8 || projects.len() < 4 {
        return Err("the sample has fewer than 300 comments, 8 pages or 4 projects".into());
    }
    Ok(())
}

fn compare(folder: &Utf8Path) -> Result<(), Failed> {
    let mut pages: BTreeMap<&str, (Page, String)> = BTreeMap::new();
    let (mut right, mut wrong, mut missed, mut other) = (0, 0, 0, 0);
    for one in sample() {
        if !pages.contains_key(one.page) {
            let path = folder.join(one.page);
            let text =
                std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
            pages.insert(
                one.page,
                (read(&path).map_err(|error| error.to_string())?, text),
            );
        }
        let (page, text) = &pages[one.page];
        let written = text.lines().nth(one.line - 1).unwrap_or_default();
        if !is_that(written, one.hash) {
            return Err(format!(
                "{}:{} holds another comment than the sample's",
                one.page, one.line
            )
            .into());
        }
        let found = found_at(page, one.line);
        match (one.label, found) {
            ("none", None) => {}
            ("none", Some(found)) => {
                wrong += 1;
                println!(
                    "{}:{} is no promise, taken for {found}: {written}",
                    one.page, one.line
                );
            }
            (label, None) => {
                missed += 1;
                println!("{}:{} {label}, not found: {written}", one.page, one.line);
            }
            (label, Some(found)) => {
                right += 1;
                if label != found {
                    other += 1;
                    println!(
                        "{}:{} {label}, taken for {found}: {written}",
                        one.page, one.line
                    );
                }
            }
        }
    }
    let share = |part: f64, rest: i32| part / (part + f64::from(rest));
    let precision = share(f64::from(right), wrong);
    let recall = share(f64::from(right), missed);
    println!(
        "{} comments: {right} promises found, {other} of them as another kind, {missed} missed, \
         {wrong} remarks taken for promises; precision {precision:.3}, recall {recall:.3}",
        sample().len()
    );
    if precision < PRECISION || recall < RECALL {
        return Err(format!("precision {precision:.3}, recall {recall:.3}").into());
    }
    Ok(())
}

/// Whether a comment on this line is the one with this hash.
fn is_that(line: &str, hash: &str) -> bool {
    let starts = line
        .match_indices("//")
        .map(|(at, _)| line[at + 2..].trim());
    let mut starts = starts.map(|text| {
        let digest = Sha256::digest(text.as_bytes());
        digest
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    });
    starts.any(|start| start == hash)
}

/// The kind of the promise whose comment begins on a line of the page.
fn found_at(page: &Page, line: usize) -> Option<&'static str> {
    let examples = page.examples.iter();
    let mut found = examples.filter_map(|example| {
        let promise = example.promises.iter().find(|promise| {
            // A promise may be said on a later line of its remark.
            let begins = example.code[..promise.at].matches('\n').count();
            example.line + begins == line || example.line + promise.line - 1 == line
        })?;
        Some(match promise.kind {
            Promised::Prints(_) => "prints",
            Promised::Warns(_) => "warns",
            Promised::Gives(_) => "gives",
            Promised::Throws(_) => "throws",
            Promised::Completes => "completes",
        })
    });
    found.next()
}
