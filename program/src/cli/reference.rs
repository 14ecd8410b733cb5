//! The reference pages of `docs/`, held to the code. Tests only.

use std::collections::BTreeSet;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use clap::CommandFactory;
use threadproof_harness::diagnose::Text;
use threadproof_harness::plan::filter::{Filter, PREDICATES};
use threadproof_harness::plan::reader::read_expectation;
use threadproof_harness::plan::rules::read_rules;
use threadproof_harness::plan::schema;

use super::settings::Settings;
use super::{Cli, Code};

fn root() -> Utf8PathBuf {
    let package = std::env::var("CARGO_MANIFEST_DIR")
        .unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    Utf8Path::new(&package).join("..")
}

fn page(path: &str) -> String {
    fs::read_to_string(root().join("docs").join(path)).expect(path)
}

/// The texts of all code blocks of a language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let parts = page.split(&fence).skip(1);
    let blocks = parts.map(|part| part.split("```").next().unwrap_or_default().to_owned());
    let blocks: Vec<String> = blocks.collect();
    assert!(!blocks.is_empty(), "the page has no block of {language}");
    blocks
}

/// Everything between single backquotes in the first cells of tables.
fn first_cells(page: &str) -> BTreeSet<String> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| "));
    rows.filter_map(|row| row.split(" | ").next())
        .flat_map(|cell| {
            let words = cell.split('`').skip(1).step_by(2);
            words.map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}

/// Every key that a schema knows, at any depth.
fn schema_keys(value: &serde_json::Value, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(members) => {
            if let Some(serde_json::Value::Object(keys)) = members.get("properties") {
                found.extend(keys.keys().cloned());
            }
            members.values().for_each(|one| schema_keys(one, found));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|one| schema_keys(one, found)),
        _ => {}
    }
}

#[track_caller]
fn names_all_keys(page: &str, schema: &str) {
    let (_, make) = schema::ALL
        .iter()
        .find(|(name, _)| *name == schema)
        .expect("a schema");
    let mut keys = BTreeSet::new();
    schema_keys(&make(), &mut keys);
    let missing: Vec<&String> = keys
        .iter()
        .filter(|key| !page.contains(&format!("`{key}`")))
        .collect();
    assert!(missing.is_empty(), "not on the page: {missing:?}");
}

#[test]
fn the_page_of_expectations_names_every_key_and_its_example_is_read() {
    let page = page("reference/expectations.md");
    names_all_keys(&page, "expectation");
    for block in blocks(&page, "yaml") {
        let read = read_expectation(Text::new("expectations/a/b.yaml", block));
        assert!(read.is_ok(), "{read:?}");
    }
}

#[test]
fn the_page_of_rules_names_every_key_and_its_examples_are_read() {
    let page = page("reference/rules.md");
    names_all_keys(&page, "rules");
    // The first is of Bun's; the second says itself whose it is.
    for block in blocks(&page, "yaml") {
        let read = read_rules(Text::new("bun.yaml", block), "bun");
        assert!(read.is_ok(), "{read:?}");
    }
}

#[test]
fn the_page_of_filters_has_every_predicate_and_its_examples_are_read() {
    let page = page("reference/filters.md");
    let told: BTreeSet<String> = first_cells(&page)
        .iter()
        .filter_map(|cell| cell.split_once('(').map(|(name, _)| name.to_owned()))
        .filter(|name| !name.is_empty())
        .collect();
    assert_eq!(
        told,
        PREDICATES.iter().map(|name| (*name).to_owned()).collect()
    );
    for line in blocks(&page, "text").iter().flat_map(|block| block.lines()) {
        assert!(Filter::parse(line).is_ok(), "{line}");
    }
}

