//! Texts of people's at their worst: each is refused in a few words, and costs no more than another
//! text of its size.

use std::fmt::Write;

use crate::support::Suite;
use crate::{EXITS, run, within_patience};

const HEAD: &str = "schema: 1\npromises: it does\ncovers: [an-id]\n";

#[test]
fn hostile_expectations_are_refused_at_once() {
    let many: String = (0..10_000).fold(String::new(), |mut all, number| {
        let _ = writeln!(all, "key{number}: 1");
        all
    });
    let chain: Vec<String> = (0..20_000).map(|number| format!("e{number}")).collect();
    let names = chain.iter().fold(String::new(), |mut all, name| {
        let _ = writeln!(all, "    {name}: {{kind: a}}");
        all
    });
    let chain = chain.join(" < ");
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    let duplicates = "a: 1\n".repeat(5_000);
    for (what, text, part) in [
        (
            "unknown keys",
            format!("{HEAD}{many}{EXITS}"),
            "unknown key `key0`",
        ),
        (
            "unknown keys on a line",
            format!("{{{}}}", many.replace('\n', ", ")),
            "unknown key `key0`",
        ),
        ("brackets", "[".repeat(1 << 20), "brackets are open"),
        ("braces", "{".repeat(1 << 20), "brackets are open"),
        ("lists", "- ".repeat(1 << 19), "not valid YAML"),
        (
            "aliases",
            format!(
                "a: &a {}\nb: [{}]\n",
                "x".repeat(100_000),
                "*a, ".repeat(25_000)
            ),
            "aliases repeat too much",
        ),
        ("duplicates", duplicates, "duplicate key `a`"),
        (
            "a cycle",
            format!("{HEAD}expect:\n  events:\n{names}  order: [{chain} < e0]\n"),
            "the order has a cycle",
        ),
        (
            "a long key",
            format!("{HEAD}{EXITS}{}: 1\n", "k".repeat(70_000)),
            "not valid YAML",
        ),
        (
            "far out",
            format!("{{schema: 1, promises: {}, x: 1}}", "y".repeat(70_000)),
            "unknown key `x`",
        ),
        (
            "for ever",
            format!("{HEAD}timeout: 18446744073709551615s\n{EXITS}"),
            "24h at most",
        ),
        (
            "a long word",
            format!("{HEAD}tier: {}\n{EXITS}", "t".repeat(200_000)),
            "`tier` cannot be",
        ),
        ("not UTF-8", String::new(), "line 2 is not UTF-8"),
    ] {
        let suite = Suite::new();
        suite.file("fixtures/a/one/main.cjs", "");
        suite.expectation("a/one", &text);
        if what == "not UTF-8" {
            std::fs::write(suite.path("expectations/a/one.yaml"), b"a: 1\n\xff\n")
                .expect("written");
        }
        let ran = within_patience(&mut suite.command(&["check"]));
        assert_eq!(
            ran.code,
            Some(2),
            "{what}: {}",
            ran.stderr.get(..2000).unwrap_or(&ran.stderr)
        );
        assert!(
            ran.text().contains(part),
            "{what}: {}",
            ran.text().get(..2000).unwrap_or(&ran.stderr)
        );
        assert!(
            ran.text().len() < 200_000,
            "{what}: {} bytes",
            ran.text().len()
        );
    }
    // What is deep but sound is no trouble, and a mark of the byte order is none.
    let suite = Suite::new();
    suite.case(
        "a/deep",
        "",
        &format!("expect: {{events: {{a: {{kind: a, value: {deep}}}}}}}\n"),
    );
    suite.expectation("a/marked", &format!("\u{feff}{HEAD}{EXITS}"));
    suite.file("fixtures/a/marked/main.cjs", "");
    within_patience(&mut suite.command(&["check"])).expect(0, &[]);
}

#[test]
fn a_failed_case_with_thousands_of_events_in_a_chain_is_judged() {
    let events = 3_000;
    let mut text = String::from("expect:\n  events:\n");
    for number in 0..events {
        let _ = writeln!(text, "    e{number}: {{kind: k{number}}}");
    }
    let chain: Vec<String> = (0..events).map(|number| format!("e{number}")).collect();
    let _ = writeln!(text, "  order: [{}]", chain.join(" < "));
    let script = format!(
        "i=0; while [ $i -lt {events} ]; do case $i in *7) ;; *) mark k$(({events}-i)) 1;; esac; i=$((i+1)); done; completed"
    );
    let suite = Suite::with("a/chain", &script, &text);
    run(&suite, &["--timeout-scale", "10"])
        .expect(1, &["FAIL a/chain", "never happened, expected once"]);
}

