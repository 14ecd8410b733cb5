//! A kept value is lent to work on its own thread; it can't leave with the answer.

use threadproof_runner::Kept;

fn take(kept: &Kept) {
    let _ = kept.with(|value, _| Ok(value.clone()));
}

fn main() {}
