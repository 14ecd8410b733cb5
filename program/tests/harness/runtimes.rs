//! Runtimes against stand-ins that check the command line they are given, and known divergences.

use threadproof_reports::record::{Raw, Verdict};

use crate::support::Suite;

const GOOD: &str = "expect: {stdout: \"x\\n\"}\n";

/// A program that answers as a runtime of these versions and prints how it was called.
fn echo(versions: &str) -> String {
    format!(
        "#!/bin/sh\ncase $PWD in\n*/probe/versions) echo '{versions}';;\n*) echo \"$ELECTRON_RUN_AS_NODE|$@\";;\nesac\n"
    )
}

#[test]
fn each_adapter_gives_its_runtime_the_right_command_line() {
    for (name, versions, id, called) in [
        (
            "node",
            "{\"node\":\"22.1.0\"}",
            "node@22.1.0",
            "|--expose-gc main.cjs a",
        ),
        (
            "bun",
            "{\"node\":\"24.3.0\",\"bun\":\"1.4.5\"}",
            "bun@1.4.5",
            "|--expose-gc main.cjs a",
        ),
        (
            "deno",
            "{\"node\":\"24.2.0\",\"deno\":\"2.9.6\"}",
            "deno@2.9.6",
            "|run -A --no-prompt --quiet --v8-flags=--expose-gc main.cjs a",
        ),
        (
            "graalnodejs",
            "{\"node\":\"22.21.0\",\"graalvm\":\"25.0.1\"}",
            "graalnodejs@25.0.1",
            "|--expose-gc main.cjs a",
        ),
        (
            "electron",
            "{\"node\":\"22.20.0\",\"electron\":\"39.2.0\"}",
            "electron@39.2.0",
            "1|--expose-gc main.cjs a",
        ),
        (
            "boa",
            "{\"node\":\"26.10.0\",\"threadproof\":\"0.1.0\"}",
            "boa@0.1.0",
            "|boa --expose-gc main.cjs a",
        ),
    ] {
        let suite = Suite::new();
        let stdout = format!(
            "run: {{args: [a], node_args: [--expose-gc]}}\nexpect: {{stdout: \"{called}\\n\"}}\n"
        );
        suite.case("a/called", "", &stdout);
        let program = suite.program("stand-in", &echo(versions));
        suite
            .threadproof(&["run", "-r", &format!("{name}={}", program.display())])
            .expect(0, &[]);
        assert_eq!(suite.result().runtime, id);
    }
}

#[test]
fn words_after_a_custom_program_are_kept_with_the_script_in_its_place() {
    let suite = Suite::new();
    suite.case(
        "a/called",
        "",
        "run: {args: [z]}\nexpect: {stdout: \"|--flag main.cjs z --last\\n\"}\n",
    );
    let program = suite.program("stand-in", &echo("{\"node\":\"22.0.0\"}"));
    let runtime = format!("mine={} --flag {{file}} --last", program.display());
    suite.threadproof(&["run", "-r", &runtime]).expect(0, &[]);
    // Without a version of its own, it is named by the Node that it says it is.
    assert_eq!(suite.result().runtime, "mine@22.0.0");
}

#[test]
fn a_runtime_of_the_settings_is_used_by_its_name() {
    let suite = Suite::new();
    suite.case(
        "a/called",
        "",
        "expect: {stdout: \"yes|--flag main.cjs\\n\"}\n",
    );
    let program = suite.program("stand-in", &echo("{\"node\":\"22.0.0\"}"));
    let settings = format!(
        "[run]\nruntimes = [\"mine\"]\n[runtimes.mine]\ncommand = \"{} --flag {{file}}\"\nenv = {{ ELECTRON_RUN_AS_NODE = \"yes\" }}\n",
        program.display()
    );
    suite.file("threadproof.toml", &settings);
    suite.threadproof(&["run"]).expect(0, &[]);
    assert_eq!(suite.result().runtime, "mine@22.0.0");
}

#[test]
fn a_version_is_read_from_the_binary_and_must_be_the_one_asked_for() {
    let suite = Suite::with("a/b", "", GOOD);
    let program = suite.program("stand-in", &echo("{\"node\":\"22.1.0\"}"));
    let runtime = format!("node@24={}", program.display());
    suite
        .threadproof(&["run", "-r", &runtime])
        .expect(5, &["only 22.1.0", "threadproof runtimes add"]);
}