#[test]
fn the_page_of_settings_has_every_key_and_no_other() {
    let page = page("reference/settings.md");
    let block = blocks(&page, "toml").remove(0);
    // A key that is no setting is refused here.
    toml::from_str::<Settings>(&block).expect("it is read");
    let keys = |text: &str| -> BTreeSet<String> {
        let error = toml::from_str::<Settings>(text)
            .expect_err("it is refused")
            .to_string();
        let known = error
            .split("expected one of ")
            .nth(1)
            .expect("the keys")
            .to_owned();
        known
            .split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    for key in keys("x = 1").into_iter().chain(keys("[run]\nx = 1")) {
        let is_there = block.lines().any(|line| {
            line.starts_with(&format!("{key} =")) || line.starts_with(&format!("[{key}"))
        });
        assert!(is_there, "`{key}` is not on the page");
    }
}

#[test]
fn the_page_of_exit_codes_has_every_code_and_every_command() {
    let page = page("reference/exit-codes.md");
    for code in [
        Code::AsExpected,
        Code::Unexpected,
        Code::Usage,
        Code::Inconclusive,
        Code::NothingSelected,
        Code::Harness,
        Code::Interrupted,
    ] {
        assert!(page.contains(&format!("| {} | ", code as u8)), "{code:?}");
    }
    let commands: BTreeSet<String> = Cli::command()
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .collect();
    assert_eq!(first_cells(&page), commands);
}

/// Every option of every command: its variable, its flag, the command.
fn options() -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    let mut open = vec![Cli::command()];
    while let Some(command) = open.pop() {
        for argument in command.get_arguments() {
            let Some(variable) = argument.get_env() else {
                continue;
            };
            let flag = argument.get_long().map_or_else(
                || argument.get_id().to_string().to_uppercase(),
                |long| format!("--{long}"),
            );
            found.push((
                variable.to_string_lossy().into_owned(),
                flag,
                command.get_name().to_owned(),
            ));
        }
        open.extend(command.get_subcommands().cloned());
    }
    found
}

/// Variables that are read and belong to no option, with the file that reads each.
const OTHERS: &[(&str, &str)] = &[
    ("THREADPROOF_CACHE", "harness/src/runtimes/locate.rs"),
    ("COLUMNS", "program/src/cli/summary.rs"),
    ("NO_COLOR", ""),
    ("GITHUB_ACTIONS", "program/src/cli/reporting.rs"),
    ("GITHUB_STEP_SUMMARY", "program/src/cli/reporting.rs"),
    ("GITHUB_WORKSPACE", "program/src/cli/reporting.rs"),
];

#[test]
fn the_page_of_variables_has_each_and_no_other() {
    let page = page("reference/environment.md");
    let known: BTreeSet<String> = options()
        .into_iter()
        .map(|(variable, ..)| variable)
        .chain(OTHERS.iter().map(|(name, _)| (*name).to_owned()))
        .collect();
    assert_eq!(first_cells(&page), known);
    for (variable, flag, command) in options() {
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| `{variable}` | ")));
        let row = row.expect("looked at above");
        assert!(
            row.contains(&format!("`{flag}`")),
            "{variable}: no {flag} of {command}"
        );
    }
    for (name, file) in OTHERS.iter().filter(|(_, file)| !file.is_empty()) {
        let text = fs::read_to_string(root().join(file)).expect(file);
        assert!(text.contains(name), "{file} does not read {name}");
    }
}

#[test]
fn the_recipes_name_the_repository_and_the_version_of_the_manifest() {
    let action = format!(
        "uses: {}@v{}",
        env!("CARGO_PKG_REPOSITORY").trim_start_matches("https://github.com/"),
        env!("CARGO_PKG_VERSION")
    );
    let page = page("ci.md");
    let uses = page
        .lines()
        .map(str::trim)
        .map(|line| line.trim_start_matches("- "));
    let ours: Vec<&str> = uses
        .filter(|line| line.starts_with("uses: ") && line.contains("threadproof"))
        .collect();
    assert!(!ours.is_empty());
    assert!(
        ours.iter().all(|line| **line == action),
        "{ours:?}, not {action}"
    );
}
