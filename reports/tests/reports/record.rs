//! The record: reading back, refusing, counting.

use threadproof_reports::record::{
    Counts, Raw, ReadError, Run, Summary, Tier, TraceEvent, Verdict, read, read_file,
};

use crate::sample::{case, large, plain, small};

fn refused(text: &str) -> String {
    read("record.json", text)
        .expect_err("is refused")
        .to_string()
}

#[test]
fn a_record_reads_back_as_it_was() {
    let run = small();
    let text = serde_json::to_string(&run).unwrap();
    assert_eq!(read("record.json", &text).unwrap(), run);
}

#[test]
fn null_and_undefined_stay_apart() {
    let event = |text: &str| serde_json::from_str::<TraceEvent>(text).unwrap();
    let null = event(r#"{"thread":"main","tid":0,"seq":1,"kind":"value","value":null}"#);
    let undefined = event(r#"{"thread":"main","tid":0,"seq":1,"kind":"value"}"#);
    assert_eq!(null.value, Some(serde_json::Value::Null));
    assert_eq!(undefined.value, None);
    assert!(serde_json::to_string(&null).unwrap().contains("null"));
}

#[test]
fn another_schema_version_is_refused_by_name() {
    let mut run = serde_json::to_value(small()).unwrap();
    run["schema"] = 2.into();
    let error = read("old.json", &run.to_string()).unwrap_err();
    assert!(matches!(error, ReadError::Schema { found: 2, .. }));
    assert_eq!(
        error.to_string(),
        "old.json has schema 2, and this threadproof reads schema 1; \
         read it with the threadproof that wrote it, or run the suite again"
    );
}

#[test]
fn another_version_is_named_even_if_the_rest_has_changed() {
    assert!(refused(r#"{"schema": 9, "runs": []}"#).contains("has schema 9"));
}

#[test]
fn what_is_no_record_is_refused() {
    assert!(refused("{}").contains("no `schema` number"));
    assert!(refused(r#"{"schema": "1"}"#).contains("no `schema` number"));
    assert!(refused("").contains("not a threadproof record"));
    assert!(refused(r#"{"schema": 1}"#).contains("missing field"));
    let absent = read_file("no/such/record.json".as_ref())
        .unwrap_err()
        .to_string();
    assert!(
        absent.starts_with("cannot read the record no/such/record.json: "),
        "{absent}"
    );
}

#[test]
fn a_record_that_contradicts_itself_is_refused() {
    let damaged = |damage: fn(&mut Run)| {
        let mut run = small();
        damage(&mut run);
        refused(&serde_json::to_string(&run).unwrap())
    };
    assert!(damaged(|run| run.cases.push(run.cases[0].clone())).contains("is listed twice"));
    assert!(damaged(|run| run.results.push(run.results[0].clone())).contains("has two results"));
    assert!(damaged(|run| run.results[0].case = "a/b".into()).contains("the case a/b, which"));
    assert!(damaged(|run| run.results[0].runtime = "x".into()).contains("the runtime x, which"));
    assert!(damaged(|run| run.runtimes.push(run.runtimes[0].clone())).contains("listed twice"));
}

#[test]
fn names_are_those_of_the_json() {
    for raw in Raw::ALL {
        assert_eq!(serde_json::to_value(raw).unwrap(), raw.name());
    }
    for verdict in Verdict::ALL {
        assert_eq!(serde_json::to_value(verdict).unwrap(), verdict.name());
    }
    for tier in Tier::ALL {
        assert_eq!(serde_json::to_value(tier).unwrap(), tier.name());
    }
}

#[test]
fn every_verdict_is_counted_once() {
    let mut counts = Counts::default();
    for verdict in Verdict::ALL {
        counts.add(verdict);
    }
    for verdict in Verdict::ALL {
        assert_eq!(counts.of(verdict), 1, "{verdict}");
    }
    assert_eq!(counts.total(), Verdict::ALL.len());
    assert_eq!(counts.applicable(), Verdict::ALL.len() - 2);
    assert_eq!((counts.ran(), counts.skipped(), counts.failed()), (7, 4, 4));
}

#[test]
fn a_rate_is_rounded_down_and_absent_without_promises() {
    let mut counts = Counts::default();
    assert_eq!(counts.percent(), None);
    counts.add(Verdict::NotApplicable);
    assert_eq!(counts.percent(), None);
    for _ in 0..199 {
        counts.add(Verdict::Expected);
    }
    counts.add(Verdict::Skipped);
    assert_eq!(counts.percent(), Some(99));
}

#[test]
fn groups_add_up_to_the_whole() {
    let run = large(300);
    let summary = Summary::of(&run);
    let total = summary.total.all.total();
    assert_eq!(total, run.results.len());
    assert_eq!(
        summary
            .areas
            .values()
            .map(|tally| tally.all.total())
            .sum::<usize>(),
        total
    );
    assert_eq!(
        summary
            .cells
            .values()
            .map(|tally| tally.all.total())
            .sum::<usize>(),
        total
    );
    assert_eq!(
        summary
            .runtimes
            .iter()
            .map(|(_, tally)| tally.all.total())
            .sum::<usize>(),
        total
    );
}

#[test]
fn a_tier_that_does_not_gate_fails_nothing() {
    let mut run = small();
    run.cases = vec![case("a/observed", Tier::NodeObserved)];
    let result = plain(
        &run.cases[0],
        "bun@1.4.5",
        Raw::Fail,
        Verdict::UnexpectedFailure,
    );
    run.results = vec![result];
    assert_eq!(run.failures().count(), 0);
    assert_eq!(Summary::of(&run).total.gating.total(), 0);
    run.gate = threadproof_reports::record::Gate::All;
    assert_eq!(run.failures().count(), 1);
}
