//! The record of a measurement, as `threadproof bench` writes it, and the ways to show it.
//!
//! It is a format of its own beside the record of a run: figures, not verdicts. Nothing here may
//! know how a figure was taken. What compares figures is here, so that every view says the same.

mod markdown;
mod table;

use serde::{Deserialize, Serialize};

use crate::record::Host;

/// The version of this format.
pub const SCHEMA: u32 = 1;

/// What one `threadproof bench` found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bench {
    /// The version of this format; see [`SCHEMA`].
    pub schema: u32,
    /// The version of the threadproof that wrote the record.
    pub tool: String,
    /// The command that takes the figures again.
    pub command: String,
    /// When it began, as RFC 3339 text.
    pub started: String,
    /// How long all of it took, in milliseconds.
    pub duration_ms: u64,
    /// The machine.
    pub host: Host,
    /// The processor's name and the size of the memory, as far as the system tells.
    pub machine: String,
    /// How often a scenario ran on each runtime, unless a figure has fewer or more values.
    pub runs: u32,
    /// The runtimes, in the order in which columns are shown.
    pub runtimes: Vec<Contestant>,
    /// The figures, in the order in which rows are shown.
    pub figures: Vec<Figure>,
}

/// A runtime that was measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contestant {
    /// Such as `node@26.10.0`.
    pub id: String,
    /// Whether it is the reference; all others are its peers.
    pub reference: bool,
}

/// One figure of one scenario, on every runtime.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The scenario.
    pub scenario: String,
    /// The name of the figure in what the scenario prints.
    pub key: String,
    /// What it is, in a few words.
    pub title: String,
    /// The unit of every value.
    pub unit: Unit,
    /// Which values are better.
    pub better: Better,
    /// What the reference is to reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// What came out, one for each runtime, in their order.
    pub results: Vec<Outcome>,
}

/// The unit of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Milliseconds.
    Ms,
    /// Microseconds.
    Us,
    /// Times a second.
    PerSecond,
    /// KiB.
    Kib,
    /// MiB.
    Mib,
    /// A quotient of two figures.
    Quotient,
    /// A number of things.
    Count,
}

/// Which values are better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Better {
    /// Small ones.
    Less,
    /// Large ones.
    More,
    /// Neither: the figure only explains another.
    Neither,
}

/// What the reference is to reach.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// So many times better than the best peer of the same measurement.
    TimesBestPeer(f64),
    /// At most this value.
    AtMost(f64),
    /// At least this value.
    AtLeast(f64),
}

/// What came out on one runtime.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was measured.
    Measured(Measured),
    /// It could not be measured, and why.
    Absent {
        /// Why, in a line.
        reason: String,
    },
}

/// The values of a figure on one runtime.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The middle value.
    pub median: f64,
    /// A quarter of the values are at most this.
    pub lower: f64,
    /// A quarter of the values are at least this.
    pub upper: f64,
    /// How many times better the median is than that of the best other runtime that is no
    /// reference; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times_best_peer: Option<f64>,
    /// Every value, in the order in which they were taken.
    pub values: Vec<f64>,
}

/// Something that a figure is shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// A table for a terminal.
    Table,
    /// The record itself.
    Json,
    /// A page in Markdown.
    Markdown,
}

impl Measured {
    /// Median and quartiles of `values`; nothing when there are none.
    #[must_use]
    pub fn of(values: Vec<f64>) -> Option<Self> {
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        // Between two values a quartile lies on the straight line from one to the other.
        let at = |part: f64| -> Option<f64> {
            let place = part * (sorted.len().checked_sub(1)? as f64);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "whole numbers between 0 and the last index"
            )]
            let (low, high) = (place.floor() as usize, place.ceil() as usize);
            Some(sorted[low] + (sorted[high] - sorted[low]) * (place - place.floor()))
        };
        Some(Self {
            median: at(0.5)?,
            lower: at(0.25)?,
            upper: at(0.75)?,
            times_best_peer: None,
            values,
        })
    }
}

impl Outcome {
    /// The median, if it was measured.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        match self {
            Self::Measured(measured) => Some(measured.median),
            Self::Absent { .. } => None,
        }
    }
}

