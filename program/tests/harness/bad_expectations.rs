//! Expectations that cannot be read: each mistake has its place, a caret and what is allowed.

use crate::support::{Ran, Suite};

const GOOD: &str = "expect: {stdout: \"x\\n\"}\n";

/// A suite whose only expectation has `body` after the obligatory keys, checked.
#[track_caller]
fn checked(body: &str) -> Ran {
    let suite = Suite::with("a/b", "echo x", body);
    let ran = suite.run(&[]);
    assert!(!suite.has_reports(), "nothing may be written");
    let check = suite.threadproof(&["check"]);
    assert_eq!(
        (check.code, &check.stderr),
        (ran.code, &ran.stderr),
        "`check` says the same as `run`"
    );
    ran
}

#[test]
fn an_unknown_key_is_named_with_its_place_a_caret_and_what_is_allowed() {
    checked("timout: 5s\nexpect: {stdout: x}\n").expect(
        2,
        &[
            "expectations/a/b.yaml:4:1: unknown key `timout` in an expectation",
            "timout: 5s",
            "──┬─",
            "did you mean `timeout`? allowed here: schema, promises, covers",
        ],
    );
    checked("expect:\n  stdot: x\n").expect(
        2,
        &[
            "expectations/a/b.yaml:5:3: unknown key `stdot` in `expect`",
            "did you mean `stdout`?",
        ],
    );
    checked("expect:\n  events:\n    a: {kind: x, vlaue: 1}\n").expect(
        2,
        &[
            "expectations/a/b.yaml:6:18: unknown key `vlaue` in the event `a`",
            "did you mean `value`?",
        ],
    );
    checked("run: {argz: []}\nexpect: {stdout: x}\n")
        .expect(2, &[":4:7: unknown key `argz` in `run`"]);
    checked("expect: {stdout: {line: []}}\n").expect(2, &[":4:19: unknown key `line` in `stdout`"]);
}

#[test]
fn a_duplicate_key_is_refused_with_both_places() {
    checked("tier: documented\nexpect: {stdout: x}\ntier: documented\n").expect(
        2,
        &[
            "expectations/a/b.yaml:6:1: duplicate key `tier`",
            "first written here",
            "written again here",
        ],
    );
    checked("expect: {events: {a: {kind: x}, a: {kind: y}}}\n")
        .expect(2, &[":4:33: duplicate key `a`"]);
}

/// Wrong types and values: the text, and what must be told.
const MISTAKES: &[(&str, &[&str])] = &[
    (
        "timeout: 10\nexpect: {stdout: x}\n",
        &[
            ":4:10: `timeout` is the number `10`",
            "a duration such as 500ms, 10s or 2m",
        ],
    ),
    (
        "expect: {exit: zero}\n",
        &[
            ":4:16: `exit` is the text `zero`",
            "an exit code, or a list of permitted exit codes",
        ],
    ),
    (
        "expect: {stdout: 5}\n",
        &[
            ":4:18: `stdout` is the number `5`",
            "the exact text, or a mapping with one of lines",
        ],
    ),
    (
        "expect: [a]\n",
        &[
            ":4:9: `expect` is a list",
            "a mapping with exit, signal, alive",
        ],
    ),
    (
        "expect: {events: {a: {kind: x, count: many}}}\n",
        &[
            ":4:39: `count` is the text `many`",
            "a whole number from 0 up",
        ],
    ),
    (
        "expect: {stdout: {count: -1}}\n",
        &[":4:26: `count` is the number `-1`", "a whole number"],
    ),
    (
        "expect: {checks: yes-all}\n",
        &[":4:18: `checks` is the text `yes-all`", "a list"],
    ),
    (
        "expect: {done: 1, stdout: x}\n",
        &[":4:16: `done` is the number `1`", "true or false"],
    ),
    (
        "expect: {alive: false}\n",
        &[":4:17: `alive` is `false`", "a case that exits has `exit`"],
    ),
    (
        "tier: firm\nexpect: {stdout: x}\n",
        &[
            ":4:7: `tier` cannot be `firm`",
            "documented, node-observed, implementation-defined",
        ],
    ),
    (
        "expect: {signal: SIGABORT}\n",
        &[
            ":4:18: `signal` cannot be `SIGABORT`",
            "did you mean `SIGABRT`?",
        ],
    ),
    (
        "since: 12.16\nexpect: {stdout: x}\n",
        &[
            ":4:8: `since` is the number `12.16`",
            "a quoted version range",
        ],
    ),
    (
        "since: \"12.16.0\"\nexpect: {stdout: x}\n",
        &[
            ":4:8: `since`: `12.16.0` has no operator",
            "write `>=12.16.0`",
        ],
    ),
    (
        "expect: {stdout: {match: [\"(\"]}}\n",
        &[":4:27: `match` is not a regular expression", "escape"],
    ),
    (
        "expect: {exit: 0, signal: SIGABRT, stdout: x}\n",
        &[
            ":4:19: `exit` and `signal` exclude each other",
            "keep one of the two",
        ],
    ),
    (
        "expect: {stdout: {lines: [a], count: 1}}\n",
        &["needs exactly one form, not 2", "keep one of lines"],
    ),
    (
        "expect: {exit: 0}\n",
        &["nothing but an exit code is expected", "add `stdout`"],
    ),
    (
        "expect: {alive_for: 2s, stdout: x}\n",
        &[
            ":4:10: `alive_for` without `alive: true`",
            "add `alive: true`",
        ],
    ),
    (
        "expect: {events: {a: {thread: main}}}\n",
        &[":4:22: the key `kind` is missing", "add `kind:`"],
    ),
    (
        "expect: {events: {a: {kind: check}}}\n",
        &[
            ":4:29: checks and the completion record are no events",
            "use `checks`",
        ],
    ),
    (
        "expect: {events: {a: {kind: x, count: {min: 3, max: 1}}}}\n",
        &["`min` 3 is above `max` 1", "swap"],
    ),
];

