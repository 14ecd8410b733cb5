//! Runs every program of `examples/`: the five situations of `GraalVM`'s page on threads, and a tour
//! of the API. Each is compiled into this test, so that nothing starts another build.

use threadproof_runner::{Ended, Value};

#[allow(dead_code, reason = "its `main` is not called here")]
#[path = "../examples/host_concurrency.rs"]
mod host_concurrency;
#[allow(dead_code, reason = "its `main` is not called here")]
#[path = "../examples/one_context_many_threads.rs"]
mod one_context_many_threads;
#[allow(dead_code, reason = "its `main` is not called here")]
#[path = "../examples/quick_start.rs"]
mod quick_start;
#[allow(dead_code, reason = "its `main` is not called here")]
#[path = "../examples/sandbox.rs"]
mod sandbox;
#[allow(dead_code, reason = "its `main` is not called here")]
#[path = "../examples/several_contexts.rs"]
mod several_contexts;
#[allow(dead_code, reason = "its `main` is not called here")]
#[path = "../examples/shared_objects.rs"]
mod shared_objects;
#[allow(dead_code, reason = "its `main` is not called here")]
#[path = "../examples/tracer.rs"]
mod tracer;
#[allow(dead_code, reason = "its `main` is not called here")]
#[path = "../examples/values_between_threads.rs"]
mod values_between_threads;

#[test]
fn every_example_is_run_here() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let here = include_str!("examples.rs");
    for entry in std::fs::read_dir(folder).expect("the folder of examples") {
        let name = entry.expect("an entry").file_name();
        let name = name.to_string_lossy().replace(".rs", "::run()");
        assert!(here.contains(&name), "{name} is not called in this file");
    }
}

#[test]
fn quick_start_prints_the_answer() {
    let printed = quick_start::run().expect("the example runs");
    assert_eq!(printed, "the worker says 42\n");
}

#[test]
fn several_contexts_run_in_several_threads() {
    let printed = several_contexts::run().expect("the example runs");
    // Each runtime has its own first worker, whose thread id is 1, and its own environment data.
    assert_eq!(printed, ["1 1 10\n", "2 1 20\n", "3 1 30\n", "4 1 40\n"]);
}

#[test]
fn values_of_one_thread_are_used_from_another() {
    let length = values_between_threads::run().expect("the example runs");
    assert!((length - 2.0).abs() < f64::EPSILON, "{length}");
}

#[test]
fn one_context_is_used_by_several_threads() {
    use one_context_many_threads::{ROUNDS, THREADS};
    let count = one_context_many_threads::run().expect("the example runs");
    assert_eq!(count, Value::from(THREADS * ROUNDS));
}

#[test]
fn host_concurrency_is_used_from_javascript() {
    let printed = host_concurrency::run().expect("the example runs");
    assert_eq!(
        printed,
        "forked and joined 500500\nbeside the script 500500 55\n"
    );
}

#[test]
fn host_objects_are_used_by_all_threads_at_once() {
    let tally = shared_objects::run().expect("the example runs");
    assert_eq!(tally.len(), 4);
    assert!(tally.values().all(|count| *count == 125), "{tally:?}");
}

#[test]
fn sandbox_refuses_and_ends() {
    let (printed, ended) = sandbox::run().expect("the example runs");
    let refused = "ERR_ACCESS_DENIED";
    assert_eq!(
        printed,
        format!("files {refused}\nprocesses {refused}\nvariables {refused}\nmodules {refused}\n")
    );
    assert_eq!(ended, Ended::TimedOut);
}

#[test]
fn tracer_sees_everything() {
    let trace = tracer::run().expect("the example runs");
    let expected = [
        "start 0 \"\"",
        "start 1 \"picky\"",
        "message 0 -> Some(1)",
        "uncaught in 1: no thanks",
        "exit 1 with 1",
        "exit 0 with 0",
    ];
    let mut sorted = trace.clone();
    sorted.sort();
    let mut all = expected.to_vec();
    all.sort_unstable();
    assert_eq!(sorted, all);
    let at = |line: &str| trace.iter().position(|other| other == line);
    for pair in [
        // The message may be sent before its receiver has begun.
        ["start 0 \"\"", "start 1 \"picky\""],
        ["start 0 \"\"", "message 0 -> Some(1)"],
        ["message 0 -> Some(1)", "uncaught in 1: no thanks"],
        ["uncaught in 1: no thanks", "exit 1 with 1"],
        ["exit 1 with 1", "exit 0 with 0"],
    ] {
        assert!(at(pair[0]) < at(pair[1]), "{pair:?} in {trace:?}");
    }
}
