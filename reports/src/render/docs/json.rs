//! JSON: the record of verified pages itself.

use std::io;

use super::DocsRenderer;
use crate::docs::DocsRun;

/// Writes the record as JSON.
pub struct Json;

impl DocsRenderer for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn default_file(&self) -> Option<&'static str> {
        Some("docs.json")
    }

    fn render(&self, run: &DocsRun, out: &mut dyn io::Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, run)?;
        out.write_all(b"\n")
    }
}
