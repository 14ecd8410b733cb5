//! Every signal that asks the program to stop, in every command that runs something.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use rustix::process::Signal;

use crate::names;
use crate::support::{Suite, lives};

const SIGNALS: &[Signal] = &[Signal::HUP, Signal::INT, Signal::QUIT, Signal::TERM];

/// A runtime whose every script says that it runs and does not end, but answers its first question
/// if the file `answers` is there.
fn sleeper(suite: &Suite, seconds: &str) -> String {
    let told = suite.path("told");
    let text = format!(
        "#!/bin/sh\ncase $PWD in */probe/versions) test -e '{answers}' && {{ echo '{{\"node\":\"22.1.0\"}}'; exit; }};; esac\n\
         echo up > '{told}'\nexec sleep {seconds}\n",
        answers = suite.path("answers").display(),
        told = told.display(),
    );
    suite.program("sleeper", &text).display().to_string()
}

/// Starts the command, sends `signal` when something runs, and asserts that it ends with 130 and
/// leaves nothing.
#[track_caller]
fn interrupted(suite: &Suite, command: &mut Command, signal: Signal, seconds: &str) {
    let temporary = tempfile::tempdir().expect("a folder");
    let told = suite.path("told");
    let _ = fs::remove_file(&told);
    crate::pipe(&told);
    let mut child = command
        .env("TMPDIR", temporary.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    // Waits until the runtime opens the other end.
    let mut line = String::new();
    let up = BufReader::new(fs::File::open(&told).expect("opened")).read_line(&mut line);
    assert_eq!((up.expect("read"), line.as_str()), (3, "up\n"));
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, signal).expect("it lives");
    let mut stderr = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().expect("piped"), &mut stderr)
        .expect("text");
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(130), "{signal:?}: {stderr}");
    assert!(!lives(format!("sleep {seconds}").as_ref()));
    assert_eq!(names(temporary.path()), Vec::<String>::new(), "{signal:?}");
}

#[test]
fn every_command_that_runs_something_ends_with_130_and_leaves_nothing() {
    let suite = Suite::with("a/one", "", "timeout: 100s\nexpect: {stdout: x}\n");
    let runtime = format!("mine={}", sleeper(&suite, "91.25"));
    suite.file(
        "page.md",
        "# T\n\n<!-- YAML\nadded: v1.0.0\n-->\n\n```js\nfoo();\n```\n",
    );
    suite.file(
        "threadproof.toml",
        &format!(
            "[runtimes.own]\ncommand = '{}'\n",
            suite.path("sleeper").display()
        ),
    );
    let (asked, scripts) = (false, true);
    let commands: &[(bool, &[&str])] = &[
        (asked, &["run", "-r", &runtime]),
        (scripts, &["run", "-r", &runtime]),
        (scripts, &["bless", "-r", &runtime, "a/one"]),
        (scripts, &["docs", "verify", "page.md", "-r", &runtime]),
        (scripts, &["docs", "history", "page.md", "-r", &runtime]),
        (asked, &["runtimes"]),
        (asked, &["doctor"]),
    ];
    for (number, (answers, words)) in commands.iter().enumerate() {
        let answered = suite.path("answers");
        let _ = fs::remove_file(&answered);
        if *answers {
            suite.file("answers", "");
        }
        // Each signal once, and each with `run`: how a command hears of it is the same for all.
        let signals = if number < 2 {
            SIGNALS
        } else {
            &SIGNALS[number % SIGNALS.len()..][..1]
        };
        for signal in signals {
            interrupted(&suite, &mut suite.command(words), *signal, "91.25");
        }
    }
}

#[test]
fn whoever_ignores_hangups_is_not_stopped_by_one() {
    let suite = Suite::with(
        "a/one",
        "kill -HUP $(ps -o ppid= -p $$); echo x",
        "expect: {stdout: \"x\\n\"}\n",
    );
    let script = format!(
        "trap '' HUP; exec '{}' run -r '{}'",
        crate::places::program(),
        suite.fake()
    );
    let mut command = Command::new("sh");
    command.args(["-c", &script]).current_dir(suite.path(""));
    suite.clean(&mut command);
    crate::within_patience(&mut command).expect(0, &["1 passed"]);
    // The case itself is asked whether it dies of what we ignore.
    suite.run(&[]).expect(130, &[]);
}
