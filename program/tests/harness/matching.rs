//! The matcher against observations that were bent: each way of bending fails its own sub-check.

use serde_json::{Value, json};
use threadproof_harness::diagnose::Text;
use threadproof_harness::matcher::{Judgement, judge};
use threadproof_harness::observe::Observation;
use threadproof_harness::plan::expectation::Expectation;
use threadproof_harness::plan::reader::read_expectation;
use threadproof_reports::record::{self, Captured, Raw, TraceEvent};

const EXPECTATION: &str = r#"
schema: 1
promises: a close comes after every message
covers: [an-id]
expect:
  exit: 0
  stdout: |
    one
    two
  events:
    hello: { thread: main, kind: message, value: hello }
    tick: { thread: worker, kind: tick, count: 3 }
    note: { thread: main, kind: note, optional: true }
    closed: { thread: main, kind: close, value: { code: { match: "^ERR_" }, at: [1, -0.5] } }
  order: [hello < note < closed, tick < closed]
  checks: [first, second]
"#;

pub fn expectation(text: &str) -> Expectation {
    match read_expectation(Text::new("expectations/a/b.yaml", text)) {
        Ok(expectation) => expectation,
        Err(problems) => panic!("{problems:?}"),
    }
}

pub fn event(thread: &str, seq: u64, kind: &str, value: Value) -> TraceEvent {
    let tid = i64::from(thread != "main");
    TraceEvent {
        thread: thread.to_owned(),
        tid,
        seq,
        kind: kind.to_owned(),
        value: Some(value),
    }
}

fn check(seq: u64, name: &str, ok: bool) -> TraceEvent {
    event("main", seq, "check", json!({"name": name, "ok": ok}))
}

/// An observation that meets [`EXPECTATION`].
fn straight() -> Observation {
    let close = json!({"code": "ERR_CLOSED", "at": [1.0, -0.5]});
    Observation {
        seen: record::Observation {
            stdout: Captured {
                text: "one\ntwo\n".to_owned(),
                truncated: false,
            },
            exit: Some(0),
            trace: vec![
                event("main", 1, "message", json!("hello")),
                event("worker", 1, "tick", json!(1)),
                check(2, "first", true),
                event("worker", 2, "tick", json!(2)),
                event("main", 3, "note", json!("n")),
                event("worker", 3, "tick", json!(3)),
                event("main", 4, "close", close),
                check(5, "second", true),
                event("main", 6, "done", json!({"checks": 2})),
            ],
            ..record::Observation::default()
        },
        ..Observation::default()
    }
}

fn bent(bend: impl FnOnce(&mut Observation)) -> Judgement {
    let mut observation = straight();
    bend(&mut observation);
    judge(&expectation(EXPECTATION), &observation)
}

pub fn failed(judgement: &Judgement) -> Vec<&str> {
    judgement
        .failed()
        .map(|check| check.name.as_str())
        .collect()
}

fn place(observation: &Observation, kind: &str) -> usize {
    observation
        .seen
        .trace
        .iter()
        .position(|event| event.kind == kind)
        .expect(kind)
}

#[test]
fn what_meets_the_expectation_passes_and_names_what_it_matched() {
    let judgement = bent(|_| {});
    assert_eq!(judgement.raw, Raw::Pass, "{:?}", failed(&judgement));
    assert_eq!(judgement.matched["tick"], [1, 3, 5]);
    assert_eq!(judgement.matched["closed"], [6]);
    assert!(judgement.order.iter().all(|edge| !edge.violated));
    let names: Vec<_> = judgement
        .checks
        .iter()
        .map(|check| check.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "exit",
            "stdout",
            "event/hello",
            "event/tick",
            "event/note",
            "event/closed",
            "order/hello<note",
            "order/note<closed",
            "order/tick<closed",
            "others",
            "check/first",
            "check/second",
            "done",
        ]
    );
}

#[test]
fn a_missing_event_is_missed() {
    for (kind, expected) in [
        ("message", "event/hello"),
        ("close", "event/closed"),
        ("tick", "event/tick"),
    ] {
        let judgement = bent(|observation| {
            let at = place(observation, kind);
            observation.seen.trace.remove(at);
        });
        assert_eq!(failed(&judgement), [expected]);
        assert_eq!(judgement.raw, Raw::Fail);
    }
    assert_eq!(
        failed(&bent(|one| drop(one.seen.trace.remove(4)))),
        Vec::<&str>::new(),
        "optional"
    );
}

