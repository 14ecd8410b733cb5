//! Tests of profiles: what a call in slices gives, and what the samples say.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use boa_engine::{Context, JsResult, JsValue, NativeFunction, Source, js_string};
use serde_json::Value;

use super::{CpuOptions, HeapOptions, HeapRefusal, Profiler, sliced};
use crate::interrupt::Interrupt;

const OFTEN: CpuOptions = CpuOptions {
    interval: Duration::from_nanos(1),
    max_samples: 1_000_000,
};

/// A context that profiles can be taken of.
fn profiled() -> (Rc<Profiler>, Box<Context>) {
    let profiler = Rc::<Profiler>::default();
    let mut context = Box::new(Context::default());
    context.runtime_limits_mut().set_recursion_limit(500);
    context.insert_data(Rc::clone(&profiler));
    (profiler, context)
}

/// Calls the function that `source` gives, with `this` 1 and the arguments 2 and 3.
fn called(source: &str, context: &mut Context) -> JsResult<JsValue> {
    let function = context.eval(Source::from_bytes(source))?;
    let function = function.as_callable().expect("the source is a function");
    sliced::call(&function, &1.into(), &[2.into(), 3.into()], context)
}

/// The value, or the error without the place of its outermost call.
fn shown(outcome: JsResult<JsValue>) -> String {
    let error = match outcome {
        Ok(value) => return value.display().to_string(),
        Err(error) => error.to_string(),
    };
    error.split(" (").next().unwrap_or_default().to_owned()
}

#[test]
fn sliced_call_gives_what_a_plain_call_gives() {
    let sources = [
        "(function (a, b) { 'use strict'; return [this, a, b, arguments.length, new.target] })",
        "(function () { throw new TypeError('thrown') })",
        "(function () { throw { plain: 1 } })",
        "(function (a) { let sum = 0; for (let i = 0; i < 1000; i++) sum += a; return sum })",
        "(function () { return [3, 1, 2].map((x) => { try { throw x } catch (e) { return e * 2 } }) })",
        "(function () { function* g() { yield 1; yield* [2, 3] } return [...g()] })",
        "(function f(n) { return n > 300 ? n : f(n + 1) })",
        "(function f() { return f() })",
        "(function () { return Math.max.apply(null, arguments) })",
        "(async function () { await 1; return 2 })",
        "(class { static make = () => new this() }).make",
        "Array.prototype.concat.bind([0])",
    ];
    let (profiler, mut context) = profiled();
    for source in sources {
        let plain = shown(called(source, &mut context));
        let id = profiler
            .start_cpu(OFTEN, &mut context)
            .expect("profiles begin");
        assert_eq!(shown(called(source, &mut context)), plain, "{source}");
        assert!(profiler.stop_cpu(id, &context).is_some());
        assert!(!profiler.is_active());
    }
}

#[test]
fn calls_in_calls_are_sliced_too() {
    let (profiler, mut context) = profiled();
    let id = profiler
        .start_cpu(OFTEN, &mut context)
        .expect("profiles begin");
    // As events are dispatched: native code calls a listener.
    let dispatch = NativeFunction::from_fn_ptr(|this, args, context| {
        let listener = args.first().and_then(JsValue::as_callable);
        let listener = listener.expect("a listener is given");
        sliced::call(&listener, this, &[], context)
    });
    context
        .register_global_callable(js_string!("dispatch"), 1, dispatch)
        .expect("the name is free");
    let source = "(function () {
        let sum = 0;
        dispatch(function inner() { for (let i = 0; i < 100000; i++) sum += i });
        return sum;
    })";
    assert_eq!(shown(called(source, &mut context)), "4999950000");
    let text = profiler.stop_cpu(id, &context).expect("there is a profile");
    assert!(hits(&text, "inner") > 1, "{text}");
}

#[test]
fn endless_loop_in_slices_ends_when_asked() {
    let (profiler, mut context) = profiled();
    let interrupt = Arc::new(Interrupt::default());
    let function = context.eval(Source::from_bytes(
        "(function () { try { for (;;); } finally { 1 } })",
    ));
    let function = function
        .ok()
        .and_then(|value| value.as_callable())
        .expect("it compiles");
    profiler
        .start_cpu(OFTEN, &mut context)
        .expect("profiles begin");
    let remote = Arc::clone(&interrupt);
    let stopper = std::thread::spawn(move || remote.request());
    let outcome = interrupt.during(&mut context, |context| {
        sliced::call(&function, &JsValue::undefined(), &[], context)
    });
    assert!(outcome.is_err_and(|error| error.as_engine().is_some()));
    stopper.join().expect("the other thread ends");
}

#[test]
fn samples_name_the_function_that_runs_and_its_lines() {
    let (profiler, mut context) = profiled();
    let id = profiler
        .start_cpu(OFTEN, &mut context)
        .expect("profiles begin");
    let source = "(function outer() {
        let sum = 0;
        function busy() {
            for (let i = 0; i < 100000; i++) sum += i;
        }
        busy();
        return sum;
    })";
    called(source, &mut context).expect("it returns");
    let text = profiler.stop_cpu(id, &context).expect("there is a profile");
    assert!(
        hits(&text, "busy") > 10 * hits(&text, "outer").max(1),
        "{text}"
    );
    let profile: Value = serde_json::from_str(&text).expect("it is JSON");
    let nodes = profile["nodes"].as_array().expect("nodes are a list");
    let busy = nodes
        .iter()
        .find(|node| node["callFrame"]["functionName"] == "busy");
    let ticks = busy
        .and_then(|node| node["positionTicks"].as_array())
        .expect("lines are told");
    let lines = ticks.iter().filter_map(|tick| tick["line"].as_u64());
    // The engine counts the head of a loop to the line before it.
    assert!(
        lines.clone().all(|line| (3..=4).contains(&line)),
        "{ticks:?}"
    );
    assert!(lines.count() > 0);
    assert_eq!(profiler.stop_cpu(id, &context), None);
}

#[test]
fn samples_stop_at_the_most_that_is_kept() {
    let (profiler, mut context) = profiled();
    let options = CpuOptions {
        max_samples: 3,
        ..OFTEN
    };
    let id = profiler
        .start_cpu(options, &mut context)
        .expect("profiles begin");
    called(
        "(function () { for (let i = 0; i < 100000; i++); })",
        &mut context,
    )
    .expect("it returns");
    let text = profiler.stop_cpu(id, &context).expect("there is a profile");
    let profile: Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(profile["timeDeltas"].as_array().map(Vec::len), Some(3));
    assert_eq!(profile["samples"].as_array().map(Vec::len), Some(3));
}

/// The tests run without the counting allocator: made-up bytes would be worse than none.
#[test]
fn heap_profile_without_a_counter_is_refused() {
    let (profiler, mut context) = profiled();
    let options = HeapOptions {
        interval: 1,
        depth: 16,
        collects: false,
    };
    let begun = profiler
        .start_heap(options, &mut context)
        .expect("it is decided");
    assert_eq!(begun, Err(HeapRefusal::Uncounted));
}

fn hits(profile: &str, function: &str) -> u64 {
    let profile: Value = serde_json::from_str(profile).expect("it is JSON");
    let nodes = profile["nodes"].as_array().expect("nodes are a list");
    let named = nodes
        .iter()
        .filter(|node| node["callFrame"]["functionName"] == function);
    named.filter_map(|node| node["hitCount"].as_u64()).sum()
}
