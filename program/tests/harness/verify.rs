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
  - { example: hangs/1, expect: hangs, reason: the port goes on }
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
            "incomplete: page.md:53 missing module some-parser; free variable text",
            "does not parse",
            "it is TypeScript",
            "differs from its twin page.md#twins/2",
            "page.md:24, Breaks",
            "--example 'page.md#breaks/1'",
            "1 blocks are no JavaScript",
        ],
    );
    assert!(!ran.text().contains("#keeps/"), "{}", ran.text());
    assert_eq!(ran.last_line(), "4 passed, 6 failed, 1 skipped");
}

#[test]
fn completed_examples_are_green() {
    let suite = suite(OUTCOMES, COMPLETIONS);
    let ran = verify(&suite, &[]);
    ran.expect(
        0,
        &[
            "8/11, 3 ran, 5 completed",
            "8 examples kept what they promise",
        ],
    );
    assert_eq!(ran.last_line(), "11 passed, 0 failed, 0 skipped");
    verify(&suite, &["--example", "keeps"]).expect(0, &["2 passed"]);
    verify(&suite, &["--example", "none"]).expect(4, &["no example of page.md has `none`"]);
    verify(&suite, &["--as-printed", "--example", "breaks"]).expect(1, &["breaks/1"]);
}

#[test]
fn an_entry_that_is_not_needed_is_an_error() {
    for entry in [
        "expect: { exit: 0 }",
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
    assert_eq!(json["schema"], 2);
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
        "<nav id=\"failures\"",
        "href=\"#page.md#breaks/1\"",
        "<option value=\"failed\">",
        " checked and kept, ",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    verify(&suite, &["--report", "jnuit"]).expect(2, &["did you mean `junit`?"]);
    verify(&suite, &["--report", "json=/dev/full"]).expect(5, &["cannot write /dev/full"]);
}

/// Runs one example under a heading and gives back what came of it.
fn came_of(language: &str, code: &str) -> (String, String) {
    let suite = suite(&format!("# Page\n\n```{language}\n{code}\n```\n"), "");
    let ran = verify(&suite, &["--report", "json=docs.json"]);
    let text = std::fs::read_to_string(suite.path("docs.json"))
        .unwrap_or_else(|error| panic!("{error}: {}", ran.text()));
    let run: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let parts = run["pages"][0]["parts"].as_array().expect("parts");
    let example = parts.iter().find_map(|part| part.get("example"));
    let result = &example.expect("an example")["results"][0];
    let words = |key: &str| result[key].as_str().unwrap_or_default().to_owned();
    (words("outcome"), words("reason"))
}

#[test]
fn promises_as_people_write_them_are_kept_or_broken() {
    for (code, outcome, reason) in [
        ("1 + 1; // => 2", "passes", ""),
        (
            "1 + 1; // => 3",
            "prints-otherwise",
            "`3` is promised, and it is `2`",
        ),
        ("['x'].concat('y');\n// Returns: [\"x\", 'y']", "passes", ""),
        (
            "const a = Object({ b: 1, c: 2 });\n// { b: 1, ... }",
            "passes",
            "",
        ),
        ("console.log([1, 2]); // [1,2]", "passes", ""),
        (
            "console.log(true); // Prints: true (it is so)",
            "passes",
            "",
        ),
        (
            "null.a;\n// TypeError\nundefined.b;\n// Throws TypeError",
            "passes",
            "",
        ),
        (
            "null.a;\n// Throws RangeError",
            "does-not-throw",
            "threw something else",
        ),
        (
            "(() => 1)();\n// Throws TypeError",
            "does-not-throw",
            "without an error",
        ),
        ("console.error('a');\n// Prints: a", "passes", ""),
        ("1 + 1;", "ran", ""),
        ("Math.random(); // => 0.5", "varies", ""),
        (
            "console.log(Date.now()); // Prints: 1687245000000",
            "varies",
            "",
        ),
        ("setInterval(() => {}, 1000);", "runs-on", ""),
        (
            "const a = 1;\nconst a = 2;\nconsole.log(a); // 2",
            "passes",
            "",
        ),
        ("path.basename('/a/b'); // => 'b'", "passes", ""),
        (
            "require('fs').readFileSync('input.txt');",
            "cannot-run",
            "missing file input.txt",
        ),
        ("const a = {\n  b: 1,\n  ...\n};", "cannot-run", "left out"),
        (
            "require('fs').readdirSync('.'); // => ['notes.txt']",
            "cannot-run",
            "missing file notes.txt",
        ),
        (
            "require('fs').readdirSync('.').length; // => 99",
            "prints-otherwise",
            "`99` is promised",
        ),
        (
            "dir/\n├── a.txt\n└── b.txt",
            "cannot-run",
            "a tree of files",
        ),
        (
            "const { basename } = require('path');\nawait null;\nbasename('/a/b'); // => 'b'",
            "passes",
            "",
        ),
        (
            "Object.assign({ a: 1 }, { b: 2 });\n\n// {\n//   a: 1,\n//   b: 2\n// }",
            "passes",
            "",
        ),
        (
            "Object.assign({ a: 1 }, { b: 2 });\n\n// { a: 1, b: 3 }",
            "prints-otherwise",
            "promised",
        ),
        (
            "const b = Buffer.from('a');\n// Prints: <Buffer 61>",
            "passes",
            "",
        ),
        (
            "null.a; // \\\\x\\y (Windows)\n1 + 1; // => 2",
            "passes",
            "",
        ),
        ("new Array(2); // => [undefined, undefined]", "passes", ""),
        ("null.a(); // => Error! (it is nothing)", "passes", ""),
        (
            "Promise.reject(new Error('a')).catch(console.error); // Error: a",
            "passes",
            "",
        ),
        ("// Fails due to nothing:\nnull.a;", "passes", ""),
        (
            "f('{... a key ...}');\nfunction f() { throw new Error('no key'); }",
            "cannot-run",
            "left out",
        ),
    ] {
        let (found, told) = came_of("js", code);
        assert_eq!(found, outcome, "{code}: {told}");
        assert!(told.contains(reason), "{code}: {told}");
    }
    let types = "const a = 1; // Error: Type 'number' is not assignable to type 'string'. (2322)";
    assert_eq!(came_of("ts", types).0, "ran");
    let transcript =
        "> const a = [1]\nundefined\n> a.concat(2)\n[ 1, 2 ]\n> a.b.c\nUncaught TypeError";
    assert_eq!(came_of("console", transcript).0, "passes");
    assert_eq!(came_of("console", "> 1 + 1\n3").0, "prints-otherwise");
    assert_eq!(
        came_of("ts", "const a: number = 1 + 1; // => 2").0,
        "passes"
    );
    assert_eq!(came_of("jsx", "<a/>").0, "not-asked");
}

#[test]
fn a_page_in_a_package_finds_what_it_is_about() {
    let suite = suite("# Page\n\n```js\ntwoFold(2); // => 4\n```\n", "");
    suite.file("package.json", "{ \"name\": \"two-fold\" }");
    suite.file("index.js", "module.exports = (n) => 2 * n;");
    suite.file("readme.md", "```js\nconst T = require('two-fold');\n```\n");
    verify(&suite, &[]).expect(0, &["1 of 1 promises checked and kept"]);
    // What only the package's first page tells.
    suite.file("page.md", "# Page\n\n```js\nT(3); // => 6\n```\n");
    verify(&suite, &[]).expect(0, &["1 of 1 promises checked and kept"]);
    suite.file(
        "page.md",
        "# Page\n\nIt throws a `TypeError`:\n\n```js\nnull.a;\n```\n",
    );
    verify(&suite, &[]).expect(0, &["1 of 1 promises checked and kept"]);
}

#[test]
fn marks_in_the_page_are_heeded() {
    let page = "# Page

<!-- threadproof: before
const given = 3;
-->

```js
console.log(given); // 3
```

## Marked

<!-- threadproof: skip -->

```js
null.a;
```

```js may-fail
null.b;
```

<!-- threadproof: throws TypeError -->

```js
null.c;
```

```js
const first = 1;
```

<!-- threadproof: continues -->

```js
const first = 2;
console.log(first); // 2
```

<!-- threadproof: network -->

```js
null.d;
```
";
    let suite = suite(page, "");
    let ran = verify(&suite, &[]);
    ran.expect(
        0,
        &[
            "the page says that it may fail",
            "the page says to skip it",
            "it needs a network; --network lets it",
        ],
    );
    assert_eq!(ran.last_line(), "4 passed, 0 failed, 3 skipped");
    suite.file("page.md", "<!-- threadproof: skp -->\n\n```js\n1;\n```\n");
    verify(&suite, &[]).expect(2, &["`skp` is no mark", "allowed here: skip, may-fail"]);
}

#[test]
fn what_can_be_inferred_is_proposed_and_holds() {
    let page = "# Page

```js
require('fs').readFileSync('input.txt');
```

## Other

```js
const a = 1;
```

```js
console.log(a); // 1
```

```js
null.b;
```
";
    let suite = suite(page, "");
    verify(&suite, &["--update"]).expect(1, &["2 proposed"]);
    let path = suite.path("docs/completions/page-md.proposed.yaml");
    let text = std::fs::read_to_string(path).expect("proposals");
    for part in [
        "files: { \"input.txt\": \"\" }",
        "continues: true",
        "proposed: true",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let ran = verify(&suite, &[]);
    assert_eq!(ran.last_line(), "3 passed, 1 failed, 0 skipped");
}

#[test]
fn incomplete_examples_fail_only_when_asked() {
    let suite = suite(&page("undeclared();"), "");
    verify(&suite, &[]).expect(0, &["incomplete: page.md:4 free variable undeclared"]);
    verify(&suite, &["--strict"]).expect(1, &["1 skipped"]);
}