#[test]
fn hostile_command_lines_are_refused_at_once() {
    let suite = Suite::with("a/one", "", EXITS);
    for filter in [
        "(".repeat(100_000),
        "!".repeat(100_000),
        "all()&".repeat(16_000),
        format!("{}all(){}", "(".repeat(40_000), ")".repeat(40_000)),
    ] {
        within_patience(&mut suite.command(&["list", "-E", &filter]))
            .expect(2, &["more than 500 parts"]);
    }
    within_patience(&mut suite.command(&["list", "-E", &"area(".repeat(20_000)])).expect(2, &[]);
    for shard in ["1/4294967295", "4294967295/4294967295"] {
        let ran = run(&suite, &["--shard", shard]);
        assert!(matches!(ran.code, Some(0 | 4)), "{}", ran.text());
    }
}

#[test]
fn hostile_pages_are_read_or_refused() {
    let suite = Suite::with("a/one", "", EXITS);
    let fence = |code: &str| format!("# T\n\n```js\n{code}\n```\n");
    let html =
        |code: &str| format!("<h1>T</h1><pre><code class=\"language-js\">{code}</code></pre>");
    let deep: Vec<String> = [
        "(",
        "[",
        "{",
        "`${",
        "!",
        "a=>",
        "a?b:",
        "-(",
        "new ",
        "if(a)",
        "a.b(",
        "async ",
        "class A extends ",
    ]
    .iter()
    .map(|link| link.repeat(100_000 / link.len()))
    .collect();
    let mut pages: Vec<(String, String)> = Vec::new();
    for (number, code) in deep.iter().enumerate() {
        pages.push((format!("code{number}.md"), fence(code)));
        pages.push((format!("code{number}.html"), html(code)));
        pages.push((format!("code{number}.txt"), format!("const a = {code}\n")));
        pages.push((
            format!("code{number}.d.ts"),
            format!("/** D. */\ndeclare const a: {code}\n"),
        ));
    }
    for (number, mark) in ["> ", "- ", "* ", "**", "[", "![", "<b>", "`", "<!--", "1. "]
        .iter()
        .enumerate()
    {
        pages.push((
            format!("nest{number}.md"),
            mark.repeat(100_000 / mark.len()),
        ));
    }
    for (number, tag) in ["<div>", "<pre>", "<main>", "<b>", "<", "<!--", "<svg>"]
        .iter()
        .enumerate()
    {
        pages.push((
            format!("nest{number}.html"),
            tag.repeat(200_000 / tag.len()),
        ));
    }
    let brackets = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    pages.push(("nest.json".to_owned(), brackets.clone()));
    pages.push((
        "modules.json".to_owned(),
        format!("{{\"source\": \"x\", \"modules\": {brackets}}}"),
    ));
    for (name, text) in &pages {
        suite.file(&format!("pages/{name}"), text);
    }
    let fake = suite.fake();
    for (name, _) in &pages {
        let page = format!("pages/{name}");
        let ran = within_patience(&mut suite.command(&["docs", "extract", &page]));
        assert!(
            matches!(ran.code, Some(0 | 2 | 4)),
            "{name}: {:?} {}",
            ran.code,
            ran.stderr
        );
        if name.starts_with("code") {
            let ran = within_patience(&mut suite.command(&["docs", "verify", &page, "-r", &fake]));
            assert!(
                matches!(ran.code, Some(0..=5)),
                "{name}: {:?} {}",
                ran.code,
                ran.stderr
            );
        }
    }
}

#[test]
fn completions_stay_in_the_folder_of_their_example() {
    let suite = Suite::with("a/one", "", EXITS);
    suite.file("page.md", "# T\n\n```js\nfoo();\n```\n");
    let fake = suite.fake();
    for name in [
        "../out.cjs",
        "/tmp/threadproof-out.cjs",
        "a/../../out.cjs",
        "",
        ".",
        "a//b",
        "main.cjs/x",
        "x\\0y",
    ] {
        for key in [
            format!("files: {{\"{name}\": \"x\"}}"),
            format!("as: \"{name}\""),
        ] {
            if key == "as: \"\"" {
                continue;
            }
            suite.file(
                "own.yaml",
                &format!("schema: 1\npages: [page.md]\nexamples:\n  - {{example: t/1, reason: r, {key}}}\n"),
            );
            let ran = within_patience(&mut suite.command(&[
                "docs",
                "verify",
                "page.md",
                "-r",
                &fake,
                "--completions",
                "own.yaml",
            ]));
            assert_eq!(ran.code, Some(2), "{key}: {}", ran.text());
        }
    }
    assert!(!suite.path("out.cjs").exists());
    assert!(!std::path::Path::new("/tmp/threadproof-out.cjs").exists());
}

