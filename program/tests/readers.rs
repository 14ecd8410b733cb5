//! Every reader of foreign bytes, over the corpora that fuzzing keeps and over damaged ones.
//!
//! The properties stand in `fuzz/src/lib.rs`, where a fuzzer searches for hours what is looked at
//! here for seconds; `PROPTEST_CASES` asks for more damaged inputs than 256 for each.

#[expect(dead_code, reason = "other tests ask for more places")]
mod places;
#[path = "../../fuzz/src/lib.rs"]
mod targets;

use std::fs;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use targets::{TARGETS, Target};

/// Pieces that mean something to one reader or another.
const PIECES: &[&[u8]] = &[
    b"[",
    b"]",
    b"{",
    b"}",
    b"(",
    b")",
    b": ",
    b"- ",
    b"? ",
    b"&a ",
    b"*a",
    b"|",
    b">",
    b"\"",
    b"'",
    b"#",
    b"!",
    b"!!str ",
    b"<",
    b"</",
    b"```",
    b"<!-- YAML\n",
    b"-->",
    b"\n",
    b"\r\n",
    b"\t",
    b"\0",
    b"\x1b[31m",
    b"\xc2\x9b",
    b"\xe2\x80\xae",
    b"\xef\xbb\xbf",
    b"\xff",
    b"18446744073709551615",
    b"4294967295",
    b"-1",
    b"1e999",
    b"null",
    b"\\u0000",
    b"\\ud800",
    b"~",
    b"%",
    b"@",
    b"`${",
    b"=>",
    b"min: ",
    b"count: ",
    b"area(",
    b">=",
    b"||",
    b"::error::",
];

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = places::workspace().join("fuzz/corpus").join(name);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("readable").path())
        .collect();
    paths.sort();
    let read = paths.iter().map(|path| fs::read(path).expect("readable"));
    let inputs: Vec<Vec<u8>> = read.collect();
    assert!(!inputs.is_empty(), "{folder} is empty");
    inputs
}

/// One change: where, as parts of the length, how much, and with which piece.
type Damage = (f64, f64, usize);

/// So far into a text of this length.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the whole part of a product of what is not negative"
)]
fn place(length: usize, part: f64) -> usize {
    (length as f64 * part) as usize
}

fn damaged(input: &[u8], damage: &[Damage]) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for &(at, part, piece) in damage {
        let start = place(bytes.len(), at);
        let end = place(bytes.len(), at + part).min(bytes.len());
        match PIECES.get(piece) {
            Some(piece) => drop(bytes.splice(start..start, piece.iter().copied())),
            // What is behind the pieces repeats a part, or leaves it out.
            None if piece % 2 == 0 => {
                let part = bytes[start..end].to_vec();
                drop(bytes.splice(start..start, part));
            }
            None => drop(bytes.drain(start..end)),
        }
    }
    bytes
}

fn damage() -> impl Strategy<Value = Vec<Damage>> {
    let one = (0.0..1.0_f64, 0.0..0.2_f64, 0..PIECES.len() * 3 / 2);
    prop::collection::vec(one, 1..10)
}

#[test]
fn every_input_that_was_kept_is_read_or_refused() {
    for (name, target) in TARGETS {
        for input in corpus(name) {
            target(&input);
        }
    }
}

#[test]
fn every_damaged_input_is_read_or_refused() {
    for (name, target) in TARGETS {
        damage_all(name, *target);
    }
}

fn damage_all(name: &str, target: fn(&[u8])) {
    let inputs = corpus(name);
    let mut config = Config {
        // A failure is told with its input, which belongs into the corpus.
        failure_persistence: None,
        ..Config::default()
    };
    // The same damage each time, so that a change is judged by what it changes; another seed
    // (`PROPTEST_RNG_SEED`) is for whoever looks for more.
    if config.rng_seed == RngSeed::Random {
        config.rng_seed = RngSeed::Fixed(1);
    }
    let strategy = (0..inputs.len(), damage());
    let tried = TestRunner::new(config).run(&strategy, |(which, damage)| {
        let input = damaged(&inputs[which], &damage);
        // Nothing is left half done that is looked at again.
        let read = std::panic::catch_unwind(|| target(&input));
        prop_assert!(read.is_ok(), "{}", String::from_utf8_lossy(&input));
        Ok(())
    });
    if let Err(error) = tried {
        panic!("{name}: {error}");
    }
}

#[test]
fn every_target_has_a_program_and_a_corpus() {
    let root = places::workspace().join("fuzz");
    let names = |folder: &str| {
        let entries = fs::read_dir(root.join(folder)).expect("it is there");
        let stems = entries.map(|entry| {
            let path = entry.expect("readable").path();
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        });
        let mut names: Vec<String> = stems.collect();
        names.sort();
        names
    };
    let mut targets: Vec<&str> = TARGETS.iter().map(|(name, _): &Target| *name).collect();
    targets.sort_unstable();
    assert_eq!(names("fuzz_targets"), targets);
    assert_eq!(names("corpus"), targets);
}
