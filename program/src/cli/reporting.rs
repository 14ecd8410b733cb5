//! Stage 7: writes reports, at the end and each one whole or not at all.

use std::fs::OpenOptions;
use std::io::Write;
use std::str::FromStr;
use std::thread;

use camino::Utf8PathBuf;
use threadproof_reports::atomic::WriteError;
use threadproof_reports::record::Run;
use threadproof_reports::render::{self, Renderer};

use super::context::Context;
use super::named_path;

/// The reports that every run writes.
const ALWAYS: &[(&str, &str)] = &[
    ("json", "run.json"),
    ("junit", "junit.xml"),
    ("html", "report.html"),
];

/// A report as asked for: `junit`, or `junit=PATH`.
#[derive(Debug, Clone)]
pub struct ReportSpec {
    name: &'static str,
    path: Option<Utf8PathBuf>,
}

/// What came of writing reports.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// The files.
    pub(super) files: Vec<Utf8PathBuf>,
    /// What could not be written, and why.
    pub(super) errors: Vec<String>,
}

impl Written {
    fn add(&mut self, outcome: Result<Utf8PathBuf, WriteError>) {
        match outcome {
            Ok(file) => self.files.push(file),
            Err(error) => self.errors.push(error.to_string()),
        }
    }
}

impl FromStr for ReportSpec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known: Vec<_> = render::ALL.iter().map(|one| one.name()).collect();
        let (renderer, path) = named_path::parse(text, "report", &known, |name| {
            render::find(if name == "markdown" { "md" } else { name })
        })?;
        Ok(Self {
            name: renderer.name(),
            path,
        })
    }
}

/// Writes the usual reports and those asked for. One that fails does not stop the others.
pub(super) fn write_reports(run: &Run, asked: &[ReportSpec], context: &Context) -> Written {
    let mut written = Written::default();
    // All at once: the run is over, and its processors have nothing else to do.
    thread::scope(|scope| {
        let found = ALWAYS.iter().filter_map(|(name, file)| {
            let (renderer, path) = (render::find(name)?, context.output.join(file));
            let write_it = move |path| write(renderer, run, path);
            let thread = thread::Builder::new();
            let here = path.clone();
            let writing = thread.spawn_scoped(scope, move || write_it(path));
            Some(writing.map_err(|_| write_it(here)))
        });
        let writing: Vec<_> = found.collect();
        for one in writing {
            match one.map(thread::ScopedJoinHandle::join) {
                Ok(Ok(outcome)) | Err(outcome) => written.add(outcome),
                Ok(Err(panic)) => std::panic::resume_unwind(panic),
            }
        }
    });
    let extra = write_asked(run, asked, context);
    written.errors.extend(extra.errors);
    for file in extra.files {
        if !written.files.contains(&file) {
            written.files.push(file);
        }
    }
    tell_github(run, asked, &mut written);
    written
}

/// Under GitHub Actions, annotates and adds to the step summary without being asked.
pub(super) fn tell_github(run: &Run, asked: &[ReportSpec], written: &mut Written) {
    let is_set = |name: &str| std::env::var(name).is_ok_and(|value| !value.is_empty());
    let asked_for_github = asked.iter().any(|spec| spec.name == "github");
    if let (true, false, Some(github)) = (
        is_set("GITHUB_ACTIONS"),
        asked_for_github,
        render::find("github"),
    ) {
        print(github, run);
    }
    if let (true, Some(markdown)) = (is_set("GITHUB_STEP_SUMMARY"), render::find("md")) {
        append_step_summary(markdown, run, written);
    }
}

/// Writes the reports asked for and no others.
pub(super) fn write_asked(run: &Run, asked: &[ReportSpec], context: &Context) -> Written {
    let mut written = Written::default();
    for spec in asked {
        let Some(renderer) = render::find(spec.name) else {
            continue;
        };
        let default = || {
            renderer
                .default_file()
                .map(|file| context.output.join(file))
        };
        match spec.path.clone().or_else(default) {
            Some(path) => written.add(write(renderer, run, path)),
            None => print(renderer, run),
        }
    }
    written
}

fn write(renderer: &dyn Renderer, run: &Run, path: Utf8PathBuf) -> Result<Utf8PathBuf, WriteError> {
    render::write_file(renderer, run, path.as_std_path()).map(|()| path)
}

fn print(renderer: &dyn Renderer, run: &Run) {
    anstream::print!("{}", render::to_string(renderer, run));
}

/// GitHub's file collects the summaries of all steps, so it is added to.
fn append_step_summary(markdown: &dyn Renderer, run: &Run, written: &mut Written) {
    let path = std::env::var("GITHUB_STEP_SUMMARY").unwrap_or_default();
    let appended = OpenOptions::new()
        .append(true)
        .create(true)
        .open(&path)
        .and_then(|mut file| file.write_all(render::to_string(markdown, run).as_bytes()));
    if let Err(error) = appended {
        written
            .errors
            .push(format!("cannot add to GITHUB_STEP_SUMMARY {path}: {error}"));
    }
}
