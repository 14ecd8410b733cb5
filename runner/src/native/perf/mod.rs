//! Time and measurements behind `perf_hooks`.
//!
//! The clock of a thread starts when the thread does: its maker puts a [`Clock`] into the context.

use std::time::Instant;

use boa_engine::object::JsObject;
use boa_engine::property::Attribute;
use boa_engine::{Context, JsResult, JsValue, js_string};

use super::{define, object_of};
use crate::class::constructor_of;

mod histogram;
#[cfg(test)]
mod tests;

pub use histogram::{Histogram, HistogramState, RecordableHistogram};

/// Where a thread's time starts.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Instant,
    /// The same moment in milliseconds since 1970.
    time_origin: f64,
}

/// How much of its time a thread's loop has been idle and active, in milliseconds.
///
/// Whoever makes the context installs it; without one both are zero, as before a loop starts.
pub struct LoopTimes(pub fn(&mut Context) -> (f64, f64));

impl Clock {
    /// A clock that starts now.
    #[must_use]
    pub fn start() -> Self {
        Self {
            start: Instant::now(),
            time_origin: super::wall_clock_ms(),
        }
    }

    /// Milliseconds since the start.
    #[must_use]
    pub fn now(&self) -> f64 {
        self.start.elapsed().as_secs_f64() * 1000.0
    }

    /// The clock of a context, started now if it has none yet.
    pub fn of(ctx: &mut Context) -> Self {
        if let Some(clock) = ctx.get_data::<Self>() {
            return *clock;
        }
        let clock = Self::start();
        ctx.insert_data(clock);
        clock
    }
}

/// What the JavaScript half of `perf_hooks` builds on.
///
/// # Errors
/// Fails when a class cannot be built.
pub fn bindings(ctx: &mut Context) -> JsResult<JsObject> {
    let native = object_of(
        &[
            ("now", 0, now),
            ("loopTimes", 0, loop_times),
            ("createHistogram", 3, histogram::create),
        ],
        ctx,
    );
    let origin = Clock::of(ctx).time_origin;
    define(
        &native,
        js_string!("timeOrigin"),
        origin.into(),
        Attribute::all(),
    );
    let class = constructor_of::<Histogram>(ctx)?;
    define(
        &native,
        js_string!("Histogram"),
        class.into(),
        Attribute::all(),
    );
    let class = constructor_of::<RecordableHistogram>(ctx)?;
    define(
        &native,
        js_string!("RecordableHistogram"),
        class.into(),
        Attribute::all(),
    );
    Ok(native)
}

#[expect(clippy::unnecessary_wraps, reason = "the engine's signature")]
fn now(_: &JsValue, _: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    Ok(Clock::of(ctx).now().into())
}

fn loop_times(_: &JsValue, _: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let times = ctx.get_data::<LoopTimes>().map(|times| times.0);
    let (idle, active) = times.map_or((0.0, 0.0), |times| times(ctx));
    let both = [JsValue::from(idle), JsValue::from(active)];
    Ok(boa_engine::object::builtins::JsArray::from_iter(both, ctx).into())
}
