//! Pipes, devices, sockets and links where a file is expected: nothing waits for them.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;

use crate::support::Suite;
use crate::{EXITS, pipe, run, within_patience};

const PASSES: &str = "expect: {stdout: \"x\\n\"}\n";

/// What it is called, and how it is made.
type Stranger = (&'static str, fn(&Path));

/// Everything that can stand in a file's place, and how it is told.
const STRANGERS: &[Stranger] = &[
    ("a named pipe", |path| pipe(path)),
    ("a device", |path| {
        symlink("/dev/zero", path).expect("linked");
    }),
    ("a folder", |path| fs::create_dir(path).expect("made")),
    ("a socket", |path| {
        drop(UnixListener::bind(path).expect("bound"));
    }),
];

#[test]
fn a_trace_that_was_replaced_is_told_and_holds_nothing() {
    let suite = Suite::new();
    let swap = |how: &str| format!("rm ../../trace.jsonl; {how}; exit 0");
    let traced = "expect: {events: {a: {kind: a}}}\n";
    suite.case(
        "a/device",
        &swap("ln -s /dev/zero ../../trace.jsonl"),
        traced,
    );
    suite.case("a/folder", &swap("mkdir ../../trace.jsonl"), traced);
    suite.case(
        "a/link",
        &swap("ln -s /etc/passwd ../../trace.jsonl"),
        traced,
    );
    suite.case("a/pipe", &swap("mkfifo ../../trace.jsonl"), traced);
    suite.case("b/after", "echo x", PASSES);
    let ran = run(&suite, &["-j", "1"]);
    ran.expect(
        1,
        &[
            "1 passed, 4 failed",
            "the trace file cannot be read: it is a named pipe, not a file",
            "the trace file cannot be read: it is a symbolic link, not a file",
            "the trace file cannot be read: it is a folder, not a file",
        ],
    );
    assert!(!ran.text().contains("root:"), "{}", ran.text());
}

#[test]
fn a_case_that_is_to_stay_alive_and_takes_its_trace_away_is_still_given_up() {
    let script = "rm ../../trace.jsonl; mkfifo ../../trace.jsonl; exec sleep 88.25";
    let expectation = "timeout: 500ms\nexpect: {alive: true, events: {a: {kind: a}}}\n";
    let suite = Suite::with("a/pipe", script, expectation);
    run(&suite, &[]).expect(1, &["TIMEOUT a/pipe"]);
}

#[test]
fn whatever_a_case_leaves_in_its_folder_is_not_opened() {
    let script = "rm main.cjs; mkfifo main.cjs pipe ../pipe ../../pipe \"$HOME/pipe\" \"$TMPDIR/pipe\"; \
                  ln -s /dev/zero zero; rm -r ../../tmp; mkfifo ../../tmp";
    let suite = Suite::new();
    suite.case("a/leaves", script, EXITS);
    suite.case("b/after", "echo x", PASSES);
    run(&suite, &["-j", "1"]).expect(0, &["2 passed, 0 failed"]);
}

#[test]
fn nothing_but_files_is_read_of_a_suite() {
    let places = [
        "fixtures/a/one/helper.cjs",
        "fixtures/_lib/observe.cjs",
        "expectations/a/one.yaml",
        "expectations/_runtimes/fake.yaml",
        "threadproof.toml",
    ];
    for place in places {
        for (what, make) in STRANGERS {
            let suite = Suite::with("a/one", "echo x", PASSES);
            // An empty folder beside a case's files is nothing strange.
            if *what == "a folder" && place.starts_with("fixtures") {
                continue;
            }
            let path = suite.path(place);
            fs::create_dir_all(path.parent().expect("above")).expect("made");
            let _ = fs::remove_file(&path);
            make(&path);
            for command in ["check", "run"] {
                let fake = suite.fake();
                let mut words = vec![command];
                words.extend(
                    (command == "run")
                        .then_some(["-r", &fake])
                        .into_iter()
                        .flatten(),
                );
                let ran = within_patience(&mut suite.command(&words));
                let told = if *what == "a folder" && place.starts_with("expectations") {
                    "no expectation"
                } else {
                    what
                };
                let parts = if place.ends_with("fake.yaml") && *what == "a folder" {
                    &[][..]
                } else {
                    &[told][..]
                };
                // A link to a device in a fixture is only refused where it is read: by the hash.
                assert!(
                    ran.code == Some(2) || parts.is_empty(),
                    "{command}, {what} at {place}: {:?}\n{}",
                    ran.code,
                    ran.text()
                );
                for part in parts {
                    assert!(
                        ran.text().contains(part),
                        "{command}, {what} at {place}:\n{}",
                        ran.text()
                    );
                }
            }
        }
    }
}

#[test]
fn nothing_but_files_is_read_where_a_record_a_page_or_completions_are_asked_for() {
    let suite = Suite::with("a/one", "echo x", PASSES);
    let page = "# T\n\n```js\nfoo();\n```\n";
    suite.file("page.md", page);
    for (what, make) in STRANGERS.iter().filter(|(what, _)| *what != "a folder") {
        let strange = suite.path("strange");
        make(&strange);
        let strange = strange.display().to_string();
        let named = suite.path("strange.md");
        fs::rename(&strange, &named).expect("renamed");
        symlink(&named, &strange).expect("linked");
        let (named, fake) = (named.display().to_string(), suite.fake());
        for words in [
            vec!["compare", &strange, &strange],
            vec!["merge", &strange],
            vec!["report", &strange],
            vec![
                "run",
                "-r",
                &fake,
                "--shard",
                "1/2",
                "--durations",
                &strange,
            ],
            vec!["run", "-r", &fake, "--config", &strange],
            vec!["docs", "extract", &named],
            vec!["docs", "verify", "page.md", "--completions", &strange],
        ] {
            let ran = within_patience(&mut suite.command(&words));
            ran.expect(2, &[what]);
        }
        fs::remove_file(&strange).expect("removed");
        fs::remove_file(&named).expect("removed");
    }
}

#[test]
fn a_report_is_not_written_into_a_pipe_that_nobody_reads() {
    let suite = Suite::with("a/one", "echo x", PASSES);
    fs::create_dir_all(suite.path("target/threadproof")).expect("made");
    pipe(&suite.path("target/threadproof/run.json"));
    run(&suite, &[]).expect(
        5,
        &[
            "run.json: it is a pipe that nobody reads",
            "1 passed, 0 failed",
        ],
    );
}

#[test]
fn a_target_that_cannot_be_written_or_is_full_is_told_and_the_verdicts_stand() {
    let suite = Suite::with("a/one", "echo x", PASSES);
    suite.file("target", "a file where the folder should be");
    // What can be known beforehand costs no run.
    run(&suite, &[]).expect(2, &["cannot write"]);
    let full = suite.path("full.json");
    symlink("/dev/full", &full).expect("linked");
    let report = format!("json={}", full.display());
    run(&suite, &["--report", &report, "--output", "elsewhere"])
        .expect(5, &["cannot write", "No space left", "1 passed, 0 failed"]);
    // What is printed may find no room, either.
    let script = format!("'{}' list > /dev/full", crate::places::program());
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &script]).current_dir(suite.path(""));
    suite.clean(&mut command);
    within_patience(&mut command).expect(5, &["cannot write to stdout"]);
}
