//! The clock that scripts read. `Date`, `performance` and `process.hrtime` come here; timers and
//! waits do not, since a thread sleeps by the system's clock whatever scripts are told.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A source of time. It is asked from every thread of a runtime.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970, for `Date` and `performance.timeOrigin`.
    fn wall_ms(&self) -> f64;

    /// Time since some fixed moment, never less than before, for `performance.now` and
    /// `process.hrtime`.
    fn monotonic(&self) -> Duration;
}

/// The system's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    start: Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self {
            start: Instant::now(),
        }
    }
}

impl Clock for SystemClock {
    fn wall_ms(&self) -> f64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        now.map_or(0.0, |since| since.as_secs_f64() * 1000.0)
    }

    fn monotonic(&self) -> Duration {
        self.start.elapsed()
    }
}
