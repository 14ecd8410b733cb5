//! Programs of workers, ports, transfers, ends, locks, channels and errors, made by seed
//! (`programs/program.js`): none may panic, abort, deadlock, or leave a thread or a descriptor.
//!
//! Batches run in processes of their own, with caps. `THREADPROOF_PROGRAMS=FROM..TO` runs other seeds
//! than the few that every run has; the script itself runs on any runtime.

use std::process::{Command, Stdio};
use std::time::Duration;

use threadproof_runner::{Ended, Limits, Runtime, SourceKind, heap};

#[global_allocator]
static ALLOCATOR: heap::CountingAllocator = heap::CountingAllocator;

const SEEDS: &str = "THREADPROOF_PROGRAMS";
const BATCH: &str = "THREADPROOF_PROGRAMS_BATCH";
const PROGRAM: &str = include_str!("programs/program.js");

#[test]
fn no_program_breaks_the_runtime() {
    let wanted = std::env::var(SEEDS).unwrap_or_else(|_| "1..25".to_owned());
    let (from, to) = wanted.split_once("..").expect("FROM..TO");
    let (mut from, to): (u32, u32) = (from.parse().expect("a seed"), to.parse().expect("a seed"));
    let mut broken = Vec::new();
    while from < to {
        let end = to.min(from + 50);
        let output = Command::new(std::env::current_exe().expect("a test runs from a file"))
            .args(["--exact", "runs_a_batch", "--nocapture"])
            .env(BATCH, format!("{from}..{end}"))
            .stdin(Stdio::null())
            .output()
            .expect("a test can run itself");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let ended = said
            .lines()
            .filter(|line| line.starts_with("seed "))
            .count();
        let ended = u32::try_from(ended).expect("fewer than a batch");
        let failed = said
            .lines()
            .filter(|line| line.starts_with("seed ") && !line.ends_with(" well"));
        broken.extend(failed.map(str::to_owned));
        if ended < end - from {
            let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
            broken.push(format!(
                "seed {}: {:?} {stderr}",
                from + ended,
                output.status
            ));
        }
        // What broke the process is left behind.
        from += (ended + 1).min(end - from);
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// No test of its own: what the other starts.
#[test]
fn runs_a_batch() {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let Ok(batch) = std::env::var(BATCH) else {
        return;
    };
    let (from, to) = batch.split_once("..").expect("FROM..TO");
    let (from, to): (u32, u32) = (from.parse().expect("a seed"), to.parse().expect("a seed"));
    let cap = |resource, limit| {
        let limits = Rlimit {
            current: Some(limit),
            maximum: Some(limit),
        };
        setrlimit(resource, limits).expect("a limit may be lowered");
    };
    cap(Resource::As, 16 << 30);
    cap(Resource::Core, 0);
    for seed in from..to {
        let before = (entries("task"), entries("fd"));
        let outcome = Runtime::builder()
            .source("require('/programs/program.js')", SourceKind::CommonJs)
            .virtual_file("/programs/program.js", PROGRAM)
            .args(["-".to_owned(), seed.to_string()])
            .limits(Limits {
                // A deadlock is told by its seed.
                time: Some(Duration::from_mins(2)),
                thread_memory: Some(1 << 30),
                ..Limits::default()
            })
            .capture_output()
            .run()
            .expect("the runtime starts");
        let printed = String::from_utf8_lossy(&outcome.stdout).into_owned();
        let errors = String::from_utf8_lossy(&outcome.stderr).into_owned();
        let mut faults = Vec::new();
        if outcome.ended != Ended::Finished || outcome.code != 0 {
            faults.push(format!("{:?}, code {}", outcome.ended, outcome.code));
        }
        if !printed
            .lines()
            .any(|line| line.ends_with(&format!("done {seed}")))
        {
            faults.push("did not come to its end".to_owned());
        }
        if errors.contains("failure of the JavaScript engine") {
            faults.push(errors);
        }
        // A thread leaves the list a moment after it was joined.
        if !comes_true(|| entries("task") <= before.0 && entries("fd") <= before.1) {
            let now = (entries("task"), entries("fd"));
            faults.push(format!(
                "left threads or descriptors: {before:?}, then {now:?}"
            ));
        }
        let verdict = if faults.is_empty() {
            "well".to_owned()
        } else {
            format!("{faults:?}")
        };
        println!("seed {seed}: {verdict}");
    }
}

/// How many entries a folder of the process has.
fn entries(name: &str) -> usize {
    let list = std::fs::read_dir(format!("/proc/self/{name}")).expect("the system tells");
    list.count()
}

/// Whether `is_so` holds sooner or later, which is half a minute.
fn comes_true(is_so: impl Fn() -> bool) -> bool {
    let start = std::time::Instant::now();
    while !is_so() {
        if start.elapsed() > Duration::from_secs(30) {
            return false;
        }
        std::thread::yield_now();
    }
    true
}