#[test]
fn a_repeated_event_is_surplus() {
    let judgement = bent(|one| {
        let again = one.seen.trace[0].clone();
        one.seen.trace.insert(1, again);
    });
    assert_eq!(failed(&judgement), ["event/hello"]);
    let message = judgement
        .failed()
        .next()
        .and_then(|check| check.message.clone());
    assert_eq!(
        message.as_deref(),
        Some("happened 2 times, expected once; surplus: main #1 message \"hello\"")
    );
}

#[test]
fn an_altered_value_is_missed_and_strange() {
    for value in [json!("Hello"), json!(1), Value::Null] {
        let judgement = bent(|one| one.seen.trace[0].value = Some(value));
        assert_eq!(failed(&judgement), ["event/hello", "others"]);
    }
    for value in [
        json!({"code": "EPIPE", "at": [1, -0.5]}),
        json!({"code": "ERR_X", "at": [1]}),
        json!({"code": "ERR_X", "at": [1, -0.5], "more": true}),
        json!({"code": "ERR_X"}),
    ] {
        let judgement = bent(|one| one.seen.trace[6].value = Some(value));
        assert_eq!(failed(&judgement), ["event/closed", "others"]);
    }
    let judgement = bent(|one| one.seen.trace[0].value = None);
    assert_eq!(failed(&judgement), ["event/hello", "others"]);
}

#[test]
fn an_event_of_another_thread_does_not_count() {
    let judgement = bent(|one| "worker".clone_into(&mut one.seen.trace[0].thread));
    assert_eq!(failed(&judgement), ["event/hello", "others"]);
}

#[test]
fn a_swapped_pair_violates_its_edge_only() {
    let judgement = bent(|one| one.seen.trace.swap(5, 6));
    assert_eq!(failed(&judgement), ["order/tick<closed"]);
    let edges: Vec<_> = judgement
        .order
        .iter()
        .filter(|edge| edge.violated)
        .collect();
    assert_eq!(
        (
            edges.len(),
            edges[0].before.as_str(),
            edges[0].after.as_str()
        ),
        (1, "tick", "closed")
    );
    let judgement = bent(|one| one.seen.trace.swap(0, 4));
    assert_eq!(failed(&judgement), ["order/hello<note"]);
}

#[test]
fn an_absent_optional_event_hands_its_order_on() {
    let judgement = bent(|one| {
        one.seen.trace.remove(4);
        let hello = one.seen.trace.remove(0);
        let at = place(one, "close");
        one.seen.trace.insert(at + 1, hello);
    });
    assert_eq!(failed(&judgement), ["order/hello<note"]);
}

#[test]
fn what_is_not_ordered_is_free() {
    let judgement = bent(|one| one.seen.trace.swap(0, 1));
    assert_eq!(judgement.raw, Raw::Pass);
}

#[test]
fn a_stranger_is_refused_unless_allowed() {
    let stranger =
        |one: &mut Observation| one.seen.trace.insert(0, event("main", 0, "odd", json!(1)));
    assert_eq!(failed(&bent(stranger)), ["others"]);
    let mut observation = straight();
    stranger(&mut observation);
    let lenient = expectation(&EXPECTATION.replace("  checks:", "  others: allow\n  checks:"));
    assert_eq!(judge(&lenient, &observation).raw, Raw::Pass);
}

#[test]
fn checks_must_run_hold_and_be_listed() {
    assert_eq!(
        failed(&bent(|one| one.seen.trace[2] = check(2, "first", false))),
        ["check/first"]
    );
    assert_eq!(
        failed(&bent(|one| one.seen.trace[2] = check(2, "third", true))),
        ["check/first", "check/third"]
    );
    let judgement = bent(|one| drop(one.seen.trace.remove(2)));
    assert_eq!(
        failed(&judgement),
        ["check/first", "done"],
        "the count tells that a check is lost"
    );
}

#[test]
fn the_completion_record_must_be_there_once_and_count_right() {
    assert_eq!(failed(&bent(|one| drop(one.seen.trace.pop()))), ["done"]);
    assert_eq!(
        failed(&bent(|one| one.seen.trace.push(one.seen.trace[8].clone()))),
        ["done"]
    );
    assert_eq!(
        failed(&bent(
            |one| one.seen.trace[8].value = Some(json!({"checks": 3}))
        )),
        ["done"]
    );
}

