//! Telling listeners: the way of a message to `on('message')`, and events that scripts dispatch.

use std::hint::black_box;

use boa_engine::JsValue;
use criterion::Criterion;
use threadproof_event as event;

use crate::support::{context, eval};

/// Dispatching.
pub fn benches(criterion: &mut Criterion) {
    for (name, listen) in [
        ("message to on('message')", "port.on('message', () => {})"),
        (
            "message to addEventListener",
            "port.addEventListener('message', () => {})",
        ),
    ] {
        let mut context = context();
        let script = format!("const port = new MessageChannel().port1; {listen}; port");
        let port = eval(&script, &mut context);
        let port = port.as_object().expect("a port");
        let value = JsValue::from(1);
        criterion.bench_function(name, |bench| {
            bench.iter(|| event::deliver(&mut context, &port, &value).expect("it is told"));
        });
    }
    let mut context = context();
    let script = "const target = new EventTarget(); target.addEventListener('it', () => {});
        const event = new Event('it'); () => target.dispatchEvent(event)";
    let dispatch = eval(script, &mut context);
    let dispatch = dispatch.as_callable().expect("a function");
    criterion.bench_function("dispatchEvent from a script", |bench| {
        bench.iter(|| {
            let told = dispatch.call(&JsValue::undefined(), &[], &mut context);
            black_box(told.expect("it is told"))
        });
    });
}
