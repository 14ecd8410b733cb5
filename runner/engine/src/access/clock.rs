//! The clock that scripts read, as the engine and native functions ask for it.

use std::sync::Arc;

use boa_engine::Context;
use boa_engine::context::time::JsInstant;
use threadproof_ground::access::Clock;

use super::of;
use threadproof_ground::numbers::nearest;

/// A clock as the engine asks for it.
pub struct EngineClock(pub Arc<dyn Clock>);

impl boa_engine::context::time::Clock for EngineClock {
    fn now(&self) -> JsInstant {
        let now = self.0.monotonic();
        JsInstant::new(now.as_secs(), now.subsec_nanos())
    }

    fn system_time_millis(&self) -> i64 {
        nearest(self.0.wall_ms().floor())
    }
}

/// Milliseconds since 1970 by the runtime's own clock, or else the system's.
#[must_use]
pub fn wall_clock_ms(context: &Context) -> f64 {
    if let Some(clock) = of(context).and_then(|access| access.clock.as_ref()) {
        return clock.wall_ms();
    }
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0.0, |since| since.as_secs_f64() * 1000.0)
}
