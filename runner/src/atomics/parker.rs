//! The sleep of a thread in `Atomics.wait`.
//!
//! One for each agent. Whoever notifies sets it free; whoever terminates the agent wakes it so that
//! it looks at its flags. It spins briefly first, since a waker is often just about to come, and
//! stops doing so once that was in vain a few times.

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The longest spin before the thread sleeps.
const SPIN: Duration = Duration::from_micros(40);

/// How many spins in a row may be in vain.
const CREDIT: u8 = 2;

/// Lets one thread sleep until another sets it free.
#[derive(Debug, Default)]
pub struct Parker {
    free: AtomicBool,
    vain_spins: AtomicU8,
    guard: Mutex<()>,
    wake: Condvar,
}

impl Parker {
    /// Begins a wait: what set the thread free before does not count.
    pub fn begin(&self) {
        self.free.store(false, Ordering::Relaxed);
    }

    /// Sets the waiting thread free.
    pub fn free(&self) {
        self.free.store(true, Ordering::Release);
        self.nudge();
    }

    /// Wakes the waiting thread without setting it free, so that it looks at its flags again.
    pub fn nudge(&self) {
        // Taking the lock orders this after the sleeper's last look at its flags.
        drop(self.guard.lock().unwrap_or_else(PoisonError::into_inner));
        self.wake.notify_all();
    }

    /// Waits until the thread is set free, `stop` says so, or `deadline` has passed. True when it
    /// was set free.
    pub fn wait(&self, deadline: Option<Instant>, can_spin: bool, stop: impl Fn() -> bool) -> bool {
        if can_spin && self.spin(deadline) {
            return true;
        }
        let mut guard = self.guard.lock().unwrap_or_else(PoisonError::into_inner);
        while !self.is_free() && !stop() {
            let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
            guard = match left {
                None => self
                    .wake
                    .wait(guard)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(Duration::ZERO) => break,
                Some(left) => {
                    let woken = self.wake.wait_timeout(guard, left);
                    woken.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        self.is_free()
    }

    fn is_free(&self) -> bool {
        self.free.load(Ordering::Acquire)
    }

    fn spin(&self, deadline: Option<Instant>) -> bool {
        let vain = self.vain_spins.load(Ordering::Relaxed);
        if vain >= CREDIT {
            // One short wait in sixteen tries again, so that a change of pace is noticed.
            self.vain_spins
                .store(if vain >= 16 { 0 } else { vain + 1 }, Ordering::Relaxed);
            return self.is_free();
        }
        let end = Instant::now() + SPIN;
        let end = deadline.map_or(end, |at| at.min(end));
        loop {
            for _ in 0..64 {
                if self.is_free() {
                    self.vain_spins.store(0, Ordering::Relaxed);
                    return true;
                }
                std::hint::spin_loop();
            }
            if Instant::now() >= end {
                self.vain_spins.store(vain + 1, Ordering::Relaxed);
                return false;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn wait_ends_when_set_free_stopped_or_late() {
        let parker = Arc::new(Parker::default());
        parker.begin();
        let now = Instant::now();
        assert!(!parker.wait(Some(now), true, || false));
        assert!(!parker.wait(None, false, || true));
        let other = Arc::clone(&parker);
        let waker = std::thread::spawn(move || other.free());
        assert!(parker.wait(None, true, || false));
        assert!(waker.join().is_ok());
    }

    #[test]
    fn nudge_makes_the_sleeper_look_at_its_flag() {
        let parker = Arc::new(Parker::default());
        let stop = Arc::new(AtomicBool::new(false));
        let (other, flag) = (Arc::clone(&parker), Arc::clone(&stop));
        let waker = std::thread::spawn(move || {
            flag.store(true, Ordering::Release);
            other.nudge();
        });
        assert!(!parker.wait(None, false, || stop.load(Ordering::Acquire)));
        assert!(waker.join().is_ok());
    }
}