#[test]
fn the_end_must_be_the_expected_one() {
    let judgement = bent(|one| one.seen.exit = Some(1));
    assert_eq!(
        (failed(&judgement), judgement.raw),
        (vec!["exit"], Raw::Fail)
    );
    let judgement =
        bent(|one| (one.seen.exit, one.seen.signal) = (None, Some("SIGSEGV".to_owned())));
    assert_eq!(
        (failed(&judgement), judgement.raw),
        (vec!["exit"], Raw::Crash)
    );
    let judgement = bent(|one| (one.seen.exit, one.timed_out) = (None, true));
    assert_eq!(
        (failed(&judgement), judgement.raw),
        (vec!["exit"], Raw::Timeout)
    );
    let judgement = bent(|one| (one.seen.exit, one.interrupted) = (None, true));
    assert_eq!(judgement.raw, Raw::NotRun);
    let judgement = bent(|one| one.seen.leaked.push("sleep 9".to_owned()));
    assert_eq!(
        (failed(&judgement), judgement.raw),
        (vec!["leak"], Raw::Leak)
    );
}

#[test]
fn a_timeout_or_a_crash_stays_one_whatever_else_failed() {
    let judgement = bent(|one| {
        one.seen.stdout.text.clear();
        (one.seen.exit, one.timed_out) = (None, true);
    });
    assert_eq!(
        (failed(&judgement), judgement.raw),
        (vec!["exit", "stdout"], Raw::Timeout)
    );
}

#[test]
fn output_is_compared_exactly_with_a_diff() {
    let judgement = bent(|one| "one\ntoo\n".clone_into(&mut one.seen.stdout.text));
    assert_eq!(failed(&judgement), ["stdout"]);
    let diff = judgement.diff.expect("a diff");
    assert!(
        diff.contains("--- expected stdout") && diff.contains("-two") && diff.contains("+too"),
        "{diff}"
    );
    let judgement = bent(|one| "one\ntwo".clone_into(&mut one.seen.stdout.text));
    let message = judgement
        .failed()
        .next()
        .and_then(|check| check.message.clone());
    assert_eq!(message.as_deref(), Some("the line ends at the end differ"));
}

#[test]
fn each_form_of_output_is_compared_in_its_own_way() {
    for (form, good, bad) in [
        ("{lines: [a, b]}", "a\nb\n", "b\na\n"),
        ("{unordered: [a, b, a]}", "b\na\na\n", "a\nb\n"),
        (
            "{match: [\"^a+$\", \"^b\"]}",
            "aaa\nbcd\n",
            "aaa\nbcd\nmore\n",
        ),
        ("{match: [\"^a+$\", \"^b\"]}", "a\nb\n", "a\n"),
        ("{match: [\"^a+$\", \"^b\"]}", "a\nb\n", "a\nc\n"),
        ("{contains: [ell, o]}", "hello\n", "bell\n"),
        ("{count: 2}", "a\nb\n", "a\n"),
        ("\"a\\n\"", "a\n", ""),
    ] {
        let text = format!("schema: 1\npromises: p\ncovers: [x]\nexpect: {{stdout: {form}}}\n");
        let expectation = expectation(&text);
        let judged = |stdout: &str| {
            let stdout = Captured {
                text: stdout.to_owned(),
                truncated: false,
            };
            let seen = record::Observation {
                stdout,
                exit: Some(0),
                ..record::Observation::default()
            };
            judge(
                &expectation,
                &Observation {
                    seen,
                    ..Observation::default()
                },
            )
        };
        assert_eq!(judged(good).raw, Raw::Pass, "{form}");
        let judgement = judged(bad);
        assert_eq!(
            (failed(&judgement), judgement.raw),
            (vec!["stdout"], Raw::Fail),
            "{form}"
        );
        assert!(judgement.failed().all(|check| check.message.is_some()));
    }
}

#[test]
fn the_same_arguments_give_the_same_judgement() {
    let bend = |one: &mut Observation| one.seen.trace.reverse();
    let first = bent(bend);
    for _ in 0..20 {
        let again = bent(bend);
        assert_eq!(
            (again.checks, again.matched),
            (first.checks.clone(), first.matched.clone())
        );
    }
}
