//! A random walk: each of those who can go on is as likely.

use super::seeded::Seeded;
use super::{Moment, Pick, Strategy};

/// Chooses by the numbers of a seed.
#[derive(Debug)]
pub struct Random(pub Seeded);

impl Strategy for Random {
    fn choose(&mut self, moment: &Moment<'_>) -> Pick {
        match moment.candidates.len() {
            1 => Pick::Take(0),
            count => Pick::Take(self.0.below(count)),
        }
    }
}
