//! Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi and Nagarakatte, "A randomized
//! scheduler with probabilistic guarantees of finding bugs", ASPLOS 2010): the thread with the
//! highest random priority runs; at `depth` - 1 random steps the priority of the one that runs falls
//! below all others. A fault of depth d among n threads and k steps is found with a chance of at
//! least 1 / (n * k^(d-1)).

use rustc_hash::FxHashMap;

use super::seeded::Seeded;
use super::{Moment, Pick, Strategy};

/// Chooses by priorities.
#[derive(Debug)]
pub struct Pct {
    numbers: Seeded,
    priorities: FxHashMap<usize, u64>,
    changes: Vec<usize>,
    lowest: u64,
}

impl Pct {
    /// For a program of about `steps` steps.
    #[must_use]
    pub fn new(mut numbers: Seeded, depth: usize, steps: usize) -> Self {
        let changes = (1..depth).map(|_| numbers.below(steps)).collect();
        Self {
            numbers,
            priorities: FxHashMap::default(),
            changes,
            lowest: u64::from(u32::MAX),
        }
    }
}

impl Strategy for Pct {
    fn choose(&mut self, moment: &Moment<'_>) -> Pick {
        for candidate in moment.candidates {
            let numbers = &mut self.numbers;
            self.priorities
                .entry(candidate.thread)
                // Above every priority that a change gives.
                .or_insert_with(|| numbers.draw() | 1 << 63);
        }
        let priority = |at: &usize| self.priorities[&moment.candidates[*at].thread];
        let highest = (0..moment.candidates.len()).max_by_key(priority);
        let mut highest = highest.unwrap_or_default();
        if self.changes.contains(&moment.step) {
            self.lowest -= 1;
            let thread = moment.candidates[highest].thread;
            self.priorities.insert(thread, self.lowest);
            let priority = |at: &usize| self.priorities[&moment.candidates[*at].thread];
            let next = (0..moment.candidates.len()).max_by_key(priority);
            highest = next.unwrap_or_default();
        }
        Pick::Take(highest)
    }
}
