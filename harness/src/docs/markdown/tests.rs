//! Markdown as people write it, and as they should not.

use super::*;
use crate::docs::model::{Claimed, Example, Format, Page};

fn read_page(text: &str) -> Result<Page, Vec<String>> {
    let source = Source::new("page.md".into(), text);
    let mut builder = Builder::new("page.md".into(), Format::Markdown);
    match read(&source, &mut builder) {
        Ok(()) => Ok(builder.finish()),
        Err(problems) => Err(problems.iter().map(ToString::to_string).collect()),
    }
}

#[track_caller]
fn examples(text: &str) -> Vec<Example> {
    read_page(text).expect("the page reads").examples
}

fn brief(examples: &[Example]) -> Vec<(&str, &str, usize)> {
    examples
        .iter()
        .map(|one| (one.label.as_str(), one.code.as_str(), one.line))
        .collect()
}

#[test]
fn a_page_is_read_in_its_order() {
    let page = read_page(
        "---\ntitle: no heading\n---\n# The `page`\n\nFirst. Then [this](x):\n\n```mjs\na();\n```\n\n<!-- a remark -->\n\n```cjs\nb();\n```\n\n## `a(b)`\n<!-- YAML\nadded: v1.2.3\n-->\n* `b` {any} One\n  thing\n  * Deeper\n",
    )
    .expect("the page reads");
    let headings: Vec<(&str, &str, u8, usize)> = page
        .headings
        .iter()
        .map(|one| (one.text.as_str(), one.slug.as_str(), one.level, one.line))
        .collect();
    assert_eq!(
        headings,
        [("The page", "the-page", 1, 4), ("a(b)", "ab", 2, 18)]
    );
    let prose: Vec<(Option<usize>, &str, usize)> = page
        .prose
        .iter()
        .map(|one| (one.heading, one.text.as_str(), one.line))
        .collect();
    assert_eq!(
        prose,
        [
            (Some(0), "First. Then this:", 6),
            (Some(1), "b {any} One thing", 22),
            (Some(1), "Deeper", 24)
        ]
    );
    assert_eq!(
        brief(&page.examples),
        [("mjs", "a();", 9), ("cjs", "b();", 15)]
    );
    assert_eq!(page.examples[0].id, "page.md#the-page/1");
    assert_eq!(page.examples[0].twin.as_deref(), Some("page.md#the-page/2"));
    assert_eq!(page.examples[1].said_before.as_deref(), Some("Then this:"));
    let claim = &page.claims[0];
    assert_eq!(
        (claim.kind, claim.heading, claim.line),
        (Claimed::Added, Some(1), 20)
    );
    assert_eq!(claim.versions, ["1.2.3"]);
}

#[test]
fn fences_in_lists_and_quotes_lose_their_margin() {
    let found = examples(
        "1. one\n\n   ```js\n   a();\n     b();\n   ```\n\n> > ~~~ts\n> > c();\n> > ~~~\n",
    );
    assert_eq!(
        brief(&found),
        [("js", "a();\n  b();", 4), ("ts", "c();", 9)]
    );
}

#[test]
fn a_fence_in_a_longer_fence_is_text() {
    let found = examples("````md\n```js\na();\n```\n````\n");
    assert_eq!(brief(&found), [("md", "```js\na();\n```", 2)]);
}

#[test]
fn line_ends_of_other_systems_are_line_ends() {
    let found = examples("# A\r\n\r\n```js\r\na();\r\nb();\r\n```\r\n");
    assert_eq!(brief(&found), [("js", "a();\nb();", 4)]);
}

#[test]
fn the_label_is_the_first_word_of_a_fence() {
    for info in [
        "js",
        "js {1,3}",
        "{.js}",
        "js,ignore",
        " js title=\"a b\"",
        "js:file.js",
    ] {
        let found = examples(&format!("```{info}\na();\n```\n"));
        assert_eq!(brief(&found), [("js", "a();", 2)], "{info}");
    }
}

#[test]
fn a_block_without_a_label_or_code_is_no_script() {
    let found = examples("```\nplain\n```\n\n```js\n\n```\n\ntext\n\n    indented\n");
    assert_eq!(brief(&found), [("", "plain", 2), ("", "indented", 11)]);
    assert!(found.iter().all(|one| one.language == Language::Other));
}

#[test]
fn a_fence_on_one_line_is_still_an_example() {
    let found =
        examples("Do this: ```js const a = 1; // Prints: 2 f(a); ``` and ``` no ```, `js a`.\n");
    assert_eq!(
        brief(&found),
        [("js", "const a = 1; // Prints: 2 f(a);", 1)]
    );
    assert!(found[0].lost_breaks);
    let found = examples("Do this: ```js\na();\n  b(); ```.\n");
    assert_eq!(brief(&found), [("js", "a();\n  b();", 2)]);
}

#[test]
fn a_fence_that_is_never_closed_is_an_error_at_its_line() {
    for (page, place) in [
        ("# A\n\n```js\na();\n", "page.md:3:1"),
        ("```js", "page.md:1:1"),
        ("````js\na();\n```\n", "page.md:1:1"),
        ("* x\n\n  ```js\n  a();\n\ny\n", "page.md:3:3"),
        ("> ```js\n> a();\n\ny\n", "page.md:1:3"),
    ] {
        let problems = read_page(page).expect_err("not closed");
        assert_eq!(
            problems,
            [format!("{place}: this block of code is never closed")],
            "{page}"
        );
    }
}
