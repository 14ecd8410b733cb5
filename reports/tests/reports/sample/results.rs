//! The made-up results: one function for each way in which a case can end.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use threadproof_reports::diff;
use threadproof_reports::record::{
    Attempts, Captured, CaseInfo, CaseResult, Location, Observation, OrderEdge, Raw, SubCheck,
    TraceEvent, Verdict,
};

use super::HOSTILE;

/// A result with nothing observed.
pub fn plain(case: &CaseInfo, runtime: &str, raw: Raw, verdict: Verdict) -> CaseResult {
    let mut result = passed(case, runtime, 0);
    result.raw = raw;
    result.verdict = verdict;
    if !verdict.ran() {
        result.observation = None;
        result.checks.clear();
        result.attempts = Attempts { passed: 0, of: 0 };
        result.duration_ms = 0;
    }
    result
}

/// A pass, whose trace differs by `salt`.
pub fn passed(case: &CaseInfo, runtime: &str, salt: usize) -> CaseResult {
    let trace = vec![
        event("main", 0, 1, "posted", json!("foobar")),
        event("main", 0, 2, "posted", json!({ "n": salt })),
        event("worker", 1, 1, "message", json!("foobar")),
        event("worker", 1, 2, "message", json!({ "n": salt })),
        event(
            "main",
            0,
            3,
            "check",
            json!({ "name": "closes once", "ok": true }),
        ),
        event("worker", 1, 3, "close", json!("port2")),
        event("main", 0, 4, "done", json!({ "checks": 1 })),
    ];
    CaseResult {
        case: case.id.clone(),
        runtime: runtime.to_owned(),
        raw: Raw::Pass,
        verdict: Verdict::Expected,
        reason: None,
        link: None,
        rule: None,
        checks: [
            "exit",
            "event/first",
            "event/closeB",
            "order/first<closeB",
            "done",
        ]
        .map(|name| SubCheck {
            name: name.to_owned(),
            passed: true,
            ..SubCheck::default()
        })
        .to_vec(),
        explored: None,
        outcomes: None,
        observation: Some(Observation {
            stdout: Captured {
                text: "foobar\nclosed!\n".to_owned(),
                truncated: false,
            },
            exit: Some(0),
            trace,
            ..Observation::default()
        }),
        expected_text: "first: main message \"foobar\"\ncloseB: worker close \"port2\"\n\
                        order: first < closeB\nexit code 0\n"
            .to_owned(),
        order: vec![OrderEdge {
            before: "first".to_owned(),
            after: "closeB".to_owned(),
            violated: false,
        }],
        matched: BTreeMap::from([
            ("first".to_owned(), vec![2]),
            ("closeB".to_owned(), vec![5]),
        ]),
        diff: None,
        attempts: Attempts { passed: 1, of: 1 },
        duration_ms: 31,
        spread_ms: None,
        rerun: format!("threadproof run -r {runtime} --exact {}", case.id),
    }
}

/// An order edge that is violated, and an output that differs.
pub fn failure(case: &CaseInfo, runtime: &str) -> CaseResult {
    let mut result = plain(case, runtime, Raw::Fail, Verdict::UnexpectedFailure);
    if let Some(seen) = &mut result.observation {
        seen.trace.swap(2, 5);
        seen.trace.insert(
            4,
            event("worker", 1, 9, "error", json!("not expected by anything")),
        );
        "warning: port closed with messages queued\n".clone_into(&mut seen.stderr.text);
        seen.torn_lines = vec!["{\"thread\":\"worker\",\"tid\":1,\"se".to_owned()];
    }
    result.matched = BTreeMap::from([
        ("first".to_owned(), vec![6]),
        ("closeB".to_owned(), vec![2]),
    ]);
    result.order[0].violated = true;
    fail(
        &mut result,
        "order/first<closeB",
        "closeB came before first",
        false,
    );
    let expected = result.expected_text.clone();
    result.diff = diff::unified(
        &expected,
        &expected.replace("first < closeB", "closeB < first"),
    );
    let stdout = SubCheck {
        name: "stdout".to_owned(),
        passed: false,
        message: Some("line 2 differs".to_owned()),
        expected: Some("foobar\nclosed!\n".to_owned()),
        observed: Some("foobar\nclosed\n".to_owned()),
        ..SubCheck::default()
    };
    result.checks.push(stdout);
    result
}

