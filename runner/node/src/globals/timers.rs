//! `setTimeout`, `setInterval`, `setImmediate`, and the objects that they return.
//!
//! HTML, 8.6 Timers; in Node a timer is an object with `ref`, `unref` and `refresh`, and a delay
//! below 1 ms or above 2^31 - 1 ms is 1 ms.

use std::cell::Cell;
use std::time::Duration;

use boa_engine::object::JsObject;
use boa_engine::property::PropertyDescriptor;
use boa_engine::{
    Context, Finalize, JsArgs, JsData, JsResult, JsSymbol, JsValue, NativeFunction, Trace,
    js_string,
};

use super::define_function;
use threadproof_agent::Agent;
use threadproof_agent::async_context::in_current;
use threadproof_agent::event_loop::MIN_DELAY;
use threadproof_agent::timers::{Callback, TimerId};
use threadproof_agent::watching;
use threadproof_engine::class::{Members, NativeClass, instance, this_data};
use threadproof_engine::errors::invalid_arg_type;
use threadproof_engine::native::native_fn;
use threadproof_ground::numbers::nearest;

/// The longest delay, in milliseconds; longer ones become the shortest.
const MAX_DELAY: f64 = 2_147_483_647.0;

/// Puts the timer functions on the global object.
pub fn install_timer_functions(global: &JsObject, context: &mut Context) {
    define_function(global, "setTimeout", 2, set_timeout, context);
    define_function(global, "setInterval", 2, set_interval, context);
    define_function(global, "setImmediate", 1, set_immediate, context);
    define_promisified(global, "setTimeout", promised_timeout, context);
    define_promisified(global, "setImmediate", promised_immediate, context);
    define_function(global, "clearTimeout", 1, clear, context);
    define_function(global, "clearInterval", 1, clear, context);
    define_function(global, "clearImmediate", 1, clear, context);
}

/// Gives a timer function what `util.promisify` asks it for.
fn define_promisified(
    global: &JsObject,
    name: &'static str,
    code: fn(&JsValue, &[JsValue], &mut Context) -> JsResult<JsValue>,
    context: &mut Context,
) {
    let function = global
        .borrow()
        .properties()
        .get(&js_string!(name).into())
        .and_then(|property| property.value().cloned())
        .and_then(|function| function.as_object());
    let Some(function) = function else { return };
    let promised = native_fn(context.realm(), js_string!(name), 2, code);
    let key = js_string!("nodejs.util.promisify.custom");
    let key = context
        .intrinsics()
        .constructors()
        .symbol()
        .constructor()
        .get(js_string!("for"), context)
        .ok()
        .and_then(|registry| registry.as_callable())
        .and_then(|registry| {
            registry
                .call(&JsValue::undefined(), &[key.into()], context)
                .ok()
        })
        .and_then(|symbol| symbol.as_symbol());
    if let Some(key) = key {
        function.insert_property(
            key,
            PropertyDescriptor::builder()
                .value(promised)
                .writable(false)
                .enumerable(true)
                .configurable(false),
        );
    }
}

fn promised_timeout(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    promised("setTimeout", args, context)
}

fn promised_immediate(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    promised("setImmediate", args, context)
}

fn promised(name: &str, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let function = threadproof_modules::builtin::export("timers/promises", name, context)?;
    match function.as_callable() {
        Some(function) => function.call(&JsValue::undefined(), args, context),
        None => Ok(JsValue::undefined()),
    }
}

/// Aborts `signal` after `delay_ms` without holding the loop: the timer of `AbortSignal.timeout`.
pub fn abort_after(context: &mut Context, delay_ms: u64, signal: JsObject) {
    let agent = Agent::of(context);
    let function = NativeFunction::from_copy_closure_with_captures(
        |_, _, signal: &JsObject, context| {
            threadproof_event::abort::fire_timeout(context, signal)?;
            Ok(JsValue::undefined())
        },
        signal.clone(),
    )
    .to_js_function(context.realm());
    let function = in_current(function.into(), context);
    let id = agent.timers.set(
        Callback {
            function,
            args: Vec::new(),
            handle: signal,
        },
        Duration::from_millis(delay_ms.max(1)),
        false,
    );
    agent.timers.set_refed(id, false);
}

/// The class of what `setTimeout` and `setInterval` return.
struct TimeoutClass;

/// The class of what `setImmediate` returns.
struct ImmediateClass;

/// The native data of a timer object.
#[derive(Trace, Finalize, JsData)]
struct TimerData {
    #[unsafe_ignore_trace]
    id: Cell<TimerId>,
    refed: Cell<bool>,
}

impl TimerData {
    fn new() -> Self {
        Self {
            id: Cell::new(0),
            refed: Cell::new(true),
        }
    }
}

impl NativeClass for TimeoutClass {
    type Data = TimerData;
    const NAME: &'static str = "Timeout";

