//! Stage 7: writes reports, at the end and each one whole or not at all.

use std::fs::OpenOptions;
use std::io::Write;
use std::str::FromStr;
use std::thread;

use camino::{Utf8Path, Utf8PathBuf};
use threadproof_reports::atomic::{self, WriteError};
use threadproof_reports::record::Run;
use threadproof_reports::render::{self, Renderer, github};

use super::context::Context;
use super::error::CliError;
use super::named_path;

/// The reports that every run writes.
const ALWAYS: &[(&str, &str)] = &[
    ("json", "run.json"),
    ("junit", "junit.xml"),
    ("html", "report.html"),
];

/// The path that stands for standard output.
const STDOUT: &str = "-";

/// A report as asked for: `junit`, `junit=PATH`, or `junit=-` for standard output.
#[derive(Debug, Clone)]
pub struct ReportSpec {
    name: &'static str,
    path: Option<Utf8PathBuf>,
}

impl ReportSpec {
    fn goes_to_stdout(&self) -> bool {
        self.path.as_ref().is_some_and(|path| path == STDOUT)
    }

    /// Whether the runtimes have to be asked for it which members they have.
    pub(super) fn needs_members(&self) -> bool {
        render::find(self.name).is_some_and(Renderer::needs_members)
    }

    /// The file that it is written to; nothing for standard output.
    fn file(&self, context: &Context) -> Option<Utf8PathBuf> {
        if self.goes_to_stdout() {
            return None;
        }
        let default = || {
            let file = render::find(self.name)?.default_file()?;
            Some(context.output.join(file))
        };
        self.path.clone().or_else(default)
    }
}

/// Whether one report takes standard output for itself.
///
/// # Errors
/// When two want it: nobody could tell them apart.
pub(super) fn takes_stdout(asked: &[ReportSpec]) -> Result<bool, CliError> {
    let takers: Vec<&str> = asked
        .iter()
        .filter(|spec| spec.goes_to_stdout())
        .map(|spec| spec.name)
        .collect();
    match takers.as_slice() {
        [] => Ok(false),
        [_] => Ok(true),
        [first, second, ..] => Err(CliError::Usage(format!(
            "the reports {first} and {second} cannot both go to standard output; give one a path"
        ))),
    }
}

/// Finds out before a run whether its reports can be written after it.
///
/// # Errors
/// The first file that cannot be.
pub(super) fn probe(asked: &[ReportSpec], always: bool, context: &Context) -> Result<(), CliError> {
    let usual = ALWAYS.iter().filter(|_| always);
    let usual = usual.map(|(_, file)| context.output.join(file));
    for path in asked
        .iter()
        .filter_map(|spec| spec.file(context))
        .chain(usual)
    {
        atomic::probe(path.as_std_path()).map_err(|error| {
            CliError::Usage(format!("{error}; give another path, or another --output"))
        })?;
    }
    Ok(())
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
    fn add(&mut self, outcome: Result<Vec<Utf8PathBuf>, WriteError>) {
        match outcome {
            Ok(files) => self.files.extend(files),
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
    tell_github(run, asked, context, &mut written);
    written
}

/// Under GitHub Actions, annotates and adds to the step summary without being asked.
pub(super) fn tell_github(
    run: &Run,
    asked: &[ReportSpec],
    context: &Context,
    written: &mut Written,
) {
    let is_set = |name: &str| std::env::var(name).is_ok_and(|value| !value.is_empty());
    let asked_for_github = asked.iter().any(|spec| spec.name == "github");
    if is_set("GITHUB_ACTIONS") && !asked_for_github && !context.output_is_taken {
        annotate(run, context);
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
        match spec.file(context) {
            Some(path) => written.add(write(renderer, run, path)),
            None if spec.name == "github" => annotate(run, context),
            None => print(renderer, run),
        }
    }
    written
}

fn write(
    renderer: &dyn Renderer,
    run: &Run,
    path: Utf8PathBuf,
) -> Result<Vec<Utf8PathBuf>, WriteError> {
    let files = render::write_file(renderer, run, path.as_std_path())?;
    let utf8 = files.into_iter().map(Utf8PathBuf::from_path_buf);
    Ok(utf8.filter_map(Result::ok).collect())
}

/// Prints annotations: beside their lines if the suite lies in the repository that GitHub checked out.
fn annotate(run: &Run, context: &Context) {
    let workspace = std::env::var("GITHUB_WORKSPACE").unwrap_or_default();
    let inside = context.root.strip_prefix(&workspace).ok();
    let tree = inside.filter(|_| !workspace.is_empty());
    let mut text = Vec::new();
    // Writing to memory cannot fail.
    let _ = github::annotate(run, tree.map(Utf8Path::as_str), &mut text);
    anstream::print!("{}", String::from_utf8_lossy(&text));
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