/// An event that is never seen, as a rule says.
pub fn known(case: &CaseInfo, runtime: &str) -> CaseResult {
    let mut result = plain(case, runtime, Raw::Fail, Verdict::KnownDivergence);
    result.reason = Some("close reaches only the closing side".to_owned());
    result.link = Some("https://github.com/denoland/deno/issues/32092".to_owned());
    result.rule = Some(rule(12));
    if let Some(seen) = &mut result.observation {
        seen.trace.remove(5);
    }
    result.matched.remove("closeB");
    fail(&mut result, "event/closeB", "never observed", true);
    result
}

/// A crash in which every text is hostile.
pub fn hostile(case: &CaseInfo, runtime: &str) -> CaseResult {
    let mut result = plain(case, runtime, Raw::Crash, Verdict::UnexpectedFailure);
    result.reason = Some(HOSTILE.to_owned());
    result.link = Some("javascript:alert(document.domain)".to_owned());
    HOSTILE.clone_into(&mut result.expected_text);
    result.diff = diff::unified("quiet\n", &format!("{HOSTILE}\n"));
    if let Some(seen) = &mut result.observation {
        seen.stdout = Captured {
            text: HOSTILE.to_owned(),
            truncated: true,
        };
        seen.stderr.text = format!("\u{1b}[31m{HOSTILE}");
        seen.exit = None;
        seen.signal = Some("SIGSEGV".to_owned());
        seen.leaked = vec![format!("sh -c '{HOSTILE}'")];
        seen.trace
            .push(event(HOSTILE, 2, 1, HOSTILE, json!(HOSTILE)));
        seen.trace.push(event("worker", 1, 4, "value", Value::Null));
        seen.trace.push(TraceEvent {
            value: None,
            ..event("worker", 1, 5, "value", Value::Null)
        });
    }
    fail(&mut result, &format!("check/{HOSTILE}"), HOSTILE, false);
    result
}

/// Seven passes of ten.
pub fn flaky(case: &CaseInfo, runtime: &str) -> CaseResult {
    let mut result = plain(case, runtime, Raw::Fail, Verdict::Flaky);
    result.attempts = Attempts { passed: 7, of: 10 };
    fail(&mut result, "check/closes once", "was called twice", false);
    result
}

/// A rule that has expired.
pub fn stale(case: &CaseInfo, runtime: &str) -> CaseResult {
    let mut result = plain(case, runtime, Raw::Fail, Verdict::Stale);
    result.reason = Some("the rule expired on 2026-06-01; look again and renew it".to_owned());
    result.rule = Some(rule(20));
    result
}

/// A pass that a rule denies.
pub fn unexpected_pass(case: &CaseInfo, runtime: &str) -> CaseResult {
    let mut result = plain(case, runtime, Raw::Pass, Verdict::UnexpectedPass);
    result.rule = Some(rule(31));
    result
}

/// A case that never ends.
pub fn timeout(case: &CaseInfo, runtime: &str) -> CaseResult {
    let mut result = plain(case, runtime, Raw::Timeout, Verdict::UnexpectedFailure);
    result.reason = Some("still running after 10 s".to_owned());
    result.duration_ms = 10_000;
    if let Some(seen) = &mut result.observation {
        seen.exit = None;
        seen.alive = true;
        seen.trace.truncate(2);
    }
    result.matched.clear();
    fail(&mut result, "done", "no completion record", false);
    result
}

fn fail(result: &mut CaseResult, name: &str, message: &str, known: bool) {
    result.checks.retain(|check| check.name != name);
    result.checks.push(SubCheck {
        name: name.to_owned(),
        passed: false,
        known,
        message: Some(message.to_owned()),
        ..SubCheck::default()
    });
    result.attempts.passed = result
        .attempts
        .passed
        .min(result.attempts.of.saturating_sub(1));
}

fn rule(line: u32) -> Location {
    Location {
        path: "expectations/_runtimes/node.yaml".to_owned(),
        line,
    }
}

fn event(thread: &str, tid: i64, seq: u64, kind: &str, value: Value) -> TraceEvent {
    TraceEvent {
        thread: thread.to_owned(),
        tid,
        seq,
        kind: kind.to_owned(),
        value: Some(value),
    }
}
