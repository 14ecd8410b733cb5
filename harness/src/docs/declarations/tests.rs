//! Declaration files as they are published.

use super::*;
use crate::docs::model::{Format, Page};

fn read_page(text: &str) -> Result<Page, Vec<String>> {
    let source = Source::new("page.d.ts".into(), text);
    let mut builder = Builder::new("page.d.ts".into(), Format::Declarations);
    match read(&source, &mut builder) {
        Ok(()) => Ok(builder.finish()),
        Err(problems) => Err(problems.iter().map(ToString::to_string).collect()),
    }
}

#[test]
fn members_with_doc_comments_are_headings() {
    let page = read_page(concat!(
        "declare module \"m\" {\n    /** Of another. */\n    /**\n     * Makes it. Like so:\n     *\n",
        "     * ```js\n     * a({\n     *   b: 1,\n     * });\n     * ```\n     * @since v1.2.0, v0.9.1\n",
        "     * @param b One\n     * thing\n     */\n    class A {\n        plain: string;\n        /** Ends it. @x */\n",
        "        readonly end?: number;\n        /** @deprecated Since v2.0.0 - use `c()` */\n        [Symbol.dispose](): void;\n",
        "        /** New. */\n        constructor(b: string);\n    }\n    // no\n    /* no */\n    interface I {\n        /** Is. */\n        is(): void;\n    }\n",
        "    namespace N {\n        /** In. */\n        export function f(): void;\n    }\n}\n",
    ))
    .expect("the page reads");
    let headings: Vec<(&str, u8, usize)> = page
        .headings
        .iter()
        .map(|one| (one.text.as_str(), one.level, one.line))
        .collect();
    assert_eq!(
        headings,
        [
            ("A", 1, 15),
            ("A.end", 2, 18),
            ("A.Symbol.dispose()", 2, 20),
            ("A.constructor()", 2, 22),
            ("I.is()", 2, 28),
            ("N.f()", 2, 32),
        ]
    );
    let example = &page.examples[0];
    assert_eq!(
        (example.code.as_str(), example.line),
        ("a({\n  b: 1,\n});", 7)
    );
    assert_eq!(example.id, "page.d.ts#a/1");
    assert_eq!(example.said_before.as_deref(), Some("Like so:"));
    let claims: Vec<(Claimed, String, usize)> = page
        .claims
        .iter()
        .map(|one| (one.kind, one.versions.join(" "), one.line))
        .collect();
    assert_eq!(
        claims,
        [
            (Claimed::Added, "1.2.0 0.9.1".to_owned(), 11),
            (Claimed::Deprecated, "2.0.0".to_owned(), 19)
        ]
    );
    let prose: Vec<(&str, usize)> = page
        .prose
        .iter()
        .map(|one| (one.text.as_str(), one.line))
        .collect();
    assert_eq!(
        prose[1..3],
        [("Makes it. Like so:", 4), ("b One thing", 12)]
    );
}

#[test]
fn a_fence_in_a_tag_is_an_example() {
    let page =
        read_page("/**\n * @example\n * ```ts\n * @dec a;\n * ```\n */\nexport const a: 1;\n")
            .expect("the page reads");
    assert_eq!(
        (page.examples[0].code.as_str(), page.examples[0].line),
        ("@dec a;", 4)
    );
    assert_eq!(page.headings[0].text, "a");
}

#[test]
fn what_is_wrong_is_told_at_its_place() {
    assert_eq!(
        read_page("/**\n * ```js\n * a();\n */\ndeclare const a: 1;\n"),
        Err(vec![
            "page.d.ts:2:1: this block of code is never closed".to_owned()
        ])
    );
    let problems = read_page("declare const a: 1;\ndeclare class {").expect_err("no TypeScript");
    assert!(problems[0].starts_with("page.d.ts:2:"), "{problems:?}");
    assert!(read_page(&"[".repeat(100_000)).is_err());
}
