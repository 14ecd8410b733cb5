//! Which event goes to which pattern, when several fit.

use serde_json::{Value, json};
use threadproof_harness::matcher::{Judgement, judge};
use threadproof_harness::observe::Observation;
use threadproof_reports::record::{self, Raw};

use crate::matching::{event, expectation, failed};

fn assigned(events: &str, order: &str, kinds: &[(&str, Value)]) -> Judgement {
    let text = format!(
        "schema: 1\npromises: p\ncovers: [x]\nexpect: {{done: false, events: {events}, order: {order}}}\n"
    );
    let trace = kinds
        .iter()
        .zip(1..)
        .map(|((kind, value), seq)| event("main", seq, kind, value.clone()))
        .collect();
    let seen = record::Observation {
        trace,
        exit: Some(0),
        ..record::Observation::default()
    };
    judge(
        &expectation(&text),
        &Observation {
            seen,
            ..Observation::default()
        },
    )
}

#[test]
fn an_assignment_is_found_when_events_fit_several_patterns() {
    // The first event must go to `any`, or nothing is left for it.
    let events = "{any: {kind: m}, two: {kind: m, value: 2}}";
    let judgement = assigned(events, "[]", &[("m", json!(2)), ("m", json!(2))]);
    assert_eq!(judgement.raw, Raw::Pass);
    // The order leaves only one way.
    let judgement = assigned(events, "[two < any]", &[("m", json!(2)), ("m", json!(1))]);
    assert_eq!(
        (judgement.raw, judgement.matched["two"].clone()),
        (Raw::Pass, vec![0])
    );
    let judgement = assigned(events, "[two < any]", &[("m", json!(1)), ("m", json!(2))]);
    assert_eq!(failed(&judgement), ["order/two<any"]);
    let judgement = assigned(events, "[any < two]", &[("m", json!(1)), ("m", json!(2))]);
    assert_eq!(judgement.raw, Raw::Pass);
}

#[test]
fn an_optional_pattern_does_not_take_what_another_one_needs() {
    let events = "{maybe: {kind: m, optional: true}, sure: {kind: m, value: 1}}";
    let judgement = assigned(events, "[]", &[("m", json!(1))]);
    assert_eq!(
        (judgement.raw, judgement.matched["sure"].len()),
        (Raw::Pass, 1)
    );
}

#[test]
fn counts_are_exact_or_ranges() {
    let many = |count: usize| vec![("m", json!(0)); count];
    for (count, fits, misfits) in [
        ("3", vec![3], vec![0, 2, 4]),
        ("{min: 1, max: 3}", vec![1, 2, 3], vec![0, 4]),
        ("{min: 2}", vec![2, 50], vec![0, 1]),
        ("{max: 1}", vec![0, 1], vec![2]),
        ("0", vec![0], vec![1]),
    ] {
        let events = format!("{{e: {{kind: m, count: {count}}}}}");
        for number in fits {
            assert_eq!(
                assigned(&events, "[]", &many(number)).raw,
                Raw::Pass,
                "{number} of {count}"
            );
        }
        for number in misfits {
            let judgement = assigned(&events, "[]", &many(number));
            assert_eq!(failed(&judgement), ["event/e"], "{number} of {count}");
        }
    }
}

#[test]
fn many_alike_events_are_matched_quickly_and_too_many_ways_are_undecided() {
    let events: Vec<String> = (0..12)
        .map(|one| format!("e{one}: {{kind: m, count: {{max: 400}}}}"))
        .collect();
    let events = format!("{{{}}}", events.join(", "));
    let judgement = assigned(&events, "[]", &vec![("m", json!(0)); 400]);
    assert_eq!(judgement.raw, Raw::Inconclusive);

    let events = "{a: {kind: m, count: 500}, b: {kind: m, value: 1, count: 500}}";
    let trace: Vec<_> = (0..1000).map(|one| ("m", json!(one % 2))).collect();
    assert_eq!(assigned(events, "[]", &trace).raw, Raw::Pass);
}
