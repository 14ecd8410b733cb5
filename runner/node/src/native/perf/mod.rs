//! Time and measurements behind `perf_hooks`.
//!
//! The clock of a thread starts when the thread does: its maker puts a [`Clock`] into the context.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use boa_engine::object::JsObject;
use boa_engine::property::Attribute;
use boa_engine::{Context, JsResult, JsValue, js_string};

use super::{define, object_of};
use threadproof_engine::access;
use threadproof_engine::class::constructor_of;
use threadproof_ground::access::Clock as OwnClock;

mod histogram;
mod performance;
#[cfg(test)]
mod tests;

pub use histogram::{Histogram, HistogramState, RecordableHistogram};
pub use performance::{Performance, performance};

/// Where a thread's time starts.
#[derive(Clone)]
pub struct Clock {
    start: Instant,
    /// The runtime's own clock, and what it showed at the start.
    own: Option<(Arc<dyn OwnClock>, Duration)>,
    /// The same moment in milliseconds since 1970.
    time_origin: f64,
}

/// How much of its time a thread's loop has been idle and active, in milliseconds.
///
/// Whoever makes the context installs it; without one both are zero, as before a loop starts.
pub struct LoopTimes(pub fn(&mut Context) -> (f64, f64));

impl Clock {
    /// A clock that starts now, or started at an earlier moment. A clock of the runtime's own
    /// always starts now: it may have nothing to do with the system's.
    #[must_use]
    pub fn since(start: Instant, context: &Context) -> Self {
        let own = access::of(context).and_then(|access| access.clock.clone());
        let own = own.map(|clock| (Arc::clone(&clock), clock.monotonic()));
        let before = match own {
            Some(_) => 0.0,
            None => start.elapsed().as_secs_f64() * 1000.0,
        };
        Self {
            start,
            own,
            time_origin: super::wall_clock_ms(context) - before,
        }
    }

    /// The clock of a thread of a process that started at `start`: one for all its threads, which
    /// agree on its origin through `origin`.
    #[must_use]
    pub fn of_process(
        start: Instant,
        origin: &OnceLock<(f64, Duration)>,
        context: &Context,
    ) -> Self {
        let mut clock = Self::since(start, context);
        let first = clock.own.as_ref().map(|(_, start)| *start);
        let (wall, own) = *origin.get_or_init(|| (clock.time_origin, first.unwrap_or_default()));
        clock.time_origin = wall;
        if let Some((_, start)) = &mut clock.own {
            *start = own;
        }
        clock
    }

    /// Milliseconds since the start.
    #[must_use]
    pub fn now(&self) -> f64 {
        let passed = match &self.own {
            Some((clock, start)) => clock.monotonic().saturating_sub(*start),
            None => self.start.elapsed(),
        };
        passed.as_secs_f64() * 1000.0
    }

    /// Milliseconds since the start, where the runtime has a clock of its own.
    pub fn own_time(context: &mut Context) -> Option<f64> {
        access::of(context)?.clock.as_ref()?;
        Some(Self::of(context).now())
    }

    /// The clock of a context, started now if it has none yet.
    pub fn of(context: &mut Context) -> Self {
        if let Some(clock) = context.get_data::<Self>() {
            return clock.clone();
        }
        let clock = Self::since(Instant::now(), context);
        context.insert_data(clock.clone());
        clock
    }
}

/// What the JavaScript half of `perf_hooks` builds on.
///
/// # Errors
/// Fails when a class cannot be built.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    let native = object_of(
        &[
            ("now", 0, now),
            ("idleTime", 0, |_, _, context| {
                Ok(loop_times(context).0.into())
            }),
            (
                "eventLoopUtilization",
                2,
                performance::event_loop_utilization,
            ),
            ("createHistogram", 3, histogram::create),
        ],
        context,
    );
    let origin = Clock::of(context).time_origin;
    define(
        &native,
        js_string!("timeOrigin"),
        origin.into(),
        Attribute::all(),
    );
    let global = performance(context)?;
    define(
        &native,
        js_string!("performance"),
        global.into(),
        Attribute::all(),
    );
    let class = constructor_of::<Performance>(context)?;
    define(
        &native,
        js_string!("Performance"),
        class.into(),
        Attribute::all(),
    );
    let class = constructor_of::<Histogram>(context)?;
    define(
        &native,
        js_string!("Histogram"),
        class.into(),
        Attribute::all(),
    );
    let class = constructor_of::<RecordableHistogram>(context)?;
    define(
        &native,
        js_string!("RecordableHistogram"),
        class.into(),
        Attribute::all(),
    );
    Ok(native)
}

#[expect(clippy::unnecessary_wraps, reason = "the engine's signature")]
fn now(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(Clock::of(context).now().into())
}

/// Idle and active milliseconds of the context's loop.
fn loop_times(context: &mut Context) -> (f64, f64) {
    let times = context.get_data::<LoopTimes>().map(|times| times.0);
    times.map_or((0.0, 0.0), |times| times(context))
}
