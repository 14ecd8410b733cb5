//! Every scenario. A new one is a script in `bench/` and one entry here.

use threadproof_reports::bench::Unit;

use super::scenario::{DURATION, Repeats, Scenario, figure, one, rate};

/// Every scenario, in the order in which they run and are shown.
pub const ALL: &[Scenario] = &[
    Scenario {
        repeats: Repeats::Times(4),
        ..one(
            "process-start",
            "process-start.cjs",
            &[],
            &[figure(DURATION, "process start, hello world", Unit::Ms).times_best_peer(1.0)],
        )
    },
    one(
        "worker-start",
        "worker-start.cjs",
        &[],
        &[figure("ms", "worker, start to exit", Unit::Ms).times_best_peer(20.0)],
    ),
    one(
        "worker-first",
        "worker-cold.cjs",
        &["first"],
        &[figure(
            "ms",
            "the first worker of a process, start to exit",
            Unit::Ms,
        )
        .times_best_peer(15.0)],
    ),
    one(
        "worker-unseen",
        "worker-cold.cjs",
        &["unseen"],
        &[figure("ms", "worker with a script never seen before", Unit::Ms).times_best_peer(15.0)],
    ),
    one(
        "worker-module",
        "worker-cold.cjs",
        &["module"],
        &[figure(
            "ms",
            "worker from an ES module never seen before",
            Unit::Ms,
        )],
    ),
    one(
        "worker-builtins",
        "worker-cold.cjs",
        &["builtins"],
        &[figure(
            "ms",
            "worker that requires ten builtin modules",
            Unit::Ms,
        )],
    ),
    one(
        "worker-files",
        "worker-cold.cjs",
        &["files"],
        &[figure(
            "ms",
            "worker that requires 50 small files",
            Unit::Ms,
        )],
    ),
    one(
        "workers-at-once",
        "workers-at-once.cjs",
        &[],
        &[figure("ms", "50 workers at once, all answered", Unit::Ms)],
    ),
    one(
        "round-trip",
        "round-trip.cjs",
        &[],
        &[figure("us", "message round trip", Unit::Us).times_best_peer(5.0)],
    ),
    one(
        "one-way-small",
        "one-way.cjs",
        &["small"],
        &[rate("one way, small objects").times_best_peer(1.0)],
    ),
    one(
        "one-way-changing",
        "one-way.cjs",
        &["changing"],
        &[rate("one way, small objects of changing values").times_best_peer(1.0)],
    ),
    one(
        "one-way-numbers",
        "one-way.cjs",
        &["numbers"],
        &[rate("one way, arrays of 1,000 numbers")],
    ),
    one(
        "one-way-string-1k",
        "one-way.cjs",
        &["string-1k"],
        &[rate("one way, strings of 1 KiB")],
    ),
    one(
        "one-way-string-1m",
        "one-way.cjs",
        &["string-1m"],
        &[rate("one way, strings of 1 MiB")],
    ),
    one(
        "one-way-nested",
        "one-way.cjs",
        &["nested"],
        &[rate("one way, objects of 1,000 nodes")],
    ),
    one(
        "one-way-map",
        "one-way.cjs",
        &["map"],
        &[rate("one way, a Map of 1,000 entries")],
    ),
    one(
        "one-way-typed-1m",
        "one-way.cjs",
        &["typed-1m"],
        &[rate("one way, typed arrays of 1 MiB")],
    ),
    one(
        "one-way-buffer-64k",
        "one-way.cjs",
        &["buffer-64k"],
        &[rate("one way, Buffers of 64 KiB")],
    ),
    one(
        "one-way-error",
        "one-way.cjs",
        &["error"],
        &[rate("one way, errors with their stacks")],
    ),
    one(
        "fan-in",
        "fan-in.cjs",
        &[],
        &[rate("small objects from 8 workers to one parent")],
    ),
    one(
        "clone-small",
        "clone.cjs",
        &["small"],
        &[rate("structuredClone of small objects")],
    ),
    one(
        "clone-tree",
        "clone.cjs",
        &["tree"],
        &[rate("structuredClone of 100 objects in each other")],
    ),
    one(
        "ports-chain",
        "ports.cjs",
        &["chain"],
        &[figure(
            "us",
            "there and back over a chain of five ports",
            Unit::Us,
        )],
    ),
    one(
        "ports-open",
        "ports.cjs",
        &["open"],
        &[
            figure("us", "each of 1,000 ports opened and answered", Unit::Us),
            figure("portKib", "memory of each of them", Unit::Kib),
        ],
    ),
    one(
        "counter",
        "counter.cjs",
        &[],
        &[rate("Atomics.add by four workers on one number")],
    ),
    one(
        "transfer",
        "buffer.cjs",
        &["transfer"],
        &[
            figure("us", "transfer of 64 MiB", Unit::Us),
            figure("usSmall", "transfer of 64 KiB", Unit::Us),
            // Both are times of the same few messages, so this leaves room for noise only.
            figure("timesSmall", "64 MiB against 64 KiB", Unit::Quotient).at_most(1.5),
        ],
    ),
    one(
        "copy",
        "buffer.cjs",
        &["copy"],
        &[figure("us", "copy of 64 MiB", Unit::Us)],
    ),
    one(
        "atomics",
        "atomics.cjs",
        &[],
        &[figure(
            "us",
            "Atomics.wait and notify, there and back",
            Unit::Us,
        )],
    ),
    one(
        "broadcast",
        "broadcast.cjs",
        &[],
        &[figure(
            "us",
            "broadcast to 20 workers, all answered",
            Unit::Us,
        )],
    ),
    one(
        "locks",
        "locks.cjs",
        &[],
        &[figure("us", "lock hand-over between 2 threads", Unit::Us)],
    ),
    one(
        "receive",
        "receive.cjs",
        &[],
        &[rate("post and receiveMessageOnPort")],
    ),
    one(
        "terminate",
        "terminate.cjs",
        &[],
        &[
            figure("ms", "terminate() of a busy worker", Unit::Ms).at_most(5.0),
            figure("longest", "the longest of 15 of them", Unit::Ms),
        ],
    ),
    one(
        "memory",
        "memory.cjs",
        &[],
        &[
            figure("processMib", "memory of the process", Unit::Mib),
            figure("workerKib", "memory of each of 50 idle workers", Unit::Kib)
                .times_best_peer(5.0),
        ],
    ),
    one(
        "memory-200",
        "memory.cjs",
        &["200"],
        &[
            figure("ms", "200 workers at once, all answered", Unit::Ms),
            figure("workerKib", "memory of each of 200 idle workers", Unit::Kib),
        ],
    ),
    one(
        "unread",
        "unread.cjs",
        &[],
        &[figure(
            "times",
            "memory of 10,000 unread messages, times their bytes",
            Unit::Quotient,
        )
        .less()
        .at_most(1.5)],
    ),
    Scenario {
        repeats: Repeats::Once,
        ..one(
            "churn",
            "churn.cjs",
            &["10000", "9"],
            &[
                figure(
                    "workers",
                    "workers one after another, in 9 s at most",
                    Unit::Count,
                )
                .at_least(10_000.0),
                figure("growthKib", "growth of memory for each of them", Unit::Kib).at_most(0.1),
            ],
        )
    },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use camino::Utf8Path;

    use super::*;

    #[test]
    fn names_are_unique_and_scripts_are_there_and_say_what_they_measure() {
        let names: HashSet<_> = ALL.iter().map(|scenario| scenario.name).collect();
        assert_eq!(names.len(), ALL.len());
        let folder = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../bench");
        for scenario in ALL {
            let script = std::fs::read_to_string(folder.join(scenario.script)).expect("a script");
            assert!(
                script.starts_with("// What it measures: "),
                "{}",
                scenario.script
            );
            for figure in scenario.figures {
                let told = figure.key == DURATION || script.contains(figure.key);
                assert!(told, "{} prints no {}", scenario.script, figure.key);
            }
        }
    }
}
