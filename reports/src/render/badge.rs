//! A badge for each runtime: the JSON that Shields reads from an endpoint.
//!
//! It counts what gates and never shows a percentage: a rate hides its denominator. Runtimes are
//! never added up, for the sum is about nobody.

use std::io;

use serde_json::{Map, Value, json};

use crate::record::{Counts, Run, RuntimeInfo, Summary, Verdict};

use super::Renderer;

/// Writes the endpoint JSON of a Shields badge; for several runtimes, an object of them by id.
pub struct Badge;

impl Renderer for Badge {
    fn name(&self) -> &'static str {
        "badge"
    }

    fn about(&self) -> &'static str {
        "endpoint JSON for a Shields badge, a file for each runtime"
    }

    fn default_file(&self) -> Option<&'static str> {
        Some("badge.json")
    }

    fn is_for_one_runtime(&self) -> bool {
        true
    }

    fn render(&self, run: &Run, out: &mut dyn io::Write) -> io::Result<()> {
        let summary = Summary::of(run);
        let badges = run.runtimes.iter().zip(&summary.runtimes);
        let badges =
            badges.map(|(runtime, (_, tally))| (runtime, badge(run, runtime, &tally.gating)));
        let badges: Vec<(&RuntimeInfo, Value)> = badges.collect();
        match badges.as_slice() {
            [(_, badge)] => serde_json::to_writer(&mut *out, badge)?,
            several => {
                let by_id = several
                    .iter()
                    .map(|(runtime, badge)| (runtime.id.clone(), badge.clone()));
                serde_json::to_writer(&mut *out, &by_id.collect::<Map<_, _>>())?;
            }
        }
        out.write_all(b"\n")
    }
}

fn badge(run: &Run, runtime: &RuntimeInfo, counts: &Counts) -> Value {
    let (message, color) = face(run, counts);
    json!({
        "schemaVersion": 1,
        "label": format!("worker_threads on {}", runtime.id),
        "message": message,
        "color": color,
        "isError": counts.failed() > 0,
    })
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
