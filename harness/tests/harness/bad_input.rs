//! Everything that people get wrong: each has its message, its place and its exit code, and leaves
//! nothing half-written.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::{Ran, Suite};

const GOOD: &str = "expect: {stdout: \"x\\n\"}\n";

/// A suite whose only expectation has `body` after the obligatory keys, checked.
#[track_caller]
fn checked(body: &str) -> Ran {
    let suite = Suite::with("a/b", "echo x", body);
    let ran = suite.run(&[]);
    assert!(!suite.has_reports(), "nothing may be written");
    let check = suite.threadproof(&["check"]);
    assert_eq!((check.code, &check.stderr), (ran.code, &ran.stderr), "`check` says the same as `run`");
    ran
}

#[test]
fn a_folder_without_a_suite_is_a_usage_error() {
    let suite = Suite::new();
    fs::remove_dir_all(suite.path("fixtures")).expect("there");
    suite.threadproof(&["run"]).expect(2, &["no suite in", "`fixtures` and `expectations`", "--suite"]);
    suite.threadproof(&["run", "--suite", "nowhere"]).expect(2, &["--suite nowhere: no such folder"]);
    suite.threadproof(&["run", "--suite", "."]).expect(2, &["fixtures: no such folder"]);
    assert!(!suite.has_reports());
}

#[test]
fn a_fixture_folder_that_cannot_be_read_is_an_error() {
    // The superuser reads everything, so a folder is made unreadable in a way that holds for all.
    let suite = Suite::with("a/b", "echo x", GOOD);
    fs::remove_dir_all(suite.path("fixtures/a/b")).expect("there");
    suite.threadproof(&["run"]).expect(2, &["expectations/a/b.yaml: no fixture; add the folder fixtures/a/b/"]);
    fs::create_dir_all(suite.path("fixtures/a/b")).expect("writable");
    suite.threadproof(&["run"]).expect(2, &["fixtures/a/b: no entry file; add one of main.cjs, main.mjs"]);
    fs::set_permissions(suite.path("fixtures/a/b"), fs::Permissions::from_mode(0o000)).expect("ours");
    suite.threadproof(&["run"]).expect(2, &["fixtures/a/b"]);
    assert!(!suite.has_reports());
}

#[test]
fn every_orphan_is_named_at_once() {
    let suite = Suite::with("a/good", "echo x", GOOD);
    suite.file("fixtures/a/lonely/main.mjs", "").file("fixtures/a/two/main.cjs", "").file("fixtures/a/two/main.mjs", "");
    suite.file("fixtures/a/stray.txt", "").expectation("a/ghost", "x").file("expectations/README", "x");
    suite.threadproof(&["check"]).expect(2, &[
        "fixtures/a/lonely: no expectation; write expectations/a/lonely.yaml",
        "expectations/a/ghost.yaml: no fixture",
        "main.cjs and main.mjs are both entry files",
        "stray.txt: not a case",
        "README: not an expectation",
        "nothing was run",
    ]);
}

#[test]
fn an_unknown_key_is_named_with_its_place_a_caret_and_what_is_allowed() {
    checked("timout: 5s\nexpect: {stdout: x}\n").expect(2, &[
        "expectations/a/b.yaml:4:1: unknown key `timout` in an expectation",
        "timout: 5s",
        "──┬─",
        "did you mean `timeout`? allowed here: schema, promises, covers",
    ]);
    checked("expect:\n  stdot: x\n").expect(2, &["expectations/a/b.yaml:5:3: unknown key `stdot` in `expect`", "did you mean `stdout`?"]);
    checked("expect:\n  events:\n    a: {kind: x, vlaue: 1}\n")
        .expect(2, &["expectations/a/b.yaml:6:18: unknown key `vlaue` in the event `a`", "did you mean `value`?"]);
    checked("run: {argz: []}\nexpect: {stdout: x}\n").expect(2, &[":4:7: unknown key `argz` in `run`"]);
    checked("expect: {stdout: {line: []}}\n").expect(2, &[":4:19: unknown key `line` in `stdout`"]);
}

