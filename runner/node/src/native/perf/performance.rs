//! The global `performance`: its clock is native, its timeline is JavaScript that is compiled
//! when a script first marks or measures something.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsData, JsResult, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::super::{registered_symbol, show};
use super::{Clock, loop_times, now};
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
pub fn performance(ctx: &mut Context) -> JsResult<JsObject> {
    let realm = ctx.realm().clone();
    if let Some(only) = realm.host_defined().get::<Only>() {
        return Ok(only.0.clone());
    }
    let made = instance::<Performance>(PerformanceData, ctx)?;
    realm.host_defined_mut().insert(Only(made.clone()));
    Ok(made)
}

impl NativeClass for Performance {
    type Data = PerformanceData;
    const NAME: &'static str = "Performance";

    target_class!(&TargetHooks::NONE);

    fn parent(ctx: &mut Context) -> JsResult<Option<ClassObjects>> {
        class_of::<EventTarget>(ctx).map(Some)
    }

    fn members(members: &mut Members<'_>) {
        macro_rules! forwarded {
            ($($name:literal $length:literal)*) => {$(
                members.method(js_string!($name), $length, |this, args, ctx| {
                    this_data::<Performance>(this, ctx)?;
                    forward($name, args, ctx)
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
                |_, _, ctx| forward("nodeTiming", &[], ctx),
                None,
            )
            .to_string_tag();
        if let Ok(symbol) = registered_symbol(show::CUSTOM, members.context()) {
            members.symbol_method(symbol, 3, inspect);
        }
    }
}

/// Calls a function of the timeline.
fn forward(name: &'static str, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let timeline = builtin::exports("internal/perf/timeline", ctx)?;
    timeline
        .to_object(ctx)?
        .get(js_string!(name), ctx)?
        .as_callable()
        .map_or_else(
            || Ok(JsValue::undefined()),
            |function| function.call(&JsValue::undefined(), args, ctx),
        )
}

/// `performance.eventLoopUtilization(first, second)`
pub(super) fn event_loop_utilization(
    _: &JsValue,
    args: &[JsValue],
    ctx: &mut Context,
) -> JsResult<JsValue> {
    let times = |value: &JsValue, ctx: &mut Context| -> JsResult<Option<(f64, f64)>> {
        let Some(object) = value.as_object() else {
            return Ok(None);
        };
        let idle = object.get(js_string!("idle"), ctx)?.to_number(ctx)?;
        let active = object.get(js_string!("active"), ctx)?.to_number(ctx)?;
        Ok(Some((idle, active)))
    };
    let first = times(args.get_or_undefined(0), ctx)?;
    let second = times(args.get_or_undefined(1), ctx)?;
    let (idle, active) = match (first, second) {
        (Some(first), Some(second)) => (first.0 - second.0, first.1 - second.1),
        (first, _) => {
            let now = loop_times(ctx);
            first.map_or(now, |first| (now.0 - first.0, now.1 - first.1))
        }
    };
    let total = idle + active;
    let utilization = if total > 0.0 {
        (active / total).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let made = JsObject::with_object_proto(ctx.intrinsics());
    made.create_data_property_or_throw(js_string!("idle"), idle, ctx)?;
    made.create_data_property_or_throw(js_string!("active"), active, ctx)?;
    made.create_data_property_or_throw(js_string!("utilization"), utilization, ctx)?;
    Ok(made.into())
}

fn time_origin(this: &JsValue, _: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    this_data::<Performance>(this, ctx)?;
    Ok(Clock::of(ctx).time_origin.into())
}

fn inspect(this: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let fields = [
        ("nodeTiming", forward("nodeTiming", &[], ctx)?),
        ("timeOrigin", time_origin(this, &[], ctx)?),
    ];
    show::fields(this, args, "Performance", &fields, ctx)
}
