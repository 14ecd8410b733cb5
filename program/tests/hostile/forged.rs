//! Traces that a case did not come by honestly, and what is nested deeper than readers go.

use crate::run;
use crate::support::{Suite, failed};

const TRACED: &str = "expect: {events: {a: {kind: a}}}\n";

#[test]
fn what_a_run_writes_every_reader_reads_however_deep_a_mark_nests() {
    for depth in [1, 90, 99, 100, 101, 120, 126, 127, 200, 100_000] {
        let value = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let suite = Suite::new();
        suite.case("a/deep", ". ./deep.sh; mark a 1; completed", TRACED);
        suite.file("fixtures/a/deep/deep.sh", &format!("mark a '{value}'\n"));
        let ran = run(&suite, &[]);
        // One event too many, or a line that is none: it is told either way.
        let told = if depth <= 100 { "happened 2 times" } else { "" };
        if depth <= 100 {
            ran.expect(1, &[told]);
        } else {
            ran.expect(0, &[]);
            let seen = suite.result().observation.expect("observed");
            assert_eq!(seen.torn_lines.len(), 1, "{depth}");
        }
        let run = suite
            .path("target/threadproof/run.json")
            .display()
            .to_string();
        suite.threadproof(&["compare", &run, &run]).expect(0, &[]);
        suite
            .threadproof(&["report", &run])
            .expect(i32::from(depth <= 100), &[]);
    }
}

#[test]
fn a_completion_record_in_the_name_of_another_thread_is_none() {
    let line = |thread: &str, tid: u32, seq: u32, kind: &str, value: &str| {
        format!(
            "printf '%s\\n' '{{\"thread\":\"{thread}\",\"tid\":{tid},\"seq\":{seq},\"kind\":\"{kind}\",\"value\":{value}}}' >> $TRACE"
        )
    };
    let suite = Suite::new();
    // A thread that was never heard of completes the case for the one that runs.
    let script = format!(
        "mark a 1; {}",
        line("other", 7, 9, "done", "{\"checks\":0}")
    );
    suite.case("a/for-another", &script, TRACED);
    // The same number twice, and a number that was left out: written by hand, and shown as that.
    let script = format!("mark a 1; {}; completed", line("main", 0, 1, "b", "1"));
    suite.case("a/twice", &script, TRACED);
    let script = format!("mark a 1; {}; completed", line("main", 0, 5, "b", "1"));
    suite.case("a/gap", &script, TRACED);
    suite.case("b/honest", "mark a 1; completed", TRACED);
    let ran = run(&suite, &[]);
    let unproven = "#5 b 1 (unproven: its number does not follow)";
    ran.expect(
        1,
        &[
            unproven,
            "the completion record is unproven",
            "1 passed, 3 failed",
        ],
    );
    assert_eq!(ran.text().matches("(unproven").count(), 2, "{}", ran.text());
    for result in suite.record().results {
        let wrong = failed(&result);
        match result.case.as_str() {
            "b/honest" => assert!(wrong.is_empty(), "{wrong:?}"),
            "a/for-another" => assert_eq!(wrong, ["done"]),
            _ => assert_eq!(wrong, ["others"], "{}", result.case),
        }
    }
}
