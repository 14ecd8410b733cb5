//! What a `Worker` object says of its thread: loop utilization, processor time, heap.
//!
//! The figures come from counters that the thread keeps and anybody may read; only snapshots and
//! profiles are made on the worker's own thread, in a turn of its loop. The wording and the shapes are in
//! `internal/worker/introspection`.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, js_string};

use super::worker::{self, WorkerClass};
use threadproof_agent::Agent;
use threadproof_agent::control::Control;
use threadproof_engine::class::{Members, this_data};
use threadproof_engine::native::object_of;
use threadproof_modules::builtin;
use threadproof_node::builtins::profiles;
use threadproof_node::heap_snapshot;

/// Adds the members of `Worker` that look into its thread.
pub fn add_members(members: &mut Members<'_>) {
    macro_rules! methods {
        ($($name:literal: $length:literal)*) => {
            $(members.method(js_string!($name), $length, |this, args, context| {
                delegate($name, this, args, context)
            });)*
        };
    }
    methods! {
        "getHeapSnapshot": 1
        "getHeapStatistics": 0
        "cpuUsage": 1
        "startCpuProfile": 1
        "startHeapProfile": 1
    }
    members.accessor(
        js_string!("performance"),
        |this, _, context| delegate("performance", this, &[], context),
        None,
    );
}

/// For `internal/worker/introspection`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[
            ("isRunning", 1, is_running),
            ("loopTimes", 1, loop_times_of),
            ("cpuTimes", 1, cpu_times),
            ("heap", 1, heap),
            ("snapshot", 2, snapshot),
            ("startCpu", 3, start_cpu),
            ("stopCpu", 2, stop_cpu),
            ("startHeap", 4, start_heap),
            ("stopHeap", 1, stop_heap),
        ],
        context,
    ))
}

/// Calls the JavaScript half of a member with the worker as its first argument.
fn delegate(
    name: &'static str,
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    this_data::<WorkerClass>(this, context)?;
    let member = builtin::export("internal/worker/introspection", name, context)?;
    let Some(member) = member.as_callable() else {
        return Ok(JsValue::undefined());
    };
    let all: Vec<JsValue> = std::iter::once(this.clone())
        .chain(args.iter().cloned())
        .collect();
    member.call(&JsValue::undefined(), &all, context)
}

/// The handle of a worker's thread, while the thread runs.
fn live(args: &[JsValue], context: &mut Context) -> JsResult<Option<Arc<Control>>> {
    let worker = this_data::<WorkerClass>(args.get_or_undefined(0), context)?;
    Ok(worker::live_control(worker.object()))
}

fn is_running(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(live(args, context)?.is_some().into())
}

fn loop_times_of(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Agent::of(context)
        .cluster
        .outside("the times of processors");
    let worker = this_data::<WorkerClass>(args.get_or_undefined(0), context)?;
    // Its parent has not heard of it yet: for its parent it does not run.
    let control = live(args, context)?.filter(|_| worker.data().online);
    let (idle, active) = control.map_or((0.0, 0.0), |control| control.loop_times());
    Ok(JsArray::from_iter([idle.into(), active.into()], context).into())
}

/// `[user, system]` microseconds; undefined where the system doesn't tell
fn cpu_times(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Agent::of(context)
        .cluster
        .outside("the times of processors");
    let Some(control) = live(args, context)? else {
        return Ok(JsValue::undefined());
    };
    let Some((user, system)) = thread_times(control.os_thread.load(Ordering::Relaxed)) else {
        return Ok(JsValue::undefined());
    };
    // The thread may have been another worker's before.
    let (user_before, system_before) = control.cpu_before.get().copied().unwrap_or_default();
    let times = [user - user_before, system - system_before];
    Ok(JsArray::from_iter(times.map(JsValue::from), context).into())
}

/// `[used, limit]` bytes
fn heap(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let worker = this_data::<WorkerClass>(args.get_or_undefined(0), context)?;
    let used = worker.data().control.heap_used();
    let limits = worker.data().limits;
    let limit = (limits.old_mb + limits.young_mb) * 1024.0 * 1024.0;
    #[expect(
        clippy::cast_precision_loss,
        reason = "a heap stays far below 2^53 bytes"
    )]
    Ok(JsArray::from_iter([(used as f64).into(), limit.into()], context).into())
}

/// the JSON text of a snapshot of the worker's objects
fn snapshot(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let numbers = args.get_or_undefined(1).to_boolean();
    ask(args, context, move |context| {
        Ok(Some(heap_snapshot::of_context(numbers, context)))
    })
}

/// the number of the profile
fn start_cpu(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Agent::of(context)
        .cluster
        .outside("the times of processors");
    let options = profiles::cpu_options(args.get(1..).unwrap_or_default());
    ask(args, context, move |context| {
        let id = Agent::of(context).profiler.start_cpu(options, context)?;
        Ok(Some(id.to_string()))
    })
}

fn stop_cpu(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let id = profiles::number(args.get_or_undefined(1));
    ask(args, context, move |context| {
        Ok(Agent::of(context).profiler.stop_cpu(id, context))
    })
}

/// why the profile was refused, if it was
fn start_heap(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let options = profiles::heap_options(args.get(1..).unwrap_or_default());
    ask(args, context, move |context| {
        let begun = Agent::of(context).profiler.start_heap(options, context)?;
        Ok(begun
            .err()
            .map(|refusal| profiles::code(refusal).to_owned()))
    })
}

fn stop_heap(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    ask(args, context, move |context| {
        Ok(Agent::of(context).profiler.stop_heap(context))
    })
}

/// A promise of the text that `question` gives on the worker's own thread, or of undefined; it
/// stays pending when the worker ends first.
fn ask(
    args: &[JsValue],
    context: &mut Context,
    question: impl FnOnce(&mut Context) -> JsResult<Option<String>> + Send + 'static,
) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    let number = agent.waiting.number();
    if let Some(control) = live(args, context)? {
        let parent = Arc::clone(&agent.control);
        control.call(Box::new(move |context| {
            let answer = question(context)?;
            parent.call(Box::new(move |context| settle(number, answer, context)));
            Ok(())
        }));
    }
    let promise = agent
        .waiting
        .begin(number, None, Box::new(|_, _| Ok(())), context);
    Ok(promise.into())
}

fn settle(number: u64, answer: Option<String>, context: &mut Context) -> JsResult<()> {
    let agent = Agent::of(context);
    if let Some(promise) = agent.waiting.end(number, &agent) {
        let answer = answer.map_or_else(JsValue::undefined, |text| JsString::from(text).into());
        promise
            .resolve
            .call(&JsValue::undefined(), &[answer], context)?;
    }
    Ok(())
}

/// User and system time of a thread of this process, in microseconds (proc(5), `stat`).
#[must_use]
pub fn thread_times(thread: i32) -> Option<(f64, f64)> {
    if thread == 0 {
        return None;
    }
    let text = std::fs::read_to_string(format!("/proc/self/task/{thread}/stat")).ok()?;
    // The name, in parentheses, may hold anything.
    let (_, rest) = text.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    #[expect(
        clippy::cast_precision_loss,
        reason = "ticks are about a hundred a second"
    )]
    let tick = 1_000_000.0 / rustix::param::clock_ticks_per_second() as f64;
    let mut next = || Some(fields.next()?.parse::<f64>().ok()? * tick);
    Some((next()?, next()?))
}
