//! The list of scenarios: which script of `bench/`, which figures of it, and what is to be reached.
//!
//! A new scenario is a script in `bench/` and one entry here. How it is run is not known here.

use threadproof_reports::bench::{Better, Target, Unit};

/// One thing that is measured.
#[derive(Debug)]
pub struct Scenario {
    /// The name used with `--scenario`.
    pub name: &'static str,
    /// The script in `bench/`.
    pub script: &'static str,
    /// Its arguments.
    pub args: &'static [&'static str],
    /// How often it runs.
    pub repeats: Repeats,
    /// What is read from it.
    pub figures: &'static [FigureKind],
}

/// How often a scenario runs, where `--runs` says how often one usually does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeats {
    /// Once: it is long, and has its repetitions inside.
    Once,
    /// As often as asked.
    Usual,
    /// So many times as often: it is short.
    Times(u32),
}

/// A figure of a scenario.
#[derive(Debug)]
pub struct FigureKind {
    /// Its name in the line that the script prints, or [`DURATION`].
    pub key: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// Which values are better.
    pub better: Better,
    /// What the reference is to reach.
    pub target: Option<Target>,
}

/// The figure that is taken from outside: milliseconds from the start of the process to its end.
pub const DURATION: &str = "duration";

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

/// A scenario that runs as often as asked.
const fn one(
    name: &'static str,
    script: &'static str,
    args: &'static [&'static str],
    figures: &'static [FigureKind],
) -> Scenario {
    Scenario {
        name,
        script,
        args,
        repeats: Repeats::Usual,
        figures,
    }
}

/// A figure of which small values are better; a number of things only explains others.
const fn figure(key: &'static str, title: &'static str, unit: Unit) -> FigureKind {
    let better = match unit {
        Unit::Count | Unit::Quotient => Better::Neither,
        _ => Better::Less,
    };
    FigureKind {
        key,
        title,
        unit,
        better,
        target: None,
    }
}

/// Messages a second.
const fn rate(title: &'static str) -> FigureKind {
    FigureKind {
        better: Better::More,
        ..figure("perSecond", title, Unit::PerSecond)
    }
}

impl FigureKind {
    const fn times_best_peer(mut self, times: f64) -> Self {
        self.target = Some(Target::TimesBestPeer(times));
        self
    }

    const fn at_most(mut self, most: f64) -> Self {
        self.target = Some(Target::AtMost(most));
        self
    }

    const fn at_least(mut self, least: f64) -> Self {
        self.target = Some(Target::AtLeast(least));
        self
    }
}

impl Repeats {
    /// How often the scenario runs when one usually runs `usual` times.
    #[must_use]
    pub fn of(self, usual: u32) -> u32 {
        match self {
            Self::Once => 1,
            Self::Usual => usual,
            Self::Times(times) => usual.saturating_mul(times),
        }
    }
}

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
