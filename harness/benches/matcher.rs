//! What a verdict costs: reading an expectation, and comparing it with what was observed.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use threadproof_harness::diagnose::Text;
use threadproof_harness::matcher::judge;
use threadproof_harness::observe::Observation;
use threadproof_harness::plan::expectation::Expectation;
use threadproof_harness::plan::reader::read_expectation;
use threadproof_reports::record::TraceEvent;

/// An expectation of so many events of two threads, each after the one before it.
fn expectation(events: usize) -> String {
    let mut text = String::from(
        "schema: 1\npromises: it does\ncovers: [an-id]\nexpect:\n  done: false\n  events:\n",
    );
    for index in 0..events {
        let thread = if index % 2 == 0 { "main" } else { "worker" };
        text.push_str(&format!(
            "    e{index}: {{thread: {thread}, kind: message, value: {}}}\n",
            index / 4
        ));
    }
    let order: Vec<String> = (1..events)
        .map(|index| format!("e{} < e{index}", index - 1))
        .collect();
    text.push_str(&format!("  order: [{}]\n", order.join(", ")));
    text
}

fn read(events: usize) -> Expectation {
    let text = Text::new("expectation.yaml", expectation(events));
    read_expectation(text).expect("a sound expectation")
}

/// What a run that does as expected leaves behind.
fn observation(events: usize) -> Observation {
    let mut observation = Observation::default();
    observation.seen.exit = Some(0);
    observation.seen.trace = (0..events)
        .map(|index| TraceEvent {
            thread: if index % 2 == 0 { "main" } else { "worker" }.to_owned(),
            tid: i64::try_from(index % 2).unwrap_or_default(),
            seq: (index / 2 + 1) as u64,
            kind: "message".to_owned(),
            value: Some((index / 4).into()),
        })
        .collect();
    observation
}

fn benches(criterion: &mut Criterion) {
    for events in [4, 40, 200] {
        let text = expectation(events);
        criterion.bench_with_input(
            BenchmarkId::new("read an expectation", events),
            &text,
            |bench, text| {
                bench.iter(|| {
                    let text = Text::new("expectation.yaml", text.as_str());
                    black_box(read_expectation(text).expect("a sound expectation"))
                });
            },
        );
        let (expected, observed) = (read(events), observation(events));
        criterion.bench_with_input(
            BenchmarkId::new("judge", events),
            &(expected, observed),
            |bench, (expected, observed)| bench.iter(|| black_box(judge(expected, observed))),
        );
    }
}

criterion_group!(matcher, benches);
criterion_main!(matcher);
