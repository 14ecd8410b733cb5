//! What the program says, against what happened: the last lines, counts, suggestions, reports.

use std::fs;

use serde_json::Value;

use crate::support::Suite;

const GOOD: &str = "expect: {stdout: \"x\\n\"}\n";
const BAD: &str = "expect: {stdout: \"y\\n\"}\n";

#[test]
fn the_last_line_counts_and_the_line_above_names_every_state() {
    let suite = Suite::new();
    suite.case("a/good", "echo x", GOOD);
    suite.case("a/bad", "echo x", BAD);
    suite.case("a/soft", "echo x", &format!("tier: node-observed\n{BAD}"));
    suite.case("a/known", "echo x", BAD);
    suite.case("a/later", "echo x", &format!("since: \">=99.0.0\"\n{GOOD}"));
    let window = format!("run: {{profile: electron}}\n{GOOD}");
    suite.case("a/window", "echo x", &window);
    suite.file(
        "expectations/_runtimes/fake.yaml",
        "- {case: a/known, fails: [stdout], reason: it does}\n",
    );
    let ran = suite.run(&[]);
    ran.expect(1, &[]);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(
        lines[lines.len() - 2..],
        [
            "6 results: 1 passed, 1 known divergence, 1 failed, 1 failed outside the gate, \
             1 not promised for this version, 1 not for this kind of runtime",
            "1 passed, 2 failed, 2 skipped"
        ]
    );
    // The window is not asked of this runtime, and does not count against it.
    assert!(ran.stdout.contains("1/4"), "{}", ran.stdout);
}

#[test]
fn a_run_in_which_everything_passed_needs_one_line() {
    let suite = Suite::with("a/good", "echo x", GOOD);
    let ran = suite.run(&[]);
    assert!(!ran.expect(0, &[]).stdout.contains("results:"));
}

#[test]
fn mistyped_names_get_the_one_that_was_meant() {
    let suite = Suite::new();
    suite.case("message-port/close-event", "echo x", GOOD);
    for (args, words) in [
        (&["mesage-port"][..], "did you mean `message-port`?"),
        (
            &["message-port/close-evnt"],
            "did you mean `message-port/close-event`?",
        ),
        (&["close-evnt"], "did you mean `close-event`?"),
        (
            &["close", "nothing-like-it"],
            "there is no case or area `nothing-like-it`;",
        ),
        (
            &["--exact", "message-port"],
            "`message-port` is an area and no case",
        ),
        (&["-E", "area(mesage-port)"], "did you mean `message-port`?"),
        (
            &["-E", "case(*) & area(mesage-port)"],
            "no case has the area `mesage-port`",
        ),
        (&["-E", "covers(an-di)"], "did you mean `an-id`?"),
    ] {
        suite.run(args).expect(4, &[words]);
        let mut list = vec!["list"];
        list.extend(args);
        suite.threadproof(&list).expect(4, &[words]);
    }
    suite
        .run(&["-E", "area(mesage-port) | case(*close*)"])
        .expect(0, &[]);
}

#[test]
fn a_version_that_is_missing_is_named_as_it_was_asked_for() {
    let suite = Suite::with("a/good", "echo x", GOOD);
    suite.threadproof(&["run", "-r", "bun@99.1"]).expect(
        5,
        &[
            "threadproof runtimes add bun@99.1",
            "-r bun@99.1=/path/to/it",
        ],
    );
}

#[test]
fn runtimes_may_be_one_list() {
    let suite = Suite::with("a/good", "echo x", GOOD);
    let both = format!("boa,{}", suite.fake());
    suite.threadproof(&["run", "--list", "-r", &both]).expect(
        0,
        &["a/good on boa@", "a/good on fake@1.2.3", "2 of 2 would run"],
    );
}

#[test]
fn what_would_run_is_listed_and_nothing_runs() {
    let suite = Suite::with("a/good", "echo x; touch ../../ran", GOOD);
    suite.case("a/later", "echo x", &format!("since: \">=99.0.0\"\n{GOOD}"));
    let ran = suite.run(&["--list"]);
    assert_eq!(ran.expect(0, &[]).stdout, "a/good on fake@1.2.3\n");
    suite
        .run(&["--list", "-v"])
        .expect(0, &["not a/later on fake@1.2.3: "]);
    assert!(!suite.has_reports());
}

#[test]
fn the_first_failure_that_counts_can_end_the_run() {
    let suite = Suite::new();
    suite.case("a/a-soft", "echo x", &format!("tier: node-observed\n{BAD}"));
    suite.case("a/b-bad", "echo x", BAD);
    // The next one may have begun when the failure is known; then it is stopped, long before it ends.
    let long = format!("timeout: 100s\n{GOOD}");
    suite.case("a/c-long", "sleep 60; echo x", &long);
    let ran = suite.run(&["--fail-fast", "-j1"]);
    ran.expect(1, &["stopped at the first failure", "1 not run"]);
    assert_eq!(ran.last_line(), "0 passed, 2 failed, 1 skipped");
    assert!(suite.record().interrupted);
}

#[test]
fn a_report_can_go_to_standard_output_and_has_it_for_itself() {
    let suite = Suite::with("a/bad", "echo x", BAD);
    let ran = suite.run(&["--report", "json=-"]);
    ran.expect(1, &[]);
    let record: Value = serde_json::from_str(&ran.stdout).expect("JSON and nothing else");
    assert_eq!(record["results"][0]["case"], "a/bad");
    assert!(
        ran.stderr.contains("0 passed, 1 failed, 0 skipped"),
        "{}",
        ran.stderr
    );
    assert!(!suite.path("-").exists());
    suite
        .run(&["--report", "json=-,junit=-"])
        .expect(2, &["json and junit cannot both go to standard output"]);
}

