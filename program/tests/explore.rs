//! `threadproof explore` and `boa --schedule`, as somebody at a terminal has them.

mod places;

use std::process::{Command, Output};

use places::{program, workspace};

fn threadproof(args: &[&str]) -> Output {
    Command::new(program())
        .args(args)
        .current_dir(workspace())
        .output()
        .expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The command that repeats the first failure, behind the program's name.
fn again(stdout: &str) -> Vec<String> {
    let line = stdout
        .lines()
        .find_map(|line| line.trim().strip_prefix("again: threadproof "));
    let line = line.expect("a command that repeats the failure");
    line.split(' ').map(str::to_owned).collect()
}

/// Explores an example, expects the failure, and repeats it twice.
#[track_caller]
fn is_found(example: &str, failure: &str) {
    let file = format!("examples/races/{example}.cjs");
    let found = threadproof(&["explore", "-q", &file]);
    let stdout = text(&found.stdout);
    assert_eq!(
        found.status.code(),
        Some(1),
        "{stdout}{}",
        text(&found.stderr)
    );
    assert!(stdout.contains(failure), "{stdout}");
    let again = again(&stdout);
    let again: Vec<&str> = again.iter().map(String::as_str).collect();
    let [one, other] = [threadproof(&again), threadproof(&again)];
    assert_eq!(one, other, "the same, byte for byte");
    assert_eq!(one.status.code(), Some(1));
    assert!(text(&one.stderr).contains(failure), "{}", text(&one.stderr));
}

#[test]
fn a_counter_that_is_read_and_written_apart_is_found() {
    is_found("shared-counter", "ticket 0 was given twice");
}

#[test]
fn a_lost_wake_up_is_found_and_named() {
    is_found(
        "lost-wake-up",
        "waits in Atomics.wait for a notify at byte 4",
    );
}

#[test]
fn a_listener_that_comes_too_late_is_found() {
    is_found("late-listener", "a deadlock: main waits in its event loop");
}

#[test]
fn an_error_that_an_exit_swallows_is_found() {
    is_found("exit-swallows", "the other worker failed");
}

#[test]
fn a_result_after_terminate_is_found() {
    is_found(
        "result-after-terminate",
        "a result came after the job was written off",
    );
}

#[test]
fn bad_tokens_are_refused_with_what_is_wrong() {
    let file = "examples/races/lost-wake-up.cjs";
    let found = threadproof(&["explore", "-q", file]);
    let again = again(&text(&found.stdout));
    let token = again[2].as_str();
    let cut = &token[..token.len() - 2];
    let older = token.replacen("tp1", "tp9", 1);
    let tries = [
        (vec![cut, file], "cut or changed"),
        (vec![older.as_str(), file], "of version 9"),
        (vec!["hello", file], "no schedule"),
        (
            vec![token, "examples/races/shared-counter.cjs"],
            "another program",
        ),
        (vec![token, "nowhere.cjs"], "cannot be read"),
        (vec![token], "takes a token and a file"),
    ];
    for (words, said) in tries {
        let args: Vec<&str> = ["boa", "--schedule"].into_iter().chain(words).collect();
        let refused = threadproof(&args);
        let stderr = text(&refused.stderr);
        assert!(stderr.contains(said), "{args:?}: {stderr}");
        assert_eq!(refused.status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn what_never_ends_is_named_and_an_hour_costs_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, code: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, code).expect("written");
        path.to_string_lossy().into_owned()
    };
    let endless = file("endless.cjs", "setInterval(() => {}, 1000)");
    let found = threadproof(&["explore", "-q", "--schedules=3", "--steps=500", &endless]);
    assert!(text(&found.stdout).contains("no end within 500 steps"));
    assert_eq!(found.status.code(), Some(1));
    let hour = file(
        "hour.cjs",
        "setTimeout(() => console.log(performance.now()), 3600e3)",
    );
    let found = threadproof(&["explore", "-q", &hour]);
    assert!(
        text(&found.stdout).contains("exit 0: 3600000"),
        "{}",
        text(&found.stdout)
    );
    assert_eq!(found.status.code(), Some(0));
}

#[test]
fn two_outcomes_are_a_failure_where_one_was_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("order.cjs");
    let code = "
        const { Worker } = require('node:worker_threads');
        const code = `require('node:worker_threads').parentPort.postMessage(1)`;
        for (const name of ['a', 'b'])
            new Worker(code, { eval: true }).on('message', () => console.log(name));
    ";
    std::fs::write(&path, code).expect("written");
    let path = path.to_string_lossy();
    let found = threadproof(&["explore", "-q", &path]);
    assert_eq!(found.status.code(), Some(0));
    let found = threadproof(&["explore", "-q", "--stable", &path]);
    assert_eq!(found.status.code(), Some(1));
    assert!(text(&found.stdout).contains("parts from the first schedule at step"));
}

