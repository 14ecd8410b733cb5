//! Comparing two runs.

use threadproof_reports::compare::{Kind, compare};
use threadproof_reports::record::{Attempts, Raw, Run, Tier, Verdict};

use crate::sample::{case, empty, plain, runtime, small};

fn run(version: &str, results: &[(&str, Raw, Verdict)]) -> Run {
    let id = format!("mine@{version}");
    let mut run = empty();
    run.runtimes = vec![runtime(&id, "mine", Some(version))];
    for (name, raw, verdict) in results {
        let case = case(&format!("a/{name}"), Tier::Documented);
        run.results.push(plain(&case, &id, *raw, *verdict));
        run.cases.push(case);
    }
    run
}

const PASS: (Raw, Verdict) = (Raw::Pass, Verdict::Expected);
const FAIL: (Raw, Verdict) = (Raw::Fail, Verdict::UnexpectedFailure);
const KNOWN: (Raw, Verdict) = (Raw::Fail, Verdict::KnownDivergence);
const XPASS: (Raw, Verdict) = (Raw::Pass, Verdict::UnexpectedPass);
const FLAKY: (Raw, Verdict) = (Raw::Fail, Verdict::Flaky);
const SKIP: (Raw, Verdict) = (Raw::Skip, Verdict::Skipped);

#[test]
fn each_change_has_its_kind() {
    let check = |was: (Raw, Verdict), is: (Raw, Verdict), kind: Option<Kind>| {
        let before = run("1.0.0", &[("x", was.0, was.1)]);
        let after = run("1.1.0", &[("x", is.0, is.1)]);
        let found = compare(&before, &after);
        let kinds: Vec<_> = found.changes.iter().map(|change| change.kind).collect();
        assert_eq!(kinds, Vec::from_iter(kind), "{was:?} to {is:?}");
        assert_eq!(found.is_regression(), kind.is_some_and(Kind::is_regression));
        assert_eq!(found.unchanged, usize::from(kind.is_none()));
    };
    check(PASS, PASS, None);
    check(PASS, FAIL, Some(Kind::NewlyFailing));
    check(KNOWN, FAIL, Some(Kind::NewlyFailing));
    check(SKIP, FAIL, Some(Kind::NewlyFailing));
    check(FAIL, PASS, Some(Kind::NewlyPassing));
    check(KNOWN, XPASS, Some(Kind::NewlyPassing));
    check(PASS, FLAKY, Some(Kind::NewlyFlaky));
    check(FLAKY, PASS, Some(Kind::NewlyPassing));
    check(PASS, KNOWN, Some(Kind::NewlyDiverging));
    check(PASS, SKIP, Some(Kind::NoLongerRun));
    check(FAIL, FAIL, None);
    check(FLAKY, FLAKY, None);
}

#[test]
fn added_and_removed_cases_are_no_regression() {
    let before = run("1.0.0", &[("old", Raw::Fail, Verdict::UnexpectedFailure)]);
    let after = run("1.1.0", &[("new", Raw::Fail, Verdict::UnexpectedFailure)]);
    let found = compare(&before, &after);
    assert_eq!(found.of(Kind::Added).count(), 1);
    assert_eq!(found.of(Kind::Removed).count(), 1);
    assert!(!found.is_regression());
}

#[test]
fn a_narrower_run_removes_nothing() {
    let before = run("1.0.0", &[("x", PASS.0, PASS.1), ("y", PASS.0, PASS.1)]);
    let mut after = run("1.1.0", &[("x", PASS.0, PASS.1)]);
    after.filter = Some("a/x".to_owned());
    let found = compare(&before, &after);
    assert!(found.changes.is_empty(), "{found:?}");
    assert!(
        found
            .caveats
            .iter()
            .any(|caveat| caveat.starts_with("the later run is partial"))
    );
    assert!(compare(&after, &before).changes.is_empty());
}

#[test]
fn slower_needs_a_factor_and_a_margin() {
    let slower = |was: u64, is: u64| {
        let mut before = run("1.0.0", &[("x", PASS.0, PASS.1)]);
        let mut after = run("1.1.0", &[("x", PASS.0, PASS.1)]);
        for (run, median) in [(&mut before, was), (&mut after, is)] {
            let result = &mut run.results[0];
            result.duration_ms = median;
            result.spread_ms = Some((median - 5, median + 5));
            result.attempts = Attempts { passed: 3, of: 3 };
        }
        compare(&before, &after).of(Kind::Slower).count() == 1
    };
    assert!(slower(100, 200));
    assert!(!slower(100, 190), "not twice as long");
    assert!(!slower(10, 40), "the margin is noise");
    assert!(!slower(500, 100));
}