    fn members(members: &mut Members<'_>) {
        members
            .hidden()
            .method(js_string!("ref"), 0, reference::<Self>)
            .method(js_string!("unref"), 0, unreference::<Self>)
            .method(js_string!("hasRef"), 0, has_ref::<Self>)
            .method(js_string!("refresh"), 0, refresh)
            .method(js_string!("close"), 0, close)
            .symbol_method(JsSymbol::to_primitive(), 0, to_primitive)
            .symbol_method(JsSymbol::dispose(), 0, close);
    }
}

impl NativeClass for ImmediateClass {
    type Data = TimerData;
    const NAME: &'static str = "Immediate";

    fn members(members: &mut Members<'_>) {
        members
            .hidden()
            .method(js_string!("ref"), 0, reference::<Self>)
            .method(js_string!("unref"), 0, unreference::<Self>)
            .method(js_string!("hasRef"), 0, has_ref::<Self>)
            .symbol_method(JsSymbol::dispose(), 0, close);
    }
}

fn set_timeout(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    set(args, false, context)
}

fn set_interval(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    set(args, true, context)
}

fn set(args: &[JsValue], repeats: bool, context: &mut Context) -> JsResult<JsValue> {
    let function = callback(args, context)?;
    let wait = args.get_or_undefined(1).to_number(context)?;
    let handle = instance::<TimeoutClass>(TimerData::new(), context)?;
    let function = watching::watched("Timeout", function, &handle, !repeats, context)?;
    let id = Agent::of(context).timers.set(
        Callback {
            function,
            args: args.get(2..).unwrap_or_default().to_vec(),
            handle: handle.clone(),
        },
        delay(wait),
        repeats,
    );
    remember(&handle, id);
    Ok(handle.into())
}

fn set_immediate(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let function = callback(args, context)?;
    let handle = instance::<ImmediateClass>(TimerData::new(), context)?;
    let function = watching::watched("Immediate", function, &handle, true, context)?;
    let id = Agent::of(context).timers.set_immediate(Callback {
        function,
        args: args.get(1..).unwrap_or_default().to_vec(),
        handle: handle.clone(),
    });
    remember(&handle, id);
    Ok(handle.into())
}

fn remember(handle: &JsObject, id: TimerId) {
    if let Some(data) = handle.downcast_ref::<TimerData>() {
        data.id.set(id);
    }
}

fn callback(args: &[JsValue], context: &mut Context) -> JsResult<JsObject> {
    let callback = args.get_or_undefined(0);
    match callback.as_callable() {
        Some(callback) => Ok(in_current(callback, context)),
        None => Err(invalid_arg_type(
            context,
            "callback",
            "of type function",
            callback,
        )),
    }
}

fn delay(ms: f64) -> Duration {
    if !(1.0..=MAX_DELAY).contains(&ms) {
        return MIN_DELAY;
    }
    Duration::from_secs_f64(ms.trunc() / 1000.0)
}

/// `clearTimeout` and its kin: a timer object, or the number that it turns into.
fn clear(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let target = args.get_or_undefined(0);
    let id = match target.as_object() {
        Some(handle) => handle.downcast_ref::<TimerData>().map(|data| data.id.get()),
        None => id_of(target, context)?,
    };
    if let Some(id) = id
        && Agent::of(context).timers.clear(id)
        && let Some(handle) = target.as_object()
    {
        watching::ended(&handle, context)?;
    }
    Ok(JsValue::undefined())
}

fn id_of(value: &JsValue, context: &mut Context) -> JsResult<Option<TimerId>> {
    if value.as_number().is_none() && !value.is_string() {
        return Ok(None);
    }
    let number = value.to_number(context)?;
    // Ids are small whole numbers; anything else names no timer.
    Ok((number >= 1.0 && number.fract() == 0.0).then(|| nearest(number)))
}

fn reference<C: NativeClass<Data = TimerData>>(
    this: &JsValue,
    _: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    set_refed::<C>(this, true, context)
}

fn unreference<C: NativeClass<Data = TimerData>>(
    this: &JsValue,
    _: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    set_refed::<C>(this, false, context)
}

fn set_refed<C: NativeClass<Data = TimerData>>(
    this: &JsValue,
    refed: bool,
    context: &mut Context,
) -> JsResult<JsValue> {
    let timer = this_data::<C>(this, context)?;
    let data = timer.data();
    data.refed.set(refed);
    Agent::of(context).timers.set_refed(data.id.get(), refed);
    Ok(this.clone())
}

fn has_ref<C: NativeClass<Data = TimerData>>(
    this: &JsValue,
    _: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let timer = this_data::<C>(this, context)?;
    Ok(timer.data().refed.get().into())
}

fn refresh(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let timer = this_data::<TimeoutClass>(this, context)?;
    Agent::of(context).timers.refresh(timer.data().id.get());
    Ok(this.clone())
}

fn close(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(handle) = this.as_object()
        && let Some(data) = handle.downcast_ref::<TimerData>()
    {
        Agent::of(context).timers.clear(data.id.get());
    }
    Ok(this.clone())
}

fn to_primitive(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let timer = this_data::<TimeoutClass>(this, context)?;
    let id = timer.data().id.get();
    #[expect(clippy::cast_precision_loss, reason = "ids stay far below 2^53")]
    Ok(JsValue::from(id as f64))
}
