//! What the parts of the reference cost, so that a change shows where.
//!
//! `cargo bench -p threadproof-runner` measures; `… -- --test` only runs everything once. How the
//! whole compares with other runtimes is measured by `threadproof bench`.

mod clone;
mod contexts;
mod events;
mod ports;
mod support;

use criterion::{criterion_group, criterion_main};

criterion_group!(
    parts,
    clone::benches,
    clone::transfers,
    ports::benches,
    events::benches,
    contexts::benches
);
criterion_main!(parts);
