//! GitHub annotations at the page's own line, one for each example that fails.
//!
//! What came out of an example is encoded, so that it can never issue a command of its own.

use std::fmt::Write as _;
use std::io;

use super::{DocsRenderer, at, why};
use crate::docs::{DocsRun, Standing};
use crate::render::github::{data, property};

/// Writes `::error` lines.
pub struct Github;

impl DocsRenderer for Github {
    fn name(&self) -> &'static str {
        "github"
    }

    fn default_file(&self) -> Option<&'static str> {
        None
    }

    fn render(&self, run: &DocsRun, out: &mut dyn io::Write) -> io::Result<()> {
        for page in &run.pages {
            for example in page.examples() {
                let failed = example.results.iter();
                let failed: Vec<_> = failed
                    .filter(|result| result.standing == Standing::Failed)
                    .collect();
                let Some(first) = failed.first() else {
                    continue;
                };
                let mut message = String::new();
                for result in &failed {
                    let _ = writeln!(message, "{}: {}", result.runtime, why(result));
                }
                let _ = write!(message, "rerun: {}", first.rerun);
                writeln!(
                    out,
                    "::error file={},line={},title={}::{}",
                    property(&page.path),
                    at(example, first),
                    property(&format!("{} {}", example.id, first.outcome)),
                    data(&message),
                )?;
            }
        }
        Ok(())
    }
}