#[test]
fn a_duplicate_key_is_refused_with_both_places() {
    checked("tier: documented\nexpect: {stdout: x}\ntier: documented\n").expect(2, &[
        "expectations/a/b.yaml:6:1: duplicate key `tier`",
        "first written here",
        "written again here",
    ]);
    checked("expect: {events: {a: {kind: x}, a: {kind: y}}}\n").expect(2, &[":4:33: duplicate key `a`"]);
}

#[test]
fn a_wrong_type_says_what_was_found_and_what_is_allowed() {
    for (body, parts) in [
        ("timeout: 10\nexpect: {stdout: x}\n", [":4:10: `timeout` is the number `10`", "a duration such as 500ms, 10s or 2m"]),
        ("expect: {exit: zero}\n", [":4:16: `exit` is the text `zero`", "an exit code, or a list of permitted exit codes"]),
        ("expect: {stdout: 5}\n", [":4:18: `stdout` is the number `5`", "the exact text, or a mapping with one of lines"]),
        ("expect: [a]\n", [":4:9: `expect` is a list", "a mapping with exit, signal, alive"]),
        ("expect: {events: {a: {kind: x, count: many}}}\n", [":4:39: `count` is the text `many`", "a whole number from 0 up"]),
        ("expect: {stdout: {count: -1}}\n", [":4:26: `count` is the number `-1`", "a whole number"]),
        ("expect: {checks: yes-all}\n", [":4:18: `checks` is the text `yes-all`", "a list"]),
        ("expect: {done: 1, stdout: x}\n", [":4:16: `done` is the number `1`", "true or false"]),
        ("expect: {alive: false}\n", [":4:17: `alive` is `false`", "a case that exits has `exit`"]),
        ("tier: firm\nexpect: {stdout: x}\n", [":4:7: `tier` cannot be `firm`", "documented, node-observed, implementation-defined"]),
        ("expect: {signal: SIGABORT}\n", [":4:18: `signal` cannot be `SIGABORT`", "did you mean `SIGABRT`?"]),
        ("since: 12.16\nexpect: {stdout: x}\n", [":4:8: `since` is the number `12.16`", "a quoted version range"]),
        ("since: \"12.16.0\"\nexpect: {stdout: x}\n", [":4:8: `since`: `12.16.0` has no operator", "write `>=12.16.0`"]),
        ("expect: {stdout: {match: [\"(\"]}}\n", [":4:27: `match` is not a regular expression", "escape"]),
        ("expect: {exit: 0, signal: SIGABRT, stdout: x}\n", [":4:19: `exit` and `signal` exclude each other", "keep one of the two"]),
        ("expect: {stdout: {lines: [a], count: 1}}\n", ["needs exactly one form, not 2", "keep one of lines"]),
        ("expect: {exit: 0}\n", ["nothing but an exit code is expected", "add `stdout`"]),
        ("expect: {alive_for: 2s, stdout: x}\n", [":4:10: `alive_for` without `alive: true`", "add `alive: true`"]),
        ("expect: {events: {a: {thread: main}}}\n", [":4:22: the key `kind` is missing", "add `kind:`"]),
        ("expect: {events: {a: {kind: check}}}\n", [":4:29: checks and the completion record are no events", "use `checks`"]),
        ("expect: {events: {a: {kind: x, count: {min: 3, max: 1}}}}\n", ["`min` 3 is above `max` 1", "swap"]),
    ] {
        let ran = checked(body);
        ran.expect(2, &parts);
    }
}

#[test]
fn missing_keys_and_bad_ids_are_told() {
    let suite = Suite::with("a/b", "", GOOD);
    suite.expectation("a/b", "promises: p\n");
    suite.threadproof(&["check"]).expect(2, &["the key `schema` is missing", "the key `covers` is missing", "the key `expect` is missing", "3 errors"]);
    suite.expectation("a/b", "schema: 2\npromises: p\ncovers: [Not_An_Id, ok-id]\nexpect: {stdout: x}\n");
    suite.threadproof(&["check"]).expect(2, &["`schema` is the number `2`", ":3:10: `Not_An_Id` is not an id of the inventory"]);
    suite.expectation("a/b", "schema: 1\npromises: p\ncovers: []\nexpect: {stdout: x}\n");
    suite.threadproof(&["check"]).expect(2, &["`covers` is empty"]);
}