#[test]
fn the_same_runtime_twice_is_a_usage_error() {
    let suite = Suite::with("a/b", "echo x", GOOD);
    let fake = suite.fake();
    suite
        .run(&["-r", &fake])
        .expect(2, &["was asked for before; name each runtime once"]);
}

#[test]
fn a_seldom_runtime_that_is_missing_is_skipped_and_counted_among_others() {
    let suite = Suite::with("a/b", "echo x", GOOD);
    let ran = suite.run(&["-r", "electron"]);
    ran.expect(
        0,
        &["1 on electron skipped: the runtime `electron` is not installed"],
    );
    assert_eq!(ran.last_line(), "1 passed, 0 failed, 1 skipped");
    let run = suite.record();
    let absent = run
        .runtimes
        .iter()
        .find(|runtime| runtime.id == "electron")
        .expect("listed");
    assert!(!absent.available && absent.skip_reason.is_some());
}

/// A suite with one failing case and rules for the stand-in.
fn diverging(script: &str, rules: &str) -> Suite {
    let suite = Suite::with("a/b", script, &format!("timeout: 500ms\n{GOOD}"));
    suite.file("expectations/_runtimes/fake.yaml", rules);
    suite
}

#[test]
fn a_known_divergence_explains_a_failure_and_is_no_pass() {
    let suite = diverging(
        "echo y",
        "- {case: a/b, when: fake <2, fails: [stdout], reason: it says y}\n",
    );
    let ran = suite.run(&["-v"]);
    ran.expect(0, &["it says y", "1 results: 1 known divergence"]);
    assert_eq!(ran.last_line(), "0 passed, 0 failed, 0 skipped");
    let result = suite.result();
    assert_eq!(
        (result.raw, result.verdict),
        (Raw::Fail, Verdict::KnownDivergence)
    );
    assert!(
        result
            .checks
            .iter()
            .any(|check| check.name == "stdout" && check.known)
    );
    assert_eq!(
        result.rule.map(|rule| (rule.path, rule.line)),
        Some(("expectations/_runtimes/fake.yaml".to_owned(), 1))
    );
}

#[test]
fn a_failure_that_no_rule_lists_still_gates() {
    let suite = diverging(
        "echo y; exit 3",
        "- {case: a/b, fails: [stdout], reason: it says y}\n",
    );
    suite.run(&[]).expect(1, &["FAIL a/b", "✗ exit"]);
    let suite = diverging(
        "echo y",
        "- {case: a/b, when: fake >=2, fails: [stdout], reason: r}\n",
    );
    suite.run(&[]).expect(1, &["FAIL a/b"]);
}

#[test]
fn an_unexpected_pass_fails_the_run() {
    let suite = diverging(
        "echo x",
        "- {case: a/b, fails: [stdout], reason: it says y}\n",
    );
    suite.run(&[]).expect(
        1,
        &[
            "UNEXPECTED PASS a/b",
            "expectations/_runtimes/fake.yaml:1",
            "remove the rule",
        ],
    );
}

#[test]
fn a_rule_about_a_timeout_explains_a_timeout_only() {
    let rule = "- {case: a/b, outcome: TIMEOUT, reason: it hangs}\n";
    let suite = diverging("echo x; sleep 72.25", rule);
    suite.run(&["-v"]).expect(0, &["it hangs"]);
    let suite = diverging("echo y", rule);
    suite.run(&[]).expect(1, &["FAIL a/b"]);
}

#[test]
fn a_rule_can_forbid_to_run_a_case() {
    let suite = diverging(
        "echo never > ../../../ran",
        "- {case: a/b, outcome: SKIP, reason: it eats the machine}\n",
    );
    suite
        .run(&[])
        .expect(0, &["1 on fake@1.2.3 skipped: it eats the machine"]);
    assert_eq!(suite.result().raw, Raw::Skip);
}

#[test]
fn an_expired_rule_is_an_error_in_check_and_in_a_run() {
    let suite = diverging(
        "echo y",
        "- {case: a/b, fails: [stdout], reason: r, expires: 2020-01-01}\n",
    );
    suite.threadproof(&["check"]).expect(
        2,
        &["expectations/_runtimes/fake.yaml:1:10: expired rule: it was valid until 2020-01-01"],
    );
    suite
        .run(&[])
        .expect(1, &["STALE RULE a/b", "valid until 2020-01-01"]);
}

