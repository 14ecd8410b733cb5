//! `docs verify`: every way in which an example can come out, and files of completions.
//!
//! The examples run on the reference, which is the program under test itself.

use crate::support::{Ran, Suite};

const OUTCOMES: &str = include_str!("../pages/outcomes.md");

/// What the page leaves out, entry by entry.
const COMPLETIONS: &str = "schema: 1
pages: [page.md]
examples:
  - { example: breaks/1, expect: { prints: [two] }, reason: it prints two }
  - { example: throws/1, expect: throws, reason: nothing has no properties }
  - { example: throws/3, expect: { prints: [calm] }, reason: nothing is thrown }
  - { example: hangs/1, expect: hangs, reason: the interval goes on }
  - example: misses/1
    before: const text = 'a b';
    files:
      node_modules/some-parser/index.js: \"exports.parse = (text) => text.split(' ').length;\"
    expect: { prints: [{ match: '^\\d$' }] }
    reason: the parser is any parser
  - { example: misses/2, as: main.cts, reason: it is TypeScript }
  - { example: [twins/1, twins/2], varies: true, reason: each says what it is }
";

fn suite(page: &str, completions: &str) -> Suite {
    let suite = Suite::new();
    suite.file("page.md", page);
    if !completions.is_empty() {
        suite.file("docs/completions/page.yaml", completions);
    }
    suite
}

fn verify(suite: &Suite, args: &[&str]) -> Ran {
    let mut words = vec!["docs", "verify", "page.md", "-r", "boa"];
    words.extend(args);
    suite.threadproof(&words)
}

fn page(code: &str) -> String {
    format!("# Page\n\n```cjs\n{code}\n```\n")
}

#[test]
fn each_example_says_what_became_of_it() {
    let suite = suite(OUTCOMES, "");
    let ran = verify(&suite, &["--timeout-scale", "0.3"]);
    ran.expect(
        1,
        &[
            "prints something else page.md#breaks/1",
            "-one\n    +two",
            "throws page.md#throws/1",
            "does not throw page.md#throws/3",
            "does not end page.md#hangs/1",
            "cannot run as it stands page.md#misses/1",
            "missing module some-parser; free variable text",
            "does not parse",
            "it is TypeScript",
            "differs from its twin page.md#twins/2",
            "page.md:24, Breaks",
            "--example 'page.md#breaks/1'",
            "1 blocks are no JavaScript",
        ],
    );
    assert!(!ran.text().contains("#keeps/"), "{}", ran.text());
    assert_eq!(ran.last_line(), "4 passed, 7 failed, 0 skipped");
}

#[test]
fn completed_examples_are_green() {
    let suite = suite(OUTCOMES, COMPLETIONS);
    let ran = verify(&suite, &[]);
    ran.expect(0, &["11/11, 8 completed"]);
    assert_eq!(ran.last_line(), "11 passed, 0 failed, 0 skipped");
    verify(&suite, &["--example", "keeps"]).expect(0, &["2 passed"]);
    verify(&suite, &["--example", "none"]).expect(4, &["no example of page.md has `none`"]);
    verify(&suite, &["--as-printed", "--example", "breaks"]).expect(1, &["breaks/1"]);
}

#[test]
fn an_entry_that_is_not_needed_is_an_error() {
    for entry in [
        "expect: { prints: [ok] }",
        "before: const a = 1;",
        "files: { other.cjs: '' }",
    ] {
        let completions = format!(
            "schema: 1\npages: [page.md]\nexamples:\n  - {{ example: page/1, {entry}, reason: r }}\n"
        );
        let suite = suite(&page("console.log('ok');"), &completions);
        verify(&suite, &[]).expect(
            1,
            &[
                "entry not needed page.md#page/1",
                "docs/completions/page.yaml:4 is not needed",
            ],
        );
    }
}

