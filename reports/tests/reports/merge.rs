//! Merging shards: exactly all of one run, or a refusal that says what to do.

use threadproof_reports::merge::{MergeError, merge};
use threadproof_reports::record::{Run, Shard};

use crate::sample::small;

/// The sample run, split in `of` parts by case.
fn shards(of: u32) -> Vec<(String, Run)> {
    (1..=of)
        .map(|index| {
            let mut run = small();
            run.shard = Some(Shard { index, of });
            let mut at = 0;
            run.cases.retain(|_| {
                at += 1;
                at % of == index % of
            });
            let kept: Vec<String> = run.cases.iter().map(|case| case.id.clone()).collect();
            run.results.retain(|result| kept.contains(&result.case));
            (format!("shard-{index}.json"), run)
        })
        .collect()
}

fn refused(records: Vec<(String, Run)>) -> String {
    merge(records).expect_err("is refused").to_string()
}

#[test]
fn all_shards_in_any_order_give_the_whole_run() {
    let whole = merge(shards(3)).unwrap();
    let mut turned = shards(3);
    turned.reverse();
    assert_eq!(merge(turned).unwrap(), whole);
    assert_eq!(whole.shard, None);
    assert_eq!(whole.cases, small().cases);
    assert_eq!(whole.results.len(), small().results.len());
    assert!(!whole.is_partial());
}

#[test]
fn a_missing_or_repeated_shard_is_refused() {
    let mut missing = shards(4);
    missing.remove(2);
    missing.remove(0);
    assert_eq!(
        refused(missing),
        "of 4 shards these are missing: 1, 3; run them and pass their records too"
    );
    let mut twice = shards(2);
    twice.push(("again.json".to_owned(), twice[0].1.clone()));
    assert_eq!(
        refused(twice),
        "shard-1.json and again.json are both shard 1/2; pass each shard once"
    );
}

#[test]
fn shards_of_different_runs_are_refused() {
    let differing = |change: fn(&mut Run)| {
        let mut records = shards(2);
        change(&mut records[1].1);
        refused(records)
    };
    assert_eq!(
        differing(|run| run.suite.hash = "other".into()),
        "shard-1.json has suite `9f2b6c1d4e8a7035`, but shard-2.json has `other`; \
         run all shards the same way, of the same suite and version"
    );
    assert!(differing(|run| run.tool = "0.2.0".into()).contains("threadproof version"));
    assert!(differing(|run| run.host.os = "windows".into()).contains("platform"));
    assert!(differing(|run| run.filter = Some("x".into())).contains("filter"));
    assert!(differing(|run| run.shard = Some(Shard { index: 2, of: 3 })).contains("number of"));
    assert!(differing(|run| drop(run.runtimes.pop())).contains("runtimes"));
}

#[test]
fn a_case_in_two_shards_is_refused() {
    let mut records = shards(2);
    let shared = records[0].1.cases[0].clone();
    records[1].1.cases.push(shared);
    assert!(refused(records).contains("is in shard-1.json and in shard-2.json"));
}

#[test]
fn what_is_no_shard_is_refused() {
    assert_eq!(merge(Vec::new()), Err(MergeError::Empty));
    assert!(refused(vec![("a.json".to_owned(), small())]).contains("a.json is not a shard"));
}

#[test]
fn an_interrupted_shard_leaves_the_whole_interrupted() {
    let mut records = shards(2);
    records[1].1.interrupted = true;
    assert!(merge(records).unwrap().interrupted);
}
