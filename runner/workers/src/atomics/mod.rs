//! `Atomics.wait`, `waitAsync`, `notify` and `pause`, in place of the engine's.
//!
//! The engine's own wait sleeps where nobody can wake it, so a thread that waits could not be
//! terminated. Ours sleeps in the agent's `Parker`, which `Control::terminate` wakes. Everything else
//! of `Atomics` is the engine's: the comparison is its `Atomics.load`, under the lock of the table.

pub mod directed;
pub mod futex;
pub mod memory;

use std::sync::Arc;
use std::time::Duration;

use boa_engine::builtins::typed_array::TypedArrayKind;
use boa_engine::error::RuntimeLimitError;
use boa_engine::native_function::NativeFunctionPointer;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsSharedArrayBuffer, JsTypedArray};
use boa_engine::property::Attribute;
use boa_engine::{Context, JsArgs, JsError, JsNativeError, JsResult, JsString, JsValue, js_string};

use self::futex::{Futexes, Waiter};
use self::memory::Place;
use threadproof_agent::Agent;
use threadproof_agent::waiting::TimeUp;
use threadproof_engine::native::{self, native_fn};
use threadproof_ground::numbers::nearest;

/// The engine's functions that are still needed, before a script can replace them.
#[derive(Clone)]
struct Originals {
    load: JsObject,
    notify: JsObject,
}

/// Puts the functions on the `Atomics` object of a fresh context.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn install(context: &mut Context) -> JsResult<()> {
    let atomics = context.intrinsics().objects().atomics();
    let load = atomics.get(js_string!("load"), context)?;
    let notify = atomics.get(js_string!("notify"), context)?;
    if let (Some(load), Some(notify)) = (load.as_object(), notify.as_object()) {
        context.insert_data(Originals { load, notify });
    }
    let functions: [(JsString, usize, NativeFunctionPointer); 4] = [
        (js_string!("wait"), 4, wait),
        (js_string!("waitAsync"), 4, wait_async),
        (js_string!("notify"), 3, notify_waiters),
        (js_string!("pause"), 0, pause),
    ];
    for (name, length, function) in functions {
        let function = native_fn(context.realm(), name.clone(), length, function);
        let hidden = Attribute::WRITABLE | Attribute::CONFIGURABLE;
        native::define(&atomics, name, function.into(), hidden);
    }
    Ok(())
}

/// The arguments of a wait, checked and converted in the order of ECMAScript, 25.4.3.14 `DoWait`.
struct Wait {
    array: JsValue,
    index: JsValue,
    place: Place,
    expected: i64,
    limit: Option<Duration>,
}

impl Wait {
    fn read(args: &[JsValue], context: &mut Context) -> JsResult<Self> {
        let array = args.get_or_undefined(0).clone();
        let view = waitable(&array)?;
        let buffer = view.buffer(context)?;
        let Some(memory) = shared(&buffer) else {
            let message = format!("{} is not a shared typed array.", subject(&array));
            return Err(JsNativeError::typ().with_message(message).into());
        };
        let index = index(&view, args.get_or_undefined(1), context)?;
        let big = view.kind() == Some(TypedArrayKind::BigInt64);
        let expected = number(args.get_or_undefined(2), big, context)?;
        let limit = args.get_or_undefined(3).to_number(context)?;
        // NaN and what is too long to be counted wait for ever.
        let limit = Duration::try_from_secs_f64(limit.max(0.0) / 1000.0)
            .ok()
            .filter(|_| !limit.is_nan());
        let size = if big { 8 } else { 4 };
        let offset = view.byte_offset(context)? + index * size;
        let memory = Place::new(memory, 0);
        Ok(Self {
            array,
            index: JsValue::from(index),
            place: memory.at(offset),
            expected,
            limit,
        })
    }

    /// Enters `waiter` if the value is the expected one.
    fn enter(&self, waiter: Waiter, context: &mut Context) -> JsResult<Option<u64>> {
        let cluster = Arc::clone(&Agent::of(context).cluster);
        cluster.slot::<Futexes>().enter(&self.place, waiter, || {
            let load = originals(context)?.load;
            let args = [self.array.clone(), self.index.clone()];
            let value = load.call(&JsValue::undefined(), &args, context)?;
            let value = number(&value, value.is_bigint(), context)?;
            Ok(value == self.expected)
        })
    }
}

fn wait(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let wait = Wait::read(args, context)?;
    let agent = Agent::of(context);
    let control = &agent.control;
    let cell = directed::before(&agent, "waits at", &wait.place, true);
    let deadline = wait
        .limit
        .and_then(|limit| agent.timers.now().checked_add(limit));
    control.parker.begin();
    let Some(id) = wait.enter(Waiter::Thread(Arc::clone(control)), context)? else {
        return Ok(js_string!("not-equal").into());
    };
    let freed = match cell.and_then(|cell| directed::wait(&agent, cell, deadline)) {
        Some(freed) => freed,
        None => control
            .parker
            .wait(deadline, || control.interrupt.requested()),
    };
    // Gone from the table means notified, even if the time was up at the same moment.
    let notified = freed || !agent.cluster.slot::<Futexes>().withdraw(&wait.place, id);
    if control.interrupt.requested() {
        return Err(RuntimeLimitError::LoopIteration.into());
    }
    let outcome = if notified {
        js_string!("ok")
    } else {
        js_string!("timed-out")
    };
    Ok(outcome.into())
}

