//! What the harness adds to the processes that it runs.
//!
//! The same processes run twice in turn: by `threadproof run` on a suite of trivial cases, and by
//! `xargs -P` with nothing around them, in a folder of the same layout. Both are whole programs,
//! started in the same way, so what is compared is what a user waits for.

use std::fs::{self, File};
use std::io::{self, Read};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use thiserror::Error;

use crate::runtimes::Script;
use crate::runtimes::identity::Runtime;

/// How often the memory of a program is looked at.
const SAMPLE: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 10_000_000,
};

/// What one comparison found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overhead {
    /// The time of `threadproof run`.
    pub harness: Duration,
    /// The time of `xargs`.
    pub bare: Duration,
    /// The time of `threadproof run` with a single case: its own start and end.
    pub single: Duration,
    /// The largest resident memory of `threadproof run`, in KiB.
    pub memory_kib: u64,
}

/// A comparison that could not be made.
#[derive(Debug, Error)]
pub enum OverheadError {
    /// A suite could not be written, or a program not started.
    #[error("cannot measure the harness: {0}; it needs a writable TMPDIR and `xargs`")]
    System(#[from] io::Error),
    /// A program ran and failed.
    #[error("cannot measure the harness: {program} failed: {said}")]
    Failed {
        /// Which one.
        program: &'static str,
        /// The last line that it wrote.
        said: String,
    },
}

/// Compares both on `cases` cases, `jobs` at once; `own` is this program.
///
/// # Errors
/// When the suite cannot be written, or a program fails.
pub fn compare(
    runtime: &Runtime,
    own: &Utf8Path,
    cases: usize,
    jobs: usize,
) -> Result<Overhead, OverheadError> {
    let folder = tempfile::tempdir()?;
    let root = Utf8PathBuf::from_path_buf(folder.path().to_owned())
        .map_err(|path| io::Error::other(format!("{} is not UTF-8", path.display())))?;
    let many = write_suite(&root.join("many"), cases)?;
    let one = write_suite(&root.join("one"), 1)?;
    // Both find the program's pages in memory.
    run_harness(runtime, own, &one, jobs)?;
    let (bare, _) = timed(|| run_bare(runtime, &many, jobs))?;
    let (harness, memory_kib) = timed(|| run_harness(runtime, own, &many, jobs))?;
    let (single, _) = timed(|| run_harness(runtime, own, &one, jobs))?;
    Ok(Overhead {
        harness,
        bare,
        single,
        memory_kib,
    })
}

fn timed<T>(
    run: impl FnOnce() -> Result<T, OverheadError>,
) -> Result<(Duration, T), OverheadError> {
    let started = Instant::now();
    let outcome = run()?;
    Ok((started.elapsed(), outcome))
}

/// A suite of cases that print one word.
fn write_suite(root: &Utf8Path, cases: usize) -> io::Result<Utf8PathBuf> {
    for index in 0..cases {
        let fixture = root.join(format!("fixtures/trivial/case-{index}"));
        fs::create_dir_all(&fixture)?;
        fs::write(fixture.join("main.cjs"), "console.log('hello');\n")?;
        let expectation = root.join(format!("expectations/trivial/case-{index}.yaml"));
        fs::create_dir_all(expectation.parent().unwrap_or(root))?;
        let text = "schema: 1\npromises: it prints a word\ncovers: [a-word]\nexpect: {stdout: \"hello\\n\"}\n";
        fs::write(expectation, text)?;
    }
    Ok(root.to_owned())
}

/// Runs the suite and gives the largest resident memory in KiB.
fn run_harness(
    runtime: &Runtime,
    own: &Utf8Path,
    suite: &Utf8Path,
    jobs: usize,
) -> Result<u64, OverheadError> {
    let asked = match runtime.name() {
        "boa" => "boa".to_owned(),
        name => format!("{name}={}", runtime.found.program),
    };
    let mut command = Command::new(own);
    command
        .args(["--suite", suite.as_str(), "--quiet", "run", "-r", &asked])
        .args(["-j", &jobs.to_string()]);
    // The variables of this program are not meant for that one.
    for (name, _) in std::env::vars() {
        if name.starts_with("THREADPROOF_") || name.starts_with("GITHUB_") {
            command.env_remove(name);
        }
    }
    finish("threadproof run", command.stdin(Stdio::null()))
}

/// Runs the same processes with nothing around them.
fn run_bare(runtime: &Runtime, suite: &Utf8Path, jobs: usize) -> Result<u64, OverheadError> {
    let launch = runtime.found.launch(&Script {
        file: "@/main.cjs",
        node_args: &[],
        args: &[],
        window: None,
    });
    let list = suite.join("cases");
    let folders: Vec<String> = suite
        .join("fixtures/trivial")
        .read_dir_utf8()?
        .map(|entry| Ok(entry?.path().to_string()))
        .collect::<io::Result<_>>()?;
    fs::write(&list, folders.join("\n"))?;
    let mut command = Command::new("xargs");
    command
        .args([&format!("-P{jobs}"), "-I@"])
        .arg(&runtime.found.program)
        .args(launch.args)
        .envs(launch.env)
        .stdin(File::open(list)?);
    finish("xargs", &mut command)
}

/// Waits for a program that succeeds, and gives its largest resident memory in KiB.
fn finish(program: &'static str, command: &mut Command) -> Result<u64, OverheadError> {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let id = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let id = id.ok_or_else(|| io::Error::other("the system gave no process id"))?;
    let handle = pidfd_open(id, PidfdFlags::empty()).map_err(io::Error::from)?;
    let mut memory_kib = 0;
    loop {
        let mut fds = [PollFd::new(&handle, PollFlags::IN)];
        let has_ended = match poll(&mut fds, Some(&SAMPLE)) {
            Ok(ready) => ready > 0,
            Err(Errno::INTR) => false,
            Err(error) => return Err(io::Error::from(error).into()),
        };
        if has_ended {
            break;
        }
        // The peak only rises, so the last look is the best one.
        memory_kib = peak_kib(child.id()).unwrap_or(memory_kib);
    }
    let status = child.wait()?;
    if status.success() {
        return Ok(memory_kib);
    }
    let mut said = String::new();
    if let Some(mut stderr) = child.stderr.take() {
        stderr.read_to_string(&mut said)?;
    }
    let said = said
        .trim()
        .lines()
        .next_back()
        .unwrap_or("nothing was said");
    Err(OverheadError::Failed {
        program,
        said: said.to_owned(),
    })
}

/// The largest resident memory of a process that lives.
fn peak_kib(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}