#[test]
fn a_completion_that_is_wrong_is_shown_at_its_place() {
    for (entry, message) in [
        (
            "{ example: page/2, expect: hangs, reason: r }",
            "did you mean `page/1`?",
        ),
        (
            "{ example: page/1, expect: hangs }",
            "the key `reason` is missing",
        ),
        (
            "{ example: page/1, expect: hangs, reason: '' }",
            "`reason` is empty",
        ),
        (
            "{ example: page/1, reason: r }",
            "the entry completes nothing",
        ),
        (
            "{ example: page/1, expect: hang, reason: r }",
            "allowed here: hangs, throws",
        ),
        (
            "{ example: page/1, expect: { hangs: true, exit: 1 }, reason: r }",
            "keep one of",
        ),
        (
            "{ example: page/1, replace: { b: c }, reason: r }",
            "occurs 0 times",
        ),
        (
            "{ example: page/1, replace: { o: c }, reason: r }",
            "occurs 4 times",
        ),
        (
            "{ example: page/1, breaks: [99], reason: r }",
            "which has 18 characters",
        ),
        (
            "{ example: page/1, only: [node 18], varies: true, reason: r }",
            "has no operator",
        ),
        (
            "{ example: page/1, replace: { a passage of more than a few words of the page: b }, reason: r }",
            "repeats a passage",
        ),
    ] {
        let completions = format!("schema: 1\npages: [page.md]\nexamples:\n  - {entry}\n");
        let suite = suite(&page("console.log('ok');"), &completions);
        let ran = verify(&suite, &[]);
        ran.expect(2, &[message, "docs/completions/page.yaml:4"]);
    }
}

#[test]
fn a_known_divergence_holds_on_its_runtime_alone_and_no_longer_than_it_is_true() {
    let known = |code: &str, on: &str| {
        let completions = format!(
            "schema: 1\npages: [page.md]\nknown:\n  - {{ example: page/1, on: {on}, outcome: throws, reason: it cannot }}\n"
        );
        verify(&suite(&page(code), &completions), &[])
    };
    known("null.a;", "boa").expect(
        0,
        &["1 known", "it cannot", "0 passed, 0 failed, 1 skipped"],
    );
    known("null.a;", "\"boa <99\"").expect(0, &["1 known"]);
    known("null.a;", "node").expect(1, &["throws page.md#page/1"]);
    known("1;", "boa").expect(
        1,
        &[
            "passes, but docs/completions/page.yaml:4",
            "remove that rule",
        ],
    );
}

#[test]
fn a_page_is_held_to_the_versions_that_it_is_for() {
    let completions = "schema: 1\npages: [page.md]\nfor: \"<14\"\n";
    let suite = suite(&page("null.a;"), completions);
    verify(&suite, &[]).expect(0, &["1 not asked: page.md is for Node <14", "1 skipped"]);
}

#[test]
fn lost_line_breaks_are_given_back_by_position() {
    let code = "console.log('a'); // Prints 'a'. console.log('b'); // Prints 'b'.";
    let suite = suite(&page(code), "");
    verify(&suite, &[]).expect(1, &["lost the line breaks"]);
    let completions = "schema: 1\npages: [page.md]\nexamples:\n  \
                       - { example: page/1, breaks: [32], reason: it stands on one line }\n";
    suite.file("docs/completions/page.yaml", completions);
    verify(&suite, &[]).expect(0, &["1 passed"]);
    suite.file(
        "docs/completions/page.yaml",
        &completions.replace("32", "17"),
    );
    verify(&suite, &[]).expect(1, &["lost the line breaks"]);
}

#[test]
fn a_page_without_examples_and_one_that_is_not_there_are_told() {
    let suite = suite("# Page\n\nWords.\n", "");
    verify(&suite, &[]).expect(4, &["no code example in page.md"]);
    suite
        .threadproof(&["docs", "verify", "absent.md"])
        .expect(2, &["cannot read absent.md"]);
    verify(&suite, &["--completions", "absent.yaml"]).expect(2, &["absent.yaml: no such file"]);
}

#[test]
fn reports_show_each_example_at_the_page_own_line() {
    let suite = suite(OUTCOMES, COMPLETIONS);
    let args = ["--example", "s/1", "--as-printed", "--timeout-scale", "0.3"];
    let ran = verify(&suite, &[&args[..], &["--report", "github"]].concat());
    ran.expect(
        1,
        &["::error file=page.md,line=24,title=page.md#breaks/1 prints something else::boa@"],
    );
    let read = |name: &str| {
        let path = suite.path("target/threadproof").join(name);
        std::fs::read_to_string(path).expect("the report was written")
    };
    let json: serde_json::Value = serde_json::from_str(&read("docs.json")).expect("JSON");
    assert_eq!(json["schema"], 1);
    assert_eq!(json["pages"][0]["name"], "page.md");
    let junit = read("docs-junit.xml");
    assert!(
        junit.contains("name=\"page.md#breaks/1\"") && junit.contains("line=\"24\""),
        "{junit}"
    );
    let html = read("docs.html");
    for part in [
        "Every way in which an example can come out.",
        "✗ ",
        "✓ ",
        "verified as printed",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    verify(&suite, &["--report", "jnuit"]).expect(2, &["did you mean `junit`?"]);
    verify(&suite, &["--report", "json=/dev/full"]).expect(5, &["cannot write /dev/full"]);
}
