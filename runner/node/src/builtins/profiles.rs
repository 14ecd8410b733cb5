//! The native half of profiles in the `v8` module, and how options cross from JavaScript.
//!
//! The options have been checked by `internal/v8/profiles`; here they only change their form.

use std::time::Duration;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, js_string};

use crate::native::{Def, define_all};
use threadproof_agent::Agent;
use threadproof_engine::profile::{CpuOptions, HeapOptions, HeapRefusal};
use threadproof_ground::numbers::{nearest, size};

/// The least interval of a processor profile whose options name none, in milliseconds.
const DEFAULT_INTERVAL: f64 = 1.0;

/// Adds the functions that profile the current thread.
pub fn define(object: &JsObject, context: &mut Context) {
    const FUNCTIONS: &[Def] = &[
        ("startCpu", 2, start_cpu),
        ("stopCpu", 1, stop_cpu),
        ("startHeap", 3, start_heap),
        ("stopHeap", 0, stop_heap),
    ];
    define_all(
        object,
        FUNCTIONS,
        boa_engine::property::Attribute::all(),
        context,
    );
}

/// `(milliseconds, samples)`; 0 milliseconds stand for the default.
#[must_use]
pub fn cpu_options(args: &[JsValue]) -> CpuOptions {
    let interval = args.get_or_undefined(0).as_number().unwrap_or(0.0);
    let interval = if interval > 0.0 {
        interval
    } else {
        DEFAULT_INTERVAL
    };
    CpuOptions {
        interval: Duration::from_secs_f64(interval / 1000.0),
        max_samples: size(number(args.get_or_undefined(1))),
    }
}

/// `(bytes, frames, collects)`
#[must_use]
pub fn heap_options(args: &[JsValue]) -> HeapOptions {
    HeapOptions {
        interval: number(args.get_or_undefined(0)),
        depth: size(number(args.get_or_undefined(1))),
        collects: args.get_or_undefined(2).to_boolean(),
    }
}

/// A whole number that is not negative.
#[must_use]
pub fn number(value: &JsValue) -> u64 {
    nearest(value.as_number().unwrap_or(0.0))
}

/// The code of Node's error for a refusal.
#[must_use]
pub fn code(refusal: HeapRefusal) -> &'static str {
    match refusal {
        HeapRefusal::Started => "ERR_HEAP_PROFILE_HAVE_BEEN_STARTED",
        HeapRefusal::Uncounted => "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM",
    }
}

fn start_cpu(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let options = cpu_options(args);
    let id = Agent::of(context).profiler.start_cpu(options, context)?;
    Ok(JsValue::from(id as f64))
}

fn stop_cpu(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let id = number(args.get_or_undefined(0));
    Ok(text(Agent::of(context).profiler.stop_cpu(id, context)))
}

fn start_heap(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let options = heap_options(args);
    let begun = Agent::of(context).profiler.start_heap(options, context)?;
    let refusal = begun.err().map(code);
    Ok(refusal.map_or_else(JsValue::undefined, |code| js_string!(code).into()))
}

fn stop_heap(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(text(Agent::of(context).profiler.stop_heap(context)))
}

fn text(profile: Option<String>) -> JsValue {
    profile.map_or_else(JsValue::undefined, |text| JsString::from(text).into())
}
