//! Stage 2: what to run and what to expect.
//!
//! Every expectation and every rule is read at once, so that one look shows everything that is
//! wrong. Then cases are crossed with runtimes into [`Cell`]s. Nothing is run here.

pub mod expectation;
pub mod fields;
pub mod filter;
pub mod inventory;
mod observed;
mod order;
pub mod place;
pub mod reader;
pub mod rules;
pub mod schema;
pub mod shard;
pub mod versions;
pub mod window;

use std::collections::BTreeMap;
use std::thread;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::civil::Date;
use threadproof_reports::regular;

pub use fields::parse_duration;

use crate::diagnose::{Diagnostic, Text};
use crate::discover::COVERAGE_FILES;
use crate::discover::{Case, LayoutError, Suite};
use expectation::{Expectation, Expected};
use inventory::Inventory;
use rules::{Effect, Rule};

/// A case and what is expected of it.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The fixture.
    pub case: Case,
    /// The expectation.
    pub expectation: Expectation,
    /// The text of the expectation, for reports.
    pub source: String,
}

/// A whole suite, read.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The folder of the suite.
    pub root: Utf8PathBuf,
    /// Every case, sorted by id.
    pub cases: Vec<Planned>,
    /// Known divergences by the name of the runtime.
    pub rules: BTreeMap<String, Vec<Rule>>,
    /// A hash over the whole suite.
    pub hash: String,
}

/// Why a suite cannot be used.
#[derive(Debug, Default)]
pub struct PlanErrors {
    /// What is wrong with the layout.
    pub layout: Vec<LayoutError>,
    /// What is wrong with the texts.
    pub texts: Vec<Diagnostic>,
}

/// What is to become of one case on one runtime.
#[derive(Debug, Clone)]
pub enum Decision<'p> {
    /// It runs; a rule may say what is known to go wrong.
    Run(Option<&'p Rule>),
    /// The promise is not made for this version.
    NotApplicable(String),
    /// A rule forbids to run it.
    Skip(&'p Rule),
    /// It asks for something that this runtime is not.
    Unsuited(&'static str),
}

impl Plan {
    /// Reads the suite at `root`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(root: &Utf8Path) -> Result<Self, PlanErrors> {
        Self::read_with(root, &[])
    }

    /// Reads the suite at `root`, and more files of rules, whose rules come before the suite's own.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn read_with(root: &Utf8Path, more_rules: &[Utf8PathBuf]) -> Result<Self, PlanErrors> {
        let suite = match Suite::discover(root) {
            Ok(suite) => suite,
            Err(layout) => {
                // The texts that are there are read all the same: one look should show everything.
                let texts = read_texts_below(root);
                return Err(PlanErrors { layout, texts });
            }
        };
        let mut errors = PlanErrors::default();
        let (cases, hash) = read_cases(root, &suite, &mut errors);
        let own = suite.rules.values();
        let own = own.map(|path| path.strip_prefix(root).unwrap_or(path).to_owned());
        // Somebody's own files stand where he is, and not in the suite.
        let more = more_rules.iter().map(|path| absolute(path));
        let files: Vec<Utf8PathBuf> = more.chain(own).collect();
        let rules = read_rule_files(root, &files, &mut errors);
        let hash = hash
            .map_err(|error| errors.layout.push(error))
            .unwrap_or_default();
        if errors.layout.is_empty() && errors.texts.is_empty() {
            Ok(Self {
                root: root.to_owned(),
                cases,
                rules,
                hash,
            })
        } else {
            Err(errors)
        }
    }

    /// The case with this id.
    #[must_use]
    pub fn case(&self, id: &str) -> Option<&Planned> {
        // They are sorted by id, as they were discovered.
        let at = self
            .cases
            .binary_search_by(|one| one.case.id.as_str().cmp(id));
        at.ok().map(|at| &self.cases[at])
    }

    /// What is to become of a case on a runtime of this name, own version and Node level.
    #[must_use]
    pub fn decide(
        &self,
        planned: &Planned,
        runtime: &str,
        version: &semver::Version,
        node_level: &semver::Version,
    ) -> Decision<'_> {
        if let Err(reason) = planned.expectation.applies_to(node_level) {
            return Decision::NotApplicable(reason);
        }
        let rules = self
            .rules
            .get(runtime)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let rule = rules
            .iter()
            .find(|rule| rule.fits(&planned.case.id, version, node_level));
        match rule {
            Some(rule)
                if rule.effect == Effect::Outcome(threadproof_reports::record::Raw::Skip) =>
            {
                Decision::Skip(rule)
            }
            rule => Decision::Run(rule),
        }
    }

    /// Expired, stale and shadowed rules, as of `today`.
    #[must_use]
    pub fn rule_problems(&self, today: Date) -> Vec<Diagnostic> {
        let ids: Vec<&str> = self
            .cases
            .iter()
            .map(|planned| planned.case.id.as_str())
            .collect();
        let expectation = |id: &str| self.case(id).map(|planned| &planned.expectation);
        self.rules
            .values()
            .flat_map(|rules| {
                // What was taken over is judged where it was written.
                let own = rules.iter().filter(|rule| !rule.is_taken_over);
                let own: Vec<Rule> = own.cloned().collect();
                rules::check_rules(&own, &ids, expectation, today)
            })
            .collect()
    }
}

impl Plan {
    /// Everything that is wrong with the suite although each of its files can be read.
    ///
    /// # Errors
    /// When the inventory cannot be read.
    pub fn problems(&self, today: Date) -> Result<Vec<Diagnostic>, PlanErrors> {
        let mut problems = match Inventory::read(&self.root)? {
            Some(inventory) => inventory.problems(self),
            None => Vec::new(),
        };
        problems.extend(self.rule_problems(today));
        Ok(problems)
    }
}

