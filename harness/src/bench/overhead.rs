//! What the harness adds to the processes that it runs.
//!
//! The same processes run twice in turn: by `threadproof run` on a suite of trivial cases, and by
//! `xargs -P` with nothing around them, on the same scripts and with the same variables. Both are
//! whole programs, started in the same way, so what is compared is what a user waits for. The time
//! of the processors is compared too, for it hardly depends on what else the machine does.

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
    /// What `threadproof run` took.
    pub harness: Taken,
    /// What `xargs` took.
    pub bare: Taken,
    /// The time of `threadproof run` with a single case: its own start and end.
    pub single: Duration,
    /// The largest resident memory of `threadproof run`, in KiB.
    pub memory_kib: u64,
}

/// What a program and all its processes took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// From its start to its end.
    pub wall: Duration,
    /// The time of all processors, in steps of 10 ms on most systems.
    pub processors: Duration,
}

impl Overhead {
    /// How much longer the harness takes.
    #[must_use]
    pub fn wall(&self) -> f64 {
        self.harness.wall.as_secs_f64() / self.bare.wall.as_secs_f64()
    }

    /// How much more work it is.
    #[must_use]
    pub fn processors(&self) -> f64 {
        self.harness.processors.as_secs_f64() / self.bare.processors.as_secs_f64()
    }
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

/// Compares both on `cases` cases, `jobs` at once; `own` is this program. Of two comparisons one
/// should begin with the harness, so that neither always follows the other.
///
/// # Errors
/// When the suite cannot be written, or a program fails.
pub fn compare(
    runtime: &Runtime,
    own: &Utf8Path,
    cases: usize,
    jobs: usize,
    harness_first: bool,
) -> Result<Overhead, OverheadError> {
    let folder = tempfile::tempdir()?;
    let root = Utf8PathBuf::from_path_buf(folder.path().to_owned())
        .map_err(|path| io::Error::other(format!("{} is not UTF-8", path.display())))?;
    let many = write_suite(&root.join("many"), cases)?;
    let one = write_suite(&root.join("one"), 1)?;
    // Both find the program's pages in memory.
    run_harness(runtime, own, &one, jobs)?;
    let run_bare = || timed(|| run_bare(runtime, &many, jobs));
    let run_many = || timed(|| run_harness(runtime, own, &many, jobs));
    let ((bare, _), (harness, memory_kib)) = if harness_first {
        let harness = run_many()?;
        (run_bare()?, harness)
    } else {
        (run_bare()?, run_many()?)
    };
    let (single, _) = timed(|| run_harness(runtime, own, &one, jobs))?;
    Ok(Overhead {
        harness,
        bare,
        single: single.wall,
        memory_kib,
    })
}

fn timed<T>(run: impl FnOnce() -> Result<T, OverheadError>) -> Result<(Taken, T), OverheadError> {
    let (started, before) = (Instant::now(), processors_of_children()?);
    let outcome = run()?;
    let taken = Taken {
        wall: started.elapsed(),
        processors: processors_of_children()?.saturating_sub(before),
    };
    Ok((taken, outcome))
}

/// What the children took that have ended, theirs included.
fn processors_of_children() -> io::Result<Duration> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The name in parentheses may hold spaces; behind it the third field is the first.
    let rest = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<u64> = rest
        .split_ascii_whitespace()
        .map(|field| field.parse().unwrap_or(0))
        .collect();
    let [user, system] = [13, 14].map(|at| fields.get(at).copied().unwrap_or(0));
    let ticks = rustix::param::clock_ticks_per_second().max(1);
    Ok(Duration::from_millis((user + system) * 1000 / ticks))
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
    // What a case finds, for a runtime may do more with other variables.
    let path = std::env::var_os("PATH").unwrap_or_default();
    command
        .env_clear()
        .envs([("LANG", "C.UTF-8"), ("TZ", "UTC"), ("NO_COLOR", "1")])
        .envs([("HOME", suite.as_str()), ("TMPDIR", suite.as_str())])
        .env("PATH", path)
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
