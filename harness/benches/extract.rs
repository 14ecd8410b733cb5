//! How long the extractor takes for pages of each form, by size: the time must grow with the size.
//!
//! `cargo bench --bench extract` prints bytes a second; a page of 10 MB has to take under a second.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use threadproof_harness::docs::read_text;

/// Pages to repeat, by name.
const PAGES: &[(&str, &str)] = &[
    ("page.md", include_str!("../tests/pages/shapes.md")),
    ("page.html", include_str!("../tests/pages/post.html")),
    ("page.txt", include_str!("../tests/pages/damaged.txt")),
    ("page.d.ts", include_str!("../tests/pages/members.d.ts")),
];

fn extract(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("extract");
    group.sample_size(10);
    for (name, page) in PAGES {
        for megabytes in [1, 10] {
            let text = page.repeat(megabytes * 1024 * 1024 / page.len() + 1);
            group.throughput(Throughput::Bytes(text.len() as u64));
            let id = BenchmarkId::new(*name, format!("{megabytes}MB"));
            group.bench_with_input(id, &text, |bencher, text| {
                bencher.iter(|| read_text((*name).into(), black_box(text)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, extract);
criterion_main!(benches);
