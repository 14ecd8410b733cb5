//! Making what a thread needs before its script: most of a worker's life.

use std::hint::black_box;

use boa_engine::Context;
use criterion::Criterion;

use crate::support;

/// The engine's own context is the floor; what is above it is the runtime's.
pub fn benches(criterion: &mut Criterion) {
    criterion.bench_function("context of the engine alone", |bench| {
        bench.iter(|| black_box(Context::default()));
    });
    criterion.bench_function("context with every global", |bench| {
        bench.iter(|| black_box(support::context()));
    });
}