#[test]
fn each_seeded_race_is_found() {
    let races = [
        ("barrier", "a deadlock"),
        ("broadcast-too-early", "a deadlock"),
        ("close-before-flush", "of 2 lines"),
        ("double-init", "set up twice"),
        ("environment-too-late", "the level was not set"),
        ("lost-output", "lost output: 11 bytes"),
        ("message-to-nobody", "a deadlock"),
        ("pool-two-tasks", "went to a worker that has one"),
        ("port-moved-full", "which was thought to be all"),
        ("publish-early", "the reader got 0"),
        ("semaphore", "two are in a place for one"),
        ("stolen-lock", "2 were paid in and 1 is there"),
        ("terminate-half-way", "of 100 there are 70 left"),
        ("two-locks", "held by thread"),
        ("wrong-answer", "the answer to 1 is 20"),
    ];
    for (race, failure) in races {
        let file = format!("examples/races/{race}.cjs");
        let found = threadproof(&["explore", "-q", "--fail-fast", "--time=5m", &file]);
        let stdout = text(&found.stdout);
        assert!(stdout.contains(failure), "{race}: {stdout}");
        assert_eq!(found.status.code(), Some(1), "{race}");
    }
}

/// A suite with one case, in which two workers answer, and this expectation.
fn suite(expect: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    for name in ["observe.cjs", "same.cjs"] {
        let lib = workspace().join("fixtures/_lib").join(name);
        write(
            &format!("fixtures/_lib/{name}"),
            &std::fs::read_to_string(lib).expect("read"),
        );
    }
    write(
        "fixtures/a/answers/main.cjs",
        "const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');
        const { mark, done } = require('../../_lib/observe.cjs');
        let first;
        if (!isMainThread) parentPort.postMessage(workerData);
        else for (const name of ['a', 'b']) {
            new Worker(__filename, { workerData: name }).on('message', (name) => {
                mark('came', name);
                if (first === undefined) return mark('first', first = name);
                done();
            });
        }",
    );
    write(
        "expectations/a/answers.yaml",
        &format!("schema: 1\npromises: two workers answer\nexpect:\n{expect}"),
    );
    folder
}

/// Runs threadproof on a suite.
fn on(suite: &tempfile::TempDir, args: &[&str]) -> (Option<i32>, String) {
    let ran = Command::new(program())
        .args(args)
        .env_remove("CI")
        .current_dir(suite.path())
        .output()
        .expect("the program starts");
    (ran.status.code(), text(&ran.stdout) + &text(&ran.stderr))
}

const EVENTS: &str = "  events:
    a: { thread: main, kind: came, value: a }
    b: { thread: main, kind: came, value: b }
    first: { thread: main, kind: first }
";

/// Judges the case in five orders, however slow the machine is.
const FIVE_ORDERS: [&str; 7] = ["run", "-r", "boa", "--schedules", "5", "--time", "10m"];

/// Looks for the first order in which the case fails.
const FIRST_FAILURE: [&str; 5] = [
    "explore",
    "--time=10m",
    "--fail-fast",
    "--exact",
    "a/answers",
];

#[test]
fn an_order_that_nobody_promised_is_found_in_a_case_and_run_again() {
    let wrong = suite(&format!("{EVENTS}  order: [a < b]\n"));
    let (code, said) = on(&wrong, &FIRST_FAILURE);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("✗ order/a<b"), "{said}");
    assert!(said.contains("worker 2"), "the timeline: {said}");
    let again = again(&said);
    let again: Vec<&str> = again.iter().map(String::as_str).collect();
    let [one, other] = [on(&wrong, &again), on(&wrong, &again)];
    assert_eq!(one.0, Some(1), "{}", one.1);
    assert_eq!(one.1.lines().next(), other.1.lines().next());
    assert!(one.1.contains("✗ order/a<b"), "{}", one.1);
    let (code, said) = on(&wrong, &FIVE_ORDERS);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("schedules: order/a<b"), "{said}");
    assert!(said.contains("explore --schedule tp1-"), "{said}");
    let right = suite(EVENTS);
    let (code, said) = on(&right, &FIVE_ORDERS);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn an_outcome_outside_of_the_list_is_forbidden_and_those_seen_are_counted() {
    let outcomes = "  outcomes:
    a first: { marks: { first: a } }
    b first: { marks: { first: b } }
";
    let both = suite(&format!("{EVENTS}{outcomes}"));
    let (code, said) = on(&both, &FIVE_ORDERS);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("2 of 2 permitted outcomes"), "{said}");
    let other = outcomes.replace("first: b }", "first: c }");
    let one = suite(&format!("{EVENTS}{other}"));
    let (code, said) = on(&one, &FIRST_FAILURE);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("✗ outcome: forbidden: it is none of the 2"),
        "{said}"
    );
    let alone = suite("  outcomes:\n    a first: { marks: { first: a } }\n");
    let (code, said) = on(&alone, &["check"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("needs at least two"), "{said}");
}

#[test]
fn outcomes_are_proposed_from_every_order() {
    let folder = suite(EVENTS);
    let (code, said) = on(&folder, &["bless", "--outcomes", "a/answers"]);
    assert_eq!(code, Some(0), "{said}");
    let path = "target/threadproof/proposals/a/answers.outcomes.yaml";
    let proposed = std::fs::read_to_string(folder.path().join(path)).expect("a proposal");
    assert!(
        proposed.contains("every order up to equivalence"),
        "{proposed}"
    );
    for name in ["a", "b"] {
        assert!(proposed.contains(&format!("first: {name}")), "{proposed}");
    }
}
