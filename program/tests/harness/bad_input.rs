//! Everything that people get wrong: each has its message, its place and its exit code, and leaves
//! nothing half-written.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use std::os::unix::fs::symlink;
use std::path::Path;

use crate::support::Suite;

const GOOD: &str = "expect: {stdout: \"x\\n\"}\n";

#[test]
fn a_folder_that_is_named_and_is_no_suite_is_a_usage_error() {
    let suite = Suite::new();
    fs::remove_dir_all(suite.path("fixtures")).expect("there");
    suite
        .threadproof(&["run", "--suite", "nowhere"])
        .expect(2, &["--suite nowhere: no such folder"]);
    suite
        .threadproof(&["run", "--suite", "."])
        .expect(2, &["fixtures: no such folder"]);
    assert!(!suite.has_reports());
}

#[test]
fn a_fixture_folder_that_cannot_be_read_is_an_error() {
    // The superuser reads everything, so a folder is made unreadable in a way that holds for all.
    let suite = Suite::with("a/b", "echo x", GOOD);
    fs::remove_dir_all(suite.path("fixtures/a/b")).expect("there");
    suite.threadproof(&["run"]).expect(
        2,
        &["expectations/a/b.yaml: no fixture; add the folder fixtures/a/b/"],
    );
    fs::create_dir_all(suite.path("fixtures/a/b")).expect("writable");
    suite.threadproof(&["run"]).expect(
        2,
        &["fixtures/a/b: no entry file; add one of main.cjs, main.mjs"],
    );
    fs::set_permissions(
        suite.path("fixtures/a/b"),
        fs::Permissions::from_mode(0o000),
    )
    .expect("ours");
    suite.threadproof(&["run"]).expect(2, &["fixtures/a/b"]);
    assert!(!suite.has_reports());
}

#[test]
fn every_orphan_is_named_at_once() {
    let suite = Suite::with("a/good", "echo x", GOOD);
    suite
        .file("fixtures/a/lonely/main.mjs", "")
        .file("fixtures/a/two/main.cjs", "")
        .file("fixtures/a/two/main.mjs", "");
    suite
        .file("fixtures/a/stray.txt", "")
        .expectation("a/ghost", "x")
        .file("expectations/README", "x");
    suite.threadproof(&["check"]).expect(
        2,
        &[
            "fixtures/a/lonely: no expectation; write expectations/a/lonely.yaml",
            "expectations/a/ghost.yaml: no fixture",
            "main.cjs and main.mjs are both entry files",
            "stray.txt: not a case",
            "README: not an expectation",
            "nothing was run",
        ],
    );
}

#[test]
fn an_unknown_runtime_is_a_usage_error() {
    let suite = Suite::with("a/b", "", GOOD);
    suite.threadproof(&["run", "-r", "nod"]).expect(
        2,
        &[
            "unknown runtime `nod`, did you mean `node`?",
            "known are boa, node, bun",
            "-r nod=/path/to/it",
        ],
    );
    suite
        .threadproof(&["run", "-r", "node@latest"])
        .expect(2, &["`latest` in `node@latest` is not a version"]);
    suite
        .threadproof(&["run", "-r", "x="])
        .expect(2, &["has no program after `=`"]);
    assert!(!suite.has_reports());
}

#[test]
fn a_runtime_that_is_not_installed_is_a_harness_fault_that_says_how_to_get_it() {
    let suite = Suite::with("a/b", "", GOOD);
    for (runtime, parts) in [
        (
            "electron",
            [
                "the runtime `electron` is not installed",
                "-r electron=/path/to/electron",
            ],
        ),
        (
            "graalnodejs",
            [
                "the runtime `graalnodejs` is not installed",
                "-r graalnodejs=/path/to/bin/node",
            ],
        ),
        (
            "bun@0.0.1",
            [
                "the runtime `bun@0.0.1` is not installed",
                "threadproof runtimes add bun",
            ],
        ),
        (
            "my=/nowhere/at/all",
            ["the runtime `my=/nowhere/at/all` is not installed", "path"],
        ),
    ] {
        suite.threadproof(&["run", "-r", runtime]).expect(5, &parts);
    }
    assert!(!suite.has_reports());
}

#[test]
fn a_program_that_is_no_runtime_is_a_harness_fault() {
    let suite = Suite::with("a/b", "", GOOD);
    suite.threadproof(&["run", "-r", "my=/bin/true"]).expect(
        5,
        &["/bin/true does not answer as a runtime", "exited with 0"],
    );
    suite
        .threadproof(&["run", "-r", "my=/bin/false"])
        .expect(5, &["exited with 1"]);
    assert!(!suite.has_reports());
}

#[test]
fn an_empty_selection_has_an_exit_code_of_its_own() {
    let suite = Suite::with("a/b", "", GOOD);
    suite.run(&["nothing-like-this"]).expect(
        4,
        &[
            "there is no case or area `nothing-like-this`",
            "threadproof list",
        ],
    );
    suite
        .run(&["-E", "area(x)"])
        .expect(4, &["no case has the area `x`"]);
    suite.run(&["--exact", "a/c"]).expect(
        4,
        &["there is no case `a/c`; `threadproof list` names them; did you mean `a/b`?"],
    );
    suite.threadproof(&["list", "zzz"]).expect(4, &[]);
    Suite::new().run(&[]).expect(4, &["the suite has no cases"]);
    assert!(!suite.has_reports());
}

