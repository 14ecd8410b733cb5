//! An interrupted run ends at once, saves what it has and leaves nothing running.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

use threadproof_reports::record::Verdict;

use crate::support::{Suite, lives};

#[test]
fn an_interrupt_saves_what_was_done_and_exits_with_130() {
    let suite = Suite::new();
    suite.case("a/done", "echo x", "expect: {stdout: \"x\\n\"}\n");
    suite.case(
        "b/hangs",
        "echo >&2; sleep 71.25",
        "timeout: 60s\nexpect: {exit: 0, stdout: \"\"}\n",
    );
    suite.case("c/never", "echo x", "expect: {stdout: \"x\\n\"}\n");
    let fake = suite.fake();
    let mut child = suite
        .command(&["run", "-r", &fake, "-j", "1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    // The first plain line of progress says that `a/done` has ended and `b/hangs` is next.
    let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
    let first = lines.next().expect("a line").expect("text");
    assert!(first.starts_with("1/3 run"), "{first}");
    let started = Instant::now();
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).expect("it lives");
    let drain = std::thread::spawn(move || lines.for_each(drop));
    let output = child.wait_with_output().expect("it ends");
    drain.join().expect("drained");
    assert!(started.elapsed() < Duration::from_secs(20));
    assert_eq!(output.status.code(), Some(130));
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert_eq!(
        stdout.lines().last(),
        Some("1 passed, 0 failed, 2 skipped"),
        "{stdout}"
    );
    let run = suite.record();
    assert!(run.interrupted);
    let verdicts: Vec<_> = run.results.iter().map(|result| result.verdict).collect();
    assert_eq!(
        verdicts,
        [Verdict::Expected, Verdict::NotRun, Verdict::NotRun]
    );
    assert!(!lives("sleep 71.25".as_ref()));
}
