//! Every way for a case to end, or not to.

use std::fmt::Write;

use threadproof_reports::record::Raw;

use crate::support::{Suite, failed, lives};
use crate::{EXITS, run};

#[test]
fn a_case_that_ignores_every_signal_or_stops_itself_is_killed_at_its_deadline() {
    let suite = Suite::new();
    let expectation = format!("timeout: 400ms\n{EXITS}");
    let deaf = "trap '' TERM INT HUP QUIT; while :; do sleep 81.25; done";
    suite.case("a/deaf", deaf, &expectation);
    suite.case("a/stopped", "kill -STOP $$", &expectation);
    suite.case("a/busy", "while :; do :; done", &expectation);
    suite.case("b/after", "", EXITS);
    run(&suite, &[]).expect(
        1,
        &[
            "TIMEOUT a/deaf",
            "TIMEOUT a/stopped",
            "TIMEOUT a/busy",
            "1 passed, 3 failed",
        ],
    );
    assert!(!lives("sleep 81.25".as_ref()));
}

#[test]
fn each_exit_code_and_each_deadly_signal_is_told_as_it_is() {
    let suite = Suite::new();
    for code in 0..=255 {
        suite.case(
            &format!("exits/with-{code}"),
            &format!("exit {code}"),
            &format!("expect: {{exit: {code}, stdout: \"\"}}\n"),
        );
    }
    // All that end a process unless it does something about them; 32 and 33 are the C library's.
    let deadly = (1..=64).filter(|number| !matches!(number, 17..=23 | 28 | 32 | 33));
    let mut told = String::new();
    for signal in deadly {
        let _ = writeln!(told, "{signal}");
        suite.case(
            &format!("dies/of-{signal}"),
            &format!("kill -{signal} $$; exit 0"),
            EXITS,
        );
    }
    let count = told.lines().count();
    let ran = run(&suite, &[]);
    ran.expect(1, &[&format!("256 passed, {count} failed")]);
    for signal in told.lines() {
        ran.expect(1, &[&format!("CRASH dies/of-{signal} on")]);
    }
    ran.expect(
        1,
        &["death by SIGSEGV", "death by SIGSYS", "death by signal 64"],
    );
}

#[test]
fn what_holds_standard_output_open_is_a_leak_and_does_not_hold_the_run() {
    let suite = Suite::with("a/holds", "sleep 82.25 & exit 0", EXITS);
    run(&suite, &[]).expect(1, &["LEAK a/holds", "sleep 82.25"]);
    assert!(!lives("sleep 82.25".as_ref()));
}

#[test]
fn a_case_that_deletes_its_folder_or_everything_around_it_has_its_verdict() {
    let suite = Suite::new();
    suite.case("a/own", "rm -rf \"$PWD\"", EXITS);
    suite.case("a/all", "cd ../..; rm -rf ./* ./.[!.]*", EXITS);
    suite.case(
        "a/all-of-it",
        "root=$(cd ../..; pwd); cd /; rm -rf \"$root\"",
        EXITS,
    );
    suite.case(
        "b/traced",
        "mark a 1; completed; root=$(cd ../..; pwd); cd /; rm -rf \"$root\"",
        "expect: {events: {a: {kind: a}}}\n",
    );
    suite.case("c/after", "", EXITS);
    run(&suite, &["-j", "1"]).expect(1, &["4 passed, 1 failed", "no completion record"]);
}

#[test]
fn two_runs_at_once_in_one_folder_both_have_their_say() {
    let suite = Suite::new();
    for number in 0..40 {
        suite.case(
            &format!("a/case-{number}"),
            "echo x",
            "expect: {stdout: \"x\\n\"}\n",
        );
    }
    std::thread::scope(|scope| {
        let runs = [(); 3].map(|()| scope.spawn(|| run(&suite, &[])));
        for one in runs {
            let ran = one.join().expect("no panic");
            ran.expect(0, &["40 passed, 0 failed"]);
        }
    });
    assert_eq!(suite.record().results.len(), 40);
}

#[test]
fn a_case_that_reads_and_writes_as_it_should_passes_among_all_of_these() {
    let suite = Suite::with(
        "a/plain",
        "cat; mark a 1; completed",
        "run: {stdin: in}\nexpect: {stdout: in, events: {a: {kind: a, value: 1}}}\n",
    );
    run(&suite, &[]).expect(0, &["1 passed, 0 failed"]);
    assert!(failed(&suite.result()).is_empty());
    assert_eq!(suite.result().raw, Raw::Pass);
}
