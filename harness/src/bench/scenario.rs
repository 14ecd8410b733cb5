//! What a scenario is: which script of `bench/`, which figures of it, and what is to be reached.
//!
//! The scenarios themselves are in [`list`](super::list). How one is run is not known here.

use threadproof_reports::bench::{Better, Target, Unit};

/// One thing that is measured.
#[derive(Debug)]
pub struct Scenario {
    /// The name used with `--scenario`.
    pub name: &'static str,
    /// The script in `bench/`.
    pub script: &'static str,
    /// Its arguments.
    pub args: &'static [&'static str],
    /// How often it runs.
    pub repeats: Repeats,
    /// What is read from it.
    pub figures: &'static [FigureKind],
}

/// How often a scenario runs, where `--runs` says how often one usually does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeats {
    /// Once: it is long, and has its repetitions inside.
    Once,
    /// As often as asked.
    Usual,
    /// So many times as often: it is short.
    Times(u32),
}

/// A figure of a scenario.
#[derive(Debug)]
pub struct FigureKind {
    /// Its name in the line that the script prints, or [`DURATION`].
    pub key: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// Which values are better.
    pub better: Better,
    /// What the reference is to reach.
    pub target: Option<Target>,
}

/// The figure that is taken from outside: milliseconds from the start of the process to its end.
pub const DURATION: &str = "duration";

/// A scenario that runs as often as asked.
pub(super) const fn one(
    name: &'static str,
    script: &'static str,
    args: &'static [&'static str],
    figures: &'static [FigureKind],
) -> Scenario {
    Scenario {
        name,
        script,
        args,
        repeats: Repeats::Usual,
        figures,
    }
}

/// A figure of which small values are better; a number of things only explains others.
pub(super) const fn figure(key: &'static str, title: &'static str, unit: Unit) -> FigureKind {
    let better = match unit {
        Unit::Count | Unit::Quotient => Better::Neither,
        _ => Better::Less,
    };
    FigureKind {
        key,
        title,
        unit,
        better,
        target: None,
    }
}

/// Messages a second.
pub(super) const fn rate(title: &'static str) -> FigureKind {
    FigureKind {
        better: Better::More,
        ..figure("perSecond", title, Unit::PerSecond)
    }
}

impl FigureKind {
    pub(super) const fn times_best_peer(mut self, times: f64) -> Self {
        self.target = Some(Target::TimesBestPeer(times));
        self
    }

    /// Small values are better, of a unit that doesn't say so.
    pub(super) const fn less(mut self) -> Self {
        self.better = Better::Less;
        self
    }

    pub(super) const fn at_most(mut self, most: f64) -> Self {
        self.target = Some(Target::AtMost(most));
        self
    }

    pub(super) const fn at_least(mut self, least: f64) -> Self {
        self.target = Some(Target::AtLeast(least));
        self
    }
}

impl Repeats {
    /// How often the scenario runs when one usually runs `usual` times.
    #[must_use]
    pub fn of(self, usual: u32) -> u32 {
        match self {
            Self::Once => 1,
            Self::Usual => usual,
            Self::Times(times) => usual.saturating_mul(times),
        }
    }
}
