//! The commands besides `run`: list, bless, compare, merge, report, runtimes, doctor, completions.

use threadproof_reports::record::read_file;

use crate::support::Suite;

const GOOD: &str = "expect: {stdout: \"x\\n\"}\n";

#[test]
fn check_counts_what_is_well_formed() {
    let suite = Suite::with("a/b", "echo x", GOOD);
    suite
        .threadproof(&["check"])
        .expect(0, &["1 cases and 0 known divergences are well formed"]);
}

#[test]
fn list_shows_what_a_case_promises_and_covers() {
    let suite = Suite::with("a/b", "echo x", &format!("since: \">=10\"\n{GOOD}"));
    suite
        .threadproof(&["list"])
        .expect(0, &["a/b  [documented >=10] it does", "1 of 1 cases"]);
    suite
        .threadproof(&["list", "--coverage"])
        .expect(2, &["expectations/inventory.yaml: no such file"]);
}

#[test]
fn coverage_counts_promises_and_refuses_ids_that_do_not_fit() {
    let suite = Suite::with("a/b", "echo x", GOOD);
    let entry = |id: &str| {
        format!(
            "- {{id: {id}, kind: statement, area: port, pages: {{v25.md: [Ports]}}, says: it does}}\n"
        )
    };
    let inventory = [entry("an-id"), entry("other-id"), entry("hidden-id")].concat();
    suite.file("expectations/inventory.yaml", &inventory);
    suite.file(
        "expectations/uncovered.yaml",
        "- {id: hidden-id, reason: nobody sees it}\n",
    );
    suite.threadproof(&["list", "--coverage"]).expect(
        0,
        &[
            "port: 1 of 3 covered, 1 excused, 1 open",
            "open: other-id",
            "1 of 3 promises covered, 1 excused with a reason, 1 open",
        ],
    );
    suite.file(
        "expectations/uncovered.yaml",
        "- {id: an-id, reason: r}\n- {id: no-id, reason: r}\n",
    );
    suite.threadproof(&["list", "--coverage"]).expect(
        2,
        &[
            "`an-id` is covered by a/b",
            "expectations/inventory.yaml has no `no-id`",
        ],
    );
    let page = "- { page: v25.md, title: A page, version: v1, link: https://a.b/c.html }\n";
    suite.file(
        "expectations/pages.yaml",
        &page.replace("v25.md", "other.md"),
    );
    // What is longer than a line is broken anywhere.
    let told = [
        "inventory.yaml names the page `v25.md`",
        "nothing in inventory.yaml",
    ];
    suite.threadproof(&["check"]).expect(2, &told);
    suite.file("expectations/pages.yaml", page);
    suite.run(&[]).expect(0, &["1 passed"]);
    let record = std::fs::read_to_string(suite.path("target/threadproof/run.json"));
    let record = record.expect("a record");
    for part in ["it does", "A page", "v1", "https://a.b/c.html#ports"] {
        assert!(
            record.contains(part),
            "{part}: a case tells what it stands for, and where"
        );
    }
    suite.file("expectations/inventory.yaml", &entry("other-id"));
    suite
        .threadproof(&["list", "--coverage"])
        .expect(2, &["expectations/inventory.yaml has no `an-id`"]);
}

#[test]
fn bless_proposes_what_it_saw_and_the_proposal_passes() {
    let suite = Suite::new();
    suite.file(
        "fixtures/a/new/main.cjs",
        "echo out; mark hello '\"x\"'; mark tick 1; mark tick 1; check fine true; mark bye null; completed 1",
    );
    let fake = suite.fake();
    suite
        .threadproof(&["bless", "-r", &fake, "a/new"])
        .expect(0, &["proposals/a/new.yaml"]);
    let text = std::fs::read_to_string(suite.path("target/threadproof/proposals/a/new.yaml"))
        .expect("written");
    for part in [
        "Read it against the documentation",
        "hello < bye",
        "count: 2",
        "- fine",
        "stdout: |",
    ] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
    suite.expectation("a/new", &text);
    suite
        .threadproof(&["check"])
        .expect(2, &["`covers` is empty"]);
    suite.expectation("a/new", &text.replace("covers: []", "covers: [an-id]"));
    suite.run(&[]).expect(0, &[]);
}

