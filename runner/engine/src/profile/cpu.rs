//! A processor profile: which function ran, sampled in time.
//!
//! A sample is taken at the end of the time that it stands for, and the readers of a `.cpuprofile`
//! take it to stand for the time that follows; so each is written at the moment of the sample
//! before it. Times are of the system's steady clock, in microseconds.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::CpuOptions;
use super::functions::Functions;
use super::tree::{Frame, Tree};

/// The shortest time between two samples: about what slices can tell apart.
const SHORTEST: Duration = Duration::from_micros(50);

/// A processor profile that is being taken.
pub struct CpuProfile {
    options: CpuOptions,
    started: Instant,
    last: Instant,
    tree: Tree,
    /// The node of each sample, and the moment from which on it counts.
    samples: Vec<(usize, Instant)>,
}

impl CpuProfile {
    /// Begins one now.
    pub fn start(options: CpuOptions) -> Self {
        let now = Instant::now();
        Self {
            options: CpuOptions {
                interval: options.interval.max(SHORTEST),
                ..options
            },
            started: now,
            last: now,
            tree: Tree::default(),
            samples: Vec::new(),
        }
    }

    /// True when enough time has passed since the last sample.
    pub fn is_due(&self, now: Instant) -> bool {
        // Nothing is due at a moment before the profile began.
        now.saturating_duration_since(self.last) >= self.options.interval
    }

    /// Takes a sample: `stack` is what the thread did until `now`. Where more than one interval has
    /// passed it counts as often, since the readers of a profile share its time out by counts.
    pub fn take(&mut self, stack: &[Frame], now: Instant) {
        let passed = now.saturating_duration_since(self.last);
        let times = passed.as_nanos() / self.options.interval.as_nanos();
        let room = self.options.max_samples.saturating_sub(self.samples.len());
        let times = u32::try_from(times).unwrap_or(u32::MAX).max(1);
        let kept = times.min(u32::try_from(room).unwrap_or(u32::MAX));
        if kept > 0 {
            let node = self.tree.count(stack, u64::from(kept));
            let moments =
                (0..kept).map(|at| self.last + passed.mul_f64(f64::from(at) / f64::from(times)));
            self.samples.extend(moments.map(|moment| (node, moment)));
        }
        self.last = now;
    }

    /// The text of the profile, which ends `now`.
    pub fn print(&self, now: Instant, functions: &Functions) -> String {
        let nodes: Vec<Value> = self
            .tree
            .nodes
            .iter()
            .enumerate()
            .map(|(number, node)| {
                let mut value = json!({
                    "id": number + 1,
                    "hitCount": node.own,
                    "callFrame": functions.call_frame(node.frame),
                });
                if !node.children.is_empty() {
                    value["children"] = node.children.iter().map(|child| child + 1).collect();
                }
                if !node.lines.is_empty() {
                    let ticks = node.lines.iter();
                    value["positionTicks"] = ticks
                        .map(|(line, ticks)| json!({ "line": line, "ticks": ticks }))
                        .collect();
                }
                value
            })
            .collect();
        let clock = Clock::at(now);
        let start = clock.microseconds(self.started);
        // Differences of rounded moments, so that no rounding adds up.
        let mut before = start;
        let mut deltas = Vec::with_capacity(self.samples.len());
        for (_, moment) in &self.samples {
            let moment = clock.microseconds(*moment);
            deltas.push(moment - before);
            before = moment;
        }
        let samples: Vec<usize> = self.samples.iter().map(|(node, _)| node + 1).collect();
        json!({
            "nodes": nodes,
            "startTime": start,
            "endTime": clock.microseconds(now),
            "samples": samples,
            "timeDeltas": deltas,
        })
        .to_string()
    }
}

/// The system's steady clock, which `Instant` hides: what it shows at one moment.
struct Clock {
    moment: Instant,
    shown: i64,
}

impl Clock {
    fn at(moment: Instant) -> Self {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
        let since = i64::try_from(moment.elapsed().as_micros()).unwrap_or(0);
        let shown = time.tv_sec * 1_000_000 + time.tv_nsec / 1000 - since;
        Self { moment, shown }
    }

    /// What the clock showed at an earlier moment.
    fn microseconds(&self, earlier: Instant) -> i64 {
        let ago = self.moment.duration_since(earlier).as_micros();
        self.shown - i64::try_from(ago).unwrap_or(0)
    }
}
