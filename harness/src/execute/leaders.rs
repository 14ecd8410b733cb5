//! The main processes of all runs of this process, and who of them a look at `/proc` can have met.
//!
//! Children belong to the whole process, however many executors it has. What an orphan is, and what
//! is done about it, is not known here.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use super::mark::Mark;

/// The main processes of all runs, whose status is collected by those runs alone, and their marks.
#[derive(Debug, Default)]
pub(super) struct Leaders {
    /// Those that run, or are dead and not collected yet.
    pub(super) present: HashMap<i32, Option<Mark>>,
    /// Those that were collected while some look at `/proc` went on, which may have met them.
    pub(super) gone: HashMap<i32, Option<Mark>>,
    /// How many looks go on.
    pub(super) looks: usize,
}

static LEADERS: LazyLock<Mutex<Leaders>> = LazyLock::new(Mutex::default);

/// A look at `/proc` that goes on. A main process that starts or goes meanwhile is no orphan.
pub(super) struct Look;

impl Leaders {
    /// Waits for whoever looks into them or starts one.
    pub(super) fn lock() -> MutexGuard<'static, Self> {
        LEADERS.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every main process that a look which goes on can have met, for whoever has read all
    /// processes.
    pub(super) fn met(&self) -> HashMap<i32, Option<Mark>> {
        let mut all = self.gone.clone();
        // An id that was given out again names the newer one.
        all.extend(&self.present);
        all
    }
}

impl Look {
    /// From here on nobody who goes is forgotten.
    pub(super) fn begin() -> Self {
        Leaders::lock().looks += 1;
        Self
    }
}

impl Drop for Look {
    fn drop(&mut self) {
        let mut leaders = Leaders::lock();
        leaders.looks -= 1;
        if leaders.looks == 0 {
            leaders.gone.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use rustix::process::Pid;

    use super::*;
    use crate::execute::processes::Watch;

    #[test]
    fn a_leader_that_starts_or_goes_during_a_look_is_known_to_it() {
        let watch = Watch::default();
        let lead = || {
            let child = std::process::Command::new("cat")
                .stdin(std::process::Stdio::piped())
                .spawn()?;
            Ok((Pid::from_child(&child), child))
        };
        let (mut early, _) = watch.lead(lead).expect("a leader");
        let _look = Look::begin();
        let (mut late, _) = watch.lead(lead).expect("a leader");
        for child in [&mut early, &mut late] {
            let id = Pid::from_child(child);
            assert!(
                Leaders::lock()
                    .met()
                    .contains_key(&id.as_raw_nonzero().get())
            );
            child.kill().expect("it lives");
            watch.reap(id, || child.wait()).expect("it is ours");
            assert!(
                Leaders::lock()
                    .met()
                    .contains_key(&id.as_raw_nonzero().get())
            );
        }
    }
}
