//! A badge: the JSON that Shields reads from an endpoint.
//!
//! It counts what gates and never shows a percentage: a rate hides its denominator.

use std::io;

use serde_json::json;

use crate::record::{Counts, Run, Summary, Verdict};

use super::Renderer;

/// Writes the endpoint JSON of a Shields badge.
pub struct Badge;

impl Renderer for Badge {
    fn name(&self) -> &'static str {
        "badge"
    }

    fn about(&self) -> &'static str {
        "endpoint JSON for a Shields badge"
    }

    fn default_file(&self) -> Option<&'static str> {
        Some("badge.json")
    }

    fn render(&self, run: &Run, out: &mut dyn io::Write) -> io::Result<()> {
        let counts = Summary::of(run).total.gating;
        let label = match run.runtimes.as_slice() {
            [runtime] => format!("worker_threads on {}", runtime.id),
            _ => "worker_threads".to_owned(),
        };
        let (message, color) = face(run, &counts);
        let badge = json!({
            "schemaVersion": 1,
            "label": label,
            "message": message,
            "color": color,
            "isError": counts.failed() > 0,
        });
        serde_json::to_writer(&mut *out, &badge)?;
        out.write_all(b"\n")
    }
}

fn face(run: &Run, counts: &Counts) -> (String, &'static str) {
    if counts.ran() == 0 {
        return ("not run".to_owned(), "lightgrey");
    }
    let message = format!("{} of {}", counts.passed(), counts.applicable());
    if counts.failed() > 0 {
        return (format!("{message}, {} failing", counts.failed()), "red");
    }
    if run.is_partial() {
        return (format!("{message} (partial run)"), "lightgrey");
    }
    if counts.passed() == counts.applicable() {
        return (message, "brightgreen");
    }
    let known = counts.of(Verdict::KnownDivergence);
    if counts.passed() + known == counts.applicable() {
        return (format!("{message}, {known} known"), "green");
    }
    (message, "yellow")
}