impl Figure {
    /// Compares every result with the best peer among the others.
    pub fn compare(&mut self, runtimes: &[Contestant]) {
        let medians: Vec<Option<f64>> = self.results.iter().map(Outcome::median).collect();
        for (own, result) in self.results.iter_mut().enumerate() {
            let Outcome::Measured(measured) = result else {
                continue;
            };
            let peers = (0..medians.len()).filter(|peer| {
                *peer != own
                    && runtimes
                        .get(*peer)
                        .is_some_and(|runtime| !runtime.reference)
            });
            let peers = peers.filter_map(|peer| medians[peer]);
            let times = match self.better {
                Better::Less => peers
                    .min_by(f64::total_cmp)
                    .map(|best| best / measured.median),
                Better::More => peers
                    .max_by(f64::total_cmp)
                    .map(|best| measured.median / best),
                Better::Neither => None,
            };
            // What has not grown is not so many times better than what has.
            measured.times_best_peer =
                times.filter(|times| times.is_finite() && measured.median > 0.0 && *times > 0.0);
        }
    }

    /// Whether a result reaches the target; nothing when there is no target or no value for it.
    #[must_use]
    pub fn is_met_by(&self, measured: &Measured) -> Option<bool> {
        match self.target? {
            Target::TimesBestPeer(times) => measured.times_best_peer.map(|own| own >= times),
            Target::AtMost(most) => Some(measured.median <= most),
            Target::AtLeast(least) => Some(measured.median >= least),
        }
    }
}

impl Bench {
    /// The record in one of its forms, ending with a newline.
    #[must_use]
    pub fn show(&self, view: View) -> String {
        match view {
            View::Table => table::render(self),
            View::Json => serde_json::to_string_pretty(self).unwrap_or_default() + "\n",
            View::Markdown => markdown::render(self),
        }
    }

    /// The result of the reference for a figure.
    fn reference<'f>(&self, figure: &'f Figure) -> Option<&'f Measured> {
        let column = self.runtimes.iter().position(|one| one.reference)?;
        match figure.results.get(column)? {
            Outcome::Measured(measured) => Some(measured),
            Outcome::Absent { .. } => None,
        }
    }

    /// How the reference does: `41× best peer`, and the target with whether it is met.
    fn standing(&self, figure: &Figure) -> (String, String) {
        let Some(measured) = self.reference(figure) else {
            return (String::new(), String::new());
        };
        let times = measured.times_best_peer.map(times).unwrap_or_default();
        let target = match (figure.target, figure.is_met_by(measured)) {
            (Some(target), met) => {
                let verdict = match met {
                    Some(true) => "met",
                    Some(false) => "missed",
                    None => "no peer",
                };
                format!("{}: {verdict}", target_text(target, figure.unit))
            }
            (None, _) => String::new(),
        };
        (times, target)
    }
}

/// `41×`; how many times better than the best peer.
fn times(times: f64) -> String {
    format!("{}×", number(times))
}

fn target_text(target: Target, unit: Unit) -> String {
    match target {
        Target::TimesBestPeer(wanted) => format!("≥ {}", times(wanted)),
        Target::AtMost(most) => format!("≤ {}", value(most, unit)),
        Target::AtLeast(least) => format!("≥ {}", value(least, unit)),
    }
}

/// A value with its unit, in three digits.
fn value(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Ms => format!("{} ms", number(value)),
        Unit::Us => format!("{} µs", number(value)),
        Unit::PerSecond => format!("{}/s", number(value)),
        Unit::Kib => format!("{} KiB", number(value)),
        Unit::Mib => format!("{} MiB", number(value)),
        Unit::Quotient => times(value),
        Unit::Count => number(value),
    }
}

/// Three digits that count, and thousands as `k` and `M`.
fn number(value: f64) -> String {
    let size = value.abs();
    if size >= 999_500.0 {
        format!("{}M", number(value / 1e6))
    } else if size >= 10_000.0 {
        format!("{}k", number(value / 1e3))
    } else if size >= 99.95 {
        format!("{value:.0}")
    } else if size >= 9.995 {
        format!("{value:.1}")
    } else if size >= 0.0005 {
        let text = format!("{value:.3}");
        let cut = usize::from(size >= 0.9995);
        let text = &text[..text.len() - cut];
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        "0".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_digits() {
        for (value, text) in [
            (0.0, "0"),
            (0.361, "0.361"),
            (1.2345, "1.23"),
            (5.0, "5"),
            (41.26, "41.3"),
            (99.97, "100"),
            (1234.0, "1234"),
            (12_345.0, "12.3k"),
            (1_134_705.9, "1.13M"),
            (-3.0, "-3"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn quartiles_lie_between_values() {
        let measured = Measured::of(vec![4.0, 1.0, 3.0, 2.0]).expect("values");
        assert_eq!(
            (measured.lower, measured.median, measured.upper),
            (1.75, 2.5, 3.25)
        );
        assert_eq!(measured.values, [4.0, 1.0, 3.0, 2.0]);
        assert!(Measured::of(Vec::new()).is_none());
    }
}
