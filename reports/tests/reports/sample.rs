//! Hand-built runs for the tests and for the example that draws sample reports.
//!
//! The small run holds every verdict and text that tries to break out of each format; the large
//! one is as big as a report must stay quick for. Nothing here comes from a real runtime.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use threadproof_reports::diff;
use threadproof_reports::record::{
    Attempts, Captured, CaseInfo, CaseResult, Differs, Gate, Host, Location, Observation,
    OrderEdge, Raw, Run, RuntimeInfo, SCHEMA, SourceFile, SubCheck, Suite, Tier, TraceEvent,
    Verdict,
};

/// Text that tries to end a script, an XML section, a table, a command or a line.
pub const HOSTILE: &str = "</script><script>document.title='broken out'</script><img src=x \
    onerror=alert(1)> ]]> <!-- \u{0}\u{1b}[31m\u{7f}\u{85}\u{2028}\u{202e}\u{fffe} \\ud800 \
    %0A::error::mine\n::error::mine\n@everyone #1 | `x` [a](javascript:alert(1)) &amp; \"quoted\"";

/// One result for each verdict, on three runtimes, two of them there.
pub fn small() -> Run {
    let cases = vec![
        case("message-port/close-event-both-ends", Tier::Documented),
        case("message-port/hostile-text", Tier::Documented),
        case("message-port/repeated-ref-is-flaky", Tier::Documented),
        case("worker-class/option-stale-rule", Tier::Documented),
        case("worker-class/terminate-busy-loop", Tier::Documented),
        case("worker-class/title-read-only", Tier::NodeObserved),
    ];
    let node = "node@26.10.0";
    let bun = "bun@1.4.5";
    let gone = "electron";
    let mut results = vec![
        failure(&cases[0], node),
        known(&cases[0], bun),
        plain(&cases[1], node, Raw::Pass, Verdict::Expected),
        hostile(&cases[1], bun),
        flaky(&cases[2], node),
        plain(&cases[2], bun, Raw::NotRun, Verdict::NotRun),
        stale(&cases[3], node),
        plain(&cases[3], bun, Raw::Inconclusive, Verdict::Inconclusive),
        unexpected_pass(&cases[4], node),
        timeout(&cases[4], bun),
        plain(&cases[5], node, Raw::Skip, Verdict::NotApplicable),
        plain(&cases[5], bun, Raw::Fail, Verdict::UnexpectedFailure),
    ];
    for case in &cases {
        let mut result = plain(case, gone, Raw::Skip, Verdict::Skipped);
        result.reason = Some("electron is not installed".to_owned());
        results.push(result);
    }
    Run {
        runtimes: vec![
            runtime(node, "node", Some("26.10.0")),
            runtime(bun, "bun", Some("1.4.5")),
            RuntimeInfo {
                available: false,
                skip_reason: Some("electron is not installed".to_owned()),
                ..runtime(gone, "electron", None)
            },
        ],
        cases,
        results,
        ..empty()
    }
}

/// A run of `count` cases on eight runtimes in which nearly everything passes.
pub fn large(count: usize) -> Run {
    const RUNTIMES: [(&str, &str); 8] = [
        ("reference", "0.1.0"),
        ("node", "20.20.2"),
        ("node", "22.23.3"),
        ("node", "24.12.0"),
        ("node", "26.10.0"),
        ("bun", "1.4.5"),
        ("deno", "2.9.6"),
        ("graalnodejs", "25.0.2"),
    ];
    let ids: Vec<String> = RUNTIMES.iter().map(|(n, v)| format!("{n}@{v}")).collect();
    let areas = [
        "broadcast-channel",
        "environment-data",
        "locks",
        "message-channel",
        "message-port",
        "module",
        "port-post-message",
        "resource-limits",
        "share-env",
        "structured-clone",
        "thread-messaging",
        "transfer",
        "worker-class",
        "worker-constructor",
        "worker-events",
        "worker-stdio",
        "worker-terminate",
    ];
    let subjects = [
        "close", "port", "worker", "buffer", "listener", "event", "value", "channel",
    ];
    let conditions = [
        "after-terminate",
        "in-nested-worker",
        "with-transfer",
        "twice",
        "unref",
    ];
    let mut cases = Vec::new();
    let mut results = Vec::new();
    for at in 0..count {
        let id = format!(
            "{}/{}-{}-{at}",
            areas[at % areas.len()],
            subjects[at / areas.len() % subjects.len()],
            conditions[at / 7 % conditions.len()],
        );
        let tier = if at % 11 == 0 {
            Tier::NodeObserved
        } else {
            Tier::Documented
        };
        let case = case(&id, tier);
        for (column, runtime) in ids.iter().enumerate() {
            let dice = (at * 31 + column * 17 + at / 13) % 997;
            results.push(match (column, dice) {
                (7, _) => {
                    let mut result = plain(&case, runtime, Raw::Skip, Verdict::Skipped);
                    result.reason = Some("graalnodejs is not installed".to_owned());
                    result
                }
                (1, 0..80) => plain(&case, runtime, Raw::Skip, Verdict::NotApplicable),
                (5 | 6, 0..90) => known(&case, runtime),
                (5, 90..100) => timeout(&case, runtime),
                (2..=6, 200..204) => failure(&case, runtime),
                (5, 300..306) => flaky(&case, runtime),
                (6, 400..403) => unexpected_pass(&case, runtime),
                _ => passed(&case, runtime, at),
            });
        }
        cases.push(case);
    }
    let mut runtimes: Vec<_> = RUNTIMES
        .iter()
        .zip(&ids)
        .map(|((n, v), id)| runtime(id, n, Some(v)))
        .collect();
    if let Some(last) = runtimes.last_mut() {
        last.available = false;
        last.skip_reason = Some("graalnodejs is not installed".to_owned());
    }
    let suite = Suite {
        hash: "5c1f0a9e77d2".to_owned(),
        cases: count,
    };
    Run {
        suite,
        runtimes,
        cases,
        results,
        ..empty()
    }
}

