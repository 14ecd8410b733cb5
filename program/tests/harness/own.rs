//! Suites that are not this repository's: the one that the program carries, and somebody's own.

use std::fs;

use crate::support::{Ran, Suite};

/// The program in an empty folder, with a cache of its own.
fn in_an_empty_folder(args: &[&str]) -> (tempfile::TempDir, Ran) {
    let elsewhere = Suite::new();
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = elsewhere.command(args);
    command
        .current_dir(folder.path())
        .env("THREADPROOF_CACHE", folder.path().join("cache"));
    let ran = command.output().expect("the program starts").into();
    (folder, ran)
}

#[test]
fn the_program_alone_has_a_suite() {
    let (_folder, ran) = in_an_empty_folder(&["check"]);
    ran.expect(0, &["known divergences are well formed"]);
    let (_folder, ran) = in_an_empty_folder(&["list", "-q", "message-channel"]);
    ran.expect(0, &["message-channel/"]);
    let (folder, ran) = in_an_empty_folder(&["run", "message-channel"]);
    ran.expect(0, &[", 0 failed, "]);
    assert!(folder.path().join("target/threadproof/run.json").is_file());
    let (_folder, ran) =
        in_an_empty_folder(&["bench", "--scenario", "process-start", "--runs", "1"]);
    ran.expect(0, &[]);
}

#[test]
fn a_suite_of_the_folder_wins_over_the_one_that_is_carried() {
    let suite = Suite::with("a/only", "echo x", "expect: {stdout: \"x\\n\"}\n");
    assert_eq!(
        suite.threadproof(&["list", "-q"]).expect(0, &[]).stdout,
        "a/only\n"
    );
    assert!(!suite.path("cache/suites").exists(), "nothing was unpacked");
}

#[test]
fn init_makes_a_suite_that_runs_at_once() {
    let (folder, ran) = in_an_empty_folder(&["init", "mine"]);
    ran.expect(0, &["run it: threadproof run --suite mine"]);
    let own = folder.path().join("mine");
    let own = own.to_str().expect("UTF-8");
    let suite = Suite::new();
    let ran = suite.threadproof(&["run", "--suite", own]);
    assert_eq!(
        ran.expect(0, &[]).last_line(),
        "1 passed, 0 failed, 0 skipped"
    );
    suite
        .threadproof(&["check", "--suite", own])
        .expect(0, &["1 cases"]);
    // What is there stays as it is.
    let settings = folder.path().join("mine/threadproof.toml");
    fs::write(&settings, "# mine\n").expect("writable");
    suite
        .threadproof(&["init", own])
        .expect(2, &["threadproof.toml", "nothing was written"]);
    assert_eq!(fs::read_to_string(&settings).expect("readable"), "# mine\n");
}

/// The stand-in answers that it is of this level of Node; it prints `x` and is asked for `y`.
fn diverging() -> Suite {
    let suite = Suite::with("a/one", "echo x", "expect: {stdout: \"y\\n\"}\n");
    suite.run(&[]).expect(1, &[]);
    suite
}

#[test]
fn private_rules_are_read_from_a_file_of_the_runtimes_name() {
    let suite = diverging();
    let rule = "{case: a/one, fails: [stdout], reason: it prints x}";
    suite.file("private/fake.yaml", &format!("- {rule}\n"));
    suite
        .run(&["--rules", "private/fake.yaml"])
        .expect(0, &["1 known"]);
    suite.file(
        "private/all.yaml",
        &format!("runtime: fake\nrules: [{rule}]\n"),
    );
    suite
        .run(&["--rules", "private/all.yaml"])
        .expect(0, &["1 known"]);
    suite.file(
        "threadproof.toml",
        "[run]\nrules = [\"private/fake.yaml\"]\n",
    );
    suite.run(&[]).expect(0, &["1 known"]);
    suite
        .run(&["--rules", "none.yaml"])
        .expect(2, &["none.yaml: cannot be read"]);
    suite.file("private/fake.yaml", "lik: node\n");
    suite
        .run(&[])
        .expect(2, &["unknown key `lik`", "did you mean `like`?"]);
}

#[test]
fn a_runtime_can_follow_the_level_of_another() {
    let suite = diverging();
    let rule = |when: &str| {
        format!("- {{case: a/one, when: node {when}, fails: [stdout], reason: as Node does}}\n")
    };
    suite.file("expectations/_runtimes/fake.yaml", "like: node\n");
    // The stand-in is 1.2.3 itself, and of the level of Node 22.1.0.
    suite.file("expectations/_runtimes/node.yaml", &rule(">=22 <23"));
    suite.run(&[]).expect(0, &["1 known"]);
    suite.file("expectations/_runtimes/node.yaml", &rule("<2"));
    suite.run(&[]).expect(1, &["1 failed"]);
    // What passes all the same contradicts nothing: it is Node's rule, not its own.
    suite.file("expectations/_runtimes/node.yaml", &rule(">=22 <23"));
    suite.case("a/one", "echo y", "expect: {stdout: \"y\\n\"}\n");
    suite.run(&[]).expect(0, &["1 passed"]);
    suite.file("expectations/_runtimes/fake.yaml", "like: nodd\n");
    suite.run(&[]).expect(
        2,
        &["there are no rules for `nodd`", "did you mean `node`?"],
    );
}
