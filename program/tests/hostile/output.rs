//! Output without end, and output that no format can hold.

use std::fs;

use threadproof_reports::record::Raw;

use crate::support::{Suite, failed};
use crate::{EXITS, run};

#[test]
fn endless_output_is_cut_and_the_case_is_killed() {
    let suite = Suite::new();
    suite.case("a/ten-gib", "head -c 10737418240 /dev/zero", EXITS);
    suite.case(
        "a/one-line",
        "head -c 1073741824 /dev/zero | tr '\\0' x",
        EXITS,
    );
    suite.case("a/errors", "head -c 1073741824 /dev/zero >&2", EXITS);
    suite.case("a/trace", "while :; do echo x; done >> \"$TRACE\"", EXITS);
    suite.case("b/after", "", EXITS);
    run(&suite, &["--max-output", "256"]).expect(1, &["1 passed, 4 failed"]);
    for result in suite.record().results {
        let capped = failed(&result).contains(&"cap/output");
        assert_eq!(capped, result.case != "b/after", "{}", result.case);
        let kept = result.observation.map_or(0, |seen| seen.stdout.text.len());
        assert!(kept <= 256 * 1024);
    }
}

#[test]
fn a_case_that_fills_its_folder_is_killed() {
    let suite = Suite::new();
    let fill = |folder: &str| {
        format!(
            "i=0; while :; do head -c 1000000 /dev/zero > {folder}/$i; i=$((i+1)); sleep 0.02; done"
        )
    };
    suite.case("a/own", &fill("."), &format!("timeout: 60s\n{EXITS}"));
    suite.case(
        "a/tmp",
        &fill("\"$TMPDIR\""),
        &format!("timeout: 60s\n{EXITS}"),
    );
    suite.case("b/after", "", EXITS);
    run(&suite, &["--max-disk", "8"]).expect(
        1,
        &[
            "more into its folder than --max-disk allows",
            "1 passed, 2 failed",
        ],
    );
    for result in suite.record().results {
        assert_eq!(
            failed(&result).contains(&"cap/disk"),
            result.case != "b/after"
        );
    }
}

#[test]
fn what_no_format_can_hold_is_shown_inert_in_every_report() {
    let suite = Suite::new();
    let wild = r"printf '</script><script>alert(1)</script> \000 \001\010\033[31m \377\376 \302\233 \357\277\277 ]]> &#0; \342\200\256'";
    suite.case("a/wild", wild, EXITS);
    suite.case(
        "a/marks",
        "mark '</script>' '\"</script>\\u0000\\ud800\"'; printf '\\377\\000</script>\\n' >> \"$TRACE\"; completed",
        "expect: {events: {a: {kind: a}}}\n",
    );
    let reports: Vec<String> = ["html", "json", "junit", "md", "github", "badge", "bcd"]
        .iter()
        .map(|name| format!("{name}={}", suite.path(&format!("out.{name}")).display()))
        .collect();
    let mut args = Vec::new();
    for report in &reports {
        args.extend(["--report", report.as_str()]);
    }
    run(&suite, &args).expect(1, &["0 passed, 2 failed"]);
    assert!(
        suite
            .record()
            .results
            .iter()
            .all(|result| result.raw == Raw::Fail)
    );
    let text = |name: &str| {
        let path = suite.path(&format!("out.{name}"));
        String::from_utf8(fs::read(path).expect("written")).expect("UTF-8")
    };
    assert!(!text("html").contains("<script>alert"), "it would run");
    for name in ["junit", "md", "github"] {
        let written = text(name);
        let wrong = |one: char| matches!(one, '\0'..='\u{8}' | '\u{b}'..='\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
        let found = written.chars().find(|one| wrong(*one));
        assert!(found.is_none() || name != "junit", "{found:?} in {name}");
    }
    for name in ["json", "badge", "bcd"] {
        serde_json::from_str::<serde_json::Value>(&text(name)).expect("JSON");
    }
}
