//! What a case leaves: processes that hide whose they are, folders that nobody can walk.

use std::os::unix::fs::MetadataExt;
use std::process::Command;

use crate::support::{Suite, lives};
use crate::{EXITS, names, run, within_patience};

/// A process that shows nothing of where it comes from: a session of its own, no parent, an empty
/// environment, `/` as its folder, none of our files open.
fn daemon(seconds: &str) -> String {
    format!(
        "(cd / && exec env -i /usr/bin/setsid /bin/sh -c '/bin/sleep {seconds} & exit' \
         < /dev/null > /dev/null 2>&1)"
    )
}

#[test]
fn a_daemon_that_shows_nothing_of_its_origin_is_found_and_killed() {
    let suite = Suite::with("a/daemon", &format!("{}; exit 0", daemon("83.25")), EXITS);
    run(&suite, &[]).expect(1, &["LEAK a/daemon", "/bin/sleep 83.25"]);
    assert!(!lives("sleep 83.25".as_ref()));
}

#[test]
fn a_daemon_is_charged_to_its_own_case_among_many() {
    let suite = Suite::new();
    for number in 0..12 {
        suite.case(&format!("a/quiet-{number}"), "sleep 0.1", EXITS);
    }
    suite.case(
        "a/daemon",
        &format!("{}; sleep 0.1", daemon("84.25")),
        EXITS,
    );
    let ran = run(&suite, &["-j", "6"]);
    ran.expect(1, &["LEAK a/daemon", "12 passed, 1 failed"]);
    assert!(!lives("sleep 84.25".as_ref()));
}

#[test]
fn a_daemon_that_forges_its_mark_is_killed_all_the_same() {
    // `ulimit -q` of bash is the limit that the mark is made of.
    if !Command::new("bash")
        .arg("-c")
        .arg("ulimit -q")
        .output()
        .is_ok_and(|ran| ran.status.success())
    {
        return;
    }
    for forged in ["1000", "hard"] {
        let script = format!(
            "bash -c 'ulimit -S -q {forged}; {}'; exit 0",
            daemon("85.25").replace('\'', "'\\''")
        );
        let suite = Suite::with("a/daemon", &script, EXITS);
        run(&suite, &[]).expect(1, &["LEAK a/daemon", "/bin/sleep 85.25"]);
        assert!(!lives("sleep 85.25".as_ref()), "{forged}");
    }
}

#[test]
fn a_daemon_of_a_case_that_is_killed_goes_with_it() {
    let script = format!("{}; sleep 86.25", daemon("87.25"));
    let suite = Suite::with("a/daemon", &script, &format!("timeout: 400ms\n{EXITS}"));
    run(&suite, &[]).expect(1, &["TIMEOUT a/daemon"]);
    assert!(!lives("sleep 86.25".as_ref()) && !lives("sleep 87.25".as_ref()));
}

#[test]
fn doctor_says_what_keeps_processes_from_staying() {
    Suite::new().threadproof(&["doctor"]).expect(
        0,
        &[
            "leftover processes",
            "PR_SET_CHILD_SUBREAPER",
            "RLIMIT_MSGQUEUE",
            "descriptors: enough for",
        ],
    );
}

#[test]
fn folders_nested_deeper_than_any_path_are_removed() {
    // Perl goes down without asking for the whole path each time, as a shell would.
    let deep = "perl -e 'for (1..20000) { mkdir \"d\" or die; chdir \"d\" or die }' || exit 9";
    let suite = Suite::new();
    suite.case("a/own", deep, EXITS);
    suite.case("a/tmp", &format!("cd \"$TMPDIR\" && {deep}"), EXITS);
    suite.case("b/after", "", EXITS);
    run(&suite, &["-j", "1"]).expect(0, &["3 passed, 0 failed"]);
}

#[test]
fn few_descriptors_are_enough_for_many_jobs_and_deep_folders() {
    let suite = Suite::new();
    for number in 0..20 {
        let script = "mkdir -p \"$TMPDIR/$(printf 'd/%.0s' $(seq 1 500))\"";
        suite.case(&format!("a/deep-{number}"), script, EXITS);
    }
    let temporary = tempfile::tempdir().expect("a folder");
    let program = crate::places::program();
    let script = format!(
        "ulimit -n 64; exec '{}' run -j 64 -r '{}'",
        program,
        suite.fake()
    );
    let mut command = Command::new("sh");
    command.args(["-c", &script]).current_dir(suite.path(""));
    suite.clean(&mut command);
    command.env("TMPDIR", temporary.path());
    within_patience(&mut command).expect(0, &["20 passed, 0 failed"]);
    assert_eq!(names(temporary.path()), Vec::<String>::new());
}

#[test]
fn folders_without_rights_are_removed() {
    let script =
        "mkdir -p a/b/c && touch a/b/c/f && chmod 000 a/b/c a/b a && chmod 500 \"$PWD\" ../..";
    let suite = Suite::with("a/locked", script, EXITS);
    run(&suite, &[]).expect(0, &["1 passed"]);
}

#[test]
fn without_a_thread_to_be_had_one_does_all_the_work() {
    let suite = Suite::new();
    let owner = std::fs::metadata(suite.path(""))
        .expect("it is there")
        .uid();
    if owner != 0 {
        // Who is not root cannot become somebody whose threads are counted from none.
        return;
    }
    for number in 0..3 {
        suite.case(
            &format!("a/case-{number}"),
            "",
            "expect: {exit: 0, stdout: \"x\"}\nunknown: 1\n",
        );
    }
    let script = format!(
        "ulimit -u 1; exec setpriv --reuid 54321 --regid 54321 --clear-groups '{}' check --suite '{}'",
        crate::places::program(),
        suite.path("").display()
    );
    let opened = Command::new("chmod")
        .arg("-R")
        .arg("a+rX")
        .arg(suite.path(""))
        .status();
    assert!(opened.expect("chmod").success());
    let mut command = Command::new("sh");
    command.args(["-c", &script]).current_dir("/");
    suite.clean(&mut command);
    let ran = within_patience(&mut command);
    if ran.stderr.contains("setpriv") {
        // It is not there, or may not.
        return;
    }
    ran.expect(2, &["unknown key `unknown`", "3 errors in the suite"]);
}
