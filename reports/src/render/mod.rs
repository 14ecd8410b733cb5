//! The renderers: each turns a record into one file.
//!
//! A renderer is one file in this folder and one line in [`ALL`]. It reads records only, and must
//! never look at the machine that it runs on, so the same record always gives the same bytes.

use std::io;
use std::path::{Path, PathBuf};

use crate::atomic::{self, WriteError};
use crate::record::{Run, RuntimeInfo};

mod badge;
pub mod bcd;
pub mod docs;
pub mod github;
mod html;
mod json;
mod junit;
mod markdown;

pub use json::schema;
pub use markdown::MARKER as MARKDOWN_MARKER;
pub(crate) use markdown::{code, plain};

/// Every renderer, in the order in which help lists them.
pub const ALL: &[&dyn Renderer] = &[
    &html::Html,
    &json::Json,
    &junit::Junit,
    &markdown::Markdown,
    &github::Github,
    &badge::Badge,
    &bcd::Bcd,
];

/// One way to show a run.
pub trait Renderer: Sync {
    /// The name that selects it, as in `--report junit=PATH`.
    fn name(&self) -> &'static str;

    /// What it writes, in a few words.
    fn about(&self) -> &'static str;

    /// The file that it writes if no path is given; `None` if it then writes to standard output.
    fn default_file(&self) -> Option<&'static str>;

    /// Whether each runtime gets a file of its own.
    fn is_for_one_runtime(&self) -> bool {
        false
    }

    /// Whether it tells which members a runtime has, so that runtimes have to be asked.
    fn needs_members(&self) -> bool {
        false
    }

    /// Writes the report.
    ///
    /// # Errors
    ///
    /// Only those of `out`.
    fn render(&self, run: &Run, out: &mut dyn io::Write) -> io::Result<()>;
}

/// The renderer with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static dyn Renderer> {
    ALL.iter().copied().find(|renderer| renderer.name() == name)
}

/// Writes a report to a file, whole or not at all, and says which files there are: where each
/// runtime gets one, `badge.json` becomes `badge-node.json` and so on.
///
/// # Errors
///
/// If a file cannot be written.
pub fn write_file(
    renderer: &dyn Renderer,
    run: &Run,
    path: &Path,
) -> Result<Vec<PathBuf>, WriteError> {
    if !renderer.is_for_one_runtime() || run.runtimes.len() < 2 {
        atomic::write(path, |out| renderer.render(run, out))?;
        return Ok(vec![path.to_owned()]);
    }
    let mut written = Vec::new();
    for runtime in &run.runtimes {
        let one = run.of_runtime(&runtime.id);
        let path = beside(path, &short_name(run, runtime));
        atomic::write(&path, |out| renderer.render(&one, out))?;
        written.push(path);
    }
    Ok(written)
}

/// The runtime's name, which outlives its version; its id when two have that name.
fn short_name(run: &Run, runtime: &RuntimeInfo) -> String {
    let namesakes = run
        .runtimes
        .iter()
        .filter(|other| other.name == runtime.name);
    let name = match namesakes.count() {
        1 => &runtime.name,
        _ => &runtime.id,
    };
    // Ids are the user's words, and no path.
    name.replace(['/', '\\'], "_")
}

fn beside(path: &Path, name: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path
        .extension()
        .map(|ending| format!(".{}", ending.to_string_lossy()));
    path.with_file_name(format!("{stem}-{name}{}", ending.unwrap_or_default()))
}

/// The report as text, for a terminal or a comment.
#[must_use]
pub fn to_string(renderer: &dyn Renderer, run: &Run) -> String {
    let mut bytes = Vec::new();
    // Writing to memory cannot fail, and every renderer writes UTF-8.
    let _ = renderer.render(run, &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
