//! The global `performance`: its clock is native, its timeline is JavaScript that is compiled
//! when a script first marks or measures something.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsData, JsResult, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::super::{registered_symbol, show};
use super::{Clock, loop_times, now};
use threadproof_agent::Agent;
use threadproof_engine::class::{
    ClassObjects, Members, NativeClass, class_of, instance, this_data,
};
use threadproof_event::TargetHooks;
use threadproof_event::target::EventTarget;
use threadproof_event::target_class;
use threadproof_modules::builtin;

/// The class `Performance`.
pub struct Performance;

/// A `Performance` carries nothing: the clock and the timeline are the thread's.
#[derive(Trace, Finalize, JsData)]
pub struct PerformanceData;

/// The `performance` of the current realm.
#[derive(Trace, Finalize, JsData)]
struct Only(JsObject);

/// The one `performance` object of the current realm.
///
/// # Errors
/// Fails when its class cannot be built.
pub fn performance(context: &mut Context) -> JsResult<JsObject> {
    let realm = context.realm().clone();
    if let Some(only) = realm.host_defined().get::<Only>() {
        return Ok(only.0.clone());
    }
    let made = instance::<Performance>(PerformanceData, context)?;
    realm.host_defined_mut().insert(Only(made.clone()));
    Ok(made)
}

impl NativeClass for Performance {
    type Data = PerformanceData;
    const NAME: &'static str = "Performance";

    target_class!(&TargetHooks::NONE);

    fn parent(context: &mut Context) -> JsResult<Option<ClassObjects>> {
        class_of::<EventTarget>(context).map(Some)
    }

    fn members(members: &mut Members<'_>) {
        macro_rules! forwarded {
            ($($name:literal $length:literal)*) => {$(
                members.method(js_string!($name), $length, |this, args, context| {
                    this_data::<Performance>(this, context)?;
                    forward($name, args, context)
                });
            )*};
        }
        forwarded!(
            "clearMarks" 0 "clearMeasures" 0 "clearResourceTimings" 0 "getEntries" 0
            "getEntriesByName" 1 "getEntriesByType" 1 "mark" 1 "measure" 1
            "setResourceTimingBufferSize" 1 "toJSON" 0 "markResourceTiming" 0 "timerify" 1
        );
        members
            .method(js_string!("now"), 0, now)
            .method(
                js_string!("eventLoopUtilization"),
                0,
                event_loop_utilization,
            )
            .accessor(js_string!("timeOrigin"), time_origin, None)
            .accessor(
                js_string!("nodeTiming"),
                |_, _, context| forward("nodeTiming", &[], context),
                None,
            )
            .to_string_tag();
        if let Ok(symbol) = registered_symbol(show::CUSTOM, members.context()) {
            members.symbol_method(symbol, 3, inspect);
        }
    }
}

/// Calls a function of the timeline.
fn forward(name: &'static str, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let timeline = builtin::exports("internal/perf/timeline", context)?;
    timeline
        .to_object(context)?
        .get(js_string!(name), context)?
        .as_callable()
        .map_or_else(
            || Ok(JsValue::undefined()),
            |function| function.call(&JsValue::undefined(), args, context),
        )
}

/// `performance.eventLoopUtilization(first, second)`
pub(super) fn event_loop_utilization(
    _: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    Agent::of(context)
        .cluster
        .outside("the times of processors");
    let times = |value: &JsValue, context: &mut Context| -> JsResult<Option<(f64, f64)>> {
        let Some(object) = value.as_object() else {
            return Ok(None);
        };
        let idle = object
            .get(js_string!("idle"), context)?
            .to_number(context)?;
        let active = object
            .get(js_string!("active"), context)?
            .to_number(context)?;
        Ok(Some((idle, active)))
    };
    let first = times(args.get_or_undefined(0), context)?;
    let second = times(args.get_or_undefined(1), context)?;
    let (idle, active) = match (first, second) {
        (Some(first), Some(second)) => (first.0 - second.0, first.1 - second.1),
        (first, _) => {
            let now = loop_times(context);
            first.map_or(now, |first| (now.0 - first.0, now.1 - first.1))
        }
    };
    let total = idle + active;
    let utilization = if total > 0.0 {
        (active / total).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let made = JsObject::with_object_proto(context.intrinsics());
    made.create_data_property_or_throw(js_string!("idle"), idle, context)?;
    made.create_data_property_or_throw(js_string!("active"), active, context)?;
    made.create_data_property_or_throw(js_string!("utilization"), utilization, context)?;
    Ok(made.into())
}

fn time_origin(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    this_data::<Performance>(this, context)?;
    Ok(Clock::of(context).time_origin.into())
}

fn inspect(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let fields = [
        ("nodeTiming", forward("nodeTiming", &[], context)?),
        ("timeOrigin", time_origin(this, &[], context)?),
    ];
    show::fields(this, args, "Performance", &fields, context)
}
