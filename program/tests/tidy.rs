//! The rules of the house that no compiler checks.

mod places;

use std::fs;

use camino::Utf8PathBuf;
use threadproof_harness::diagnose::Diagnostics;
use threadproof_harness::plan::Plan;
use walkdir::WalkDir;

use places::{program, workspace};

/// No source file is longer.
const LONGEST: usize = 500;

/// Files that may be longer, each with the reason.
const MAY_BE_LONGER: &[(&str, &str)] = &[(
    "program/tests/harness/verify.rs",
    "each kind of example has its test here, by the same helpers",
)];

/// The files that may have `unsafe`; each says at its top why.
const HAVE_UNSAFE: &[&str] = &[
    "harness/src/execute/spawn.rs",
    "runner/engine/src/interrupt.rs",
    "runner/engine/src/profile/slicer.rs",
    "runner/ground/src/heap.rs",
    "runner/ground/src/stack_pages.rs",
    "runner/node/src/native/child_process.rs",
    "runner/node/src/native/fs/descriptors.rs",
    "runner/wasm/src/memory.rs",
    "runner/workers/src/atomics/memory.rs",
];

/// Names of folders that hold no source of ours.
const NOT_OURS: &[&str] = &["target", "node_modules", ".git"];

/// Every source file with one of these endings, its path relative to the workspace, and its text.
fn sources(endings: &[&str]) -> Vec<(Utf8PathBuf, String)> {
    let root = workspace();
    let walk = WalkDir::new(&root)
        .into_iter()
        .filter_entry(|entry| !NOT_OURS.contains(&entry.file_name().to_string_lossy().as_ref()));
    walk.map(|entry| entry.expect("readable"))
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| Utf8PathBuf::from_path_buf(entry.into_path()).ok())
        .filter(|path| {
            path.extension()
                .is_some_and(|ending| endings.contains(&ending))
        })
        .map(|path| {
            let text = fs::read_to_string(&path).expect("UTF-8");
            (path.strip_prefix(&root).expect("below").to_owned(), text)
        })
        .collect()
}

/// Fails with every finding at once.
#[track_caller]
fn expect_none(findings: &[String], rule: &str) {
    assert!(findings.is_empty(), "{rule}:\n  {}", findings.join("\n  "));
}

#[test]
fn every_rust_file_says_what_it_is_for() {
    let without = sources(&["rs"])
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(path, _)| path.into_string());
    expect_none(
        &without.collect::<Vec<_>>(),
        "start the file with `//!` and what it is for",
    );
}

#[test]
fn no_source_file_is_too_long() {
    let mut findings = Vec::new();
    let files = sources(&["rs", "js", "cjs", "mjs", "ts"]);
    for (path, text) in &files {
        let lines = text.lines().count();
        let excused = MAY_BE_LONGER.iter().any(|(long, _)| long == path);
        if lines > LONGEST && !excused {
            findings.push(format!("{path}: {lines} lines"));
        }
        if lines <= LONGEST && excused {
            findings.push(format!("{path}: {lines} lines, needs no excuse any more"));
        }
    }
    for (long, reason) in MAY_BE_LONGER {
        assert!(!reason.is_empty(), "{long} needs a reason");
        if !files.iter().any(|(path, _)| path == long) {
            findings.push(format!("{long}: excused but not there"));
        }
    }
    expect_none(&findings, "split the file, or list it with a reason");
}

