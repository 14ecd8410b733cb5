//! Hand-built runs for the tests and for the example that draws sample reports.
//!
//! The small run holds every verdict and text that tries to break out of each format; the large
//! one is as big as a report must stay quick for. Nothing here comes from a real runtime.

use threadproof_reports::record::{
    CaseInfo, Differs, Gate, Host, Raw, Run, RuntimeInfo, SCHEMA, SourceFile, Suite, Tier, Verdict,
};

mod results;

pub use results::{failure, flaky, hostile, known, passed, plain, stale, timeout, unexpected_pass};

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
                members: std::collections::BTreeMap::new(),
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
        started: "2026-11-20T18:00:00.408759577Z".to_owned(),
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
        members: std::collections::BTreeMap::new(),
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
        statements: Vec::new(),
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
