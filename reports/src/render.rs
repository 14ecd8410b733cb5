//! The renderers: each turns a record into one file.
//!
//! A renderer is one file in this folder and one line in [`ALL`]. It reads records only, and must
//! never look at the machine that it runs on, so the same record always gives the same bytes.

use std::io;
use std::path::Path;

use crate::atomic::{self, WriteError};
use crate::record::Run;

mod badge;
mod bcd;
pub mod docs;
mod github;
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

/// Writes a report to a file, whole or not at all.
///
/// # Errors
///
/// If the file cannot be written.
pub fn write_file(renderer: &dyn Renderer, run: &Run, path: &Path) -> Result<(), WriteError> {
    atomic::write(path, |out| renderer.render(run, out))
}

/// The report as text, for a terminal or a comment.
#[must_use]
pub fn to_string(renderer: &dyn Renderer, run: &Run) -> String {
    let mut bytes = Vec::new();
    // Writing to memory cannot fail, and every renderer writes UTF-8.
    let _ = renderer.render(run, &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
