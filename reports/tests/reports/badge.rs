//! The badge: what it says and in which colour.

use serde_json::Value;
use threadproof_reports::record::{Raw, Run, Summary, Tier, Verdict};
use threadproof_reports::render::{find, write_file};

use crate::rendered;
use crate::sample::{case, empty, plain, runtime, small};

fn badge(run: &Run) -> (String, String, String) {
    let value: Value = serde_json::from_str(&rendered("badge", run)).unwrap();
    assert_eq!(value["schemaVersion"], 1);
    let text = |key: &str| value[key].as_str().unwrap().to_owned();
    (text("label"), text("message"), text("color"))
}

fn one(verdicts: &[Verdict]) -> Run {
    let id = "node@26.10.0";
    let mut run = empty();
    run.runtimes = vec![runtime(id, "node", Some("26.10.0"))];
    for (at, verdict) in verdicts.iter().enumerate() {
        let case = case(&format!("a/{at}"), Tier::Documented);
        run.results.push(plain(&case, id, Raw::Pass, *verdict));
        run.cases.push(case);
    }
    run
}

#[test]
fn colours_follow_the_verdicts() {
    use Verdict::{Expected, KnownDivergence, NotApplicable, Skipped, UnexpectedFailure};
    let check = |verdicts: &[Verdict], message: &str, color: &str| {
        let (label, got, colour) = badge(&one(verdicts));
        assert_eq!(label, "worker_threads on node@26.10.0");
        assert_eq!((got.as_str(), colour.as_str()), (message, color));
    };
    check(&[], "not run", "lightgrey");
    check(&[Skipped], "not run", "lightgrey");
    check(
        &[Expected, Expected, NotApplicable],
        "2 of 2",
        "brightgreen",
    );
    check(&[Expected, KnownDivergence], "1 of 2, 1 known", "green");
    check(&[Expected, Skipped], "1 of 2", "yellow");
    check(&[Expected, UnexpectedFailure], "1 of 2, 1 failing", "red");
}

#[test]
fn a_partial_run_is_never_green() {
    let mut run = one(&[Verdict::Expected]);
    run.interrupted = true;
    assert_eq!(badge(&run).2, "lightgrey");
}

#[test]
fn each_runtime_has_a_badge_of_its_own_and_none_adds_them_up() {
    let run = small();
    let value: Value = serde_json::from_str(&rendered("badge", &run)).unwrap();
    let badges = value.as_object().unwrap();
    assert_eq!(badges.len(), run.runtimes.len());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("badge.json");
    let files = write_file(find("badge").unwrap(), &run, &path).unwrap();
    assert_eq!(files.len(), run.runtimes.len());
    assert!(!path.exists(), "no file is about all of them");
    for (file, runtime) in files.iter().zip(&run.runtimes) {
        assert_eq!(
            file.file_name().unwrap().to_str().unwrap(),
            format!("badge-{}.json", runtime.name)
        );
        let one: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        assert_eq!(one, badges[&runtime.id]);
    }
}

#[test]
fn what_is_not_for_this_kind_of_runtime_leaves_the_denominator() {
    let run = one(&[Verdict::Expected, Verdict::Unsuited, Verdict::Unsuited]);
    assert_eq!(badge(&run).1, "1 of 1");
    assert_eq!(Summary::of(&run).total.all.percent(), Some(100));
}