/// A run of nothing.
pub fn empty() -> Run {
    Run {
        schema: SCHEMA,
        tool: "0.1.0".to_owned(),
        suite: Suite {
            hash: "9f2b6c1d4e8a7035".to_owned(),
            cases: 6,
        },
        started: "2026-11-20T18:00:00Z".to_owned(),
        duration_ms: 61_234,
        host: Host {
            os: "linux".to_owned(),
            arch: "x86_64".to_owned(),
            cpus: 2,
        },
        seed: None,
        shard: None,
        gate: Gate::Documented,
        filter: None,
        interrupted: false,
        runtimes: Vec::new(),
        cases: Vec::new(),
        results: Vec::new(),
    }
}

/// A runtime that is there.
pub fn runtime(id: &str, name: &str, version: Option<&str>) -> RuntimeInfo {
    RuntimeInfo {
        id: id.to_owned(),
        name: name.to_owned(),
        version: version.map(str::to_owned),
        node_level: version.map(|_| "26.10.0".to_owned()),
        available: true,
        skip_reason: None,
    }
}

/// A case with two sources and an expectation.
pub fn case(id: &str, tier: Tier) -> CaseInfo {
    let (area, name) = id.split_once('/').unwrap_or(("module", id));
    let hostile = name == "hostile-text";
    let source = format!(
        "'use strict';\nconst {{ MessageChannel }} = require('node:worker_threads');\n\
         const {{ mark, check, done }} = require('../../_lib/observe.cjs');\n\n\
         // {name}\nconst {{ port1, port2 }} = new MessageChannel();\n\
         port2.on('message', (value) => mark('message', value));\n\
         port2.on('close', () => {{ mark('close', 'port2'); done(); }});\n\
         port1.postMessage('foobar');\nmark('posted', 'foobar');\n\
         check('closes once', true);\nport1.close();\n{}",
        if hostile { HOSTILE } else { "" },
    );
    let yaml = format!(
        "schema: 1\npromises: {name}\ncovers: [port-close-emits-close-on-both-ends]\n\
         since: \">=10.5.0\"\ntier: {tier}\nexpect:\n  events:\n\
         \x20   first:  {{ thread: main, kind: message, value: foobar }}\n\
         \x20   closeB: {{ thread: worker, kind: close, value: port2 }}\n\
         \x20 order: [first < closeB]\n  checks: [closes once]\n",
    );
    CaseInfo {
        id: id.to_owned(),
        area: area.to_owned(),
        promises: if hostile {
            format!("text is shown, never obeyed {HOSTILE}")
        } else {
            "closing one end makes both ends emit 'close', after the messages that were queued"
                .to_owned()
        },
        tier,
        covers: vec!["port-close-emits-close-on-both-ends".to_owned()],
        since: Some(">=10.5.0".to_owned()),
        until: None,
        files: vec![
            SourceFile {
                path: format!("fixtures/{id}/main.cjs"),
                text: source,
            },
            SourceFile {
                path: format!("fixtures/{id}/worker.cjs"),
                text: "require('node:worker_threads').parentPort.unref();\n".to_owned(),
            },
        ],
        expectation: SourceFile {
            path: format!("expectations/{id}.yaml"),
            text: yaml,
        },
        differs: vec![Differs {
            doc: "node-v25-worker_threads.md".to_owned(),
            section: "Event: 'close'".to_owned(),
            page: "prints foobar, then closed!".to_owned(),
            node: "prints foobar, then closed! twice".to_owned(),
            on: Some(">=13".to_owned()),
        }],
    }
}

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

fn passed(case: &CaseInfo, runtime: &str, salt: usize) -> CaseResult {
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
        rerun: format!("threadproof run -r {runtime} --exact {}", case.id),
    }
}

fn failure(case: &CaseInfo, runtime: &str) -> CaseResult {
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

fn known(case: &CaseInfo, runtime: &str) -> CaseResult {
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

fn hostile(case: &CaseInfo, runtime: &str) -> CaseResult {
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

fn flaky(case: &CaseInfo, runtime: &str) -> CaseResult {
    let mut result = plain(case, runtime, Raw::Fail, Verdict::Flaky);
    result.attempts = Attempts { passed: 7, of: 10 };
    fail(&mut result, "check/closes once", "was called twice", false);
    result
}

fn stale(case: &CaseInfo, runtime: &str) -> CaseResult {
    let mut result = plain(case, runtime, Raw::Fail, Verdict::Stale);
    result.reason = Some("the rule expired on 2026-06-01; look again and renew it".to_owned());
    result.rule = Some(rule(20));
    result
}

fn unexpected_pass(case: &CaseInfo, runtime: &str) -> CaseResult {
    let mut result = plain(case, runtime, Raw::Pass, Verdict::UnexpectedPass);
    result.rule = Some(rule(31));
    result
}

fn timeout(case: &CaseInfo, runtime: &str) -> CaseResult {
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
