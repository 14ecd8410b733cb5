//! `JUnit` XML: one suite for each runtime, one test case for each example.
//!
//! What a viewer counts must agree with the exit code: what is known is skipped with its reason.

use std::io;
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{DocsRenderer, at, story, why};
use crate::docs::{DocsRun, Outcome, Standing};

/// Writes `JUnit` XML.
pub struct Junit;

impl DocsRenderer for Junit {
    fn name(&self) -> &'static str {
        "junit"
    }

    fn default_file(&self) -> Option<&'static str> {
        Some("docs-junit.xml")
    }

    fn render(&self, run: &DocsRun, out: &mut dyn io::Write) -> io::Result<()> {
        let mut report = Report::new("threadproof docs");
        report.timestamp = run.started.parse().ok();
        report.set_time(Duration::from_millis(run.duration_ms));
        for runtime in &run.runtimes {
            let mut suite = TestSuite::new(clean(&runtime.id));
            let results = run
                .results()
                .filter(|(_, _, one)| one.runtime == runtime.id);
            for (page, example, result) in results {
                let mut status = match (result.standing, result.outcome) {
                    (Standing::Verified | Standing::Ran, _) => TestCaseStatus::success(),
                    (Standing::Failed, Outcome::Fault) => {
                        TestCaseStatus::non_success(NonSuccessKind::Error)
                    }
                    (Standing::Failed, _) => TestCaseStatus::non_success(NonSuccessKind::Failure),
                    (Standing::Known | Standing::NotAsked | Standing::Incomplete, _) => {
                        TestCaseStatus::skipped()
                    }
                };
                if result.standing != Standing::Verified {
                    status.set_message(clean(&why(result)));
                }
                if result.standing == Standing::Failed {
                    status.set_description(clean(&story(page, example, result)));
                }
                let mut test = TestCase::new(clean(&example.id), status);
                test.set_classname(clean(&format!("{}/{}", result.runtime, page.name)));
                test.set_time(Duration::from_millis(result.duration_ms));
                test.extra.insert("file".into(), clean(&page.path).into());
                test.extra
                    .insert("line".into(), at(example, result).to_string().into());
                suite.add_test_case(test);
            }
            report.add_test_suite(suite);
        }
        report.serialize(out).map_err(io::Error::other)
    }
}

// quick-junit drops control characters, but not the two code points that XML forbids as well.
fn clean(text: &str) -> String {
    text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