impl Expected {
    /// The names of the sub-checks that this expectation declares.
    #[must_use]
    pub fn sub_checks(&self) -> Vec<String> {
        let mut names = vec!["exit".to_owned()];
        names.extend(self.stdout.is_some().then(|| "stdout".to_owned()));
        names.extend(self.stderr.is_some().then(|| "stderr".to_owned()));
        names.extend(
            self.events
                .iter()
                .map(|event| format!("event/{}", event.name)),
        );
        names.extend(self.order.iter().map(expectation::Edge::sub_check));
        names.extend(self.checks.iter().map(|check| format!("check/{check}")));
        names.extend((!self.outcomes.is_empty()).then(|| "outcome".to_owned()));
        names.extend(self.done.then(|| "done".to_owned()));
        names
    }
}

/// Reads files of rules, the first of a runtime's first, and lets runtimes take over what others have.
fn read_rule_files(
    root: &Utf8Path,
    files: &[Utf8PathBuf],
    errors: &mut PlanErrors,
) -> BTreeMap<String, Vec<Rule>> {
    let mut rules: BTreeMap<String, Vec<Rule>> = BTreeMap::new();
    let mut likes: BTreeMap<String, rules::RuleFile> = BTreeMap::new();
    for path in files {
        let Some(text) = read_text(root, path, errors) else {
            continue;
        };
        match rules::read_file(text, path.file_stem().unwrap_or_default()) {
            Ok(mut file) => {
                let stem = path.file_stem().unwrap_or_default().to_owned();
                let runtime = file.runtime.clone().unwrap_or(stem);
                let own = rules.entry(runtime.clone()).or_default();
                own.append(&mut file.rules);
                if file.like.is_some() {
                    likes.entry(runtime).or_insert(file);
                }
            }
            Err(problems) => errors.texts.extend(problems),
        }
    }
    let written = rules.clone();
    for (runtime, file) in likes {
        let like = file.like.as_deref().unwrap_or_default();
        // A suite of somebody's own may have no rules for Node, and needs none then.
        let Some(taken) = written.get(like) else {
            let known: Vec<&str> = written.keys().map(String::as_str).chain(["node"]).collect();
            errors
                .texts
                .extend(file.unknown_like(&known).filter(|_| like != "node"));
            continue;
        };
        let taken: Vec<Rule> = taken.iter().map(Rule::taken_over).collect();
        rules.entry(runtime).or_default().extend(taken);
    }
    rules
}

fn absolute(path: &Utf8Path) -> Utf8PathBuf {
    let absolute = std::path::absolute(path).ok();
    absolute
        .and_then(|path| Utf8PathBuf::from_path_buf(path).ok())
        .unwrap_or_else(|| path.to_owned())
}

/// Reads every expectation, and the hash of it all, in as many threads as there are processors.
fn read_cases(
    root: &Utf8Path,
    suite: &Suite,
    errors: &mut PlanErrors,
) -> (Vec<Planned>, Result<String, LayoutError>) {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = suite.cases.len().div_ceil(threads).max(1);
    let mut all = Vec::new();
    let hash = thread::scope(|scope| {
        let parts = suite.cases.chunks(share);
        let parts: Vec<_> = parts
            .map(|part| {
                let read = move || read_part(root, part);
                // Without another thread it is read in this one.
                let thread = thread::Builder::new().spawn_scoped(scope, read);
                thread.map_err(|_| read_part(root, part))
            })
            .collect();
        let hash = suite.hash();
        for part in parts {
            let (cases, found) = match part {
                Ok(thread) => match thread.join() {
                    Ok(read) => read,
                    Err(panic) => std::panic::resume_unwind(panic),
                },
                Err(read) => read,
            };
            all.extend(cases);
            errors.layout.extend(found.layout);
            errors.texts.extend(found.texts);
        }
        hash
    });
    (all, hash)
}

fn read_part(root: &Utf8Path, part: &[Case]) -> (Vec<Planned>, PlanErrors) {
    let mut errors = PlanErrors::default();
    let mut cases = Vec::new();
    for case in part {
        let Some(text) = read_text(root, &case.expectation(), &mut errors) else {
            continue;
        };
        let source = text.body().to_owned();
        match reader::read_expectation(text) {
            Ok(expectation) => cases.push(Planned {
                case: case.clone(),
                expectation,
                source,
            }),
            Err(problems) => errors.texts.extend(problems),
        }
    }
    (cases, errors)
}

fn read_text(root: &Utf8Path, path: &Utf8Path, errors: &mut PlanErrors) -> Option<Text> {
    match regular::read_text(root.join(path).as_std_path()) {
        Ok(body) => Some(Text::new(path, body)),
        Err(error) => {
            let reason = error.to_string();
            errors.layout.push(LayoutError::Unreadable {
                path: path.to_owned(),
                reason,
            });
            None
        }
    }
}

fn read_texts_below(root: &Utf8Path) -> Vec<Diagnostic> {
    let files = walkdir::WalkDir::new(root.join("expectations")).sort_by_file_name();
    let paths = files
        .into_iter()
        .filter_map(|entry| Utf8PathBuf::from_path_buf(entry.ok()?.into_path()).ok());
    let is_expectation = |path: &Utf8PathBuf| {
        path.extension() == Some("yaml")
            && !path.components().any(|part| part.as_str() == "_runtimes")
            && !path
                .file_name()
                .is_some_and(|name| COVERAGE_FILES.contains(&name))
    };
    paths
        .filter(is_expectation)
        .filter_map(|path| {
            let body = regular::read_text(path.as_std_path()).ok()?;
            let name = path.strip_prefix(root).unwrap_or(&path).to_owned();
            reader::read_expectation(Text::new(name, body)).err()
        })
        .flatten()
        .collect()
}
