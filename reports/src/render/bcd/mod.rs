//! A compatibility table in the shape of browser-compat-data.
//!
//! Whether a member is there is what the runtime said when it was asked for just that
//! ([`RuntimeInfo::members`]); no verdict is ever taken for an answer. A version is written as `≤`,
//! since nothing is known of the versions before it. What a case found to be otherwise is a note, at
//! the one member that the case is about; at what all of them belong to when it is about several.
//! Beside it, `measured` holds the plain counts for each version.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use serde_json::{Map, Value, json};

use crate::record::{CaseInfo, CaseResult, Counts, Raw, Run, RuntimeInfo, Tier, Verdict};
use crate::words;

use super::Renderer;

pub mod members;

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

    fn needs_members(&self) -> bool {
        true
    }

    fn render(&self, run: &Run, out: &mut dyn io::Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, &table(run))?;
        out.write_all(b"\n")
    }
}

/// What is otherwise than promised in one version of a runtime, by the member that it is about.
#[derive(Default)]
struct Notes {
    /// The notes, in the order of the cases.
    texts: Vec<String>,
    /// Whether the documentation promises some of it.
    documented: bool,
}

/// The member that stands for the module as a whole.
const MODULE: &str = "";

fn table(run: &Run) -> Value {
    let infos: BTreeMap<&str, &RuntimeInfo> = run
        .runtimes
        .iter()
        .map(|info| (info.id.as_str(), info))
        .collect();
    let mut measured: BTreeMap<&str, BTreeMap<&str, Counts>> = BTreeMap::new();
    let mut notes: BTreeMap<&str, BTreeMap<&str, Notes>> = BTreeMap::new();
    for (case, result) in run.results_with_cases() {
        let members = members_of(case);
        for member in &members {
            let counts = measured.entry(member).or_default();
            counts
                .entry(&result.runtime)
                .or_default()
                .add(result.verdict);
        }
        if is_otherwise(result)
            && let Some(info) = infos.get(result.runtime.as_str())
        {
            let at = asked(subject(&members, case), info);
            let of_member = notes.entry(at).or_default();
            let kept = of_member.entry(&result.runtime).or_default();
            kept.texts
                .push(escaped(&format!("{}: {}", case.id, words::why(result))));
            kept.documented |= case.tier == Tier::Documented;
        }
    }
    let mut members: BTreeSet<&str> = run
        .runtimes
        .iter()
        .flat_map(|info| info.members.keys().map(String::as_str))
        .filter(|member| is_path(member))
        .collect();
    members.insert(MODULE);
    let mut api = json!({});
    for member in members {
        insert(&mut api, member, &compat(run, member, notes.get(member)));
    }
    let plain: BTreeMap<&str, BTreeMap<&str, Value>> = measured
        .iter()
        .map(|(member, by_runtime)| {
            let versions = by_runtime.iter();
            (
                *member,
                versions.map(|(id, kept)| (*id, counts(kept))).collect(),
            )
        })
        .collect();
    let unasked: Vec<&str> = run
        .runtimes
        .iter()
        .filter(|info| info.members.is_empty())
        .map(|info| info.id.as_str())
        .collect();
    json!({
        "__meta": {
            "version": run.tool,
            "timestamp": run.started,
            "partial": run.is_partial(),
            "unasked": unasked,
        },
        "worker_threads": api,
        "measured": plain,
    })
}

/// Whether a record's word for a member can be a path in the table.
fn is_path(member: &str) -> bool {
    const LONGEST: usize = 200;
    let is_part = |part: &str| {
        let plain = |one: u8| one.is_ascii_alphanumeric() || one == b'_' || one == b'$';
        !part.is_empty() && part != "__compat" && part.bytes().all(plain)
    };
    member.len() <= LONGEST && member.split('.').all(is_part)
}

/// Whether a case has shown something that is not as promised.
fn is_otherwise(result: &CaseResult) -> bool {
    match result.verdict {
        // A pass that a rule denies is a pass of the runtime all the same.
        Verdict::Expected | Verdict::UnexpectedPass => false,
        Verdict::Stale => result.raw != Raw::Pass,
        other => other.ran(),
    }
}

