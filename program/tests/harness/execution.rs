//! Deadlines, crashes, leaks, floods and the end of every process.

use std::time::{Duration, Instant};

use threadproof_reports::record::Raw;

use crate::support::{Suite, failed, lives};

const EXITS: &str = "expect: {exit: 0, stdout: \"\"}\n";

#[test]
fn a_case_that_prints_what_it_should_passes() {
    let suite = Suite::with("a/prints", "echo hello", "expect: {stdout: \"hello\\n\"}\n");
    let ran = suite.run(&[]);
    ran.expect(0, &["a  ", "wrote target/threadproof/run.json"]);
    assert_eq!(ran.last_line(), "1 passed, 0 failed, 0 skipped");
    let result = suite.result();
    assert_eq!(
        (result.raw, result.runtime.as_str()),
        (Raw::Pass, "fake@1.2.3")
    );
}

#[test]
fn an_exit_code_of_zero_without_completion_record_is_no_pass() {
    let suite = Suite::with(
        "a/quiet",
        "exit 0",
        "expect: {events: {e: {kind: x, optional: true}}}\n",
    );
    suite
        .run(&[])
        .expect(1, &["no completion record", "--exact a/quiet"]);
    assert_eq!(failed(&suite.result()), ["done"]);
}

#[test]
fn a_case_that_hangs_is_a_timeout_and_is_killed_at_its_deadline() {
    let suite = Suite::with(
        "a/hangs",
        "sleep 61.25",
        &format!("timeout: 300ms\n{EXITS}"),
    );
    let started = Instant::now();
    suite.run(&[]).expect(
        1,
        &[
            "TIMEOUT a/hangs on fake@1.2.3",
            "still running at the deadline of 300ms",
        ],
    );
    assert!(started.elapsed() < Duration::from_secs(20));
    assert_eq!(suite.result().raw, Raw::Timeout);
    assert!(!lives("sleep 61.25".as_ref()));
}

#[test]
fn the_deadline_grows_with_the_timeout_scale() {
    let suite = Suite::with("a/slow", "sleep 0.6", &format!("timeout: 300ms\n{EXITS}"));
    suite.run(&["--timeout-scale", "20"]).expect(0, &[]);
}

#[test]
fn a_death_by_signal_is_a_crash_unless_it_is_expected() {
    let suite = Suite::with("a/dies", "kill -ABRT $$", EXITS);
    suite
        .run(&[])
        .expect(1, &["CRASH a/dies", "death by SIGABRT"]);
    let result = suite.result();
    assert_eq!(
        (result.raw, result.observation.and_then(|seen| seen.signal)),
        (Raw::Crash, Some("SIGABRT".into()))
    );

    let suite = Suite::with("a/dies", "kill -ABRT $$", "expect: {signal: SIGABRT}\n");
    suite.run(&[]).expect(0, &[]);
    let suite = Suite::with("a/ends", "exit 3", "expect: {signal: SIGABRT}\n");
    suite.run(&[]).expect(
        1,
        &[
            "FAIL a/ends",
            "expected death by SIGABRT, observed exit code 3",
        ],
    );
}

#[test]
fn a_case_that_must_stay_alive_passes_when_it_does() {
    let stays = "expect: {alive: true, alive_for: 200ms, stdout: \"up\\n\"}\n";
    let suite = Suite::with("a/stays", "echo up; exec sleep 62.25", stays);
    suite.run(&[]).expect(0, &[]);
    assert!(
        suite
            .result()
            .observation
            .is_some_and(|seen| seen.alive && seen.exit.is_none())
    );
    assert!(!lives("sleep 62.25".as_ref()));

    let suite = Suite::with("a/leaves", "echo up", stays);
    suite
        .run(&[])
        .expect(1, &["FAIL a/leaves", "observed exit code 0"]);
}

#[test]
fn the_time_to_stay_alive_starts_with_the_completion_record() {
    let expectation = "expect: {alive: true, alive_for: 100ms, events: {up: {kind: up}}}\n";
    let suite = Suite::with(
        "a/stays",
        "sleep 0.5; mark up 1; completed; exec sleep 63.25",
        expectation,
    );
    suite.run(&[]).expect(0, &[]);
}

#[test]
fn a_process_that_outlives_the_main_one_is_a_leak_and_is_killed() {
    let suite = Suite::with("a/leaks", "sleep 64.25 & exit 0", EXITS);
    suite.run(&[]).expect(
        1,
        &[
            "LEAK a/leaks",
            "1 of its processes outlived it: sleep 64.25",
        ],
    );
    let result = suite.result();
    assert_eq!((result.raw, failed(&result)), (Raw::Leak, vec!["leak"]));
    assert!(!lives("sleep 64.25".as_ref()));
}

#[test]
fn a_grandchild_in_a_session_of_its_own_is_found_and_killed() {
    // The parent of the escaped process is gone and its session is new: only adoption finds it.
    let suite = Suite::with(
        "a/escapes",
        "(setsid sleep 65.25 > /dev/null 2>&1 &) ; exit 0",
        EXITS,
    );
    suite.run(&[]).expect(1, &["LEAK a/escapes", "sleep 65.25"]);
    assert!(!lives("sleep 65.25".as_ref()));
}

#[test]
fn an_escaped_grandchild_is_killed_at_the_deadline_too() {
    let script = "(setsid sleep 66.25 > /dev/null 2>&1 &) ; sleep 67.25";
    let suite = Suite::with("a/escapes", script, &format!("timeout: 400ms\n{EXITS}"));
    suite.run(&[]).expect(1, &["TIMEOUT"]);
    assert!(!lives("sleep 66.25".as_ref()) && !lives("sleep 67.25".as_ref()));
}

