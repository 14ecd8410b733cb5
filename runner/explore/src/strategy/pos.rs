//! Partial order sampling (Yuan, Yang and Gu, "Partial order aware concurrency sampling", CAV
//! 2018): each act that is about to happen has a random priority and the highest goes first; acts
//! that it races with get a new one, so that orders are sampled evenly where orders differ.

use rustc_hash::FxHashMap;
use threadproof_runner::director::Act;

use super::seeded::Seeded;
use super::{Moment, Pick, Strategy};

/// Chooses by the priorities of acts.
#[derive(Debug)]
pub struct Pos {
    numbers: Seeded,
    priorities: FxHashMap<usize, (Act, u64)>,
    ran: Option<usize>,
}

impl Pos {
    /// By the numbers of a seed.
    #[must_use]
    pub fn new(numbers: Seeded) -> Self {
        Self {
            numbers,
            priorities: FxHashMap::default(),
            ran: None,
        }
    }
}

impl Strategy for Pos {
    fn choose(&mut self, moment: &Moment<'_>) -> Pick {
        if let Some(ran) = self.ran.take() {
            self.priorities.remove(&ran);
        }
        for candidate in moment.candidates {
            let races = moment.last.is_some_and(|last| {
                let mut touched = last.footprint.iter();
                touched.any(|(object, _)| object == candidate.act.object)
            });
            let known = self.priorities.get(&candidate.thread);
            if races || known.is_none_or(|(act, _)| *act != candidate.act) {
                let number = self.numbers.draw();
                self.priorities
                    .insert(candidate.thread, (candidate.act, number));
            }
        }
        let priority = |at: &usize| self.priorities[&moment.candidates[*at].thread].1;
        let highest = (0..moment.candidates.len()).max_by_key(priority);
        let highest = highest.unwrap_or_default();
        self.ran = Some(moment.candidates[highest].thread);
        Pick::Take(highest)
    }
}