#[test]
fn slower_is_said_only_beyond_the_spread_of_repeats() {
    let slower = |was: Option<(u64, u64)>, is: Option<(u64, u64)>, of: u32| {
        let mut before = run("1.0.0", &[("x", PASS.0, PASS.1)]);
        let mut after = run("1.1.0", &[("x", PASS.0, PASS.1)]);
        for (run, spread, median) in [(&mut before, was, 100), (&mut after, is, 1000)] {
            let result = &mut run.results[0];
            result.duration_ms = median;
            result.spread_ms = spread;
            result.attempts = Attempts { passed: of, of };
        }
        compare(&before, &after).of(Kind::Slower).count() == 1
    };
    assert!(slower(Some((90, 400)), Some((401, 1100)), 3));
    assert!(
        !slower(Some((90, 400)), Some((400, 1100)), 3),
        "they overlap"
    );
    assert!(!slower(None, None, 1), "one run is no measurement");
    assert!(
        !slower(Some((90, 110)), Some((900, 1100)), 2),
        "nor are two"
    );
}

#[test]
fn what_has_nothing_in_common_compares_nothing() {
    let mut before = small();
    let mut after = small();
    before.runtimes.retain(|runtime| runtime.name == "node");
    before
        .results
        .retain(|result| result.runtime.starts_with("node@"));
    after.runtimes.clear();
    after.results.clear();
    let found = compare(&before, &after);
    assert_eq!(found.compared(), 0);
    assert!(compare(&before, &before).compared() > 0);
}

#[test]
fn what_does_not_gate_is_no_regression() {
    let mut before = run("1.0.0", &[("x", PASS.0, PASS.1)]);
    let mut after = run("1.1.0", &[("x", FAIL.0, FAIL.1)]);
    for run in [&mut before, &mut after] {
        run.cases[0].tier = Tier::NodeObserved;
    }
    let found = compare(&before, &after);
    assert_eq!(found.of(Kind::NewlyFailing).count(), 1);
    assert!(!found.is_regression());
    assert!(found.to_text().contains("(does not gate)"));
}

#[test]
fn runtimes_are_paired_by_id_then_by_name() {
    let mut before = small();
    let mut after = small();
    assert_eq!(compare(&before, &after).runtimes.len(), 3);
    assert!(compare(&before, &after).changes.is_empty());
    rename(&mut after, "bun@1.4.5", "bun@1.5.0");
    let found = compare(&before, &after);
    assert!(
        found
            .runtimes
            .contains(&("bun@1.4.5".to_owned(), "bun@1.5.0".to_owned()))
    );
    assert!(
        found
            .to_text()
            .contains("note: bun@1.5.0 is compared with bun@1.4.5")
    );
    before.runtimes.retain(|each| each.name != "bun");
    before.results.retain(|each| each.runtime != "bun@1.4.5");
    let found = compare(&before, &after);
    assert!(
        found
            .caveats
            .iter()
            .any(|caveat| caveat.contains("bun@1.5.0 has nothing to compare"))
    );
}

fn rename(run: &mut Run, from: &str, to: &str) {
    for runtime in &mut run.runtimes {
        if runtime.id == from {
            to.clone_into(&mut runtime.id);
        }
    }
    for result in &mut run.results {
        if result.runtime == from {
            to.clone_into(&mut result.runtime);
        }
    }
}

#[test]
fn text_and_markdown_tell_the_same() {
    let before = run(
        "1.0.0",
        &[
            ("x", PASS.0, PASS.1),
            ("y", FAIL.0, FAIL.1),
            ("z", FAIL.0, FAIL.1),
        ],
    );
    let after = run(
        "1.1.0",
        &[
            ("x", FAIL.0, FAIL.1),
            ("y", PASS.0, PASS.1),
            ("z", FAIL.0, FAIL.1),
        ],
    );
    let found = compare(&before, &after);
    assert_eq!(
        found.to_text(),
        "note: mine@1.1.0 is compared with mine@1.0.0\n\n\
         newly failing (1)\n  a/x on mine@1.1.0: was passed; failed (FAIL)\n\
         \x20   rerun: threadproof run -r mine@1.1.0 --exact a/x\n\n\
         newly passing (1)\n  a/y on mine@1.1.0: was failed\n\n\
         1 newly failing, 1 newly passing, 1 unchanged, 1 of them still failing\n"
    );
    let markdown = found.to_markdown();
    assert!(markdown.contains("## threadproof: regression"));
    assert!(markdown.contains("<details open><summary>newly failing (1)</summary>"));
    assert!(markdown.contains("- `a/x` on `mine@1.1.0`: was passed; failed (FAIL)"));
}
