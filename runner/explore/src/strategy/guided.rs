//! Repeating a schedule: the usual order but for given choices.

use super::{Moment, Pick, Strategy};

/// Where a schedule leaves the usual order: the number of the choice and who is taken.
pub type Deviations = Vec<(usize, usize)>;

/// Follows a schedule.
#[derive(Debug)]
pub struct Guided {
    deviations: Deviations,
    next: usize,
    choice: usize,
    is_strict: bool,
}

impl Guided {
    /// Follows `deviations`, which are in order. A strict one says when it cannot; another takes the
    /// usual way then.
    #[must_use]
    pub fn new(deviations: Deviations, is_strict: bool) -> Self {
        Self {
            deviations,
            next: 0,
            choice: 0,
            is_strict,
        }
    }
}

impl Strategy for Guided {
    fn choose(&mut self, moment: &Moment<'_>) -> Pick {
        let count = moment.candidates.len();
        if count == 1 {
            return Pick::Take(0);
        }
        let choice = self.choice;
        self.choice += 1;
        match self.deviations.get(self.next) {
            Some((number, taken)) if *number == choice => {
                self.next += 1;
                if *taken < count {
                    Pick::Take(*taken)
                } else if self.is_strict {
                    Pick::Diverged
                } else {
                    Pick::Take(moment.usual())
                }
            }
            _ => Pick::Take(moment.usual()),
        }
    }
}
