//! The table of members beside what others say: runtimes at hand, and browser-compat-data.
//!
//! `docs/compat/members.json` keeps what each version said when it was asked. A runtime of such a
//! version that is on this machine has to say it again, and MDN's own data has to agree or
//! `docs/compat/mdn.json` explains why it does not. Without npm, a registry or a runtime a trial is
//! skipped and counted; with `THREADPROOF_PACKAGES=required` it fails instead.

#[path = "packages/install.rs"]
mod install;
mod places;

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use serde::Deserialize;
use serde_json::Value;
use threadproof_reports::render::bcd::members;

use install::{Missing, install};
use places::{program, workspace};

/// What each runtime said of each member: member, runtime, whether it is there.
type Kept = BTreeMap<String, BTreeMap<String, bool>>;

/// `docs/compat/mdn.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Explained {
    /// For readers.
    #[serde(rename = "about")]
    _about: String,
    /// Members that browser-compat-data calls otherwise.
    names: BTreeMap<String, String>,
    /// Where it says otherwise, and why.
    differences: Vec<Difference>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    member: String,
    runtime: String,
    reason: String,
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let trials = vec![
        Trial::test(
            "compat/every_member_of_the_table_is_asked_for",
            every_member,
        ),
        Trial::ignorable_test("compat/runtimes_at_hand_say_it_again", at_hand),
        Trial::ignorable_test("compat/browser_compat_data_agrees_or_is_explained", mdn),
    ];
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn read(name: &str) -> String {
    let path = workspace().join("docs/compat").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn kept() -> Kept {
    serde_json::from_str(&read("members.json")).expect("what `runtimes members` prints")
}

fn every_member() -> Result<(), Failed> {
    let kept = kept();
    let unasked: Vec<&str> = members::all()
        .filter(|&one| !kept.contains_key(one))
        .collect();
    if unasked.is_empty() {
        return Ok(());
    }
    Err(Failed::from(format!("nobody asks for {unasked:?}")))
}

fn at_hand() -> Result<Completion, Failed> {
    let kept = kept();
    let mut asked = 0;
    let mut findings = Vec::new();
    for name in ["node", "bun", "deno"] {
        let ran = Command::new(program())
            .args(["runtimes", "members", "-r", name])
            .output()
            .map_err(|error| error.to_string())?;
        let error = String::from_utf8_lossy(&ran.stderr);
        if ran.status.code() == Some(5) && error.contains("not installed") {
            continue;
        }
        let said: Kept = serde_json::from_slice(&ran.stdout)
            .map_err(|_| format!("{name} does not say which members it has: {error}"))?;
        for (member, by_runtime) in &said {
            for (id, has) in by_runtime {
                if !kept.values().any(|known| known.contains_key(id)) {
                    continue;
                }
                asked += 1;
                let before = kept.get(member).and_then(|known| known.get(id));
                if before != Some(has) {
                    findings.push(format!("{id} says {has} of {member}, kept is {before:?}"));
                }
            }
        }
    }
    if !findings.is_empty() {
        return Err(Failed::from(findings.join("\n")));
    }
    if asked == 0 {
        return missing("no runtime of a kept version is on the PATH".to_owned());
    }
    Ok(Completion::Completed)
}

fn mdn() -> Result<Completion, Failed> {
    let shelf = workspace().join("target/packages");
    let modules = match install(&workspace().join("docs/compat"), &shelf) {
        Ok(modules) => modules,
        Err(Missing::Absent(why)) => return missing(why),
        Err(Missing::Broken(why)) => return Err(Failed::from(why)),
    };
    let path = modules.join("@mdn/browser-compat-data/data.json");
    let text = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let data: Value = serde_json::from_str(&text).map_err(|error| format!("{path}: {error}"))?;
    let explained: Explained =
        serde_json::from_str(&read("mdn.json")).map_err(|error| error.to_string())?;
    let mut findings = Vec::new();
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    let mut used = vec![false; explained.differences.len()];
    let kept = kept();
    for (member, by_runtime) in &kept {
        let name = explained.names.get(member).unwrap_or(member);
        let pointer = format!("/api/{}/__compat/support", name.replace('.', "/"));
        let Some(support) = data.pointer(&pointer) else {
            continue;
        };
        for (id, has) in by_runtime {
            let (runtime, version) = id.split_once('@').expect("a version behind its name");
            let browser = if runtime == "node" { "nodejs" } else { runtime };
            let Some(says) = support.get(browser).and_then(|it| supports(it, version)) else {
                continue;
            };
            *compared.entry(browser).or_default() += 1;
            let reason = explained
                .differences
                .iter()
                .position(|one| one.member == *member && one.runtime == runtime);
            match (says == *has, reason) {
                (true, _) => {}
                (false, Some(at)) => used[at] = true,
                (false, None) => findings.push(format!(
                    "{id} says {has} of {member}, and browser-compat-data {says}; look which is right, \
                     and explain it in docs/compat/mdn.json"
                )),
            }
        }
    }
    for (difference, used) in explained.differences.iter().zip(used) {
        if !used || difference.reason.is_empty() {
            let (member, runtime) = (&difference.member, &difference.runtime);
            findings.push(format!(
                "{member} on {runtime}: explained, and no difference; take it out"
            ));
        }
    }
    for browser in ["nodejs", "bun", "deno"] {
        if compared.get(browser).is_none_or(|count| *count < 20) {
            findings.push(format!(
                "only {compared:?} were compared: the names have moved"
            ));
        }
    }
    if findings.is_empty() {
        return Ok(Completion::Completed);
    }
    Err(Failed::from(findings.join("\n")))
}

/// Whether browser-compat-data says that this version has it; nothing when it does not know.
fn supports(support: &Value, version: &str) -> Option<bool> {
    let statements = match support {
        Value::Array(several) => several.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut known = false;
    for statement in statements {
        known |= !statement["version_added"].is_null();
        let reached = |key: &str| match &statement[key] {
            Value::String(since) if since != "preview" => numbers(since) <= numbers(version),
            _ => false,
        };
        let is_plain = statement.get("flags").is_none();
        if is_plain && reached("version_added") && !reached("version_removed") {
            return Some(true);
        }
    }
    known.then_some(false)
}

/// The three numbers of a version.
fn numbers(version: &str) -> [u64; 3] {
    let mut parts = version
        .split(|one: char| !one.is_ascii_digit())
        .filter_map(|it| it.parse().ok());
    std::array::from_fn(|_| parts.next().unwrap_or(0))
}

/// A skip, unless nothing may be skipped here.
fn missing(why: String) -> Result<Completion, Failed> {
    if std::env::var("THREADPROOF_PACKAGES").is_ok_and(|value| value == "required") {
        return Err(Failed::from(format!("skipping is not allowed here: {why}")));
    }
    Ok(Completion::ignored_with(why))
}
