//! The published JSON Schemas: current, and every file of the suite is valid by them.
//!
//! `THREADPROOF_UPDATE_SCHEMA=1` writes them anew.

mod places;

use std::fs;

use boon::{Compiler, Schemas};
use camino::Utf8PathBuf;
use serde_json::Value;
use threadproof_harness::diagnose::Text;
use threadproof_harness::plan::schema::{ALL, text};
use threadproof_harness::yaml::Document;
use walkdir::WalkDir;

use places::{program, workspace};

/// Every YAML file below `expectations/`, with the name of its schema.
fn files() -> Vec<(&'static str, Utf8PathBuf)> {
    let root = workspace().join("expectations");
    let found = WalkDir::new(&root).sort_by_file_name().into_iter();
    found
        .filter_map(|entry| Utf8PathBuf::from_path_buf(entry.expect("readable").into_path()).ok())
        .filter(|path| path.extension() == Some("yaml"))
        .filter_map(|path| {
            let relative = path.strip_prefix(&root).expect("below");
            let parts: Vec<&str> = relative.components().map(|part| part.as_str()).collect();
            let schema = match parts.as_slice() {
                ["_runtimes", _] => "rules",
                ["inventory.yaml"] => "inventory",
                ["uncovered.yaml" | "pages.yaml"] => return None,
                _ => "expectation",
            };
            Some((schema, path))
        })
        .collect()
}

/// What is wrong with a value by a schema; nothing when it is valid.
fn refused(name: &str, value: &Value) -> Option<String> {
    let (_, schema) = ALL
        .iter()
        .find(|(known, _)| *known == name)
        .expect("a schema");
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let place = format!("file:///{name}.json");
    compiler.add_resource(&place, schema()).expect("a schema");
    let index = compiler
        .compile(&place, &mut schemas)
        .expect("it is valid itself");
    schemas
        .validate(value, index)
        .err()
        .map(|error| error.to_string())
}

fn read(body: &str) -> Value {
    let document = Document::parse(Text::new("a.yaml", body)).expect("YAML");
    document.root.to_json()
}

#[test]
fn the_published_schemas_are_current() {
    let update = std::env::var_os("THREADPROOF_UPDATE_SCHEMA").is_some();
    for (name, schema) in ALL {
        let path = workspace().join(format!("docs/schema/{name}.schema.json"));
        if update && std::env::var_os("CI").is_none() {
            fs::write(&path, text(*schema)).expect("writable");
        }
        let published = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            published == text(*schema),
            "{path} is not what the readers say; \
             run THREADPROOF_UPDATE_SCHEMA=1 cargo test -p threadproof --test schema"
        );
        let printed = std::process::Command::new(program())
            .args(["check", "--schema", name])
            .output()
            .expect("the program starts");
        assert_eq!(String::from_utf8_lossy(&printed.stdout), published);
    }
}

#[test]
fn every_file_of_the_suite_is_valid() {
    let files = files();
    assert!(files.len() > 100, "the walk has missed the suite");
    let mut findings = Vec::new();
    for (schema, path) in files {
        let value = read(&fs::read_to_string(&path).expect("readable"));
        findings.extend(refused(schema, &value).map(|why| format!("{path}: {why}")));
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[test]
fn what_the_readers_refuse_is_not_valid() {
    let good = "schema: 1\npromises: p\nexpect: {stdout: x}\n";
    assert_eq!(refused("expectation", &read(good)), None);
    for bad in [
        "schema: 2\npromises: p\nexpect: {stdout: x}\n",
        "schema: 1\nexpect: {stdout: x}\n",
        "schema: 1\npromises: p\nexpect: {stdot: x}\n",
        "schema: 1\npromises: p\nexpect: {events: {a: {thread: main}}}\n",
        "schema: 1\npromises: p\nexpect: {stdout: {lines: [a], count: 1}}\n",
        "schema: 1\npromises: p\ntier: firm\nexpect: {stdout: x}\n",
        "schema: 1\npromises: p\ntimeout: 10\nexpect: {stdout: x}\n",
    ] {
        assert!(refused("expectation", &read(bad)).is_some(), "{bad}");
    }
    let rule = "- {case: a/b, fails: [exit], reason: r}\n";
    assert_eq!(refused("rules", &read(rule)), None);
    assert_eq!(refused("rules", &read("like: node\n")), None);
    for bad in [
        "- {case: a/b, reason: r}\n",
        "- {case: a/b, fails: [exit], outcome: SKIP, reason: r}\n",
        "- {case: a/b, outcome: FAIL, reason: r}\n",
        "lik: node\n",
    ] {
        assert!(refused("rules", &read(bad)).is_some(), "{bad}");
    }
}