#[test]
fn a_chain_of_forks_ends() {
    // Each link starts the next in a new session and goes away at once.
    let script = "cat > link.sh <<'END'\n(setsid sh ./link.sh threadproof-fork-chain > /dev/null 2>&1 &)\nsleep 0.02\nEND\nsh ./link.sh threadproof-fork-chain; exit 0";
    let suite = Suite::with("a/chain", script, EXITS);
    suite.run(&[]).expect(1, &["LEAK a/chain"]);
    assert!(!lives("threadproof-fork-chain".as_ref()));
}

#[test]
fn too_many_processes_are_capped() {
    let script = "i=0; while [ $i -lt 40 ]; do sleep 68.25 & i=$((i+1)); done; wait";
    let suite = Suite::with("a/many", script, EXITS);
    suite
        .run(&["--max-processes", "10"])
        .expect(1, &["FAIL a/many", "more processes than --max-processes"]);
    assert!(failed(&suite.result()).contains(&"cap/processes"));
    assert!(!lives("sleep 68.25".as_ref()));
}

#[test]
fn a_flood_of_output_is_capped_and_kept_in_part() {
    let suite = Suite::with("a/floods", "while :; do echo flood; done", EXITS);
    suite
        .run(&["--max-output", "64"])
        .expect(1, &["FAIL a/floods", "more output than --max-output"]);
    let stdout = suite.result().observation.expect("observed").stdout;
    assert!(stdout.truncated && stdout.text.len() == 64 * 1024);
}

#[test]
fn too_much_memory_is_capped() {
    // A shell variable that doubles until it is some hundred MiB, then stays.
    let script = "x=0123456789abcdef; i=0; while [ $i -lt 24 ]; do x=\"$x$x\"; i=$((i+1)); done; sleep 69.25";
    let suite = Suite::with("a/grows", script, &format!("timeout: 60s\n{EXITS}"));
    suite
        .run(&["--max-memory", "100"])
        .expect(1, &["FAIL a/grows", "more memory than --max-memory"]);
    assert!(!lives("sleep 69.25".as_ref()));
}

#[test]
fn a_torn_trace_line_is_data() {
    let script = "mark a 1; printf '{\"thread\":\"ma' >> $TRACE; echo >> $TRACE; completed";
    let suite = Suite::with(
        "a/torn",
        script,
        "expect: {events: {a: {kind: a, value: 1}}}\n",
    );
    suite.run(&[]).expect(0, &[]);
    let seen = suite.result().observation.expect("observed");
    assert_eq!(
        (seen.trace.len(), seen.torn_lines),
        (2, vec!["{\"thread\":\"ma".to_owned()])
    );
}

#[test]
fn the_environment_is_clean_and_the_folder_is_a_copy() {
    let script = "echo \"$SECRET|$TZ|$LANG|$EXTRA\"; echo changed > main.cjs; cat; echo \"$HOME\"";
    let expectation = "run: {stdin: \"from stdin\\n\", env: {EXTRA: more}}\nexpect: {stdout: {match: [\"^[|]UTC[|]C.UTF-8[|]more$\", \"^from stdin$\", \"^<root>/home$\"]}}\n";
    let suite = Suite::with("a/clean", script, expectation);
    let fake = suite.fake();
    let output = suite
        .command(&["run", "-r", &fake])
        .env("SECRET", "x")
        .output()
        .expect("starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    let kept =
        std::fs::read_to_string(suite.path("fixtures/a/clean/main.cjs")).expect("still there");
    assert_eq!(kept, script);
}

#[test]
fn standard_input_is_empty_unless_given() {
    let suite = Suite::with("a/stdin", "cat; echo end", "expect: {stdout: \"end\\n\"}\n");
    suite.run(&[]).expect(0, &[]);
}

#[test]
fn arguments_reach_the_script_and_its_runtime() {
    let suite = Suite::new();
    suite.case("a/args", "", "run: {args: [one, 2], node_args: [--flag]}\nexpect: {stdout: \"--flag main.cjs one 2\\n\"}\n");
    let echo = suite.program("echo", "#!/bin/sh\ncase $PWD in */probe/versions) echo '{\"node\":\"22.0.0\"}';; *) echo \"$@\";; esac\n");
    suite
        .threadproof(&["run", "-r", &format!("echo={}", echo.display())])
        .expect(0, &[]);
}

#[test]
fn a_case_that_asks_to_be_alone_is_alone() {
    let suite = Suite::new();
    // Those that share a turn say that they are there; one that is alone looks for them, and they
    // look for it, at both ends of their lives.
    let (lock, present) = (suite.path("lock"), suite.path("present"));
    std::fs::create_dir(&present).expect("writable");
    let (lock, present) = (lock.display(), present.display());
    for name in ["b", "c", "d"] {
        let alone = format!("test ! -e {lock} || exit 1");
        let body =
            format!("{alone}; mkdir {present}/{name}; sleep 0.2; rmdir {present}/{name}; {alone}");
        suite.case(&format!("a/{name}"), &body, EXITS);
    }
    let others = format!("test -z \"$(ls {present})\" || exit 1");
    let body = format!("{others}; mkdir {lock} || exit 1; sleep 0.2; {others}; rmdir {lock}");
    for name in ["x", "y"] {
        suite.case(
            &format!("a/{name}"),
            &body,
            &format!("run: {{concurrency: exclusive}}\n{EXITS}"),
        );
    }
    suite.run(&["-j", "4"]).expect(0, &["5 passed"]);
}
