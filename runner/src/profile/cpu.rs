//! A processor profile: which function ran, sampled in time.
//!
//! A sample is taken at the end of the time that it stands for, and the readers of a `.cpuprofile`
//! take it to stand for the time that follows; so each is written at the moment of the sample
//! before it. Times are of the system's steady clock, in microseconds.

use std::time::Instant;

use serde_json::{Value, json};

use super::CpuOptions;
use super::functions::Functions;
use super::tree::{Frame, Tree};

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
            options,
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

    /// Takes a sample: `stack` is what the thread did until `now`.
    pub fn take(&mut self, stack: &[Frame], now: Instant) {
        if self.samples.len() < self.options.max_samples {
            let node = self.tree.count(stack, 1);
            self.samples.push((node, self.last));
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
