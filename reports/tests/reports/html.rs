//! HTML without a browser: the data in the page, its counts, and that nothing breaks out.

use serde_json::Value;
use threadproof_reports::record::Run;

use crate::rendered;
use crate::sample::{large, small};

fn block(page: &str, id: &str) -> Value {
    let open = format!("<script type=\"application/json\" id=\"{id}\">");
    let start = page.find(&open).expect("the block is there") + open.len();
    let end = page[start..].find("</script").unwrap() + start;
    serde_json::from_str(&page[start..end]).expect("the block is whole JSON")
}

fn page(run: &Run) -> String {
    rendered("html", run)
}

#[test]
fn the_page_needs_no_network() {
    let page = page(&small());
    for sign in [
        "src=\"", "<link", "@import", "url(h", "url(\"", "url(/", "fetch(",
    ] {
        assert!(!page.contains(sign), "{sign} is in the page");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn nothing_breaks_out_of_the_data() {
    let page = page(&small());
    // Two blocks of data and one script, whatever the texts say.
    assert_eq!(page.matches("<script").count(), 3);
    assert_eq!(page.matches("</script>").count(), 3);
    assert!(!page.contains("<img"));
    assert!(!page.contains("<!-- \u{0}"));
}

#[test]
fn scripts_can_not_end_themselves() {
    for source in [
        include_str!("../../src/render/html/base.js"),
        include_str!("../../src/render/html/matrix.js"),
        include_str!("../../src/render/html/timeline.js"),
        include_str!("../../src/render/html/case.js"),
        include_str!("../../src/render/html/main.js"),
    ] {
        for sign in [
            "</script",
            "innerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
        ] {
            assert!(!source.contains(sign), "{sign} is in a script");
        }
    }
}

#[test]
fn every_result_is_in_the_matrix() {
    let index = block(&page(&small()), "index");
    let cases = index["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 6);
    for case in cases {
        let cells = case[5].as_array().unwrap();
        assert_eq!(cells.len(), 3);
        assert!(
            cells.iter().all(|cell| cell.as_i64().unwrap() >= 0),
            "{case}"
        );
    }
    assert_eq!(index["repeats"]["2/0"], serde_json::json!([7, 10]));
}

#[test]
fn a_result_that_is_missing_is_a_gap_and_not_a_pass() {
    let mut run = small();
    run.results.retain(|result| result.runtime != "electron");
    let index = block(&page(&run), "index");
    assert_eq!(index["cases"][0][5][2], -1);
    assert!(block(&page(&run), "details")["results"][0][2].is_null());
}

#[test]
fn equal_texts_are_kept_once() {
    let run = large(400);
    let details = block(&page(&run), "details");
    let pool = details["pool"].as_array().unwrap();
    let unique: std::collections::HashSet<String> = pool.iter().map(Value::to_string).collect();
    assert_eq!(unique.len(), pool.len());
    assert!(pool.len() < 5 * 400, "{} entries for 400 cases", pool.len());
}

#[test]
fn counts_show_their_denominator() {
    let page = page(&small());
    assert!(
        page.contains("<b>1</b><span>of 5</span>"),
        "one does not apply to node"
    );
    assert!(page.contains("not asked"));
    assert!(page.contains("6 results not as expected"));
}

#[test]
fn a_partial_run_says_so() {
    let mut run = small();
    run.interrupted = true;
    run.filter = Some("area(message-port)".to_owned());
    let page = page(&run);
    assert!(page.contains("A partial run: interrupted before the end, only area(message-port)"));
}