#[test]
fn unsafe_code_is_in_the_listed_files_only() {
    // The compiler refuses it without the attribute, and warns of one that is not needed.
    let allowed: Vec<String> = sources(&["rs"])
        .into_iter()
        .filter(|(_, text)| {
            let text = text.replace(char::is_whitespace, "");
            // Put together here, so that this file does not find itself.
            let lint = ["unsafe", "_code,"].concat();
            ["expect", "allow", "warn"]
                .iter()
                .any(|level| text.contains(&format!("[{level}({lint}")))
        })
        .map(|(path, _)| path.into_string())
        .collect();
    let mut listed = HAVE_UNSAFE.to_vec();
    listed.sort_unstable();
    let mut allowed: Vec<&str> = allowed.iter().map(String::as_str).collect();
    allowed.sort_unstable();
    assert_eq!(allowed, listed, "list the file here and in ARCHITECTURE.md");
    let page = fs::read_to_string(workspace().join("ARCHITECTURE.md")).expect("UTF-8");
    let missing: Vec<String> = HAVE_UNSAFE
        .iter()
        .map(|path| path.trim_start_matches("runner/").to_owned())
        .filter(|path| !page.contains(&format!("`{path}`")))
        .collect();
    expect_none(&missing, "name the file in ARCHITECTURE.md");
}

#[test]
fn nothing_is_left_for_later() {
    // Put together here, so that this file does not find itself.
    let words = [
        ("todo", "!("),
        ("unimplemented", "!("),
        ("#[ign", "ore"),
        ("dbg", "!("),
    ];
    let words: Vec<String> = words
        .iter()
        .map(|(one, other)| format!("{one}{other}"))
        .collect();
    let mut findings = Vec::new();
    for (path, text) in sources(&["rs"]) {
        for (number, line) in text.lines().enumerate() {
            if words.iter().any(|word| line.contains(word.as_str())) {
                findings.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    expect_none(&findings, "finish it");
}

#[test]
fn fixtures_and_expectations_belong_together_and_cite_well_formed_ids() {
    // Reading the plan refuses orphans on either side and ids that are not well formed.
    let plan = match Plan::read(&workspace()) {
        Ok(plan) => plan,
        Err(errors) => {
            let layout: Vec<String> = errors.layout.iter().map(ToString::to_string).collect();
            panic!(
                "{}\n{}",
                layout.join("\n"),
                Diagnostics(errors.texts).render(false)
            );
        }
    };
    assert!(!plan.cases.is_empty(), "the suite is empty");
    let mut findings = Vec::new();
    for planned in &plan.cases {
        let id = &planned.case.id;
        let name = |part: &str| threadproof_harness::plan::reader::is_kebab(part);
        if !id.split('/').all(name) {
            findings.push(format!("{id}: name it with lower-case words joined by `-`"));
        }
        if planned.expectation.promises.contains('\n') {
            findings.push(format!("{id}: `promises` is more than one line"));
        }
    }
    expect_none(&findings, "cases have plain names and promises");
}

#[test]
fn no_rule_is_stale_expired_or_shadowed() {
    let plan = Plan::read(&workspace()).expect("tested above");
    let problems = plan.rule_problems(jiff::Zoned::now().date());
    assert!(
        problems.is_empty(),
        "{}",
        Diagnostics(problems).render(false)
    );
}

#[test]
fn every_cited_id_is_one_of_the_inventory() {
    let output = std::process::Command::new(program())
        .args(["list", "--coverage", "--suite", workspace().as_str()])
        .output()
        .expect("the program starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
}

#[test]
fn only_one_file_knows_yaml() {
    let knows = sources(&["rs"])
        .into_iter()
        .filter(|(path, text)| path.starts_with("harness/src") && text.contains("serde_yaml::"))
        .map(|(path, _)| path.into_string());
    assert_eq!(knows.collect::<Vec<_>>(), ["harness/src/yaml/mod.rs"]);
}

#[test]
fn each_thing_has_one_name() {
    let context = ["c", "tx"].concat();
    let mut findings = Vec::new();
    for (path, text) in sources(&["rs"]) {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        if text.split(|c| !is_name(c)).any(|word| word == context) {
            findings.push(format!("{path}: `{context}` is `context` here"));
        }
        let is_in_source = path.components().any(|part| part.as_str() == "src");
        if is_in_source && workspace().join(path.with_extension("")).is_dir() {
            findings.push(format!(
                "{path}: the first file of a folder is its `mod.rs`"
            ));
        }
    }
    expect_none(&findings, "call it as everything else is called");
}
