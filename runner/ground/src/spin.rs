//! Waiting a moment without sleeping, while that pays off.
//!
//! Waking a parked thread costs tens of microseconds; a spinning one sees what it waits for at
//! once, if whoever brings it runs meanwhile on another processor. When it does not, because the
//! machine is busy or nothing is coming, a spin only keeps the processor from it. So each spin in
//! vain doubles how many of the next waits go without one, and the first that succeeds ends that.
//!
//! This file knows nothing of what is waited for.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// The longest spin. Past this a round trip would not have gained anything.
const LONGEST: Duration = Duration::from_micros(40);

/// How many waits in a row go without a spin, at most; then one tries again, so that a change of
/// pace is noticed.
const MOST_WITHOUT: u32 = 127;

/// Decides for one waiting thread when to spin, and does it. Only that thread calls it.
#[derive(Debug)]
pub struct Spin {
    /// False on one processor, where spinning only delays the thread that is waited for.
    is_useful: bool,
    /// How many waits from now on go without a spin.
    without: AtomicU32,
    /// How many waits the last spin in vain has cost.
    penalty: AtomicU32,
}

impl Spin {
    /// A thread that has not waited yet.
    #[must_use]
    pub const fn new(can_spin: bool) -> Self {
        Self {
            is_useful: can_spin,
            without: AtomicU32::new(0),
            penalty: AtomicU32::new(0),
        }
    }

    /// True when `is_over` says so at once, or within a short spin that does not pass `deadline`.
    pub fn until(&self, deadline: Option<Instant>, is_over: impl Fn() -> bool) -> bool {
        if is_over() {
            return true;
        }
        if !self.is_useful {
            return false;
        }
        let without = self.without.load(Ordering::Relaxed);
        if without > 0 {
            self.without.store(without - 1, Ordering::Relaxed);
            return false;
        }
        let end = Instant::now() + LONGEST;
        let end = deadline.map_or(end, |deadline| deadline.min(end));
        loop {
            for _ in 0..64 {
                if is_over() {
                    self.penalty.store(0, Ordering::Relaxed);
                    return true;
                }
                std::hint::spin_loop();
            }
            if Instant::now() >= end {
                let penalty = self.penalty.load(Ordering::Relaxed);
                let penalty = (penalty * 2 + 1).min(MOST_WITHOUT);
                self.penalty.store(penalty, Ordering::Relaxed);
                self.without.store(penalty, Ordering::Relaxed);
                return false;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// How often the condition was looked at during one wait that is over after so many looks.
    fn looks(spin: &Spin, over_after: u32) -> u32 {
        let count = Cell::new(0);
        spin.until(None, || {
            count.set(count.get() + 1);
            count.get() > over_after
        });
        count.get()
    }

    #[test]
    fn each_spin_in_vain_doubles_the_waits_without_one() {
        let spin = Spin::new(true);
        for pause in [1, 3, 7, 15, 31, 63, 127, 127] {
            assert!(looks(&spin, u32::MAX) > 1, "a spin after the pause");
            for _ in 0..pause {
                assert_eq!(looks(&spin, u32::MAX), 1, "only one look within it");
            }
        }
    }

    #[test]
    fn a_spin_that_succeeds_ends_the_pauses() {
        let spin = Spin::new(true);
        for _ in 0..5 {
            looks(&spin, u32::MAX);
        }
        while looks(&spin, 10) == 1 {}
        assert_eq!(looks(&spin, 10), 11);
        looks(&spin, u32::MAX);
        assert_eq!(looks(&spin, 10), 1);
        assert_eq!(looks(&spin, 10), 11);
    }

    #[test]
    fn one_processor_never_spins() {
        let spin = Spin::new(false);
        assert_eq!(looks(&spin, u32::MAX), 1);
        assert!(spin.until(None, || true));
    }
}
