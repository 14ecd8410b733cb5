//! The compatibility table: members, versions and what was measured.

use serde_json::{Value, json};
use threadproof_reports::record::{Raw, Run, Tier, Verdict};

use crate::rendered;
use crate::sample::{case, empty, plain, runtime, small};

fn table(run: &Run) -> Value {
    serde_json::from_str(&rendered("bcd", run)).unwrap()
}

/// A run of one case that covers `statement`, with one verdict for each version of Node.
fn versions(statement: &str, verdicts: &[(&str, Verdict)]) -> Value {
    let mut run = empty();
    let mut case = case("message-port/one", Tier::Documented);
    case.covers = vec![statement.to_owned()];
    for (version, verdict) in verdicts {
        let id = format!("node@{version}");
        run.runtimes.push(runtime(&id, "node", Some(version)));
        run.results.push(plain(&case, &id, Raw::Pass, *verdict));
    }
    run.cases.push(case);
    table(&run)
}

#[test]
fn a_member_is_found_by_its_longest_prefix() {
    let check = |statement: &str, pointer: &str| {
        let table = versions(statement, &[("26.10.0", Verdict::Expected)]);
        let pointer = format!("/worker_threads/{pointer}/__compat/support/nodejs/version_added");
        assert_eq!(
            table.pointer(&pointer),
            Some(&json!("≤26.10.0")),
            "{statement}: {table}"
        );
    };
    check("port-close-event-fires-once", "MessagePort/close_event");
    check("port-close-signature", "MessagePort/close");
    check("locks-request-mode-default", "locks/request");
    check(
        "example-environment-data-hello-cjs-v25",
        "setEnvironmentData",
    );
    check(
        "worker-option-stdin",
        "Worker/Worker/options_stdin_parameter",
    );
    // Nothing is known of this statement, so the case's area decides.
    check("no-such-statement", "MessagePort");
}

#[test]
fn versions_become_statements_newest_first() {
    use Verdict::{Expected, KnownDivergence};
    let support = |verdicts: &[(&str, Verdict)]| {
        let table = versions("port-start-signature", verdicts);
        table
            .pointer("/worker_threads/MessagePort/start/__compat/support/nodejs")
            .cloned()
    };
    assert_eq!(
        support(&[
            ("24.1.0", Expected),
            ("9.0.0", KnownDivergence),
            ("22.3.0", Expected)
        ]),
        Some(json!({ "version_added": "≤22.3.0" })),
        "versions are compared as numbers"
    );
    let removed = support(&[("20.0.0", Expected), ("26.0.0", KnownDivergence)]).unwrap();
    assert_eq!(
        removed,
        json!({ "version_added": "≤20.0.0", "version_removed": "≤26.0.0" })
    );
    let never = support(&[("20.0.0", KnownDivergence)]).unwrap();
    assert_eq!(never["version_added"], json!(false));
    assert_eq!(
        support(&[("20.0.0", Verdict::NotApplicable)]),
        None,
        "nothing was asked"
    );
}

#[test]
fn counts_are_kept_for_each_version() {
    let table = table(&small());
    assert_eq!(
        table["measured"]["MessagePort.close"]["node@26.10.0"],
        json!({
            "applicable": 5, "expected": 1, "unexpected-failure": 1, "unexpected-pass": 1,
            "flaky": 1, "stale": 1, "not-applicable": 1
        })
    );
}
