//! Structured clone: writing a message, making the value again, and moving a buffer.

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion};
use threadproof_clone::serialize;

use crate::support::{context, eval};

/// The values of the scenarios in `bench/one-way.cjs`.
const VALUES: &[(&str, &str)] = &[
    ("number", "42"),
    ("small", "({ id: 42, name: 'message', ok: true })"),
    ("numbers", "Array.from({ length: 1000 }, (_, i) => i + 0.5)"),
    ("string-1k", "'x'.repeat(1 << 10)"),
    ("string-1m", "'x'.repeat(1 << 20)"),
    (
        "nested",
        "(() => { const root = { id: 0, name: 'node', children: [] }; const open = [root];
        for (let id = 1; id < 1000; id++) { const node = { id, name: 'node', children: [] };
        open[(id - 1) >> 2].children.push(node); open.push(node); } return root; })()",
    ),
];

/// Serializing and deserializing.
pub fn benches(criterion: &mut Criterion) {
    for (name, script) in VALUES {
        let mut context = context();
        let value = eval(script, &mut context);
        criterion.bench_with_input(
            BenchmarkId::new("serialize", name),
            &value,
            |bench, value| {
                bench.iter(|| black_box(serialize(value, &[], &mut context).expect("a message")));
            },
        );
    }
    for (name, script) in VALUES {
        let mut context = context();
        let value = eval(script, &mut context);
        let bound = (*name == "nested" || *name == "string-1m").then_some(BatchSize::LargeInput);
        criterion.bench_with_input(
            BenchmarkId::new("serialize and deserialize", name),
            &value,
            |bench, value| {
                bench.iter_batched(
                    || (),
                    |()| {
                        let message = serialize(value, &[], &mut context).expect("a message");
                        black_box(message.deserialize(&mut context).expect("a value").value)
                    },
                    bound.unwrap_or(BatchSize::SmallInput),
                );
            },
        );
    }
}

/// A buffer that moves there and back: its size should not matter.
pub fn transfers(criterion: &mut Criterion) {
    for (name, size) in [("64 KiB", 64 << 10), ("64 MiB", 64 << 20)] {
        let mut context = context();
        let mut buffer = eval(&format!("new ArrayBuffer({size})"), &mut context);
        criterion.bench_function(&format!("transfer of {name}"), |bench| {
            bench.iter(|| {
                let list = [buffer.clone()];
                let message = serialize(&buffer, &list, &mut context).expect("a message");
                buffer = message.deserialize(&mut context).expect("a buffer").value;
            });
        });
    }
}
