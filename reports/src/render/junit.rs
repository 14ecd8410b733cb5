//! `JUnit` XML, for CI viewers: one suite for each runtime, one test case for each case.
//!
//! What a viewer counts must agree with the exit code: a known divergence and a failure that does
//! not gate are skipped with their reason, an unexpected pass is a failure of type `xpass`, and a
//! flaky case stays red, with its failed runs as `flakyFailure`.

use std::fmt::Write as _;
use std::io;
use std::time::Duration;

use quick_junit::{
    FlakyOrRerun, NonSuccessKind, Report, TestCase, TestCaseStatus, TestRerun, TestSuite,
};

use crate::locate::locate;
use crate::record::{CaseInfo, CaseResult, Raw, Run, Verdict};
use crate::words;

use super::Renderer;

/// How many failed runs of a flaky case are written; all that a viewer would show of more is that
/// they are many, and the reason counts them.
const RERUNS: u32 = 100;

/// Writes `JUnit` XML.
pub struct Junit;

impl Renderer for Junit {
    fn name(&self) -> &'static str {
        "junit"
    }

    fn about(&self) -> &'static str {
        "JUnit XML for CI viewers"
    }

    fn default_file(&self) -> Option<&'static str> {
        Some("junit.xml")
    }

    fn render(&self, run: &Run, out: &mut dyn io::Write) -> io::Result<()> {
        let mut report = Report::new("threadproof");
        report.timestamp = run.started.parse().ok();
        report.set_time(Duration::from_millis(run.duration_ms));
        for runtime in &run.runtimes {
            let mut suite = TestSuite::new(clean(&runtime.id));
            suite.timestamp = report.timestamp;
            suite.add_property(("threadproof", run.tool.as_str()));
            suite.add_property(("suite", run.suite.hash.as_str()));
            if let Some(version) = &runtime.version {
                suite.add_property(("version", clean(version).as_str()));
            }
            let mut time = 0_u64;
            for (case, result) in run.results_with_cases() {
                if result.runtime == runtime.id {
                    time = result.duration_ms.saturating_add(time);
                    suite.add_test_case(test_case(run, case, result));
                }
            }
            suite.set_time(Duration::from_millis(time));
            report.add_test_suite(suite);
        }
        report.serialize(out).map_err(io::Error::other)
    }
}

fn test_case(run: &Run, case: &CaseInfo, result: &CaseResult) -> TestCase {
    let mut test = TestCase::new(clean(&case.id), status(run, case, result));
    test.set_classname(clean(&format!("{}/{}", result.runtime, case.area)));
    test.set_time(Duration::from_millis(result.duration_ms));
    if !result.checks.is_empty() {
        test.set_assertions(result.checks.len());
    }
    let at = locate(case, result);
    let entry = case.files.first().map_or(&at.path, |file| &file.path);
    test.extra.insert("file".into(), clean(entry).into());
    test.add_property(("verdict", result.verdict.name()));
    test.add_property(("outcome", result.raw.name()));
    test.add_property(("tier", case.tier.name()));
    test.add_property(("promises", clean(&case.promises).as_str()));
    test.add_property(("rerun", clean(&result.rerun).as_str()));
    if let Some(link) = &result.link {
        test.add_property(("link", clean(link).as_str()));
    }
    // Output of what passed is in the record; here it would only make the file huge.
    if result.verdict.is_failure()
        && let Some(seen) = &result.observation
    {
        test.set_system_out(clean(&seen.stdout.text));
        test.set_system_err(clean(&seen.stderr.text));
    }
    test
}

fn status(run: &Run, case: &CaseInfo, result: &CaseResult) -> TestCaseStatus {
    let mut status = match result.verdict {
        Verdict::Expected => return TestCaseStatus::success(),
        verdict if verdict.is_failure() && run.gates(case.tier) => {
            TestCaseStatus::non_success(match result.raw {
                Raw::Error => NonSuccessKind::Error,
                _ => NonSuccessKind::Failure,
            })
        }
        _ => TestCaseStatus::skipped(),
    };
    let why = clean(&words::why(result));
    let gated = result.verdict.is_failure() && !run.gates(case.tier);
    status.set_type(kind(result));
    if gated {
        status.set_message(format!("{} tier does not gate: {why}", case.tier));
    } else {
        status.set_message(why.as_str());
    }
    if result.verdict.is_failure() {
        status.set_description(clean(&description(case, result)));
    }
    if result.verdict == Verdict::Flaky {
        status.set_rerun_kind(FlakyOrRerun::Flaky);
        let failed = result.attempts.of.saturating_sub(result.attempts.passed);
        for _ in 0..failed.min(RERUNS) {
            let mut rerun = TestRerun::new(NonSuccessKind::Failure);
            rerun.set_type(result.raw.name()).set_message(why.as_str());
            status.add_rerun(rerun);
        }
    }
    status
}

fn kind(result: &CaseResult) -> &'static str {
    match result.verdict {
        Verdict::UnexpectedPass => "xpass",
        Verdict::UnexpectedFailure => match result.raw {
            Raw::Timeout => "timeout",
            Raw::Crash => "crash",
            Raw::Leak => "leak",
            Raw::Error => "error",
            _ => "failure",
        },
        verdict => verdict.name(),
    }
}

fn description(case: &CaseInfo, result: &CaseResult) -> String {
    let at = locate(case, result);
    let mut text = format!("{}:{}\n{}\n", at.path, at.line, case.promises);
    for check in result.failed_checks() {
        let message = check.message.as_deref().unwrap_or("not as expected");
        let known = if check.known { " (known)" } else { "" };
        let _ = writeln!(text, "{}{known}: {message}", check.name);
    }
    if let Some(diff) = &result.diff {
        text.push('\n');
        text.push_str(diff);
    }
    let _ = writeln!(text, "\nrerun: {}", result.rerun);
    text
}

// quick-junit drops control characters, but not the two code points that XML forbids as well.
fn clean(text: &str) -> String {
    text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
