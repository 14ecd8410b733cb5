//! The queue of a port, and the inbox of a thread.

use std::collections::VecDeque;
use std::hint::black_box;

use boa_engine::JsValue;
use criterion::Criterion;
use threadproof_agent::mailbox::Mailbox;
use threadproof_agent::task::Task;
use threadproof_clone::serialize;
use threadproof_workers::worker_threads::port_core::{Envelope, PortCore};

use crate::support::{cluster, context};

/// Posting and taking.
pub fn benches(criterion: &mut Criterion) {
    let cluster = cluster();
    let (one, _other) = PortCore::pair(&cluster);
    let mut context = context();
    let mut message = Some(serialize(&JsValue::from(1), &[], &mut context).expect("a message"));
    criterion.bench_function("port queue, put and take", |bench| {
        bench.iter(|| {
            let envelope = message.take().map(Envelope::Message).expect("it came back");
            one.accept(envelope);
            message = one.take();
        });
    });
    let mailbox = Mailbox::new(false);
    let mut tasks = VecDeque::new();
    criterion.bench_function("mailbox, post and take", |bench| {
        bench.iter(|| {
            mailbox.post(Task::Nudge);
            mailbox.take_all(&mut tasks);
            black_box(tasks.pop_front());
        });
    });
}