#[test]
fn a_report_that_cannot_be_written_is_found_before_anything_runs() {
    let suite = Suite::with("a/good", "echo x", GOOD);
    suite.file("file", "");
    let ran = suite.run(&["--report", "junit=file/x.xml"]);
    ran.expect(2, &["cannot write file/x.xml", "give another path"]);
    assert!(!suite.path("target/threadproof/run.json").exists());
    suite
        .run(&["--report", "junit=fixtures"])
        .expect(2, &["cannot write fixtures"]);
}

#[test]
fn records_without_a_runtime_in_common_compare_to_nothing() {
    let suite = Suite::with("a/good", "echo x", GOOD);
    suite.run(&[]).expect(0, &[]);
    let path = suite.path("target/threadproof/run.json");
    let text = fs::read_to_string(&path).expect("a record");
    let mut other: Value = serde_json::from_str(&text).expect("JSON");
    other["runtimes"] = Value::Array(Vec::new());
    other["results"] = Value::Array(Vec::new());
    suite.file("other.json", &other.to_string());
    suite
        .threadproof(&["compare", "target/threadproof/run.json", "other.json"])
        .expect(
            4,
            &[
                "nothing to compare",
                "1 results of 1 cases on fake@1.2.3",
                "on no runtime",
            ],
        );
}

#[test]
fn two_runtimes_of_one_record_are_set_against_each_other() {
    let suite = Suite::with("a/good", "echo x", GOOD);
    let other = suite.program("other", "#!/bin/sh\nfor script; do :; done\ncase \"$PWD\" in\n  */probe/versions) echo '{\"node\":\"22.2.0\"}';;\n  *) echo y;;\nesac\n");
    let fake = suite.path("fake");
    let (fake, other) = (
        format!("fake={}", fake.display()),
        format!("other={}", other.display()),
    );
    suite
        .threadproof(&["run", "-r", &fake, "-r", &other])
        .expect(1, &["1 passed, 1 failed"]);
    let record = "target/threadproof/run.json";
    let compare = |columns: &str| suite.threadproof(&["compare", record, "--columns", columns]);
    compare("fake,other").expect(1, &["newly failing (1)", "a/good on other@22.2.0"]);
    compare("other@22,fake@1.2.3").expect(0, &["newly passing (1)", "a/good on fake@1.2.3"]);
    compare("fake,none").expect(2, &["has no `none`; it has fake@1.2.3, other@22.2.0"]);
    compare("fake,fake@1").expect(2, &["both are fake@1.2.3"]);
    compare("fake").expect(2, &["name two runtimes"]);
    suite
        .threadproof(&["compare", record])
        .expect(2, &["--columns"]);
}

#[test]
fn a_record_that_failed_is_shown_and_says_why_it_exits_so() {
    let suite = Suite::with("a/bad", "echo x", BAD);
    suite.run(&[]).expect(1, &[]);
    suite
        .threadproof(&["report"])
        .expect(1, &["exit code 1, as of the run that is shown"]);
}

#[test]
fn known_divergences_are_one_line_unless_asked_for() {
    let suite = Suite::new();
    let mut rules = String::new();
    for case in ["a/one", "a/two"] {
        suite.case(case, "echo x", BAD);
        rules += &format!("- {{case: {case}, fails: [stdout], reason: because of {case}}}\n");
    }
    suite.file("expectations/_runtimes/fake.yaml", &rules);
    let ran = suite.run(&[]);
    ran.expect(0, &["2 on fake@1.2.3 known divergences (-v names them)"]);
    assert!(!ran.stdout.contains("because of"), "{}", ran.stdout);
    suite
        .run(&["-v"])
        .expect(0, &["because of a/one", "because of a/two"]);
}

#[test]
fn check_finds_what_cites_nothing() {
    let suite = Suite::new();
    suite.case("a/one", "echo x", GOOD);
    suite.case("a/two", "echo x", "expect: {checks: [first]}\n");
    suite.file(
        "expectations/_runtimes/fake.yaml",
        "- {case: a/two, fails: [check/anything], reason: it does}\n",
    );
    suite.threadproof(&["check"]).expect(
        2,
        &[
            "has no sub-check `check/anything`",
            "check/first",
            "1 error in the suite",
        ],
    );
    suite.file("expectations/_runtimes/fake.yaml", "");
    // Without an inventory nobody knows which ids there are.
    suite.threadproof(&["check"]).expect(0, &["2 cases"]);
    let promise = |id: &str| {
        format!("- {{id: {id}, kind: statement, area: a, pages: {{p.md: [H]}}, says: it does}}\n")
    };
    suite.file("expectations/inventory.yaml", &promise("an-di"));
    suite.threadproof(&["check"]).expect(
        2,
        &[
            "expectations/inventory.yaml has no `an-id`",
            "did you mean `an-di`?",
            "a/one.yaml:3:10",
            "2 errors",
        ],
    );
    suite.file(
        "expectations/inventory.yaml",
        &(promise("an-id") + &promise("an-id")),
    );
    suite
        .threadproof(&["check"])
        .expect(2, &["`an-id` stands here twice"]);
    suite.file("expectations/inventory.yaml", &promise("an-id"));
    suite.file(
        "expectations/uncovered.yaml",
        "- {id: an-id, reason: none}\n- {id: no, reason: none}\n",
    );
    suite.threadproof(&["check"]).expect(
        2,
        &["`an-id` is covered by a/one", "has no `no`", "2 errors"],
    );
    suite.file("expectations/uncovered.yaml", "");
    suite.threadproof(&["check"]).expect(0, &[]);
    suite.expectation("a/one", &format!("schema: 1\npromises: it does\n{GOOD}"));
    suite
        .threadproof(&["check"])
        .expect(2, &["the key `covers` is missing"]);
}
