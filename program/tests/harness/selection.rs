//! Names, filters, last failures, shards and repeats.

use std::collections::BTreeSet;

use threadproof_reports::record::{Raw, Verdict};

use crate::support::Suite;

const GOOD: &str = "expect: {stdout: \"x\\n\"}\n";

fn suite() -> Suite {
    let suite = Suite::new();
    suite.case(
        "port/close",
        "echo x",
        &format!("since: \">=10.5.0\"\n{GOOD}"),
    );
    suite.case(
        "port/close-twice",
        "echo x",
        &format!("since: \">=18.0.0\"\n{GOOD}"),
    );
    suite.case(
        "worker/exit",
        "echo x",
        &format!("tier: node-observed\n{GOOD}"),
    );
    suite.case(
        "worker/later",
        "echo x",
        &format!("since: \">=24.0.0\"\n{GOOD}"),
    );
    suite
}

fn selected(suite: &Suite, args: &[&str]) -> String {
    let mut words = vec!["list", "--quiet"];
    words.extend(args);
    suite
        .threadproof(&words)
        .expect(0, &[])
        .stdout
        .lines()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn names_and_filters_select() {
    let suite = suite();
    for (args, expected) in [
        (
            &[][..],
            "port/close port/close-twice worker/exit worker/later",
        ),
        (&["close"], "port/close port/close-twice"),
        (&["--exact", "port/close"], "port/close"),
        (&["twice", "exit"], "port/close-twice worker/exit"),
        (&["-E", "area(port)"], "port/close port/close-twice"),
        (&["-E", "area(p*) & !case(*twice)"], "port/close"),
        (
            &["-E", "tier(node-observed) | since(<16) & area(port)"],
            "port/close worker/exit",
        ),
        (
            &["-E", "(tier(node-observed) | since(<16)) & area(port)"],
            "port/close",
        ),
        (&["-E", "since(>=18)"], "port/close-twice worker/later"),
        (&["-E", "covers(an-*)", "exit"], "worker/exit"),
        (&["-E", "!none() & all()", "later"], "worker/later"),
        (&["-E", "!runtime(bun)", "later"], "worker/later"),
    ] {
        assert_eq!(selected(&suite, args), expected, "{args:?}");
    }
}

#[test]
fn a_filter_over_runtimes_selects_columns() {
    let suite = suite();
    let other = suite.program(
        "other",
        &std::fs::read_to_string(suite.path("fake")).expect("there"),
    );
    let other = format!("other={}", other.display());
    suite
        .run(&["-r", &other, "-E", "runtime(other) | case(port/close)"])
        .expect(0, &[]);
    let cells: BTreeSet<_> = suite
        .record()
        .results
        .iter()
        .map(|result| format!("{} {}", result.case, result.runtime))
        .collect();
    assert!(cells.contains("port/close fake@1.2.3"), "{cells:?}");
    assert!(!cells.contains("worker/exit fake@1.2.3"), "{cells:?}");
    assert_eq!(cells.len(), 5);
}

#[test]
fn what_a_version_does_not_promise_is_no_failure() {
    let suite = suite();
    let ran = suite.run(&[]);
    ran.expect(
        0,
        &["1 on fake@1.2.3 not promised for this version of Node"],
    );
    assert_eq!(ran.last_line(), "3 passed, 0 failed, 1 skipped");
    let run = suite.record();
    let later = run
        .results
        .iter()
        .find(|result| result.case == "worker/later")
        .expect("there");
    assert_eq!(
        (later.raw, later.verdict),
        (Raw::Skip, Verdict::NotApplicable)
    );
    assert!(
        later
            .reason
            .as_deref()
            .is_some_and(|reason| reason.contains(">=24.0.0"))
    );
}

#[test]
fn only_the_documented_tier_gates_unless_asked() {
    let suite = suite();
    suite.case(
        "worker/exit",
        "echo y",
        &format!("tier: node-observed\n{GOOD}"),
    );
    let ran = suite.run(&[]);
    ran.expect(
        0,
        &["1 on fake@1.2.3 failed outside the gate (node-observed)"],
    );
    // It failed all the same, and the last line says so.
    assert_eq!(ran.last_line(), "2 passed, 1 failed, 1 skipped");
    let ran = suite.run(&["--gate", "all"]);
    ran.expect(1, &[]);
    assert_eq!(ran.last_line(), "2 passed, 1 failed, 1 skipped");
}

#[test]
fn what_failed_can_be_run_again() {
    let suite = suite();
    suite
        .run(&["--rerun", "failed"])
        .expect(2, &["--rerun failed", "run the suite first"]);
    suite.file("fixtures/port/close/main.cjs", "echo y");
    suite.run(&[]).expect(1, &[]);
    let ran = suite.run(&["--rerun", "failed"]);
    ran.expect(1, &["FAIL port/close on"]);
    assert_eq!(ran.last_line(), "0 passed, 1 failed, 0 skipped");
    suite.file("fixtures/port/close/main.cjs", "echo x");
    assert_eq!(
        suite.run(&["--rerun", "failed"]).expect(0, &[]).last_line(),
        "1 passed, 0 failed, 0 skipped"
    );
    suite
        .run(&["--rerun", "failed"])
        .expect(4, &["nothing failed in the last run"]);
}

#[test]
fn the_command_that_a_failure_names_reruns_just_that() {
    let suite = suite();
    suite.file("fixtures/port/close/main.cjs", "echo y");
    suite.run(&[]).expect(1, &[]);
    let run = suite.record();
    let failure = run
        .results
        .iter()
        .find(|result| result.verdict.is_failure())
        .expect("one fails");
    let output = std::process::Command::new("sh")
        .args(["-c", &failure.rerun])
        .current_dir(suite.path(""))
        .output()
        .expect("sh starts");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert_eq!(
        stdout.lines().last(),
        Some("0 passed, 1 failed, 0 skipped"),
        "{}",
        failure.rerun
    );
}

#[test]
fn shards_cover_everything_once_and_merge_into_the_whole() {
    let suite = suite();
    let mut seen = Vec::new();
    for part in ["1/3", "2/3", "3/3"] {
        let json = format!("json=shards/{}.json", &part[..1]);
        suite
            .run(&["--shard", part, "--report", &json])
            .expect(0, &[]);
        seen.extend(suite.record().cases.into_iter().map(|case| case.id));
    }
    seen.sort();
    assert_eq!(
        seen,
        [
            "port/close",
            "port/close-twice",
            "worker/exit",
            "worker/later"
        ]
    );
    let shards = ["shards/1.json", "shards/2.json", "shards/3.json"];
    let merge = |files: &[&str]| {
        let mut words = vec!["merge", "-o", "whole.json"];
        words.extend(files);
        suite.threadproof(&words)
    };
    merge(&shards).expect(0, &["whole.json"]);
    merge(&shards[..2]).expect(2, &["missing: 3"]);
    merge(&[shards[0], shards[1], shards[1]]).expect(2, &["both shard 2/3"]);
    suite.file("fixtures/port/close/main.cjs", "echo x # changed");
    suite
        .run(&["--shard", "3/3", "--report", "json=shards/3.json"])
        .expect(0, &[]);
    merge(&shards).expect(2, &["suite"]);
}

#[test]
fn repeats_find_what_is_flaky() {
    let suite = Suite::new();
    let counter = suite.path("count");
    let script = format!(
        "echo >> {0}; [ $(wc -l < {0}) -eq 2 ] && exit 1; echo x",
        counter.display()
    );
    suite.case("a/flaky", &script, GOOD);
    let ran = suite.run(&["--repeat", "3"]);
    ran.expect(1, &["FLAKY a/flaky", "passed 2 of 3 runs"]);
    let result = suite.result();
    assert_eq!((result.verdict, result.raw), (Verdict::Flaky, Raw::Fail));
    assert_eq!((result.attempts.passed, result.attempts.of), (2, 3));
}

#[test]
fn until_fail_stops_at_the_first_failure() {
    let suite = Suite::new();
    let counter = suite.path("count");
    let script = format!(
        "echo >> {0}; [ $(wc -l < {0}) -ge 5 ] && exit 1; echo x",
        counter.display()
    );
    suite.case("a/later", &script, GOOD);
    suite
        .run(&["--until-fail", "--repeat", "50"])
        .expect(1, &["passed 4 of 5 runs"]);
    assert_eq!(suite.result().attempts.of, 5);
}

#[test]
fn every_option_is_a_variable_of_the_environment_too() {
    let suite = suite();
    let run = |pairs: &[(&str, &str)]| {
        let mut command = suite.command(&["run"]);
        command
            .env("THREADPROOF_RUNTIME", suite.fake())
            .envs(pairs.iter().copied());
        let output = command.output().expect("starts");
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .last()
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(run(&[]), "3 passed, 0 failed, 1 skipped");
    assert_eq!(
        run(&[("THREADPROOF_FILTER", "area(port)")]),
        "2 passed, 0 failed, 0 skipped"
    );
    assert_eq!(
        run(&[
            ("THREADPROOF_NAMES", "port/close exit"),
            ("THREADPROOF_QUIET", "1")
        ]),
        "3 passed, 0 failed, 0 skipped"
    );
    assert_eq!(
        run(&[
            ("THREADPROOF_EXACT", "true"),
            ("THREADPROOF_NAMES", "port/close")
        ]),
        "1 passed, 0 failed, 0 skipped"
    );
    assert_eq!(
        run(&[
            ("THREADPROOF_REPEAT", "2"),
            ("THREADPROOF_NAMES", "port/close-twice")
        ]),
        "1 passed, 0 failed, 0 skipped"
    );
    assert_eq!(suite.result().attempts.of, 2);
}
