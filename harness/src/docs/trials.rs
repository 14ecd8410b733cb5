//! The examples of pages as trials for somebody else's test runner.
//!
//! Each trial runs one example, and its twin where it has one before it; so every trial asks
//! nothing of another one.

use std::sync::OnceLock;

use camino::{Utf8Path, Utf8PathBuf};
use threadproof_reports::docs::Standing;

use super::completion::{self, Completions};
use super::model::{Language, Page};
use super::read_all;
use super::verify::apart::Apart;
use super::verify::run::Desk;
use super::verify::sheet::{Sheet, Shelf};
use super::verify::{Cell, Subject, Verified, compare_twins};
use crate::diagnose::Diagnostics;
use crate::execute::Executor;
use crate::runtimes::identity::Runtime;
use crate::runtimes::spec::Spec;
use crate::trials::Verified as Trial;

/// Pages opened for trials on one runtime.
#[derive(Debug)]
pub struct DocsTrials {
    pages: Vec<Page>,
    completions: Vec<Completions>,
    runtime: String,
    own: Utf8PathBuf,
    executor: Executor,
    apart: Apart,
    subject: OnceLock<Result<Subject, String>>,
}

impl DocsTrials {
    /// Reads pages, and what completes them in the suite at `root`. The runtime is asked only when
    /// the first trial runs; `own` is the program that holds the reference.
    ///
    /// # Errors
    /// Everything that is wrong with the pages or their completions, rendered.
    pub fn open(
        paths: &[Utf8PathBuf],
        root: &Utf8Path,
        runtime: &str,
        own: &Utf8Path,
    ) -> Result<Self, String> {
        let pages = read_all(paths).map_err(|errors| {
            let lines = errors.iter().map(|error| format!("error: {error}\n"));
            lines.collect::<String>()
        })?;
        let render = |problems| Diagnostics(problems).render(false);
        let folder = root.join("docs/completions");
        let completions = if folder.is_dir() {
            completion::read_all(&folder, root).map_err(render)?
        } else {
            Vec::new()
        };
        let problems: Vec<_> = pages
            .iter()
            .filter_map(|page| Some(Completions::choose(&completions, page)?.check(page)))
            .flatten()
            .collect();
        if !problems.is_empty() {
            return Err(render(problems));
        }
        Ok(Self {
            pages,
            completions,
            runtime: runtime.to_owned(),
            own: own.to_owned(),
            executor: Executor::new(),
            apart: Apart::new(own),
            subject: OnceLock::new(),
        })
    }

    /// The ids of all examples that are JavaScript.
    pub fn examples(&self) -> impl Iterator<Item = &str> {
        let all = self.pages.iter().flat_map(|page| &page.examples);
        all.filter(|example| example.language != Language::Other)
            .map(|example| example.id.as_str())
    }

    /// Runs one example.
    #[must_use]
    pub fn run(&self, id: &str) -> Trial {
        let subject = match self.subject.get_or_init(|| self.resolve()) {
            Ok(subject) => subject,
            Err(error) => return Trial::Failed(error.clone()),
        };
        let Some(page) = self
            .pages
            .iter()
            .find(|page| page.examples.iter().any(|one| one.id == id))
        else {
            return Trial::Failed(format!("there is no example `{id}`"));
        };
        let desk = self.desk();
        let completions = Completions::choose(&self.completions, page);
        let sheet = match Sheet::new(
            page,
            completions,
            std::slice::from_ref(subject),
            &mut Shelf::default(),
            &desk,
        ) {
            Ok(sheet) => sheet,
            Err(error) => return Trial::Failed(error),
        };
        let cells = cells(&sheet, id, subject);
        let verified = cells.iter().map(|cell| Some(cell.verify(&desk)));
        let mut verified: Vec<Option<Verified>> = verified.collect();
        compare_twins(&cells, &mut verified, |twins| {
            twins.iter().map(|cell| Some(cell.verify(&desk))).collect()
        });
        let Some(last) = verified.pop().flatten() else {
            return Trial::Failed(format!("there is no example `{id}`"));
        };
        let reason = last.result.reason.unwrap_or_default();
        match last.result.standing {
            Standing::Verified | Standing::Ran | Standing::Known => Trial::Passed,
            Standing::NotAsked | Standing::Incomplete => Trial::Skipped(reason),
            Standing::Failed => Trial::Failed(format!(
                "{}: {reason}\n{}{}",
                last.result.outcome,
                last.result.diff.unwrap_or_default(),
                last.result.stderr
            )),
        }
    }

    fn desk(&self) -> Desk<'_> {
        Desk {
            executor: &self.executor,
            scale: 1.0,
            apart: &self.apart,
            network: false,
        }
    }

    fn resolve(&self) -> Result<Subject, String> {
        let spec = Spec::parse(&self.runtime, &[]).map_err(|error| error.to_string())?;
        let runtime = Runtime::resolve(&spec, &self.own, &self.executor)
            .map_err(|error| error.to_string())?;
        let around = self.desk().surroundings(&runtime)?;
        Ok(Subject { runtime, around })
    }
}

/// The example, behind its twin where that stands before it.
fn cells<'c>(sheet: &'c Sheet<'c>, id: &str, subject: &'c Subject) -> Vec<Cell<'c>> {
    let examples = &sheet.page.examples;
    let at = examples.iter().position(|one| one.id == id).unwrap_or(0);
    let example = &examples[at];
    let twin = examples[..at]
        .iter()
        .find(|one| example.twin.as_ref() == Some(&one.id));
    let cell = |example| Cell {
        sheet,
        example,
        subject,
    };
    twin.into_iter().chain([example]).map(cell).collect()
}
