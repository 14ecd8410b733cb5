//! Builtins called at random, with arguments that touch what they are given to (`hostile/caller.js`):
//! nothing may panic, abort, hang or eat memory.
//!
//! Each batch of seeds runs in a process of its own, with caps. `THREADPROOF_HOSTILE=FROM..TO` runs
//! other seeds than the few that every run has.

use std::process::{Command, Stdio};

use threadproof_runner::{Runtime, SourceKind, heap};

#[global_allocator]
static ALLOCATOR: heap::CountingAllocator = heap::CountingAllocator;

const SEEDS: &str = "THREADPROOF_HOSTILE";
const BATCH: &str = "THREADPROOF_HOSTILE_BATCH";
const CALLS: u32 = 60;

#[test]
fn no_call_of_a_builtin_breaks_its_thread() {
    let wanted = std::env::var(SEEDS).unwrap_or_else(|_| "0..24".to_owned());
    let (from, to) = wanted.split_once("..").expect("FROM..TO");
    let (mut from, to): (u32, u32) = (from.parse().expect("a seed"), to.parse().expect("a seed"));
    let mut broken = Vec::new();
    while from < to {
        let end = to.min(from + 20);
        let output = Command::new(std::env::current_exe().expect("a test runs from a file"))
            .args(["--exact", "runs_a_batch", "--nocapture"])
            .env(BATCH, format!("{from}..{end}"))
            .stdin(Stdio::null())
            .output()
            .expect("a test can run itself");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let ended = said.lines().filter(|line| is_end(line)).count();
        let ended = u32::try_from(ended).expect("there are not so many");
        let failed = said
            .lines()
            .filter(|line| line.contains("failure of the JavaScript engine"));
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

/// `17 done, exit 0`
fn is_end(line: &str) -> bool {
    line.contains(", exit ")
}

/// No test of its own: what the other starts.
#[test]
fn runs_a_batch() {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let Ok(batch) = std::env::var(BATCH) else {
        return;
    };
    let (from, to) = batch.split_once("..").expect("FROM..TO");
    let cap = |resource, limit| {
        let limits = Rlimit {
            current: Some(limit),
            maximum: Some(limit),
        };
        setrlimit(resource, limits).expect("a limit may be lowered");
    };
    cap(Resource::As, 8 << 30);
    cap(Resource::Core, 0);
    // Ends a call that nothing else can end.
    cap(Resource::Cpu, 300);
    let outcome = Runtime::builder()
        .source("require('/hostile/main.js')", SourceKind::CommonJs)
        .virtual_file("/hostile/main.js", include_str!("hostile/main.js"))
        .virtual_file("/hostile/caller.js", include_str!("hostile/caller.js"))
        .args([from.to_owned(), to.to_owned(), CALLS.to_string()])
        .run();
    outcome.expect("the runtime starts");
}
