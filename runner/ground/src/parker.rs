//! The sleep of a thread in `Atomics.wait`.
//!
//! One for each agent. Whoever notifies sets it free; whoever terminates the agent wakes it so that
//! it looks at its flags. It spins briefly first, since a waker is often just about to come, while
//! that pays off.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::spin::Spin;

/// Lets one thread sleep until another sets it free.
#[derive(Debug)]
pub struct Parker {
    free: AtomicBool,
    spin: Spin,
    guard: Mutex<()>,
    wake: Condvar,
}

impl Parker {
    /// Makes one for a thread that has not waited yet; see [`Spin::new`] for `can_spin`.
    #[must_use]
    pub fn new(can_spin: bool) -> Self {
        Self {
            free: AtomicBool::new(false),
            spin: Spin::new(can_spin),
            guard: Mutex::new(()),
            wake: Condvar::new(),
        }
    }

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
    pub fn wait(&self, deadline: Option<Instant>, stop: impl Fn() -> bool) -> bool {
        if self.spin.until(deadline, || self.is_free()) {
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

    /// True once the thread has been set free.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.free.load(Ordering::Acquire)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn wait_ends_when_set_free_stopped_or_late() {
        let parker = Arc::new(Parker::new(true));
        parker.begin();
        let now = Instant::now();
        assert!(!parker.wait(Some(now), || false));
        assert!(!parker.wait(None, || true));
        let other = Arc::clone(&parker);
        let waker = std::thread::spawn(move || other.free());
        assert!(parker.wait(None, || false));
        assert!(waker.join().is_ok());
    }

    #[test]
    fn nudge_makes_the_sleeper_look_at_its_flag() {
        let parker = Arc::new(Parker::new(true));
        let stop = Arc::new(AtomicBool::new(false));
        let (other, flag) = (Arc::clone(&parker), Arc::clone(&stop));
        let waker = std::thread::spawn(move || {
            flag.store(true, Ordering::Release);
            other.nudge();
        });
        assert!(!parker.wait(None, || stop.load(Ordering::Acquire)));
        assert!(waker.join().is_ok());
    }
}