#[test]
fn bless_refuses_ci_and_what_is_not_stable() {
    let suite = Suite::with("a/b", "echo $$", GOOD);
    let fake = suite.fake();
    suite
        .threadproof(&["bless", "-r", &fake, "a/b"])
        .expect(1, &["a/b did not do the same in 3 runs"]);
    suite
        .threadproof(&["bless", "-r", &fake, "a/none"])
        .expect(2, &["fixtures/a/none: no such folder"]);
    let output = suite
        .command(&["bless", "-r", &fake, "a/b"])
        .env("CI", "true")
        .output()
        .expect("starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("refuses to run under CI"));
    assert!(!suite.has_reports());
}

#[test]
fn compare_exits_with_one_on_a_regression_only() {
    let suite = Suite::with("a/b", "echo x", GOOD);
    suite.run(&["--report", "json=before.json"]).expect(0, &[]);
    suite.file("fixtures/a/b/main.cjs", "echo y");
    suite.run(&["--report", "json=after.json"]).expect(1, &[]);
    suite
        .threadproof(&["compare", "before.json", "after.json"])
        .expect(1, &["a/b"]);
    suite
        .threadproof(&["compare", "after.json", "before.json"])
        .expect(0, &["a/b"]);
    suite
        .threadproof(&["compare", "--markdown", "before.json", "before.json"])
        .expect(0, &[]);
    suite
        .threadproof(&["compare", "before.json", "none.json"])
        .expect(2, &["none.json"]);
    suite.file("other.json", "{\"schema\": 99}");
    suite
        .threadproof(&["compare", "before.json", "other.json"])
        .expect(2, &["schema 99"]);
}

#[test]
fn report_shows_a_record_again_in_any_form() {
    let suite = Suite::with("a/b", "echo x", GOOD);
    suite.threadproof(&["report"]).expect(2, &["run.json"]);
    suite.run(&[]).expect(0, &[]);
    let ran = suite.threadproof(&["report", "--report", "md=s.md,badge=b.json"]);
    ran.expect(0, &["wrote s.md", "wrote b.json"]);
    assert_eq!(ran.last_line(), "1 passed, 0 failed, 0 skipped");
    assert!(suite.path("s.md").is_file() && suite.path("b.json").is_file());
}

#[test]
fn report_joins_the_records_of_trials() {
    let suite = Suite::with("a/b", "echo x", GOOD);
    suite.case("a/c", "echo x", GOOD);
    for name in ["a/b", "a/c"] {
        suite
            .run(&[
                "--exact",
                name,
                "--report",
                &format!("json=trials/{name}.json"),
            ])
            .expect(0, &[]);
    }
    let ran = suite.threadproof(&["report", "trials", "--report", "json=whole.json"]);
    assert_eq!(
        ran.expect(0, &[]).last_line(),
        "2 passed, 0 failed, 0 skipped"
    );
    let whole = read_file(&suite.path("whole.json")).expect("a record");
    assert_eq!((whole.cases.len(), whole.filter.as_deref()), (2, None));
    suite
        .threadproof(&["report", "trials", "trials/a/b.json"])
        .expect(2, &["has a/b on fake@1.2.3 again"]);
}

#[test]
fn reports_asked_for_are_written_where_asked_and_actions_get_annotations() {
    let suite = Suite::with("a/b", "echo y", GOOD);
    let fake = suite.fake();
    let summary = suite.path("summary.md");
    let output = suite
        .command(&["run", "-r", &fake, "--report", "junit=j.xml,html=h.html"])
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", &summary)
        .output()
        .expect("starts");
    assert_eq!(output.status.code(), Some(1));
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(stdout.contains("::error"), "{stdout}");
    assert_eq!(stdout.lines().last(), Some("0 passed, 1 failed, 0 skipped"));
    assert!(suite.path("j.xml").is_file() && suite.path("h.html").is_file() && summary.is_file());
}

/// An `npm` that packs a stand-in, named by the version that it was asked for.
const NPM: &str = r#"#!/bin/sh
for last; do :; done
while [ "$1" != --pack-destination ]; do shift; done
case "$last" in
  node-*@22) version=22.9.9;;
  node-*@1) echo "npm error code ETARGET" >&2; exit 1;;
  *) echo "unexpected $last" >&2; exit 1;;