#[test]
fn hostile_records_are_refused_or_shown() {
    let suite = Suite::with("a/one", "echo y", "expect: {stdout: \"x\\n\"}\n");
    suite.run(&[]).expect(1, &[]);
    let path = suite.path("target/threadproof/run.json");
    let whole = std::fs::read_to_string(&path).expect("a record");
    let good: serde_json::Value = serde_json::from_str(&whole).expect("JSON");
    let with = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut record = good.clone();
        change(&mut record);
        suite.file("bad.json", &record.to_string());
    };
    let reports = ["html", "json", "junit", "md", "github", "badge", "bcd"]
        .map(|name| format!("{name}=out/{name}"));
    let show = || {
        let mut words = vec!["report", "bad.json"];
        for report in &reports {
            words.extend(["--report", report.as_str()]);
        }
        within_patience(&mut suite.command(&words))
    };
    for (shard, told) in [
        ((1, 0), "shard 1 of 0"),
        ((7, 1), "shard 7 of 1"),
        ((0, 3), "shard 0 of 3"),
    ] {
        with(&|record| record["shard"] = serde_json::json!({"index": shard.0, "of": shard.1}));
        show().expect(2, &[told]);
        within_patience(&mut suite.command(&["merge", "bad.json"])).expect(2, &[told]);
    }
    with(&|record| record["shard"] = serde_json::json!({"index": 1, "of": u32::MAX}));
    within_patience(&mut suite.command(&["merge", "bad.json"])).expect(2, &["and 4294967274 more"]);
    with(&|record| {
        record["results"][0]["verdict"] = "flaky".into();
        record["results"][0]["attempts"] = serde_json::json!({"passed": 0, "of": u32::MAX});
        record["results"][0]["duration_ms"] = u64::MAX.into();
        record["duration_ms"] = u64::MAX.into();
    });
    show().expect(1, &["0 passed, 1 failed"]);
    let long = "n".repeat(70_000);
    with(&|record| {
        let text = record
            .to_string()
            .replace("fake@1.2.3", &format!("fake@{long}"));
        let text = text
            .replace("a/one", &format!("{long}/{long}"))
            .replace("\"area\":\"a\"", &format!("\"area\":\"{long}\""));
        *record = serde_json::from_str(&text).expect("JSON");
    });
    show().expect(1, &["0 passed, 1 failed"]);
    suite.file("bad.json", &"[".repeat(1 << 20));
    show().expect(2, &["not a threadproof record"]);
}

#[test]
fn a_rerun_command_runs_its_case_whatever_its_name() {
    let suite = Suite::new();
    for name in [
        "with space",
        "it's",
        "semi;colon",
        "$HOME",
        "-dash",
        "\"quoted\"",
        "new\nline",
    ] {
        suite.case(
            &format!("a/{name}"),
            "echo y",
            "expect: {stdout: \"x\\n\"}\n",
        );
    }
    run(&suite, &[]).expect(1, &["0 passed, 7 failed"]);
    for result in suite.record().results {
        let program = crate::places::program().to_string();
        let script = result.rerun.replacen(
            "threadproof",
            &format!("'{program}'"),
            usize::from(!result.rerun.contains(&program)),
        );
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &script]).current_dir(suite.path(""));
        suite.clean(&mut command);
        within_patience(&mut command).expect(1, &["0 passed, 1 failed"]);
    }
    // The variable still holds several names.
    let mut command = suite.command(&["list", "--quiet"]);
    command.env("THREADPROOF_NAMES", "space dash");
    let listed = within_patience(&mut command);
    assert_eq!(listed.stdout.lines().count(), 2, "{}", listed.text());
}

#[test]
fn bless_proposes_nothing_of_a_case_that_leaves_something() {
    let suite = Suite::new();
    suite.file("fixtures/a/leaks/main.cjs", "sleep 92.25 & echo x");
    suite.file("fixtures/a/torn/main.cjs", "echo torn >> $TRACE");
    suite.file("fixtures/a/floods/main.cjs", "head -c 20000000 /dev/zero");
    let fake = suite.fake();
    for (case, told) in [
        ("a/leaks", "leaves processes behind"),
        ("a/torn", "is no event: torn"),
        ("a/floods", "cap/output"),
    ] {
        within_patience(&mut suite.command(&["bless", "-r", &fake, case])).expect(2, &[case, told]);
    }
    assert!(!suite.path("target/threadproof/proposals").exists());
}
