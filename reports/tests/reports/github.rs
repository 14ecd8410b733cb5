//! GitHub annotations: one line each, at the right place, and no command from a fixture.

use threadproof_reports::record::Location;

use crate::rendered;
use crate::sample::{large, small};

#[test]
fn each_line_is_one_annotation() {
    let text = rendered("github", &small());
    for line in text.lines() {
        assert!(
            line.starts_with("::error file=") || line.starts_with("::warning file="),
            "{line}"
        );
    }
    assert_eq!(text.matches("\n::error ").count() + 1, 5, "{text}");
    assert_eq!(text.matches("\n::warning ").count(), 2);
}

#[test]
fn errors_come_first() {
    let text = rendered("github", &small());
    let errors = text
        .lines()
        .take_while(|line| line.starts_with("::error"))
        .count();
    assert_eq!(errors, 5);
    assert!(
        text.lines()
            .skip(errors)
            .all(|line| line.starts_with("::warning"))
    );
}

#[test]
fn runtimes_share_a_line() {
    let text = rendered("github", &large(3000));
    let mut titles: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split("title=").nth(1)?.split(' ').next())
        .collect();
    let all = titles.len();
    assert!(all > 20);
    titles.sort_unstable();
    titles.dedup();
    assert_eq!(titles.len(), all, "each case has one line");
}

#[test]
fn a_failure_points_at_its_line() {
    let text = rendered("github", &small());
    // The order is declared in line 10 of the expectation.
    assert!(
        text.contains(
            "::error file=expectations/message-port/close-event-both-ends.yaml,line=10,\
             title=message-port/close-event-both-ends failed::"
        ),
        "{text}"
    );
    // The check is in line 11 of the fixture.
    assert!(text.contains("file=fixtures/message-port/repeated-ref-is-flaky/main.cjs,line=11,"));
    // A rule that no longer holds is what has to be changed.
    assert!(text.contains("file=expectations/_runtimes/node.yaml,line=31,"));
}

#[test]
fn a_place_that_is_only_a_file_is_made_a_line() {
    let mut run = small();
    for result in &mut run.results {
        for check in &mut result.checks {
            check.at = Some(Location {
                path: "expectations/x.yaml".to_owned(),
                line: 1,
            });
        }
    }
    let text = rendered("github", &run);
    assert!(text.contains("file=fixtures/message-port/repeated-ref-is-flaky/main.cjs,line=11,"));
    for result in &mut run.results {
        for check in &mut result.checks {
            check.at = Some(Location {
                path: "expectations/x.yaml".to_owned(),
                line: 7,
            });
        }
    }
    assert!(rendered("github", &run).contains("file=expectations/x.yaml,line=7,"));
}