#[test]
fn a_wrong_type_says_what_was_found_and_what_is_allowed() {
    for (body, parts) in MISTAKES {
        checked(body).expect(2, parts);
    }
}

#[test]
fn missing_keys_and_bad_ids_are_told() {
    let suite = Suite::with("a/b", "", GOOD);
    suite.expectation("a/b", "promises: p\n");
    suite.threadproof(&["check"]).expect(
        2,
        &[
            "the key `schema` is missing",
            "the key `expect` is missing",
            "2 errors",
        ],
    );
    suite.expectation(
        "a/b",
        "schema: 2\npromises: p\ncovers: [Not_An_Id, ok-id]\nexpect: {stdout: x}\n",
    );
    suite.threadproof(&["check"]).expect(
        2,
        &[
            "`schema` is the number `2`",
            ":3:10: `Not_An_Id` is not an id of the inventory",
        ],
    );
    suite.expectation(
        "a/b",
        "schema: 1\npromises: p\ncovers: []\nexpect: {stdout: x}\n",
    );
    suite
        .threadproof(&["check"])
        .expect(2, &["`covers` is empty"]);
}

#[test]
fn text_that_is_no_yaml_is_told_with_its_place() {
    let suite = Suite::with("a/b", "", GOOD);
    suite.expectation("a/b", "schema: 1\n\tpromises: p\n");
    suite
        .threadproof(&["check"])
        .expect(2, &["expectations/a/b.yaml:2:", "not valid YAML"]);
    suite.expectation("a/b", "");
    suite
        .threadproof(&["check"])
        .expect(2, &["expectations/a/b.yaml:1:1"]);
}

#[test]
fn an_order_edge_must_name_events() {
    let events = "expect:\n  events: {first: {kind: a}, closeB: {kind: b}}\n";
    checked(&format!("{events}  order: [first < closeA]\n")).expect(
        2,
        &[
            "expectations/a/b.yaml:6:19: `order` names no event `closeA`",
            "did you mean `closeB`? allowed here: first, closeB",
        ],
    );
    checked(&format!("{events}  order: [\"first < closeB < nobody\"]\n"))
        .expect(2, &[":6:29: `order` names no event `nobody`"]);
    checked(&format!("{events}  order: [first]\n"))
        .expect(2, &["`first` orders nothing", "write `earlier < later`"]);
    checked(&format!("{events}  order: [\"first <\"]\n"))
        .expect(2, &["has nothing on one side of `<`"]);
}

#[test]
fn a_cycle_in_the_order_is_told_whole() {
    let events = "expect:\n  events: {a: {kind: a}, b: {kind: b}, c: {kind: c}}\n";
    checked(&format!("{events}  order: [a < b, b < c, c < a]\n")).expect(
        2,
        &[
            "expectations/a/b.yaml:6:25: the order has a cycle: a < b < c < a",
            "remove one of its edges",
        ],
    );
    checked(&format!("{events}  order: [a < a]\n")).expect(2, &["the order has a cycle: a < a"]);
}

#[test]
fn every_error_of_every_file_is_reported_at_once() {
    let suite = Suite::with("a/b", "", "timout: 5s\nexpect: {stdot: x}\n");
    suite.case("a/c", "", "expect: {exit: zero}\n");
    suite.file(
        "expectations/_runtimes/bun.yaml",
        "- {case: a/b, fails: [exit]}\n",
    );
    suite.threadproof(&["run"]).expect(
        2,
        &[
            "expectations/a/b.yaml:4:1",
            "expectations/a/b.yaml:5:10",
            "expectations/a/c.yaml:4:16",
            "expectations/_runtimes/bun.yaml:1:",
            "4 errors in the suite; nothing was run",
        ],
    );
}
