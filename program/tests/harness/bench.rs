//! `threadproof bench` against stand-ins that print what they are told to: structure, never time.

use std::fs;

use serde_json::Value;

use crate::support::Suite;

/// A runtime of this name that answers every script with `line`, and its arguments on stderr.
fn runtime(suite: &Suite, name: &str, line: &str) -> String {
    let script = format!(
        "#!/bin/sh\ncase $PWD in\n*/probe/versions) echo '{{\"node\":\"22.0.0\",\"threadproof\":\"1.0.0\",\"{name}\":\"1.0.0\"}}';;\n*) {line};;\nesac\n"
    );
    let program = suite.program(name, &script);
    format!("{name}={}", program.display())
}

/// A runtime whose round trip takes so many microseconds.
fn trips(suite: &Suite, name: &str, us: u32) -> String {
    runtime(suite, name, &format!("echo '{{\"us\":{us}}}'"))
}

fn suite() -> Suite {
    let suite = Suite::new();
    suite.file("bench/round-trip.cjs", "");
    suite.file("bench/one-way.cjs", "");
    suite.file("bench/process-start.cjs", "");
    suite
}

const TRIP: &[&str] = &["bench", "--scenario", "round-trip"];

fn json(suite: &Suite, words: &[&str]) -> Value {
    let words: Vec<&str> = [words, &["--format", "json"]].concat();
    let ran = suite.threadproof(&words);
    ran.expect(0, &[]);
    serde_json::from_str(&ran.stdout).expect("JSON alone on standard output")
}

#[test]
fn a_record_has_every_value_and_how_many_times_the_best_peer() {
    let suite = suite();
    let (own, slow, fast) = (
        trips(&suite, "boa", 2),
        trips(&suite, "node", 40),
        trips(&suite, "bun", 10),
    );
    let words = [TRIP, &["-r", &own, "-r", &slow, "-r", &fast, "--runs", "3"]].concat();
    let bench = json(&suite, &words);
    assert_eq!(bench["schema"], 1);
    assert_eq!(bench["runs"], 3);
    assert_eq!(
        bench["command"],
        "threadproof bench -r boa -r node@1.0.0 -r bun@1.0.0 --runs 3 --scenario round-trip"
    );
    assert_eq!(bench["runtimes"][0]["reference"], true);
    let figure = &bench["figures"][0];
    assert_eq!(figure["key"], "us");
    let measured = |column: usize| figure["results"][column]["measured"].clone();
    assert_eq!(measured(0)["values"], serde_json::json!([2.0, 2.0, 2.0]));
    assert_eq!(measured(0)["times_best_peer"], 5.0);
    assert_eq!(measured(1)["times_best_peer"], 0.25);
    // The best peer of the best peer is the next one, never the reference.
    assert_eq!(measured(2)["times_best_peer"], 4.0);
}

#[test]
fn more_a_second_is_better_and_arguments_reach_the_script() {
    let suite = suite();
    let said = "[ \"$*\" = 'one-way.cjs nested' ] && echo '{\"perSecond\":100}'";
    let one = runtime(&suite, "node", said);
    let two = runtime(&suite, "bun", "echo '{\"perSecond\":50}'");
    let bench = json(
        &suite,
        &[
            "bench",
            "--scenario",
            "one-way-nested",
            "-r",
            &one,
            "-r",
            &two,
        ],
    );
    let times = &bench["figures"][0]["results"][0]["measured"]["times_best_peer"];
    assert_eq!(*times, 2.0);
}

#[test]
fn the_time_of_a_process_is_taken_from_outside() {
    let suite = suite();
    let one = runtime(&suite, "node", "echo '{}'");
    let words = [
        "bench",
        "--scenario",
        "process-start",
        "-r",
        &one,
        "--runs",
        "1",
    ];
    let bench = json(&suite, &words);
    let values = bench["figures"][0]["results"][0]["measured"]["values"].clone();
    let values = values.as_array().expect("values");
    assert_eq!(values.len(), 4, "a short scenario runs more often");
    assert!(values.iter().all(|value| value.as_f64() > Some(0.0)));
}