fn wait_async(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let wait = Wait::read(args, context)?;
    let agent = Agent::of(context);
    directed::before(&agent, "waits at", &wait.place, true);
    let number = agent.waiting.number();
    let waiter = Waiter::Promise(Arc::clone(&agent.control), number);
    let Some(id) = wait.enter(waiter, context)? else {
        return answer(false, js_string!("not-equal").into(), context);
    };
    if wait.limit.is_some_and(|limit| limit.is_zero()) {
        let notified = !agent.cluster.slot::<Futexes>().withdraw(&wait.place, id);
        if !notified {
            return answer(false, js_string!("timed-out").into(), context);
        }
    }
    let place = wait.place.clone();
    let time_up: TimeUp = Box::new(move |promise, context| {
        let waited = Agent::of(context)
            .cluster
            .slot::<Futexes>()
            .withdraw(&place, id);
        let outcome = if waited {
            js_string!("timed-out")
        } else {
            js_string!("ok")
        };
        promise
            .resolve
            .call(&JsValue::undefined(), &[outcome.into()], context)
            .map(drop)
    });
    let promise = agent.waiting.begin(number, wait.limit, time_up, context);
    answer(true, promise.into(), context)
}

/// What `waitAsync` returns.
fn answer(is_async: bool, value: JsValue, context: &mut Context) -> JsResult<JsValue> {
    let answer = JsObject::with_object_proto(context.intrinsics());
    answer.set(js_string!("async"), is_async, false, context)?;
    answer.set(js_string!("value"), value, false, context)?;
    Ok(answer.into())
}

fn notify_waiters(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let array = args.get_or_undefined(0);
    let view = waitable(array)?;
    let buffer = view.buffer(context)?;
    let Some(memory) = shared(&buffer) else {
        // Nobody can wait for this memory; the engine's function checks the arguments.
        let notify = originals(context)?.notify;
        return notify.call(&JsValue::undefined(), args, context);
    };
    let index = index(&view, args.get_or_undefined(1), context)?;
    let count = args.get_or_undefined(2);
    let count = if count.is_undefined() {
        usize::MAX
    } else {
        nearest(count.to_number(context)?)
    };
    let size = if view.kind() == Some(TypedArrayKind::BigInt64) {
        8
    } else {
        4
    };
    let place = Place::new(memory, view.byte_offset(context)? + index * size);
    let agent = Agent::of(context);
    directed::before(&agent, "notifies", &place, true);
    let cluster = Arc::clone(&agent.cluster);
    let woken = cluster.slot::<Futexes>().notify(&place, count, wake);
    Ok(JsValue::from(woken))
}

/// Wakes one waiter, from whatever thread.
fn wake(waiter: &Waiter) {
    match waiter {
        Waiter::Thread(control) => control.free(),
        Waiter::Promise(control, number) => {
            let number = *number;
            control.call(Box::new(move |context| resolve(number, context)));
        }
    }
}

/// Resolves a promise of `waitAsync` that was notified.
fn resolve(number: u64, context: &mut Context) -> JsResult<()> {
    let agent = Agent::of(context);
    if let Some(promise) = agent.waiting.end(number, &agent) {
        let outcome = js_string!("ok").into();
        promise
            .resolve
            .call(&JsValue::undefined(), &[outcome], context)?;
    }
    Ok(())
}

/// `Atomics.pause([n])`: a hint to the processor that this is a spin loop.
fn pause(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let rounds = args.get_or_undefined(0);
    let integral = rounds.as_number().is_some_and(|n| n.fract() == 0.0);
    if !rounds.is_undefined() && !integral {
        let message = "Atomics.pause argument must be undefined or an integer";
        return Err(JsNativeError::typ().with_message(message).into());
    }
    std::hint::spin_loop();
    Ok(JsValue::undefined())
}

fn originals(context: &Context) -> JsResult<Originals> {
    context.get_data::<Originals>().cloned().ok_or_else(|| {
        JsError::from(JsNativeError::typ().with_message("`Atomics` is not set up in this context"))
    })
}

/// The array, if it is of a kind that can be waited for.
fn waitable(array: &JsValue) -> JsResult<JsTypedArray> {
    let view = array
        .as_object()
        .and_then(|object| JsTypedArray::from_object(object).ok())
        .filter(|view| {
            matches!(
                view.kind(),
                Some(TypedArrayKind::Int32 | TypedArrayKind::BigInt64)
            )
        });
    view.ok_or_else(|| {
        let message = format!(
            "{} is not an int32 or BigInt64 typed array.",
            subject(array)
        );
        JsNativeError::typ().with_message(message).into()
    })
}

fn shared(buffer: &JsValue) -> Option<boa_engine::builtins::array_buffer::SharedArrayBuffer> {
    let buffer = JsSharedArrayBuffer::from_object(buffer.as_object()?).ok()?;
    Some(buffer.inner())
}

/// ECMAScript, 25.4.3.2 `ValidateAtomicAccess`.
fn index(view: &JsTypedArray, index: &JsValue, context: &mut Context) -> JsResult<usize> {
    let length = view.length(context)?;
    let index = index.to_number(context)?.trunc();
    let index = if index.is_nan() { 0.0 } else { index };
    let at = nearest(index);
    if index >= 0.0 && at < length {
        return Ok(at);
    }
    Err(JsNativeError::range()
        .with_message("Invalid atomic access index")
        .into())
}

fn number(value: &JsValue, big: bool, context: &mut Context) -> JsResult<i64> {
    if big {
        return value.to_big_int64(context);
    }
    value.to_i32(context).map(i64::from)
}

/// A value as the messages of V8 name it.
fn subject(value: &JsValue) -> String {
    let Some(object) = value.as_object() else {
        return value.display().to_string();
    };
    match JsTypedArray::from_object(object)
        .ok()
        .and_then(|view| view.kind())
    {
        Some(kind) => format!("[object {kind:?}Array]"),
        None => "#<Object>".to_owned(),
    }
}