#[test]
fn stale_and_shadowed_rules_are_found_without_running() {
    let rules = "\
- {case: a/gone, fails: [exit], reason: r}
- {case: a/b, when: fake <2, fails: [stdout, event/x], reason: r}
- {case: a/b, when: fake <2, fails: [stdout], reason: r}
";
    let suite = diverging("echo y", rules);
    suite.threadproof(&["check"]).expect(
        2,
        &[
            "fake.yaml:1:10: stale rule: there is no case `a/gone`",
            "fake.yaml:2:10: stale rule: `a/b` has no sub-check `event/x`",
            "fake.yaml:3:10: shadowed rule: the rule of line 2 fits first",
            "3 errors",
        ],
    );
}

#[test]
fn an_unused_rule_fails_a_full_run_but_no_part_of_one() {
    let rules =
        "- {case: a/b, fails: [stdout], reason: r}\n- {case: a/new, fails: [stdout], reason: r}\n";
    let suite = diverging("echo y", rules);
    suite.case("a/new", "echo x", &format!("since: \">=24\"\n{GOOD}"));
    suite.run(&[]).expect(
        1,
        &["fake.yaml:2:10: unused rule: nothing in this run needed it for `a/new`"],
    );
    suite.run(&["a/b"]).expect(0, &[]);
}

#[test]
fn rules_that_cannot_be_read_say_what_is_allowed() {
    for (rules, parts) in [
        (
            "- {case: a/b, fails: [exit]}\n",
            &["the key `reason` is missing"][..],
        ),
        (
            "- {case: a/b, fails: [exit], reason: \" \"}\n",
            &["`reason` is empty"],
        ),
        (
            "- {case: a/b, reason: r}\n",
            &["says nothing about what happens", "outcome: TIMEOUT"],
        ),
        (
            "- {case: a/b, reason: r, fails: [exit], outcome: CRASH}\n",
            &["`fails` and `outcome` exclude each other"],
        ),
        (
            "- {case: a/b, reason: r, fails: []}\n",
            &["`fails` is empty"],
        ),
        (
            "- {case: a/b, reason: r, outcome: FAIL}\n",
            &["`outcome` cannot be `FAIL`", "TIMEOUT, CRASH, LEAK, SKIP"],
        ),
        (
            "- {case: a/b, reason: r, fails: [exit], when: bun <2}\n",
            &["`when` is about `bun` in the file of `fake`"],
        ),
        (
            "- {case: a/b, reason: r, fails: [exit], when: fake}\n",
            &["`when` names no version"],
        ),
        (
            "- {case: a/b, reason: r, fails: [exit], when: fake 2}\n",
            &["`2` has no operator"],
        ),
        (
            "- {case: a/b, reason: r, fails: [exit], expires: soon}\n",
            &["`expires` is `soon`, not a day", "2027-06-01"],
        ),
        (
            "- {case: a/b, reason: r, fails: [exit], until: x}\n",
            &["unknown key `until` in a known divergence"],
        ),
        (
            "case: a/b\n",
            &["unknown key `case` in a file of known divergences"],
        ),
    ] {
        let suite = diverging("echo x", rules);
        suite.threadproof(&["check"]).expect(2, parts);
    }
    diverging("echo x", "# nothing yet\n")
        .run(&[])
        .expect(0, &[]);
}

#[test]
fn a_rule_for_versions_that_are_not_asked_is_unused() {
    let suite = Suite::with("a/b", "", &format!("since: \">=20\"\n{GOOD}"));
    let rule =
        |when: &str| format!("- {{case: a/b, when: node {when}, fails: [stdout], reason: r}}\n");
    suite.file("expectations/_runtimes/node.yaml", &rule("<20"));
    suite.threadproof(&["check"]).expect(
        2,
        &["node.yaml:1:10: unused rule: `a/b` is not asked of these versions"],
    );
    suite.file("expectations/_runtimes/node.yaml", &rule("<20.5"));
    suite.threadproof(&["check"]).expect(0, &[]);
}