#[test]
fn what_a_runtime_cannot_do_is_named_and_costs_no_figure_of_the_others() {
    for (line, reason) in [
        (
            "echo '{\"unsupported\":\"it has no ports\"}'",
            "it has no ports",
        ),
        (
            "echo 'TypeError: not a function' >&2; exit 7",
            "it exited with 7: TypeError: not a function",
        ),
        ("kill -9 $$", "it died of SIGKILL"),
        ("true", "it printed no line of figures"),
        ("echo '{\"ms\":1}'", "it prints no figure `us`"),
    ] {
        let suite = suite();
        let (bad, good) = (runtime(&suite, "deno", line), trips(&suite, "node", 7));
        let words = [TRIP, &["-r", &bad, "-r", &good]].concat();
        let ran = suite.threadproof(&words);
        let said = format!("message round trip on deno@1.0.0: {reason}");
        ran.expect(0, &[&said, "7 µs"]);
    }
}

#[test]
fn runtimes_take_turns_within_each_run() {
    let suite = suite();
    let log = suite.path("log");
    let line = |name: &str| format!("echo {name} >> {}; echo '{{\"us\":1}}'", log.display());
    let (one, two) = (
        runtime(&suite, "node", &line("node")),
        runtime(&suite, "bun", &line("bun")),
    );
    let words = [TRIP, &["-r", &one, "-r", &two, "--runs", "3"]].concat();
    suite.threadproof(&words).expect(0, &[]);
    let log = fs::read_to_string(log).expect("a log");
    let order: Vec<&str> = log.lines().collect();
    assert_eq!(order, ["node", "bun", "bun", "node", "node", "bun"]);
}

#[test]
fn forms_go_to_files_and_the_page_holds_what_is_needed_to_repeat_it() {
    let suite = suite();
    let one = trips(&suite, "boa", 3);
    let page = suite.path("docs/benchmarks.md");
    let form = format!("table,md={}", page.display());
    let words = [TRIP, &["-r", &one, "--format", &form]].concat();
    let ran = suite.threadproof(&words);
    ran.expect(0, &["message round trip", "no peer", "wrote "]);
    let page = fs::read_to_string(page).expect("a page");
    for part in [
        "Taken by `threadproof bench -r boa --scenario round-trip`",
        "machine: ",
        "runtimes: boa@1.0.0",
        "| message round trip | 3 µs (3–3) |",
    ] {
        assert!(page.contains(part), "`{part}` is not in:\n{page}");
    }
}

#[test]
fn unknown_names_say_what_is_known_and_a_missing_folder_where_it_should_be() {
    let suite = Suite::new();
    let fake = suite.fake();
    let run = |words: &[&str]| suite.threadproof(&[&["bench", "-r", &fake], words].concat());
    run(&["--scenario", "round-tripp"]).expect(2, &["did you mean `round-trip`?"]);
    run(&["--format", "xml"]).expect(2, &["unknown form `xml`", "table, json, md"]);
    run(&["--format", "md="]).expect(2, &["has no path after `=`"]);
    run(&["--runs", "0"]).expect(2, &["--runs"]);
    run(&["--scenario", "round-trip"]).expect(2, &["cannot copy the scenarios", "--suite"]);
}

#[test]
fn the_harness_is_compared_with_xargs_on_the_same_processes() {
    let suite = Suite::new();
    let one = runtime(&suite, "node", "echo hello");
    let words = ["bench", "-r", &one, "--harness", "3", "--runs", "1"];
    let ran = suite.threadproof(&words);
    ran.expect(
        0,
        &["3 cases on node@1.0.0", "xargs", "one case", "peak memory"],
    );
    let bad = runtime(&suite, "bun", "echo other");
    let words = ["bench", "-r", &bad, "--harness", "3", "--runs", "1"];
    suite
        .threadproof(&words)
        .expect(5, &["threadproof run failed"]);
}
