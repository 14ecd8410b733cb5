//! A compatibility table in the shape of browser-compat-data.
//!
//! Each API member has a `__compat` with what this run measured: from which measured version on
//! every case that covers the member passes. A version is written as `≤` since nothing is known
//! of the versions between. Beside it, `measured` holds the plain counts for each version.

use std::collections::BTreeMap;
use std::io;

use serde_json::{Map, Value, json};

use crate::record::{CaseInfo, Counts, Run, Verdict};
use crate::words;

use super::Renderer;

mod members;

/// Writes a table of API members and runtime versions.
pub struct Bcd;

impl Renderer for Bcd {
    fn name(&self) -> &'static str {
        "bcd"
    }

    fn about(&self) -> &'static str {
        "a table for each API member, in the shape of browser-compat-data"
    }

    fn default_file(&self) -> Option<&'static str> {
        Some("compat.json")
    }

    fn render(&self, run: &Run, out: &mut dyn io::Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, &table(run))?;
        out.write_all(b"\n")
    }
}

/// What one version of a runtime showed of a member.
#[derive(Default)]
struct Measured {
    counts: Counts,
    notes: Vec<String>,
}

fn table(run: &Run) -> Value {
    let mut found: BTreeMap<&str, BTreeMap<&str, Measured>> = BTreeMap::new();
    for (case, result) in run.results_with_cases() {
        for member in members_of(case) {
            let measured = found
                .entry(member)
                .or_default()
                .entry(&result.runtime)
                .or_default();
            measured.counts.add(result.verdict);
            if result.verdict != Verdict::Expected && result.verdict.ran() {
                let note = format!("{}: {}", case.id, words::why(result));
                measured.notes.push(escaped(&note));
            }
        }
    }
    let mut api = Map::new();
    let mut plain = Map::new();
    for (member, by_runtime) in &found {
        let versions = by_runtime
            .iter()
            .map(|(runtime, measured)| ((*runtime).to_owned(), counts(&measured.counts)))
            .collect();
        plain.insert((*member).to_owned(), Value::Object(versions));
        insert(&mut api, member, &compat(run, member, by_runtime));
    }
    json!({
        "__meta": {
            "version": run.tool,
            "timestamp": run.started,
            "partial": run.is_partial(),
        },
        "worker_threads": api,
        "measured": plain,
    })
}

fn members_of(case: &CaseInfo) -> Vec<&'static str> {
    let mut found: Vec<_> = case
        .covers
        .iter()
        .filter_map(|id| members::of_statement(id))
        .collect();
    if found.is_empty() {
        found.extend(members::of_area(&case.area));
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn insert(api: &mut Map<String, Value>, member: &str, compat: &Value) {
    let mut parts = member.split('.');
    let first = parts.next().unwrap_or(member);
    let mut at = api.entry(first).or_insert_with(|| json!({}));
    for part in parts {
        if let Value::Object(map) = at {
            at = map.entry(part).or_insert_with(|| json!({}));
        }
    }
    at["__compat"] = compat.clone();
}

fn compat(run: &Run, member: &str, by_runtime: &BTreeMap<&str, Measured>) -> Value {
    let mut families: BTreeMap<&str, Vec<(&str, &Measured)>> = BTreeMap::new();
    for runtime in &run.runtimes {
        if let (Some(version), Some(measured)) =
            (&runtime.version, by_runtime.get(runtime.id.as_str()))
            // A version that was asked nothing about the member says nothing about it.
            && measured.counts.ran() > 0
        {
            families
                .entry(&runtime.name)
                .or_default()
                .push((version, measured));
        }
    }
    let mut support = Map::new();
    for (name, mut versions) in families {
        versions.sort_by_key(|(version, _)| numbers(version));
        let mut statements = statements(&versions);
        // A list is for two statements or more.
        let support_of = match statements.len() {
            1 => statements.remove(0),
            _ => Value::Array(statements),
        };
        support.insert(browser(name), support_of);
    }
    json!({
        "description": format!("<code>{member}</code>"),
        "support": support,
        "status": { "experimental": false, "standard_track": false, "deprecated": false },
    })
}

// The newest statement comes first, as in browser-compat-data.
fn statements(versions: &[(&str, &Measured)]) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    let mut last = None;
    for (version, measured) in versions {
        // A pass that a rule denies is a pass of the runtime all the same.
        let passed = measured.counts.passed() + measured.counts.of(Verdict::UnexpectedPass);
        let whole = passed == measured.counts.ran();
        let state = (passed > 0, whole);
        if last == Some(state) {
            continue;
        }
        if last.is_some_and(|(some, _)| some)
            && let Some(statement) = out.first_mut()
        {
            statement["version_removed"] = json!(format!("≤{version}"));
        }
        last = Some(state);
        if passed == 0 {
            if out.is_empty() {
                out.insert(
                    0,
                    json!({ "version_added": false, "notes": measured.notes }),
                );
            }
            continue;
        }
        out.retain(|statement| statement["version_added"] != json!(false));
        let mut statement = json!({ "version_added": format!("≤{version}") });
        if !whole {
            statement["partial_implementation"] = json!(true);
            statement["notes"] = json!(measured.notes);
        }
        out.insert(0, statement);
    }
    out
}

fn counts(counts: &Counts) -> Value {
    let mut map = Map::new();
    map.insert("applicable".to_owned(), counts.applicable().into());
    for verdict in Verdict::ALL {
        if counts.of(verdict) > 0 {
            map.insert(verdict.name().to_owned(), counts.of(verdict).into());
        }
    }
    Value::Object(map)
}

// Notes may hold markup in browser-compat-data; these are text.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn browser(runtime: &str) -> String {
    // browser-compat-data's own name for Node; its others are the runtimes' names.
    if runtime == "node" {
        "nodejs".to_owned()
    } else {
        runtime.to_owned()
    }
}

fn numbers(version: &str) -> Vec<u64> {
    version
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|part| part.parse().ok())
        .collect()
}
