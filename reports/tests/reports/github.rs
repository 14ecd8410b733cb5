//! GitHub annotations: one line each, at the right place, and no command from a fixture.

use threadproof_reports::record::{Location, Run, Verdict};
use threadproof_reports::render::github::annotate;

use crate::rendered;
use crate::sample::{large, small};

/// The annotations of a suite that lies at the top of the repository.
fn in_tree(run: &Run, tree: &str) -> String {
    let mut text = Vec::new();
    annotate(run, Some(tree), &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

#[test]
fn each_line_is_one_annotation() {
    let text = rendered("github", &small());
    for line in text.lines() {
        assert!(
            line.starts_with("::error title=") || line.starts_with("::warning title="),
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
fn no_more_are_written_than_github_shows_and_the_last_counts_the_rest() {
    let run = large(3000);
    let text = rendered("github", &run);
    for (level, gates) in [("::error ", true), ("::warning ", false)] {
        let lines: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with(level))
            .collect();
        assert!(lines.len() <= 10, "{}", lines.len());
        let mut cases: Vec<&str> = run
            .results_with_cases()
            .filter(|(case, result)| {
                let undecided = result.verdict == Verdict::Inconclusive && !gates;
                undecided || (result.verdict.is_failure() && run.gates(case.tier) == gates)
            })
            .map(|(case, _)| case.id.as_str())
            .collect();
        cases.sort_unstable();
        cases.dedup();
        if cases.len() > 10 {
            let rest = format!("title={} more cases::", cases.len() - 9);
            assert!(lines[9].contains(&rest), "{}", lines[9]);
        } else {
            assert_eq!(lines.len(), cases.len());
        }
    }
}

#[test]
fn the_promise_comes_first_and_no_place_that_is_not_in_the_repository() {
    let text = rendered("github", &small());
    assert!(!text.contains("file="), "{text}");
    for line in text.lines() {
        assert!(line.contains("::promised: "), "{line}");
    }
}

#[test]
fn a_failure_points_at_its_line() {
    let text = in_tree(&small(), "");
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
    let text = in_tree(&run, "");
    assert!(text.contains("file=fixtures/message-port/repeated-ref-is-flaky/main.cjs,line=11,"));
    for result in &mut run.results {
        for check in &mut result.checks {
            check.at = Some(Location {
                path: "expectations/x.yaml".to_owned(),
                line: 7,
            });
        }
    }
    assert!(in_tree(&run, "").contains("file=expectations/x.yaml,line=7,"));
    assert!(in_tree(&run, "tests/suite/").contains("file=tests/suite/expectations/x.yaml,line=7,"));
}