#[test]
fn a_filter_that_cannot_be_read_shows_its_column_with_a_caret() {
    let suite = Suite::with("a/b", "", GOOD);
    for (filter, parts) in [
        (
            "are(x)",
            [
                "filter:1:1: unknown predicate `are`",
                "did you mean `area`?",
            ],
        ),
        (
            "area(x) & ",
            ["filter:1:11: a predicate is missing", "allowed here: area"],
        ),
        ("area(x", ["filter:1:6", "not closed"]),
        ("(area(x)", ["filter:1:9", "a `(` is not closed"]),
        ("area", ["`area` needs an argument", "write `area(…)`"]),
        ("area() | all()", ["`area()` is empty", "area(*)"]),
        (
            "tier(best)",
            ["filter:1:6: unknown tier `best`", "documented"],
        ),
        ("since(16)", ["`16` has no operator", "write `>=16`"]),
        (
            "all() all()",
            ["filter:1:7: unexpected text", "join two filters"],
        ),
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
    suite
        .threadproof(&["run", "--report", "jnuit"])
        .expect(2, &["did you mean `junit`?"]);
}

#[test]
fn wrong_settings_are_a_usage_error_with_their_place() {
    let suite = Suite::with("a/b", "", GOOD);
    suite.file("threadproof.toml", "[run]\njob = 3\n");
    suite.threadproof(&["list"]).expect(
        2,
        &[
            "threadproof.toml",
            "line 2, column 1",
            "unknown field `job`",
            "jobs",
        ],
    );
    suite.file("threadproof.toml", "[run]\ngate = \"some\"\n");
    suite
        .run(&[])
        .expect(2, &["gate is `some`; allowed are documented, all"]);
    suite
        .threadproof(&["list", "--config", "none.toml"])
        .expect(2, &["none.toml: cannot be read"]);
}

#[test]
fn a_broken_fixture_fails_and_shows_its_error() {
    let suite = Suite::with("a/b", "this is ( broken", "expect: {stdout: \"x\\n\"}\n");
    suite.run(&[]).expect(
        1,
        &["FAIL a/b", "standard error:", "yntax error", "--exact a/b"],
    );
}

#[test]
fn a_report_that_cannot_be_written_is_found_before_the_run() {
    let suite = Suite::with("a/b", "echo x", GOOD);
    suite.file("blocked", "a file, not a folder");
    let ran = suite.run(&["--report", "md=blocked/summary.md"]);
    ran.expect(2, &["cannot write blocked/summary.md"]);
    assert!(!suite.has_reports(), "nothing was run");
}

#[test]
fn a_suite_may_be_put_together_by_links() {
    let links = [
        "fixtures",
        "expectations",
        "fixtures/a",
        "expectations/a",
        "fixtures/a/b",
    ];
    for link in links {
        let suite = Suite::with("a/b", "echo x", "expect: {stdout: \"x\\n\"}\n");
        let elsewhere = suite.path("elsewhere");
        std::fs::rename(suite.path(link), &elsewhere).expect("moved");
        symlink(&elsewhere, suite.path(link)).expect("linked");
        suite.run(&[]).expect(0, &["1 passed, 0 failed, 0 skipped"]);
    }
}

#[test]
fn what_stands_in_the_place_of_a_folder_is_told_alone() {
    let told = |put: &dyn Fn(&Path), words: &str| {
        let suite = Suite::with("a/b", "echo x", "expect: {stdout: \"x\\n\"}\n");
        let place = suite.path("fixtures");
        std::fs::remove_dir_all(&place).expect("removed");
        put(&place);
        let folder = suite.path("").display().to_string();
        let ran = suite.threadproof(&["check", "--suite", &folder]);
        ran.expect(2, &[words, "1 error in the suite"]);
    };
    told(
        &|place| symlink("gone", place).expect("linked"),
        "a link to gone, which is not there",
    );
    told(
        &|place| symlink("/dev/null", place).expect("linked"),
        "a link to /dev/null, which is no folder",
    );
    told(
        &|place| std::fs::write(place, "x").expect("written"),
        "a file, where a folder has to be",
    );
    told(&|_| (), "no such folder");
    // The program carries a suite, but somebody's own that is broken comes first.
    let suite = Suite::with("a/b", "echo x", "expect: {stdout: \"x\\n\"}\n");
    std::fs::remove_dir_all(suite.path("fixtures")).expect("removed");
    symlink("gone", suite.path("fixtures")).expect("linked");
    suite
        .threadproof(&["check"])
        .expect(2, &["a link to gone, which is not there"]);
}

#[test]
fn links_that_lead_round_are_an_error() {
    let suite = Suite::with("a/b", "echo x", "expect: {stdout: \"x\\n\"}\n");
    symlink(suite.path("fixtures/a"), suite.path("fixtures/a/b/again")).expect("linked");
    suite
        .threadproof(&["check"])
        .expect(2, &["fixtures/a/b/again"]);
}
