//! Many records as one history: the data, what changed, and the page.

use std::collections::BTreeSet;

use threadproof_reports::history::{History, State, site};
use threadproof_reports::record::{Raw, Run, Tier, Verdict};

use crate::sample::{case, empty, plain, runtime};

/// A run of one version, with a verdict for each of the cases `a/0`, `a/1` and so on.
fn run(version: &str, verdicts: &[Verdict]) -> Run {
    let id = format!("mine@{version}");
    let mut run = empty();
    run.runtimes = vec![runtime(&id, "mine", Some(version))];
    for (at, verdict) in verdicts.iter().enumerate() {
        let case = case(&format!("a/{at}"), Tier::Documented);
        run.results.push(plain(&case, &id, Raw::Pass, *verdict));
        run.cases.push(case);
    }
    run
}

fn history() -> History {
    use Verdict::{Expected, KnownDivergence, NotApplicable, UnexpectedFailure, Unsuited};
    let mut history = History::default();
    // Not in their order, and the first suite had a case less.
    history.add(&run(
        "10.0.0",
        &[Expected, Expected, UnexpectedFailure, Unsuited],
    ));
    history.add(&run("9.1.0", &[KnownDivergence, Expected, NotApplicable]));
    history
}

#[test]
fn versions_are_in_their_order_and_each_has_a_letter_for_each_case() {
    let history = history();
    let told: Vec<(&str, &str)> = history
        .runs
        .iter()
        .map(|run| (run.version.as_str(), run.states.as_str()))
        .collect();
    assert_eq!(told, [("9.1.0", "kp-."), ("10.0.0", "ppf-")]);
    assert_eq!(history.runs[0].rate(), (1, 2));
    assert_eq!(history.runs[1].rate(), (2, 3));
}

#[test]
fn a_record_of_the_same_version_takes_the_place_of_the_earlier_one() {
    let mut history = history();
    history.add(&run("10.0.0", &[Verdict::UnexpectedFailure]));
    assert_eq!(history.runs.len(), 2);
    assert_eq!(history.runs[1].states, "f...");
}

#[test]
fn a_change_is_told_only_where_both_were_asked() {
    let history = history();
    assert_eq!(
        history.changes(&history.runs[0], &history.runs[1]),
        [
            ("a/0", State::Known, State::Passed),
            ("a/2", State::NotPromised, State::Failed)
        ]
    );
}

#[test]
fn the_data_is_read_as_it_was_written_and_refused_when_it_is_not_whole() {
    let history = history();
    let text = history.to_text();
    assert_eq!(History::read(&text).unwrap(), history);
    for (was, is, why) in [
        ("kp-.", "kp-", "a known letter for each case"),
        ("kp-.", "kp-x", "a known letter for each case"),
        ("\"schema\": 1", "\"schema\": 2", "format 2"),
        ("\"version\"", "\"versoin\"", "versoin"),
    ] {
        let error = History::read(&text.replace(was, is))
            .unwrap_err()
            .to_string();
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn the_page_links_to_case_pages_where_there_are_any_and_to_its_own_rows_else() {
    let history = history();
    let pages = BTreeSet::from(["mine@10.0.0".to_owned()]);
    let page = site::page(&history, &pages);
    assert!(
        page.contains("reports/mine@10.0.0.html#case=a%2F0&amp;on=mine%4010.0.0"),
        "{page}"
    );
    assert!(page.contains("1 began to pass, 1 changed otherwise"));
    assert!(page.contains("id=\"case-a-0\""));
    assert!(site::page(&history, &BTreeSet::new()).contains("href=\"#case-a-0\""));
    assert!(!page.contains("<script"), "it needs none");
}

#[test]
fn no_id_leaves_the_folder_of_reports() {
    assert_eq!(site::report_file("../x@1/y"), "reports/.._x@1_y.html");
}
