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
        text(&found.stdout).contains("exit 0: 3600001"),
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
