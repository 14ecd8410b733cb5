//! Markdown: it counts, it fits, and no text becomes markup.

use threadproof_reports::render::MARKDOWN_MARKER;

use crate::rendered;
use crate::sample::{large, small};

#[test]
fn it_counts_and_lists_what_fails_first() {
    let text = rendered("md", &small());
    assert!(text.starts_with(MARKDOWN_MARKER));
    assert!(
        text.contains("## threadproof: 6 results not as expected"),
        "{text}"
    );
    assert!(
        text.contains("| `node@26.10.0` | 1 of 5 | 0 | 2 | 1 | 1 | 0 |"),
        "{text}"
    );
    assert!(text.contains("`electron` was not asked: electron is not installed"));
    let failing = text.find("Not as expected (6)").unwrap();
    let known = text.find("Known divergences (1)").unwrap();
    assert!(failing < known);
    assert!(text.contains("rerun: `threadproof run -r node@26.10.0 --exact message-port/"));
    assert!(text.contains("([report](https://github.com/denoland/deno/issues/32092))"));
}

#[test]
fn it_fits_in_a_comment() {
    let text = rendered("md", &large(5000));
    assert!(text.len() < 65_536, "{} bytes", text.len());
    assert!(text.contains("more results; the HTML report lists all"));
    assert_eq!(
        text.matches("<details").count(),
        text.matches("</details>").count()
    );
}

#[test]
fn text_is_neither_markup_nor_mention() {
    let text = rendered("md", &small());
    assert!(
        !text.contains("javascript:alert(document"),
        "only web links are links"
    );
    let mut fence = None;
    for line in text.lines() {
        let line = line.trim_start();
        match &fence {
            Some(open) if line == *open => fence = None,
            Some(_) => {}
            None if line.starts_with("```") => {
                fence = Some(line.trim_end_matches("diff").to_owned());
            }
            None => {
                let line = line.replace("\\]", "");
                for sign in ["<script", "<img", "](javascript", "@everyone", "\u{202e}"] {
                    assert!(!line.contains(sign), "{sign} in {line}");
                }
            }
        }
    }
    assert_eq!(fence, None, "every fence is closed");
}

#[test]
fn a_moment_has_no_fraction() {
    assert!(rendered("md", &small()).contains("2026-11-20T18:00:00Z</sub>"));
    assert!(rendered("html", &small()).contains(">2026-11-20T18:00:00Z</time>"));
}
