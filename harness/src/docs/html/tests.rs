//! HTML as Node generates it, as blogs do, and as it comes out of a damaged copy.

use super::*;
use crate::docs::model::{Claimed, Format, Page};

fn read_page(text: &str) -> Page {
    let mut builder = Builder::new("page.html".into(), Format::Html);
    read(text, &mut builder);
    builder.finish()
}

#[track_caller]
fn expect_examples(text: &str, expected: &[(&str, &str, usize)]) {
    let page = read_page(text);
    let found: Vec<(&str, &str, usize)> = page
        .examples
        .iter()
        .map(|one| (one.label.as_str(), one.code.as_str(), one.line))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_generated_page_is_its_content() {
    let page = read_page(concat!(
        "<!doctype html>\n<title>no</title>\n<h1>Site</h1>\n<pre><code>no</code></pre>\n",
        "<div id=\"toc\"><ul><li>no</li></ul></div>\n<div id=\"apicontent\">\n",
        "<h2>The <code>page</code><span><a class=\"mark\" href=\"#a\">#</a></span></h2>\n",
        "<div class=\"api_metadata\">\n<span>Added in: v1.2.3, v0.9.0</span>\n</div>\n",
        "<p>It is\n<a href=\"x\" class=\"type\">&lt;any&gt;</a>.\nThen:</p>\n",
        "<pre><code class=\"language-js\">a &lt; b;\nc();\n</code></pre>\n",
        "<div></div></div>\n<p>no</p><pre><code class=\"language-js\">no();</code></pre>\n",
    ));
    let headings: Vec<(&str, usize)> = page
        .headings
        .iter()
        .map(|one| (one.text.as_str(), one.line))
        .collect();
    assert_eq!(headings, [("The page", 7)]);
    let prose: Vec<(&str, usize)> = page
        .prose
        .iter()
        .map(|one| (one.text.as_str(), one.line))
        .collect();
    assert_eq!(prose, [("It is <any>. Then:", 11)]);
    let claim = &page.claims[0];
    assert_eq!((claim.kind, claim.line), (Claimed::Added, 8));
    assert_eq!(claim.versions, ["1.2.3", "0.9.0"]);
    let example = &page.examples[0];
    assert_eq!((example.code.as_str(), example.line), ("a < b;\nc();", 14));
    assert_eq!(example.said_before.as_deref(), Some("Then:"));
    assert_eq!(page.examples.len(), 1);
}

#[test]
fn a_change_history_is_read_row_by_row() {
    let page = read_page(concat!(
        "<div class=\"api_metadata\">\n<details class=\"changelog\"><summary>History</summary>\n<table>\n",
        "<tr><th>Version</th><th>Changes</th></tr>\n",
        "<tr><td>v3.0.0, v2.1.0</td>\n<td><p>It does <code>more</code>.</p>\n</td></tr>\n",
        "<tr><td>v1.0.0</td>\n<td><p><span>Added in: v1.0.0</span></p>\n</td></tr>\n",
        "</table>\n</details>\n</div><p>After.</p>",
        "<div class=\"api_metadata\"><span>Added in: v1.0.0</span><span>Deprecated since: v2.0.0</span></div>",
    ));
    let claims: Vec<(Claimed, String, &str, usize)> = page
        .claims
        .iter()
        .map(|one| {
            (
                one.kind,
                one.versions.join(" "),
                one.text.as_str(),
                one.line,
            )
        })
        .collect();
    assert_eq!(
        claims,
        [
            (
                Claimed::Changed,
                "3.0.0 2.1.0".to_owned(),
                "It does more.",
                5
            ),
            (Claimed::Added, "1.0.0".to_owned(), "", 8),
            (Claimed::Added, "1.0.0".to_owned(), "", 13),
            (Claimed::Deprecated, "2.0.0".to_owned(), "", 13),
        ]
    );
    assert_eq!(page.prose.len(), 1);
}

#[test]
fn tabs_of_one_block_are_twins() {
    let page = read_page(
        "<pre class=\"with-39-chars\"><input type=\"checkbox\"><code class=\"language-mjs\"><span class=\"hljs-keyword\">import</span> a;\n</code><code class=\"language-cjs\">b();\n</code><button>copy</button></pre>",
    );
    let found: Vec<(&str, &str, bool)> = page
        .examples
        .iter()
        .map(|one| (one.label.as_str(), one.code.as_str(), one.twin.is_some()))
        .collect();
    assert_eq!(found, [("mjs", "import a;", true), ("cjs", "b();", true)]);
}

#[test]
fn blocks_of_blogs_are_examples() {
    expect_examples(
        "<figure class=\"highlight js\"><table><tr><td class=\"gutter\"><pre>1<br>2</pre></td><td class=\"code\"><pre>a();<br>b();</pre></td></tr></table></figure>",
        &[("js", "a();\nb();", 1)],
    );
    expect_examples(
        "<div class=\"highlight highlight-source-js\">\n<pre>a();</pre></div><pre>\n\nb</pre>",
        &[("js", "a();", 2), ("", "\nb", 3)],
    );
    expect_examples(
        "<pre><code class=\"hljs javascript\">a();</code></pre><pre class=\"lang-ts\">b();</pre>",
        &[("javascript", "a();", 1), ("ts", "b();", 1)],
    );
}

#[test]
fn a_tag_that_is_none_is_text() {
    let page = read_page("<p>Takes <Map> or <net.Socket> &amp; <b>more</b>.</p>");
    assert_eq!(page.prose[0].text, "Takes <Map> or <net.Socket> & more.");
    expect_examples(
        "<pre><code class=\"language-js\">for (i = 0; i<n; i++) { a(() => b<c); }\nd<e;\n</code></pre>",
        &[("js", "for (i = 0; i<n; i++) { a(() => b<c); }\nd<e;", 1)],
    );
    expect_examples("<pre>a <c", &[("", "a <c", 1)]);
}

#[test]
fn code_that_lost_its_line_breaks_is_marked() {
    let page = read_page(
        "<pre><code class=\"language-js\">if (a) { b(); // Prints 'c'. } </code></pre> <pre><code class=\"language-js\">d(); // Prints: 1 </code></pre>",
    );
    let found: Vec<(&str, bool, usize)> = page
        .examples
        .iter()
        .map(|one| (one.code.as_str(), one.lost_breaks, one.promises.len()))
        .collect();
    assert_eq!(
        found,
        [
            ("if (a) { b(); // Prints 'c'. }", true, 0),
            ("d(); // Prints: 1", false, 1)
        ]
    );
}

#[test]
fn a_page_that_ends_early_is_read_to_its_end() {
    for page in [
        "<pre><code>a();",
        "<pre>a();<",
        "<pre>a();<!--",
        "<pre>a();</pr",
    ] {
        assert_eq!(read_page(page).examples.len(), 1, "{page}");
    }
    for page in [
        "<h2>",
        "<div class=\"api_metadata\"><table><tr><td>",
        "<script>a<b",
        "&",
        "<svg><p>",
    ] {
        assert_eq!(read_page(page).examples.len(), 0, "{page}");
    }
}
