//! Cases, files and runtimes at their worst: whatever they do, a run ends with a verdict that says
//! what happened, and leaves nothing behind.
//!
//! Everything here is done for real, by the program, in suites of its own.

mod ends;
mod files;
mod forged;
mod inputs;
mod leftovers;
mod output;
#[path = "../places/mod.rs"]
#[expect(dead_code, reason = "other tests ask for more places")]
mod places;
mod runtimes;
mod signals;
#[path = "../harness/support.rs"]
#[expect(dead_code, reason = "other tests look at more of a run")]
mod support;
mod terminal;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use support::{Ran, Suite};

/// An expectation of nothing but a plain end.
const EXITS: &str = "expect: {exit: 0, stdout: \"\"}\n";

/// Far longer than anything here takes, far shorter than what would never end.
const PATIENCE: Duration = Duration::from_mins(10);

/// Runs a command that must end; if it does not, it is killed and the test fails.
#[track_caller]
fn within_patience(command: &mut Command) -> Ran {
    let folder = tempfile::tempdir().expect("a folder");
    let open = |name: &str| fs::File::create(folder.path().join(name)).expect("a file");
    let mut child = command
        .stdin(std::process::Stdio::null())
        .stdout(open("out"))
        .stderr(open("err"))
        .spawn()
        .expect("it starts");
    let until = Instant::now() + PATIENCE;
    let handle = rustix::process::pidfd_open(
        rustix::process::Pid::from_child(&child),
        rustix::process::PidfdFlags::empty(),
    )
    .expect("a handle");
    let left = rustix::event::Timespec::try_from(until - Instant::now()).expect("a while");
    let mut fds = [rustix::event::PollFd::new(
        &handle,
        rustix::event::PollFlags::IN,
    )];
    let ended = rustix::event::poll(&mut fds, Some(&left)).expect("polled");
    if ended == 0 {
        child.kill().expect("it lives");
    }
    let status = child.wait().expect("it is ours");
    let text = |name: &str| {
        let bytes = fs::read(folder.path().join(name)).expect("written");
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let (stdout, stderr) = (text("out"), text("err"));
    assert!(ended > 0, "it does not end by itself:\n{stdout}\n{stderr}");
    Ran {
        code: status.code(),
        stdout,
        stderr,
    }
}

/// Runs the suite on the stand-in, in a temporary folder of its own that must be empty afterwards.
#[track_caller]
fn run(suite: &Suite, args: &[&str]) -> Ran {
    let temporary = tempfile::tempdir().expect("a folder");
    let fake = suite.fake();
    let mut words = vec!["run", "-r", &fake];
    words.extend(args);
    let mut command = suite.command(&words);
    command.env("TMPDIR", temporary.path());
    let ran = within_patience(&mut command);
    assert_eq!(
        names(temporary.path()),
        Vec::<String>::new(),
        "left behind:\n{}",
        ran.text()
    );
    ran
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| {
        let entry = entry.expect("readable");
        entry.file_name().to_string_lossy().into_owned()
    });
    let mut names: Vec<String> = entries.collect();
    names.sort();
    names
}

/// Makes a named pipe.
fn pipe(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().expect("mkfifo");
    assert!(made.success());
}
