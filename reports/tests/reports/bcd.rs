//! The compatibility table: members, versions and what was measured.

use serde_json::{Value, json};
use threadproof_reports::record::{Raw, Run, Tier, Verdict};
use threadproof_reports::render::bcd::members;

use crate::rendered;
use crate::sample::{case, empty, plain, runtime, small};

fn table(run: &Run) -> Value {
    serde_json::from_str(&rendered("bcd", run)).unwrap()
}

/// A run on versions of Node, each with what it says of `port.start()`.
fn asked(versions: &[(&str, bool)]) -> Run {
    let mut run = empty();
    for (version, has) in versions {
        let id = format!("node@{version}");
        let mut info = runtime(&id, "node", Some(version));
        for member in ["MessagePort", "MessagePort.postMessage", "Worker"] {
            info.members.insert(member.to_owned(), true);
        }
        info.members.insert("MessagePort.start".to_owned(), *has);
        run.runtimes.push(info);
    }
    run
}

/// Adds a case that covers these statements, with a verdict for each runtime.
fn covering(run: &mut Run, area: &str, covers: &[&str], verdicts: &[Verdict]) {
    let mut case = case(&format!("{area}/one"), Tier::Documented);
    area.clone_into(&mut case.area);
    case.covers = covers.iter().map(|&id| id.to_owned()).collect();
    for (runtime, verdict) in run.runtimes.iter().zip(verdicts) {
        let result = plain(&case, &runtime.id, Raw::Fail, *verdict);
        run.results.push(result);
    }
    run.cases.push(case);
}

fn support<'t>(table: &'t Value, member: &str) -> &'t Value {
    let path = member.replace('.', "/");
    let path = format!("/worker_threads/{path}/__compat/support/nodejs");
    let path = path.replace("//", "/");
    table.pointer(&path).unwrap_or(&Value::Null)
}

#[test]
fn a_member_is_found_by_its_longest_prefix() {
    for (statement, member) in [
        ("port-close-event-fires-once", "MessagePort.close_event"),
        ("port-close-signature", "MessagePort.close"),
        ("locks-request-mode-default", "locks.request"),
        (
            "example-environment-data-hello-cjs-v25",
            "setEnvironmentData",
        ),
        (
            "worker-option-stdin",
            "Worker.Worker.options_stdin_parameter",
        ),
    ] {
        assert_eq!(
            members::of_statement(statement),
            Some(member),
            "{statement}"
        );
    }
    assert_eq!(members::of_statement("no-such-statement"), None);
    assert_eq!(members::of_area("message-port"), Some("MessagePort"));
}

#[test]
fn what_the_runtime_says_decides_whether_a_member_is_there() {
    let versions = [("24.1.0", true), ("9.0.0", false), ("22.3.0", true)];
    let mut run = asked(&versions);
    assert_eq!(
        support(&table(&run), "MessagePort.start"),
        &json!({ "version_added": "≤22.3.0" }),
        "versions are compared as numbers"
    );
    // Not even a failure of everything makes it absent, nor a pass present.
    let verdicts = [
        Verdict::KnownDivergence,
        Verdict::Expected,
        Verdict::KnownDivergence,
    ];
    covering(
        &mut run,
        "message-port",
        &["port-start-signature"],
        &verdicts,
    );
    let found = table(&run);
    let found = support(&found, "MessagePort.start");
    assert_eq!(found["version_added"], "≤22.3.0", "{found}");
    assert_eq!(found["partial_implementation"], true);
    let removed = table(&asked(&[("20.0.0", true), ("26.0.0", false)]));
    assert_eq!(
        support(&removed, "MessagePort.start"),
        &json!({ "version_added": "≤20.0.0", "version_removed": "≤26.0.0" })
    );
    let never = table(&asked(&[("20.0.0", false)]));
    let never = support(&never, "MessagePort.start");
    assert_eq!(never, &json!({ "version_added": false }));
}

#[test]
fn a_divergence_is_a_note_at_the_one_member_that_it_is_about() {
    let noted = |area: &str, covers: &[&str]| {
        let mut run = asked(&[("26.10.0", true)]);
        covering(&mut run, area, covers, &[Verdict::KnownDivergence]);
        let table = table(&run);
        let members = [
            "",
            "MessagePort",
            "MessagePort.start",
            "MessagePort.postMessage",
            "Worker",
        ];
        let has_note = |member: &&&str| !support(&table, member)["notes"].is_null();
        let noted: Vec<String> = members
            .iter()
            .filter(has_note)
            .map(ToString::to_string)
            .collect();
        noted
    };
    let both = ["port-start-signature", "port-post-message-clones"];
    assert_eq!(noted("message-port", &both[..1]), ["MessagePort.start"]);
    assert_eq!(
        noted("message-port", &both),
        ["MessagePort"],
        "what both belong to"
    );
    let apart = ["port-start-signature", "worker-ref-idempotent"];
    assert_eq!(
        noted("worker-class", &apart),
        ["Worker"],
        "the area's member"
    );
    assert_eq!(noted("programs", &apart), [""], "the module");
    // This runtime could not tell of `close`, so what diverges is said of the port.
    assert_eq!(
        noted("message-port", &["port-close-signature"]),
        ["MessagePort"]
    );
}

#[test]
fn a_runtime_that_was_not_asked_is_named_and_says_nothing() {
    let mut run = asked(&[("26.10.0", true)]);
    run.runtimes
        .push(runtime("node@24.0.0", "node", Some("24.0.0")));
    let table = table(&run);
    assert_eq!(table["__meta"]["unasked"], json!(["node@24.0.0"]));
    let start = support(&table, "MessagePort.start");
    assert_eq!(start, &json!({ "version_added": "≤26.10.0" }));
}

#[test]
fn no_name_in_a_record_spoils_the_table() {
    let mut run = asked(&[("26.10.0", true)]);
    let names = [
        "Worker.__compat.description.x",
        "",
        ".",
        "a..b",
        &"a.".repeat(1000),
    ];
    for name in names {
        run.runtimes[0].members.insert(name.to_owned(), true);
    }
    assert_eq!(table(&run), table(&asked(&[("26.10.0", true)])));
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