/// The one member that a case is about, or what all its members belong to.
fn subject(members: &[&'static str], case: &CaseInfo) -> &'static str {
    let [first, rest @ ..] = members else {
        return MODULE;
    };
    let common = rest
        .iter()
        .fold(*first, |common, other| shared(common, other));
    if common == MODULE {
        return members::of_area(&case.area).unwrap_or(MODULE);
    }
    common
}

/// The longest path that two members have in common.
fn shared(one: &'static str, other: &str) -> &'static str {
    let parts = one.split('.').zip(other.split('.'));
    let same = parts.take_while(|(mine, theirs)| mine == theirs);
    let length = same.map(|(part, _)| part.len() + 1).sum::<usize>();
    &one[..length.saturating_sub(1)]
}

/// The member itself where the runtime has it, else the nearest that it belongs to.
fn asked(member: &'static str, info: &RuntimeInfo) -> &'static str {
    let mut at = member;
    while at != MODULE && info.members.get(at) != Some(&true) {
        // What is not there at all diverges in nothing else: only an unasked member hands its note on.
        if info.members.get(at) == Some(&false) {
            return at;
        }
        at = at.rsplit_once('.').map_or(MODULE, |(whole, _)| whole);
    }
    at
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

fn insert(api: &mut Value, member: &str, compat: &Value) {
    let mut at = api;
    for part in member.split('.').filter(|part| !part.is_empty()) {
        at = &mut at[part];
    }
    at["__compat"] = compat.clone();
}

fn compat(run: &Run, member: &str, notes: Option<&BTreeMap<&str, Notes>>) -> Value {
    let mut families: BTreeMap<&str, Vec<(&str, bool, &Notes)>> = BTreeMap::new();
    let none = Notes::default();
    for runtime in &run.runtimes {
        let has = match member {
            MODULE if runtime.members.is_empty() => None,
            MODULE => Some(runtime.members.values().any(|has| *has)),
            _ => runtime.members.get(member).copied(),
        };
        // A version that was not asked, or could not tell, says nothing about the member.
        if let (Some(version), Some(has)) = (&runtime.version, has) {
            let noted = notes.and_then(|by_runtime| by_runtime.get(runtime.id.as_str()));
            let family = families.entry(&runtime.name).or_default();
            family.push((version, has, noted.unwrap_or(&none)));
        }
    }
    let mut support = Map::new();
    for (name, mut versions) in families {
        versions.sort_by_key(|(version, ..)| numbers(version));
        let mut statements = statements(&versions);
        // A list is for two statements or more.
        let support_of = match statements.len() {
            1 => statements.remove(0),
            _ => Value::Array(statements),
        };
        support.insert(browser(name), support_of);
    }
    let name = if member == MODULE {
        "node:worker_threads"
    } else {
        member
    };
    json!({
        "description": format!("<code>{name}</code>"),
        "support": support,
        "status": { "experimental": false, "standard_track": false, "deprecated": false },
    })
}

// The newest statement comes first, as in browser-compat-data.
fn statements(versions: &[(&str, bool, &Notes)]) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    let mut last: Option<(bool, &[String])> = None;
    for (version, has, notes) in versions {
        let state = (*has, if *has { notes.texts.as_slice() } else { &[] });
        if last == Some(state) {
            continue;
        }
        if last.is_some_and(|(had, _)| had)
            && let Some(statement) = out.first_mut()
        {
            statement["version_removed"] = json!(format!("≤{version}"));
        }
        last = Some(state);
        if !has {
            continue;
        }
        let mut statement = json!({ "version_added": format!("≤{version}") });
        if !notes.texts.is_empty() {
            statement["notes"] = json!(notes.texts);
        }
        if notes.documented {
            statement["partial_implementation"] = json!(true);
        }
        out.insert(0, statement);
    }
    if out.is_empty() {
        out.push(json!({ "version_added": false }));
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
