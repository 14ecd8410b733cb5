//! `docs/reference.md`: what the reference has of Node's modules and globals, from what both say.
//!
//! `docs/reference/data/members.cjs` asks; `node.json` is what Node answered. The reference is asked
//! here. `THREADPROOF_UPDATE_REFERENCE=1` writes the page anew.

mod places;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::process::Command;

use camino::Utf8PathBuf;
use serde::Deserialize;
use threadproof_harness::diagnose::Text;
use threadproof_harness::yaml::Document;

use places::{program, workspace};

/// What `members.cjs` prints.
#[derive(Deserialize)]
struct Members {
    version: String,
    globals: BTreeSet<String>,
    modules: BTreeMap<String, BTreeSet<String>>,
}

/// How a module or the globals stand beside Node's.
struct Standing<'m> {
    name: &'m str,
    all: usize,
    missing: Vec<&'m str>,
    refused: Vec<&'m str>,
    state: String,
}

fn data(name: &str) -> Utf8PathBuf {
    workspace().join("docs/reference/data").join(name)
}

fn asked(args: &[&str]) -> Members {
    // Some of what is called writes a file where it stands.
    let folder = tempfile::tempdir().expect("a folder");
    let ran = Command::new(program())
        .args(["boa", data("members.cjs").as_str()])
        .args(args)
        .current_dir(&folder)
        .output()
        .expect("the program starts");
    let errors = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{errors}");
    serde_json::from_slice(&ran.stdout).expect("JSON")
}

/// Names that have a class or an object in common in one word: `Agent.prototype.{close, open}`.
fn folded(names: &[&str]) -> String {
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in names {
        let (owner, member) = name.rsplit_once('.').unwrap_or(("", name));
        groups.entry(owner).or_default().push(member);
    }
    let words = groups
        .into_iter()
        .map(|(owner, members)| match members.as_slice() {
            members if owner.is_empty() => members
                .iter()
                .map(|member| format!("`{member}`"))
                .collect::<Vec<_>>()
                .join(", "),
            [member] => format!("`{owner}.{member}`"),
            members => format!("`{owner}.{{{}}}`", members.join(", ")),
        });
    words.collect::<Vec<_>>().join(", ")
}

impl<'m> Standing<'m> {
    fn of(
        name: &'m str,
        theirs: &'m BTreeSet<String>,
        ours: Option<&BTreeSet<String>>,
        refused: Option<&BTreeSet<String>>,
        absent: Option<&String>,
    ) -> Self {
        let is_there = |member: &&String| ours.is_some_and(|ours| ours.contains(*member));
        let missing: Vec<_> = theirs.iter().filter(|member| !is_there(member)).collect();
        let is_refused = |member: &&String| refused.is_some_and(|all| all.contains(*member));
        let refused: Vec<_> = theirs.iter().filter(is_refused).collect();
        let state = match (ours, absent) {
            (None, Some(reason)) => format!("absent by design: {reason}"),
            (None, None) => "absent".to_owned(),
            _ if missing.is_empty() && refused.is_empty() => "there".to_owned(),
            _ => "partly".to_owned(),
        };
        let texts = |names: Vec<&'m String>| names.into_iter().map(String::as_str).collect();
        Self {
            name,
            all: theirs.len(),
            missing: texts(missing),
            refused: texts(refused),
            state,
        }
    }

    fn row(&self) -> String {
        let there = self.all - self.missing.len() - self.refused.len();
        format!(
            "| {} | {} | {there} of {} | {} |\n",
            self.name,
            self.state,
            self.all,
            self.refused.len()
        )
    }

    /// What is not there, unless all or nothing is.
    fn details(&self) -> String {
        let mut text = String::new();
        if self.state == "partly" {
            let _ = write!(text, "\n### {}\n", self.name);
            for (word, names) in [("Missing", &self.missing), ("Refused", &self.refused)] {
                if !names.is_empty() {
                    let _ = write!(text, "\n{word}: {}.\n", folded(names));
                }
            }
        }
        text
    }
}

fn page(node: &Members, reasons: &BTreeMap<String, String>) -> String {
    let (ours, refused) = (asked(&[]), asked(&["--refused"]));
    let globals = Standing::of("globals", &node.globals, Some(&ours.globals), None, None);
    let modules = node.modules.iter().map(|(name, theirs)| {
        let (ours, refused) = (ours.modules.get(name), refused.modules.get(name));
        Standing::of(name, theirs, ours, refused, reasons.get(name))
    });
    let all: Vec<_> = std::iter::once(globals).chain(modules).collect();
    let rows: String = all.iter().map(Standing::row).collect();
    let details: String = all.iter().map(Standing::details).collect();
    format!(
        "# What the reference has of Node\n\n\
         Every global and every member of a builtin module of Node {}, and whether the reference has \
         it. It is made by `THREADPROOF_UPDATE_REFERENCE=1 cargo test -p threadproof --test \
         reference` from [what Node answered](reference/data/node.json) to [one \
         script](reference/data/members.cjs) and what the reference answers; the same test fails \
         when it is not current. Refused are functions that are there and throw an error that names \
         them (`ERR_FEATURE_UNAVAILABLE_ON_PLATFORM`). That a member is there does not say that it \
         does all that Node's does.\n\n\
         | module | state | there | refused |\n|---|---|---|---|\n{rows}\n\
         ## What is not there\n{details}",
        node.version
    )
}

#[test]
fn the_page_of_modules_and_globals_is_current() {
    let node: Members =
        serde_json::from_slice(&fs::read(data("node.json")).expect("readable")).expect("JSON");
    let text = fs::read_to_string(data("absent.yaml")).expect("readable");
    let document = Document::parse(Text::new("absent.yaml", text)).expect("YAML");
    let reasons: BTreeMap<String, String> =
        serde_json::from_value(document.root.to_json()).expect("names and reasons");
    let made = page(&node, &reasons);
    let path = workspace().join("docs/reference.md");
    if std::env::var_os("THREADPROOF_UPDATE_REFERENCE").is_some() {
        fs::write(&path, &made).expect("writable");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "{path} is not current; run THREADPROOF_UPDATE_REFERENCE=1 cargo test -p threadproof \
         --test reference\n{}",
        similar::TextDiff::from_lines(&kept, &made).unified_diff()
    );
    for name in reasons.keys() {
        let state = format!("| {name} | absent by design");
        assert!(made.contains(&state), "absent.yaml: {name} is not absent");
    }
}
