//! Every area was seen to fail on a runtime that gets it wrong.
//!
//! The table is `tests/data/wrong.yaml`. All rows run at once: each wrong runtime is a column of
//! its own, and a filter gives it the one case that it is about.

use std::collections::BTreeSet;

use serde::Deserialize;
use threadproof_harness::diagnose::Text;
use threadproof_harness::plan::Plan;
use threadproof_harness::yaml::Document;
use threadproof_reports::record::{Verdict, read_file};

use crate::places::{program, workspace};
use crate::support::{Suite, failed};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    case: String,
    wrong: String,
    fails: Vec<String>,
    preload: String,
}

#[test]
fn every_area_fails_on_a_runtime_that_gets_it_wrong() {
    let root = workspace();
    let path = root.join("program/tests/data/wrong.yaml");
    let text = std::fs::read_to_string(&path).expect("readable");
    let document = Document::parse(Text::new(&path, text)).expect("YAML");
    let rows: Vec<Row> = serde_json::from_value(document.root.to_json()).expect("rows");
    let area = |id: &str| id.split('/').next().unwrap_or_default().to_owned();
    let plan = Plan::read(&root).expect("the suite can be read");
    let areas: BTreeSet<String> = plan.cases.iter().map(|one| area(&one.case.id)).collect();
    let broken: BTreeSet<String> = rows.iter().map(|row| area(&row.case)).collect();
    assert_eq!(broken, areas, "each area has a row, and each row an area");

    let scratch = Suite::new();
    let output = scratch.path("output");
    let mut command = scratch.command(&["run", "--quiet", "--gate", "all"]);
    command.args(["--suite", root.as_str(), "--output"]);
    command.arg(&output);
    let mut filters = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let file = scratch.path(&format!("wrong{at}.cjs"));
        let head = "'use strict';\nconst wt = require('worker_threads');\n";
        std::fs::write(&file, format!("{head}{}", row.preload)).expect("writable");
        let (program, file) = (program(), file.display().to_string());
        let runtime = format!("wrong{at}={program} boa --require {file} {{file}}");
        command.args(["-r", &runtime]);
        filters.push(format!("case({}) & runtime(wrong{at})", row.case));
    }
    command.args(["-E", &filters.join(" | ")]);
    let ran: crate::support::Ran = command.output().expect("starts").into();
    ran.expect(1, &[]);

    let run = read_file(&output.join("run.json")).expect("a record");
    assert_eq!(run.results.len(), rows.len(), "one result for each row");
    let mut findings = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let column = format!("wrong{at}@");
        let result = run
            .results
            .iter()
            .find(|result| result.runtime.starts_with(&column))
            .expect("counted above");
        let failed = failed(result);
        let noticed = row.fails.iter().all(|name| failed.contains(&name.as_str()));
        if result.verdict != Verdict::UnexpectedFailure || !noticed {
            findings.push(format!("{}: {}: failed {failed:?}", row.case, row.wrong));
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
