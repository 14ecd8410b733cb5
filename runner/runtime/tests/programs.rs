//! Programs of workers, ports, transfers, ends, locks, channels and errors, made by seed
//! (`programs/program.js`): none may panic, abort, deadlock, or leave a thread or a descriptor.
//!
//! Batches run in processes of their own, with caps. `THREADPROOF_PROGRAMS=FROM..TO` runs other seeds
//! than the few that every run has; the script itself runs on any runtime.

#[path = "support/batches.rs"]
mod batches;

use std::time::Duration;

use batches::Batches;
use threadproof_runner::{Ended, Limits, Runtime, SourceKind, heap};

#[global_allocator]
static ALLOCATOR: heap::CountingAllocator = heap::CountingAllocator;

const PROGRAM: &str = include_str!("programs/program.js");

const BATCHES: Batches<'_> = Batches {
    seeds: "THREADPROOF_PROGRAMS",
    usual: "1..25",
    batch: "THREADPROOF_PROGRAMS_BATCH",
    size: 50,
    ends: is_end,
    fails: |line| is_end(line) && !line.ends_with(" well"),
};

/// `seed 17 well`
fn is_end(line: &str) -> bool {
    line.starts_with("seed ")
}

#[test]
fn no_program_breaks_the_runtime() {
    BATCHES.run();
}

/// No test of its own: what the other starts.
#[test]
fn runs_a_batch() {
    let Some((from, to)) = BATCHES.in_batch(16 << 30) else {
        return;
    };
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