#[test]
fn text_that_is_no_yaml_is_told_with_its_place() {
    let suite = Suite::with("a/b", "", GOOD);
    suite.expectation("a/b", "schema: 1\n\tpromises: p\n");
    suite.threadproof(&["check"]).expect(2, &["expectations/a/b.yaml:2:", "not valid YAML"]);
    suite.expectation("a/b", "");
    suite.threadproof(&["check"]).expect(2, &["expectations/a/b.yaml:1:1"]);
}

#[test]
fn an_order_edge_must_name_events() {
    let events = "expect:\n  events: {first: {kind: a}, closeB: {kind: b}}\n";
    checked(&format!("{events}  order: [first < closeA]\n")).expect(2, &[
        "expectations/a/b.yaml:6:19: `order` names no event `closeA`",
        "did you mean `closeB`? allowed here: first, closeB",
    ]);
    checked(&format!("{events}  order: [\"first < closeB < nobody\"]\n")).expect(2, &[":6:29: `order` names no event `nobody`"]);
    checked(&format!("{events}  order: [first]\n")).expect(2, &["`first` orders nothing", "write `earlier < later`"]);
    checked(&format!("{events}  order: [\"first <\"]\n")).expect(2, &["has nothing on one side of `<`"]);
}

#[test]
fn a_cycle_in_the_order_is_told_whole() {
    let events = "expect:\n  events: {a: {kind: a}, b: {kind: b}, c: {kind: c}}\n";
    checked(&format!("{events}  order: [a < b, b < c, c < a]\n"))
        .expect(2, &["expectations/a/b.yaml:6:26: the order has a cycle: a < b < c < a", "remove one of its edges"]);
    checked(&format!("{events}  order: [a < a]\n")).expect(2, &["the order has a cycle: a < a"]);
}

#[test]
fn every_error_of_every_file_is_reported_at_once() {
    let suite = Suite::with("a/b", "", "timout: 5s\nexpect: {stdot: x}\n");
    suite.case("a/c", "", "expect: {exit: zero}\n");
    suite.file("expectations/_runtimes/bun.yaml", "- {case: a/b, fails: [exit]}\n");
    suite.threadproof(&["run"]).expect(2, &[
        "expectations/a/b.yaml:4:1",
        "expectations/a/b.yaml:5:10",
        "expectations/a/c.yaml:4:16",
        "expectations/_runtimes/bun.yaml:1:",
        "4 errors in the suite; nothing was run",
    ]);
}

#[test]
fn an_unknown_runtime_is_a_usage_error() {
    let suite = Suite::with("a/b", "", GOOD);
    suite.threadproof(&["run", "-r", "nod"]).expect(2, &["unknown runtime `nod`, did you mean `node`?", "known are boa, node, bun", "-r nod=/path/to/it"]);
    suite.threadproof(&["run", "-r", "node@latest"]).expect(2, &["`latest` in `node@latest` is not a version"]);
    suite.threadproof(&["run", "-r", "x="]).expect(2, &["has no program after `=`"]);
    assert!(!suite.has_reports());
}

#[test]
fn a_runtime_that_is_not_installed_is_a_harness_fault_that_says_how_to_get_it() {
    let suite = Suite::with("a/b", "", GOOD);
    for (runtime, parts) in [
        ("electron", ["the runtime `electron` is not installed", "-r electron=/path/to/electron"]),
        ("graalnodejs", ["the runtime `graalnodejs` is not installed", "-r graalnodejs=/path/to/bin/node"]),
        ("bun@0.0.1", ["the runtime `bun@0.0.1` is not installed", "threadproof runtimes add bun"]),
        ("my=/nowhere/at/all", ["the runtime `my=/nowhere/at/all` is not installed", "path"]),
    ] {
        suite.threadproof(&["run", "-r", runtime]).expect(5, &parts);
    }
    assert!(!suite.has_reports());
}

