//! Splits a selection into shards of about the same duration, without coordination.
//!
//! Every machine computes the same split from the same inputs: the ids and the recorded durations.
//! The longest case goes first to the shard that has least so far.

use std::collections::BTreeMap;
use std::str::FromStr;

use thiserror::Error;
use threadproof_reports::record::Shard;

/// The duration of a case that no record knows.
const UNKNOWN_MS: u64 = 500;

/// A shard as written on the command line, `2/5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShardSpec(pub Shard);

/// A shard that cannot be read.
#[derive(Debug, Error)]
#[error("`{0}` is not a shard; write `i/n` with 1 <= i <= n, as in 2/5")]
pub struct ShardError(String);

impl FromStr for ShardSpec {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        let error = || ShardError(text.to_owned());
        let (index, of) = text.split_once('/').ok_or_else(error)?;
        let (index, of): (u32, u32) = (
            index.parse().map_err(|_| error())?,
            of.parse().map_err(|_| error())?,
        );
        if index == 0 || index > of {
            return Err(error());
        }
        Ok(Self(Shard { index, of }))
    }
}

/// The ids of `shard`, out of all of `ids`, in their given order.
#[must_use]
pub fn pick<'i>(shard: Shard, ids: &[&'i str], durations: &BTreeMap<String, u64>) -> Vec<&'i str> {
    let duration = |id: &str| durations.get(id).copied().unwrap_or(UNKNOWN_MS).max(1);
    let mut longest_first: Vec<&str> = ids.to_vec();
    longest_first.sort_by_key(|id| (std::cmp::Reverse(duration(id)), *id));
    // Of more shards than cases, those behind have none.
    let shards = (shard.of as usize).min(ids.len());
    let mut loads = vec![0_u64; shards];
    let mut mine = Vec::new();
    for id in longest_first {
        let least = (0..loads.len()).min_by_key(|one| loads[*one]).unwrap_or(0);
        loads[least] = loads[least].saturating_add(duration(id));
        if least + 1 == shard.index as usize {
            mine.push(id);
        }
    }
    ids.iter().copied().filter(|id| mine.contains(id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_cover_everything_once_and_are_even() {
        let names: Vec<String> = (0..50).map(|one| format!("a/{one}")).collect();
        let ids: Vec<&str> = names.iter().map(String::as_str).collect();
        let durations: BTreeMap<String, u64> = names
            .iter()
            .enumerate()
            .map(|(at, id)| (id.clone(), 10 + at as u64 * 7))
            .collect();
        let shards: Vec<_> = (1..=4)
            .map(|index| pick(Shard { index, of: 4 }, &ids, &durations))
            .collect();
        let mut all: Vec<_> = shards.iter().flatten().copied().collect();
        all.sort_unstable();
        let mut sorted = ids.clone();
        sorted.sort_unstable();
        assert_eq!(all, sorted);
        let loads: Vec<u64> = shards
            .iter()
            .map(|shard| shard.iter().map(|id| durations[*id]).sum())
            .collect();
        let (low, high) = (
            loads.iter().min().expect("four"),
            loads.iter().max().expect("four"),
        );
        assert!(high - low < 360, "{loads:?}");
    }

    #[test]
    fn impossible_shards_are_refused() {
        for text in ["", "1", "0/3", "4/3", "a/b", "1/0"] {
            assert!(text.parse::<ShardSpec>().is_err(), "{text}");
        }
        assert_eq!(
            "2/5".parse::<ShardSpec>().expect("valid").0,
            Shard { index: 2, of: 5 }
        );
    }
}
