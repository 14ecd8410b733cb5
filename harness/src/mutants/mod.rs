//! Measures the suite: breaks one promise of a runtime at a time, and sees which case notices.
//!
//! A [`Mutant`] is a small script that a runtime loads first. It breaks one promise of the pages, or
//! behaves in another way that the pages permit; its probe shows that it does. [`hunt`] runs the
//! cases beneath it, the nearest first: a broken promise that no gating case notices has survived,
//! and a permitted behaviour on which a gating case fails is a false alarm. [`sites`] turns it round
//! and breaks the fixtures: each value that one of them looks at is replaced by a wrong one.
//!
//! This room must never know a case by name, nor how a runtime is built: it knows only that a
//! runtime can load a script first. It decides nothing about a runtime; its score is the suite's.

mod hunt;
mod preload;
mod probe;
mod read;
mod score;
mod sites;

use serde::Deserialize;

pub use hunt::{Depth, Hunt, hunt};
pub use preload::{PreloadError, Preloaded};
pub use probe::probe;
pub use read::{ReadMutantsError, areas, read};
pub use score::{Entry, Found, Score, Tally};
pub use sites::{Site, SiteScore, sites};

/// One way to be wrong, or to be otherwise and right.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutant {
    /// Its name, unique in the suite.
    pub name: String,
    /// The id of the promise in the inventory that it breaks.
    #[serde(default)]
    pub breaks: Option<String>,
    /// Why the pages permit it; it breaks nothing then.
    #[serde(default)]
    pub permitted: Option<String>,
    /// What the runtime does, in a few words.
    pub does: String,
    /// The Node versions on which it can be shown.
    #[serde(default)]
    pub since: Option<String>,
    /// Cases to begin with; without them, those that cover the promise.
    #[serde(default)]
    pub near: Vec<String>,
    /// JavaScript that is loaded first, in which `wt` is the module `worker_threads`.
    pub preload: String,
    /// JavaScript that prints `broken` beneath the mutant and `whole` without it.
    pub probe: String,
}
