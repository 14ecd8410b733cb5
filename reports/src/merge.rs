//! Joining the shards of one run into one record.
//!
//! A merged record must be what one machine would have written, so anything that would make it
//! dishonest is refused: a missing or repeated shard, another suite, another tool, another
//! platform, other runtimes. This module must never pick a winner between two results.

use std::collections::HashMap;

use crate::record::{Run, Shard};

/// How many missing shards are named.
const NAMED: usize = 20;

/// Why records cannot be merged. Records are named by the text that came with them.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// Nothing to merge.
    #[error("no records to merge; pass the records of all shards")]
    Empty,
    /// A record is not of a sharded run.
    #[error("{0} is not a shard; merge takes the records of runs with `--shard i/n`")]
    NotAShard(String),
    /// Two records say that they are the same shard.
    #[error("{first} and {second} are both shard {}/{}; pass each shard once", shard.index, shard.of)]
    Overlap {
        /// One record.
        first: String,
        /// The other.
        second: String,
        /// The shard.
        shard: Shard,
    },
    /// A record's shard is none.
    #[error("{name} says that it is shard {}/{}, which cannot be; run that shard again", shard.index, shard.of)]
    NoShard {
        /// The record.
        name: String,
        /// What it says.
        shard: Shard,
    },
    /// Some shards are absent.
    #[error("of {of} shards these are missing: {missing}; run them and pass their records too")]
    Missing {
        /// The missing shards' numbers.
        missing: String,
        /// How many shards there should be.
        of: u32,
    },
    /// Two records differ in what all must agree on.
    #[error(
        "{first} has {what} {one}, but {second} has {other}; \
         run all shards the same way, of the same suite and version"
    )]
    Mixed {
        /// One record.
        first: String,
        /// The other.
        second: String,
        /// What they differ in.
        what: &'static str,
        /// What the one says.
        one: String,
        /// What the other says.
        other: String,
    },
    /// A case is in two shards.
    #[error("{case} is in {first} and in {second}; the shards were not split by one plan")]
    SharedCase {
        /// The case.
        case: String,
        /// One record.
        first: String,
        /// The other.
        second: String,
    },
}

/// Merges the shards of one run; each comes with the name that messages call it.
///
/// # Errors
///
/// If the records are not exactly all the shards of one run.
pub fn merge(records: Vec<(String, Run)>) -> Result<Run, MergeError> {
    let Some((first_name, first)) = records.first() else {
        return Err(MergeError::Empty);
    };
    for (name, run) in &records {
        agree(first_name, first, name, run)?;
    }
    complete(&records)?;
    disjoint(&records)?;
    let mut runs = records.into_iter().map(|(_, run)| run);
    let Some(mut merged) = runs.next() else {
        return Err(MergeError::Empty);
    };
    merged.shard = None;
    for run in runs {
        merged.started = merged.started.min(run.started);
        // The shards ran at the same time: the longest is how long one waited.
        merged.duration_ms = merged.duration_ms.max(run.duration_ms);
        merged.host.cpus = merged.host.cpus.min(run.host.cpus);
        merged.interrupted |= run.interrupted;
        merged.cases.extend(run.cases);
        merged.results.extend(run.results);
    }
    order(&mut merged);
    Ok(merged)
}

fn agree(first_name: &str, first: &Run, name: &str, run: &Run) -> Result<(), MergeError> {
    let pairs = [
        ("suite", show(&first.suite.hash), show(&run.suite.hash)),
        (
            "suite size",
            first.suite.cases.to_string(),
            run.suite.cases.to_string(),
        ),
        ("threadproof version", show(&first.tool), show(&run.tool)),
        ("platform", platform(first), platform(run)),
        ("runtimes", runtimes(first), runtimes(run)),
        (
            "filter",
            format!("{:?}", first.filter),
            format!("{:?}", run.filter),
        ),
        (
            "gate",
            format!("{:?}", first.gate),
            format!("{:?}", run.gate),
        ),
        (
            "seed",
            format!("{:?}", first.seed),
            format!("{:?}", run.seed),
        ),
        ("number of shards", parts(first), parts(run)),
    ];
    for (what, one, other) in pairs {
        if one != other {
            let (first, second) = (first_name.to_owned(), name.to_owned());
            return Err(MergeError::Mixed {
                first,
                second,
                what,
                one,
                other,
            });
        }
    }
    Ok(())
}

fn complete(records: &[(String, Run)]) -> Result<(), MergeError> {
    let mut seen: HashMap<u32, &str> = HashMap::new();
    let mut of = 0;
    for (name, run) in records {
        let Some(shard) = run.shard else {
            return Err(MergeError::NotAShard(name.clone()));
        };
        if !(1..=shard.of).contains(&shard.index) {
            let name = name.clone();
            return Err(MergeError::NoShard { name, shard });
        }
        of = shard.of;
        if let Some(first) = seen.insert(shard.index, name) {
            let (first, second) = (first.to_owned(), name.clone());
            return Err(MergeError::Overlap {
                first,
                second,
                shard,
            });
        }
    }
    // All numbers are of shards, so those that are there can be counted.
    let absent = of as usize - seen.len();
    if absent == 0 {
        return Ok(());
    }
    let missing = (1..=of).filter(|index| !seen.contains_key(index));
    let mut named: Vec<String> = missing.take(NAMED).map(|index| index.to_string()).collect();
    if absent > NAMED {
        named.push(format!("and {} more", absent - NAMED));
    }
    Err(MergeError::Missing {
        missing: named.join(", "),
        of,
    })
}

fn disjoint(records: &[(String, Run)]) -> Result<(), MergeError> {
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for (name, run) in records {
        for case in &run.cases {
            if let Some(first) = seen.insert(&case.id, name) {
                let (first, second) = (first.to_owned(), name.clone());
                return Err(MergeError::SharedCase {
                    case: case.id.clone(),
                    first,
                    second,
                });
            }
        }
    }
    Ok(())
}

// Ids decide the order, so merging gives the same bytes in whatever order shards are passed.
fn order(run: &mut Run) {
    let columns: HashMap<String, usize> = run
        .runtimes
        .iter()
        .enumerate()
        .map(|(column, runtime)| (runtime.id.clone(), column))
        .collect();
    run.cases.sort_by(|a, b| a.id.cmp(&b.id));
    run.results.sort_by(|a, b| {
        a.case
            .cmp(&b.case)
            .then_with(|| columns.get(&a.runtime).cmp(&columns.get(&b.runtime)))
    });
}

fn show(text: &str) -> String {
    format!("`{text}`")
}

fn platform(run: &Run) -> String {
    format!("{} {}", run.host.os, run.host.arch)
}

fn runtimes(run: &Run) -> String {
    let each: Vec<String> = run
        .runtimes
        .iter()
        .map(|runtime| {
            if runtime.available {
                runtime.id.clone()
            } else {
                format!("{} (absent)", runtime.id)
            }
        })
        .collect();
    each.join(" ")
}

fn parts(run: &Run) -> String {
    run.shard
        .map_or_else(|| "none".to_owned(), |shard| shard.of.to_string())
}
