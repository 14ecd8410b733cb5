//! Every area was seen to fail: observations bent by hand, and what must notice.
//!
//! The table is `tests/data/bent.yaml`. That no case of the suite escapes the general bends of
//! `threadproof_harness::contradict` is shown where each case runs, in the `conformance` test.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use threadproof_harness::contradict::{contradictions, states_something, unnoticed};
use threadproof_harness::diagnose::Text;
use threadproof_harness::matcher::judge;
use threadproof_harness::observe::Observation;
use threadproof_harness::plan::Plan;
use threadproof_harness::plan::expectation::Expectation;
use threadproof_harness::plan::reader::read_expectation;
use threadproof_harness::yaml::Document;
use threadproof_reports::record::{Raw, TraceEvent, read_file};

use crate::places::workspace;
use crate::support::Suite;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    case: String,
    wrong: String,
    bend: Vec<Step>,
    fails: BTreeSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Step {
    Lose(Found),
    Repeat(Found),
    Swap([Found; 2]),
    First(Found),
    Change(Found),
    Add(Found),
    Refute(String),
    Skip(String),
    Exit(i32),
    Ends(bool),
    Dies(String),
    Stdout(String),
    Stderr(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Found {
    thread: Option<String>,
    kind: String,
    value: Option<Json>,
    to: Option<Json>,
}

#[test]
fn every_area_was_seen_to_fail() {
    let root = workspace();
    let plan = Plan::read(&root).expect("the suite can be read");
    let rows = table(&root);
    let areas: BTreeSet<&str> = plan.cases.iter().map(|one| one.case.area()).collect();
    let bent: BTreeSet<&str> = rows
        .iter()
        .filter_map(|row| row.case.split('/').next())
        .collect();
    assert_eq!(bent, areas, "each area has a row, and each row an area");
    let observed = observe_on_reference(&root, &rows);
    let mut findings = Vec::new();
    for row in &rows {
        let planned = plan.case(&row.case).expect("the program refused others");
        let good = &observed[&row.case];
        assert_eq!(
            judge(&planned.expectation, good).raw,
            Raw::Pass,
            "{}",
            row.case
        );
        let bad = row.bend.iter().fold(good.clone(), step);
        let judgement = judge(&planned.expectation, &bad);
        let failed: BTreeSet<String> = judgement.failed().map(|one| one.name.clone()).collect();
        if failed != row.fails || judgement.raw == Raw::Pass {
            findings.push(format!(
                "{}: {}: failed {failed:?}, not {:?}",
                row.case, row.wrong, row.fails
            ));
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[test]
fn everything_that_an_expectation_states_is_contradicted_and_noticed() {
    let expectation = read(
        "expect:
  exit: [0, 2]
  stdout: {lines: [one, two]}
  stderr: {contains: [warning]}
  events:
    first: {thread: main, kind: message, value: 1}
    second: {thread: main, kind: message, value: 2}
    more: {kind: tick, count: {min: 1, max: 3}}
  order: [first < second]
  checks: [fine]",
    );
    let good = good("one\ntwo\n", "a warning\n");
    let contradictions = contradictions(&expectation, &good);
    let what: Vec<&str> = contradictions
        .iter()
        .map(|bend| bend.what.as_str())
        .collect();
    for part in [
        "exits with 1",
        "dies of SIGSEGV",
        "stdout: a line too many",
        "stdout: the first line is missing",
        "stdout: the lines are in another order",
        "stderr: a text is missing",
        "first never happens",
        "first happens too often",
        "first has another value",
        "first happens in another thread",
        "more never happens",
        "something unheard of happens",
        "second comes before first",
        "fine does not hold",
        "fine does not run",
        "an unlisted check runs",
        "it never comes to its end",
        "it comes to its end twice",
    ] {
        assert!(what.contains(&part), "`{part}` is not one of {what:?}");
    }
    let escaped = unnoticed(&expectation, &good);
    assert!(escaped.is_empty(), "{escaped:?}");
}

#[test]
fn what_states_nothing_is_found() {
    // Any value fits the pattern, and the two events of the order are the same to it.
    let vacuous = read(
        "expect:
  stdout: {lines: [one, two]}
  stderr: {contains: ['']}
  events:
    first: {kind: message, value: {match: '.*'}}
    second: {kind: message}
    more: {kind: tick}
  order: [first < second]
  checks: [fine]",
    );
    let found: Vec<String> = unnoticed(&vacuous, &good("one\ntwo\n", ""))
        .into_iter()
        .map(|bend| bend.what)
        .collect();
    assert_eq!(
        found,
        [
            "stderr: a text is missing",
            "first has another value",
            "second comes before first"
        ]
    );
    assert!(!states_something(&read("expect: {done: true}")));
    assert!(!states_something(&read(
        "expect: {events: {rare: {kind: tick, optional: true}}}"
    )));
    assert!(states_something(&read("expect: {exit: 1, done: true}")));
    assert!(states_something(&read("expect: {stdout: ''}")));
}

fn table(root: &Utf8Path) -> Vec<Row> {
    let path = root.join("program/tests/data/bent.yaml");
    let text = std::fs::read_to_string(&path).expect("readable");
    let document = Document::parse(Text::new(&path, text)).expect("YAML");
    serde_json::from_value(document.root.to_json()).expect("rows as the head of the file says")
}

/// What the reference does in the cases of the table, from one run of the program.
fn observe_on_reference(root: &Utf8Path, rows: &[Row]) -> BTreeMap<String, Observation> {
    let scratch = Suite::new();
    let output = scratch.path("observed");
    let mut words = vec!["run", "--quiet", "-r", "boa", "--exact"];
    words.extend(["--suite", root.as_str(), "--output"]);
    words.push(output.to_str().expect("UTF-8"));
    let cases: BTreeSet<&str> = rows.iter().map(|row| row.case.as_str()).collect();
    words.extend(cases);
    scratch.threadproof(&words).expect(0, &[]);
    let run = read_file(&output.join("run.json")).expect("a record");
    let observed = run.results.into_iter().map(|result| {
        let seen = result.observation.unwrap_or_default();
        let observation = Observation {
            seen,
            ..Observation::default()
        };
        (result.case, observation)
    });
    observed.collect()
}

fn step(mut bad: Observation, step: &Step) -> Observation {
    let trace = &mut bad.seen.trace;
    match step {
        Step::Lose(event) => lose(trace, place(trace, event)),
        Step::Repeat(event) => {
            let place = place(trace, event);
            trace.insert(place, trace[place].clone());
        }
        Step::Swap([one, other]) => {
            let places = (place(trace, one), place(trace, other));
            trace.swap(places.0, places.1);
        }
        Step::First(event) => {
            let place = place(trace, event);
            trace[..=place].rotate_right(1);
        }
        Step::Change(event) => {
            let place = place(trace, event);
            trace[place].value.clone_from(&event.to);
        }
        Step::Add(event) => trace.push(TraceEvent {
            thread: event.thread.clone().expect("`add` names a thread"),
            tid: 0,
            seq: 0,
            kind: event.kind.clone(),
            value: event.value.clone(),
        }),
        Step::Refute(name) => {
            let place = check(trace, name);
            trace[place].value = Some(json!({"name": name, "ok": false}));
        }
        Step::Skip(name) => skip(trace, name),
        Step::Exit(code) => bad.seen.exit = Some(*code),
        Step::Ends(by_itself) => {
            bad.seen.alive = !by_itself;
            bad.seen.exit = by_itself.then_some(0);
        }
        Step::Dies(signal) => {
            bad.seen.exit = None;
            bad.seen.signal = Some(signal.clone());
        }
        Step::Stdout(text) => bad.seen.stdout.text.clone_from(text),
        Step::Stderr(text) => bad.seen.stderr.text.clone_from(text),
    }
    bad
}

/// What does not happen has no number, either.
fn lose(trace: &mut Vec<TraceEvent>, place: usize) {
    let gone = trace.remove(place);
    for event in trace.iter_mut().filter(|event| event.tid == gone.tid) {
        event.seq -= u64::from(event.seq > gone.seq);
    }
}

/// A check that does not run is not counted by its thread either.
fn skip(trace: &mut Vec<TraceEvent>, name: &str) {
    let gone = trace.remove(check(trace, name));
    let done = trace
        .iter_mut()
        .find(|event| event.kind == "done" && event.thread == gone.thread && event.tid == gone.tid);
    if let Some(Some(value)) = done.map(|event| &mut event.value) {
        value["checks"] = json!(value["checks"].as_u64().expect("a count") - 1);
    }
}

#[track_caller]
fn place(trace: &[TraceEvent], wanted: &Found) -> usize {
    let fits = |event: &TraceEvent| {
        event.kind == wanted.kind
            && (wanted.value.is_none() || event.value == wanted.value)
            && wanted
                .thread
                .as_ref()
                .is_none_or(|name| *name == event.thread)
    };
    trace
        .iter()
        .position(fits)
        .unwrap_or_else(|| panic!("no {wanted:?} in {trace:#?}"))
}

#[track_caller]
fn check(trace: &[TraceEvent], name: &str) -> usize {
    trace
        .iter()
        .position(|event| {
            event.kind == "check"
                && event.value.as_ref().and_then(|value| value.get("name")) == Some(&json!(name))
        })
        .unwrap_or_else(|| panic!("no check {name} in {trace:#?}"))
}

fn read(rest: &str) -> Expectation {
    let text = format!("schema: 1\npromises: it does\ncovers: [an-id]\ntier: documented\n{rest}\n");
    read_expectation(Text::new("a.yaml", text)).expect("well formed")
}

fn good(stdout: &str, stderr: &str) -> Observation {
    let mut good = Observation::default();
    good.seen.exit = Some(0);
    stdout.clone_into(&mut good.seen.stdout.text);
    stderr.clone_into(&mut good.seen.stderr.text);
    let events = [
        ("message", json!(1)),
        ("message", json!(2)),
        ("tick", json!(null)),
        ("check", json!({"name": "fine", "ok": true})),
        ("done", json!({"checks": 1})),
    ];
    good.seen.trace = (1..)
        .zip(events)
        .map(|(seq, (kind, value))| TraceEvent {
            thread: "main".to_owned(),
            tid: 0,
            seq,
            kind: kind.to_owned(),
            value: Some(value),
        })
        .collect();
    good
}
