//! How many runs go on at once, and in which order they begin.
//!
//! A run lines up, prepares everything, waits for its turn, and hands it on when its last process
//! is dead. What comes before and after is done meanwhile, so that the next process need not wait
//! for the bookkeeping of the last one. What a run is, is not known here.

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// So many turns as there may be runs at once.
#[derive(Debug)]
pub(super) struct Turns {
    line: Mutex<Line>,
    moved: Condvar,
}

#[derive(Debug)]
struct Line {
    free: usize,
    last: u64,
    waiting: BTreeSet<u64>,
}

/// A place in the line, which is given up when it is dropped.
#[derive(Debug)]
#[must_use]
pub struct Place {
    /// Nothing when there is no limit.
    turns: Option<Arc<Turns>>,
    number: u64,
}

/// One turn, from its start until it is dropped.
#[derive(Debug)]
#[must_use]
pub(super) struct Turn(Option<Arc<Turns>>);

impl Turns {
    /// So many at once, one at least.
    pub(super) fn new(at_once: usize) -> Self {
        Self {
            line: Mutex::new(Line {
                free: at_once.max(1),
                last: 0,
                waiting: BTreeSet::new(),
            }),
            moved: Condvar::new(),
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// The last place in the line for `turns`.
    pub(super) fn last(turns: Option<&Arc<Turns>>) -> Self {
        let number = turns.map_or(0, |turns| {
            let mut line = turns.line();
            line.last += 1;
            let number = line.last;
            line.waiting.insert(number);
            number
        });
        Self {
            turns: turns.cloned(),
            number,
        }
    }

    /// Waits until a turn is free and nobody is before this one.
    pub(super) fn turn(self) -> Turn {
        if let Some(turns) = &self.turns {
            let is_not_yet =
                |line: &mut Line| line.free == 0 || line.waiting.first() != Some(&self.number);
            let line = turns.moved.wait_while(turns.line(), is_not_yet);
            line.unwrap_or_else(PoisonError::into_inner).free -= 1;
        }
        // The place is left behind here, which lets the next one in if there is another turn.
        Turn(self.turns.clone())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(turns) = &self.turns {
            turns.line().waiting.remove(&self.number);
            turns.moved.notify_all();
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(turns) = &self.0 {
            turns.line().free += 1;
            turns.moved.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn no_more_than_asked_have_a_turn_at_once_and_all_get_one() {
        let turns = Some(Arc::new(Turns::new(2)));
        let (now, most, all) = (
            AtomicUsize::new(0),
            AtomicUsize::new(0),
            AtomicUsize::new(0),
        );
        thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        let turn = Place::last(turns.as_ref()).turn();
                        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        thread::yield_now();
                        now.fetch_sub(1, Ordering::SeqCst);
                        all.fetch_add(1, Ordering::SeqCst);
                        drop(turn);
                    }
                });
            }
        });
        assert!(most.load(Ordering::SeqCst) <= 2);
        assert_eq!(all.load(Ordering::SeqCst), 1200);
    }

    #[test]
    fn turns_come_in_the_order_of_the_line_and_a_place_can_be_given_up() {
        let turns = Some(Arc::new(Turns::new(1)));
        let places: Vec<_> = (0..4).map(|_| Place::last(turns.as_ref())).collect();
        let order = Mutex::new(Vec::new());
        thread::scope(|scope| {
            // The last in line asks first.
            for (number, place) in places.into_iter().enumerate().rev() {
                let order = &order;
                scope.spawn(move || {
                    if number != 1 {
                        let _turn = place.turn();
                        order.lock().expect("nobody panics").push(number);
                    }
                });
            }
        });
        assert_eq!(order.into_inner().expect("nobody panics"), [0, 2, 3]);
    }
}
