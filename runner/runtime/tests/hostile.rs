//! Builtins called at random, with arguments that touch what they are given to (`hostile/caller.js`):
//! nothing may panic, abort, hang or eat memory.
//!
//! Each batch of seeds runs in a process of its own, with caps. `THREADPROOF_HOSTILE=FROM..TO` runs
//! other seeds than the few that every run has.

#[path = "support/batches.rs"]
mod batches;

use batches::{Batches, cap};
use threadproof_runner::{Runtime, SourceKind, heap};

#[global_allocator]
static ALLOCATOR: heap::CountingAllocator = heap::CountingAllocator;

const CALLS: u32 = 60;

const BATCHES: Batches<'_> = Batches {
    seeds: "THREADPROOF_HOSTILE",
    usual: "0..24",
    batch: "THREADPROOF_HOSTILE_BATCH",
    size: 20,
    ends: is_end,
    fails: |line| line.contains("failure of the JavaScript engine"),
};

/// `17 done, exit 0`
fn is_end(line: &str) -> bool {
    line.contains(", exit ")
}

#[test]
fn no_call_of_a_builtin_breaks_its_thread() {
    BATCHES.run();
}

/// No test of its own: what the other starts.
#[test]
fn runs_a_batch() {
    let Some((from, to)) = BATCHES.in_batch(8 << 30) else {
        return;
    };
    // Ends a call that nothing else can end.
    cap(rustix::process::Resource::Cpu, 300);
    let outcome = Runtime::builder()
        .source("require('/hostile/main.js')", SourceKind::CommonJs)
        .virtual_file("/hostile/main.js", include_str!("hostile/main.js"))
        .virtual_file("/hostile/caller.js", include_str!("hostile/caller.js"))
        .args([from, to, CALLS].map(|number| number.to_string()))
        .run();
    outcome.expect("the runtime starts");
}
