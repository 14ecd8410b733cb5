//! Every reader of pages, fed with pages that nobody would write.
//!
//! Whatever a page holds, it is read or refused, and what was read stands in it.

use std::collections::HashSet;

use proptest::prelude::*;
use threadproof_harness::docs::model::{Format, Page};
use threadproof_harness::docs::read_text;

/// Sound pages to damage, by name.
const PAGES: &[(&str, &str)] = &[
    ("shapes.md", include_str!("pages/shapes.md")),
    ("same.html", include_str!("pages/same.html")),
    ("post.html", include_str!("pages/post.html")),
    ("damaged.html", include_str!("pages/damaged.html")),
    ("same.json", include_str!("pages/same.json")),
    ("damaged.txt", include_str!("pages/damaged.txt")),
    ("members.d.ts", include_str!("pages/members.d.ts")),
];

/// What damages a page most.
const SPLINTERS: &[&str] = &[
    "```",
    "````\n",
    "~~~js\n",
    "`",
    "<",
    "</",
    "<pre>",
    "</pre>",
    "<code class=\"language-js\">",
    "</code>",
    "<!--",
    "-->",
    "<!-- YAML\n",
    "<div id=\"apicontent\">",
    "</div>",
    "<script>",
    "&",
    "&#x0;",
    "\r",
    "\r\n",
    "\n\n",
    "\n",
    "> ",
    "- ",
    "    ",
    "\t",
    "#",
    "'use strict';\n",
    "import ",
    "require('a')",
    "/**",
    "*/",
    "//",
    "// Prints:\n",
    "// Throws: ",
    "@since v1.2.3",
    "'",
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "${",
    "\0",
    "\u{feff}",
    "é",
    "\u{1f980}",
    "---\n",
    "|",
    "•",
];

/// Asserts what is true of every page that was read from `text`.
fn check(page: &Page, text: &str) -> Result<(), TestCaseError> {
    let text = text
        .trim_start_matches('\u{feff}')
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let lines = text.split('\n').count();
    let mut ids = HashSet::new();
    for example in &page.examples {
        prop_assert!(ids.insert(&example.id), "{} twice", example.id);
        prop_assert!(
            (1..=lines).contains(&example.line),
            "{}: line {}",
            example.id,
            example.line
        );
        prop_assert!(example.heading.is_none_or(|at| at < page.headings.len()));
        let length = example.code.lines().count();
        for promise in &example.promises {
            prop_assert!((1..=length).contains(&promise.line), "{}", example.id);
        }
    }
    for example in &page.examples {
        let Some(twin) = &example.twin else { continue };
        let twin = page.examples.iter().find(|other| other.id == *twin);
        prop_assert_eq!(twin.and_then(|twin| twin.twin.as_ref()), Some(&example.id));
    }
    for heading in &page.headings {
        prop_assert!((1..=lines).contains(&heading.line), "{}", heading.text);
        prop_assert!((1..=6).contains(&heading.level));
    }
    for prose in &page.prose {
        prop_assert!((1..=lines).contains(&prose.line), "{}", prose.text);
    }
    for claim in &page.claims {
        prop_assert!((1..=lines).contains(&claim.line));
        prop_assert!(!claim.versions.is_empty());
    }
    Ok(())
}

/// Asserts that every line of every example stands in `text`, where nothing is escaped.
fn check_code(page: &Page, text: &str) -> Result<(), TestCaseError> {
    let text = text.replace("\r\n", "\n").replace(['\r', '\0'], "\n");
    for line in page
        .examples
        .iter()
        .flat_map(|example| example.code.lines())
    {
        // A tab that a margin cuts through becomes spaces, and a null is replaced.
        let bare = line.replace(['\0', '\u{fffd}'], "\n");
        for part in bare.split('\n') {
            prop_assert!(text.contains(part.trim()), "{part:?} is not in the page");
        }
    }
    Ok(())
}

/// Where to damage a page, as parts of its length, and with what.
fn damage() -> impl Strategy<Value = Vec<(f64, f64, usize)>> {
    prop::collection::vec((0.0..1.0_f64, 0.0..0.1_f64, 0..SPLINTERS.len() * 2), 1..8)
}

fn boundary(text: &str, part: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the whole part of a product of what is not negative"
    )]
    let mut at = (text.len() as f64 * part) as usize;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn damaged(page: &str, damage: &[(f64, f64, usize)]) -> String {
    let mut text = page.to_owned();
    for &(at, length, splinter) in damage {
        let start = boundary(&text, at);
        let end = boundary(&text, (at + length).min(1.0)).max(start);
        match SPLINTERS.get(splinter) {
            Some(splinter) => text.insert_str(start, splinter),
            None => text.replace_range(start..end, ""),
        }
    }
    text
}

/// `code` as it stands in HTML.
fn escaped(code: &str) -> String {
    code.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('\'', "&#39;")
}

proptest! {
    // A failure is told with its input, which belongs in a test of its own.
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_page_is_read_or_refused(which in 0..PAGES.len(), damage in damage()) {
        let (name, page) = PAGES[which];
        let text = damaged(page, &damage);
        if let Ok(page) = read_text(name.into(), &text) {
            check(&page, &text)?;
            if matches!(page.format, Format::Markdown | Format::Text) {
                check_code(&page, &text)?;
            }
        }
    }

    #[test]
    fn splinters_are_read_or_refused(which in 0..PAGES.len(), splinters in prop::collection::vec(0..SPLINTERS.len(), 0..60)) {
        let text: String = splinters.iter().map(|&at| SPLINTERS[at]).collect();
        if let Ok(page) = read_text(PAGES[which].0.into(), &text) {
            check(&page, &text)?;
        }
    }

    #[test]
    fn any_text_is_read_or_refused(which in 0..PAGES.len(), text in "\\PC{0,200}") {
        if let Ok(page) = read_text(PAGES[which].0.into(), &text) {
            check(&page, &text)?;
        }
    }

    #[test]
    fn code_comes_out_as_it_went_in(lines in prop::collection::vec("[ -~é]{0,30}", 1..6)) {
        let code = lines.join("\n");
        let code = code.trim_end_matches('\n');
        prop_assume!(!code.trim().is_empty());
        let json = serde_json::to_string(&format!("<pre><code class=\"language-js\">{}\n</code></pre>", escaped(code))).expect("a text");
        for (name, text) in [
            // Longer than any fence in the code, and text that cannot close a list item.
            ("a.md", format!("# A\n\n{0}js\n{code}\n{0}\n", "`".repeat(40))),
            ("a.html", format!("<h1>A</h1>\n<pre><code class=\"language-js\">{}\n</code></pre>", escaped(code))),
            ("a.json", format!("{{\"source\": \"a\", \"modules\": [{{\"textRaw\": \"A\", \"desc\": {json}}}]}}")),
        ] {
            let page = read_text(name.into(), &text).expect("a sound page");
            prop_assert_eq!(page.examples.len(), 1, "{}", name);
            prop_assert_eq!(&page.examples[0].code, code, "{}", name);
        }
    }
}