#[test]
fn a_program_that_is_no_runtime_is_a_harness_fault() {
    let suite = Suite::with("a/b", "", GOOD);
    suite.threadproof(&["run", "-r", "my=/bin/true"]).expect(5, &["/bin/true does not answer as a runtime", "exited with 0"]);
    suite.threadproof(&["run", "-r", "my=/bin/false"]).expect(5, &["exited with 1"]);
    assert!(!suite.has_reports());
}

#[test]
fn an_empty_selection_has_an_exit_code_of_its_own() {
    let suite = Suite::with("a/b", "", GOOD);
    suite.run(&["nothing-like-this"]).expect(4, &["no case fits `nothing-like-this`", "threadproof list"]);
    suite.run(&["-E", "area(x)"]).expect(4, &["no case fits `area(x)`"]);
    suite.run(&["--exact", "a/c"]).expect(4, &["there is no case `a/c`, did you mean `a/b`?"]);
    suite.threadproof(&["list", "zzz"]).expect(4, &[]);
    Suite::new().run(&[]).expect(4, &["the suite has no cases"]);
    assert!(!suite.has_reports());
}

#[test]
fn a_filter_that_cannot_be_read_shows_its_column_with_a_caret() {
    let suite = Suite::with("a/b", "", GOOD);
    for (filter, parts) in [
        ("are(x)", ["filter:1:1: unknown predicate `are`", "did you mean `area`?"]),
        ("area(x) & ", ["filter:1:11: a predicate is missing", "allowed here: area"]),
        ("area(x", ["filter:1:6", "not closed"]),
        ("(area(x)", ["filter:1:9", "a `(` is not closed"]),
        ("area", ["`area` needs an argument", "write `area(…)`"]),
        ("area() | all()", ["`area()` is empty", "area(*)"]),
        ("tier(best)", ["filter:1:6: unknown tier `best`", "documented"]),
        ("since(16)", ["`16` has no operator", "write `>=16`"]),
        ("all() all()", ["filter:1:7: unexpected text", "join two filters"]),
    ] {
        suite.run(&["-E", filter]).expect(2, &parts);
    }
    assert!(!suite.has_reports());
}

#[test]
fn a_wrong_command_line_is_a_usage_error() {
    let suite = Suite::with("a/b", "", GOOD);
    for args in [
        &["run", "--no-such-flag"][..],
        &["run", "-j", "0"],
        &["run", "--shard", "4/3"],
        &["run", "--timeout-scale", "0"],
        &["run", "--gate", "some"],
        &["run", "--report", "pdf"],
        &["run", "--repeat", "0"],
        &["walk"],
        &[],
    ] {
        suite.threadproof(args).expect(2, &[]);
    }
    suite.threadproof(&["run", "--report", "jnuit"]).expect(2, &["did you mean `junit`?"]);
}

#[test]
fn wrong_settings_are_a_usage_error_with_their_place() {
    let suite = Suite::with("a/b", "", GOOD);
    suite.file("threadproof.toml", "[run]\njob = 3\n");
    suite.threadproof(&["list"]).expect(2, &["threadproof.toml", "line 2, column 1", "unknown field `job`", "jobs"]);
    suite.file("threadproof.toml", "[run]\ngate = \"some\"\n");
    suite.run(&[]).expect(2, &["gate is `some`; allowed are documented, all"]);
    suite.threadproof(&["list", "--config", "none.toml"]).expect(2, &["none.toml: cannot be read"]);
}

#[test]
fn a_broken_fixture_fails_and_shows_its_error() {
    let suite = Suite::with("a/b", "this is ( broken", "expect: {stdout: \"x\\n\"}\n");
    suite.run(&[]).expect(1, &["FAIL a/b", "standard error:", "syntax error", "--exact a/b"]);
}

#[test]
fn a_report_that_cannot_be_written_is_a_harness_fault_and_the_others_are_written() {
    let suite = Suite::with("a/b", "echo x", GOOD);
    suite.file("blocked", "a file, not a folder");
    let ran = suite.run(&["--report", "md=blocked/summary.md"]);
    ran.expect(5, &["cannot write blocked/summary.md"]);
    assert!(suite.path("target/threadproof/run.json").is_file());
    assert_eq!(ran.last_line(), "1 passed, 0 failed, 0 skipped");
}
