//! `JUnit`: read back with the reader that nextest uses.

use quick_junit::{NonSuccessReruns, Report, TestCase, TestCaseStatus};
use threadproof_reports::record::Gate;

use crate::rendered;
use crate::sample::{HOSTILE, small};

fn reread() -> Report {
    Report::deserialize_from_str(&rendered("junit", &small())).expect("is JUnit XML")
}

fn find<'a>(report: &'a Report, suite: &str, name: &str) -> &'a TestCase {
    let suite = report
        .test_suites
        .iter()
        .find(|each| each.name.as_str() == suite)
        .unwrap();
    suite
        .test_cases
        .iter()
        .find(|each| each.name.as_str() == name)
        .unwrap()
}

fn kind(case: &TestCase) -> String {
    match &case.status {
        TestCaseStatus::Success { .. } => "success".to_owned(),
        TestCaseStatus::NonSuccess { ty, .. } => ty.as_ref().unwrap().to_string(),
        TestCaseStatus::Skipped { ty, .. } => format!("skipped {}", ty.as_ref().unwrap().as_str()),
    }
}

#[test]
fn each_verdict_has_its_own_state() {
    let report = reread();
    let node = |name: &str| kind(find(&report, "node@26.10.0", name));
    let bun = |name: &str| kind(find(&report, "bun@1.4.5", name));
    assert_eq!(node("message-port/close-event-both-ends"), "failure");
    assert_eq!(
        bun("message-port/close-event-both-ends"),
        "skipped known-divergence"
    );
    assert_eq!(node("message-port/hostile-text"), "success");
    assert_eq!(bun("message-port/hostile-text"), "crash");
    assert_eq!(node("message-port/repeated-ref-is-flaky"), "flaky");
    assert_eq!(bun("message-port/repeated-ref-is-flaky"), "skipped not-run");
    assert_eq!(node("worker-class/option-stale-rule"), "stale");
    assert_eq!(
        bun("worker-class/option-stale-rule"),
        "skipped inconclusive"
    );
    assert_eq!(node("worker-class/terminate-busy-loop"), "xpass");
    assert_eq!(bun("worker-class/terminate-busy-loop"), "timeout");
    assert_eq!(
        node("worker-class/title-read-only"),
        "skipped not-applicable"
    );
    // It fails, but its tier does not gate, and the file must agree with the exit code.
    assert_eq!(bun("worker-class/title-read-only"), "skipped failure");
    assert_eq!(
        kind(find(&report, "electron", "worker-class/title-read-only")),
        "skipped skipped"
    );
}

#[test]
fn the_count_of_failures_is_that_of_the_exit_code() {
    let run = small();
    let failed: usize = reread()
        .test_suites
        .iter()
        .map(|suite| suite.failures + suite.errors)
        .sum();
    assert_eq!(failed, run.failures().count());
    let mut strict = run;
    strict.gate = Gate::All;
    let report = Report::deserialize_from_str(&rendered("junit", &strict)).unwrap();
    let failed: usize = report.test_suites.iter().map(|suite| suite.failures).sum();
    assert_eq!(failed, strict.failures().count());
}

#[test]
fn a_flaky_case_stays_red_and_shows_its_failed_runs() {
    let report = reread();
    let case = find(
        &report,
        "node@26.10.0",
        "message-port/repeated-ref-is-flaky",
    );
    let TestCaseStatus::NonSuccess {
        message, reruns, ..
    } = &case.status
    else {
        panic!("a flaky case is not green");
    };
    assert!(message.as_ref().unwrap().contains("passed 7 of 10 runs"));
    let NonSuccessReruns { runs, .. } = reruns;
    assert_eq!(runs.len(), 3);
    assert!(rendered("junit", &small()).contains("<flakyFailure"));
}

#[test]
fn a_failure_says_where_why_and_how_to_rerun() {
    let report = reread();
    let case = find(
        &report,
        "node@26.10.0",
        "message-port/close-event-both-ends",
    );
    let TestCaseStatus::NonSuccess { description, .. } = &case.status else {
        panic!("it fails")
    };
    let text = description.as_ref().unwrap();
    assert!(
        text.contains("expectations/message-port/close-event-both-ends.yaml:"),
        "{text:?}"
    );
    assert!(text.contains("order/first<closeB: closeB came before first"));
    assert!(text.contains("+order: closeB < first"));
    assert!(text.contains("rerun: threadproof run -r node@26.10.0 --exact"));
}

#[test]
fn a_known_divergence_says_its_reason() {
    let report = reread();
    let case = find(&report, "bun@1.4.5", "message-port/close-event-both-ends");
    let TestCaseStatus::Skipped { message, .. } = &case.status else {
        panic!("it is skipped")
    };
    assert_eq!(
        message.as_ref().unwrap().as_str(),
        "close reaches only the closing side"
    );
}

#[test]
fn hostile_text_is_text() {
    let report = reread();
    let case = find(&report, "bun@1.4.5", "message-port/hostile-text");
    let out = case.system_out.as_ref().unwrap();
    assert!(
        out.contains("</script><script>"),
        "the text is kept: {out:?}"
    );
    assert!(out.contains("]]>"));
    assert!(HOSTILE.contains('\u{fffe}'));
    assert!(
        !rendered("junit", &small()).contains('\u{fffe}'),
        "XML forbids it"
    );
}
