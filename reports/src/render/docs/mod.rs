//! The renderers of verified documentation pages, beside those of runs.
//!
//! A renderer is one file in this folder and one line in [`ALL`]. It reads records only, so the
//! same record always gives the same bytes.

use std::io;
use std::path::Path;

use crate::atomic::{self, WriteError};
use crate::docs::{DocsExample, DocsPage, DocsResult, DocsRun};

mod github;
mod html;
mod json;
mod junit;

/// Every renderer, in the order in which help lists them.
pub const ALL: &[&dyn DocsRenderer] = &[&html::Html, &json::Json, &junit::Junit, &github::Github];

/// One way to show verified pages.
pub trait DocsRenderer: Sync {
    /// The name that selects it, as in `--report junit=PATH`.
    fn name(&self) -> &'static str;

    /// The file that it writes if no path is given; `None` if it then writes to standard output.
    fn default_file(&self) -> Option<&'static str>;

    /// Writes the report.
    ///
    /// # Errors
    ///
    /// Only those of `out`.
    fn render(&self, run: &DocsRun, out: &mut dyn io::Write) -> io::Result<()>;
}

/// The renderer with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static dyn DocsRenderer> {
    ALL.iter().copied().find(|renderer| renderer.name() == name)
}

/// Writes a report to a file, whole or not at all.
///
/// # Errors
///
/// If the file cannot be written.
pub fn write_file(
    renderer: &dyn DocsRenderer,
    run: &DocsRun,
    path: &Path,
) -> Result<(), WriteError> {
    atomic::write(path, |out| renderer.render(run, out))
}

/// The report as text, for a terminal.
#[must_use]
pub fn to_string(renderer: &dyn DocsRenderer, run: &DocsRun) -> String {
    let mut bytes = Vec::new();
    // Writing to memory cannot fail, and every renderer writes UTF-8.
    let _ = renderer.render(run, &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Why a result is what it is, in one line.
fn why(result: &DocsResult) -> String {
    let outcome = result.outcome.label();
    match &result.reason {
        Some(reason) => format!("{outcome}: {}", crate::words::one_line(reason)),
        None => outcome.to_owned(),
    }
}

/// The line of the page that a result is about: the one that is wrong, else the example's first.
fn at(example: &DocsExample, result: &DocsResult) -> usize {
    result.line.unwrap_or(example.line)
}

/// Everything about a failure that fits into a text.
fn story(page: &DocsPage, example: &DocsExample, result: &DocsResult) -> String {
    let mut text = format!("{}:{}\n{}\n", page.path, at(example, result), why(result));
    for part in [result.diff.as_deref().unwrap_or_default(), &result.stderr] {
        if !part.is_empty() {
            text.push('\n');
            text.push_str(part);
        }
    }
    text.push_str(&format!("\nrerun: {}\n", result.rerun));
    text
}