esac
mkdir -p "$2/build/package/bin"
printf '#!/bin/sh\ncase $PWD in */probe/versions) echo "{\\"node\\":\\"%s\\"}";; *) echo x;; esac\n' $version > "$2/build/package/bin/node"
tar -C "$2/build" -czf "$2/node.tgz" package
"#;

#[test]
fn runtimes_are_installed_through_npm_and_found_again() {
    let suite = Suite::with("a/b", "", GOOD);
    suite.program("bin/npm", NPM);
    let path = format!("{}:/usr/bin:/bin", suite.path("bin").display());
    let call = |args: &[&str]| -> crate::support::Ran {
        suite
            .command(args)
            .env("PATH", &path)
            .output()
            .expect("starts")
            .into()
    };
    call(&["runtimes", "add", "node@22"]).expect(
        0,
        &["installed node@22.9.9 in", "cache/runtimes/node/22.9.9"],
    );
    call(&["runtimes", "add", "node@22.9.9"]).expect(0, &["already there: node@22.9.9"]);
    call(&["runtimes"]).expect(
        0,
        &["node@22.9.9  node 22.9.9", "cache", "electron  not found"],
    );
    call(&["run", "-r", "node@22"]).expect(0, &[]);
    call(&["runtimes", "add", "node@1"]).expect(5, &["npm failed: npm error code ETARGET"]);
    call(&["runtimes", "add", "electron"]).expect(5, &["`electron` cannot be installed from here"]);
    call(&["runtimes", "add", "node=/x"]).expect(5, &["already has a path"]);
    call(&["runtimes", "add", "nodd"]).expect(2, &["did you mean `node`?"]);
    let left: Vec<_> = std::fs::read_dir(suite.path("cache/runtimes/node"))
        .expect("there")
        .collect();
    assert_eq!(left.len(), 1, "a failed installation leaves nothing behind");
}

#[test]
fn doctor_tells_what_is_missing_for_what() {
    let suite = Suite::with("a/b", "", GOOD);
    let output = suite
        .command(&["doctor"])
        .env("PATH", "/nowhere")
        .output()
        .expect("starts");
    let stdout = String::from_utf8_lossy(&output.stdout);
    for part in [
        "suite: 1 cases",
        "process watch",
        "electron: not found; `-r electron` needs it",
        "npm: not on the PATH; `runtimes add` needs it",
    ] {
        assert!(stdout.contains(part), "{part} is not in:\n{stdout}");
    }
}

#[test]
fn completions_are_printed_for_each_shell() {
    let suite = Suite::new();
    for shell in ["bash", "zsh", "fish"] {
        suite
            .threadproof(&["completions", shell])
            .expect(0, &["threadproof", "timeout-scale"]);
    }
}

#[test]
fn help_and_version_are_no_errors() {
    let suite = Suite::new();
    suite
        .threadproof(&["--help"])
        .expect(0, &["run", "bless", "doctor"]);
    suite
        .threadproof(&["run", "--help"])
        .expect(0, &["THREADPROOF_TIMEOUT_SCALE", "--until-fail"]);
    suite
        .threadproof(&["--version"])
        .expect(0, &["threadproof 0.1.0"]);
}
