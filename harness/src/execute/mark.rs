//! A mark that every process of a run inherits and that nothing but a deliberate act removes.
//!
//! A daemon has a session of its own, no parent, an environment and a folder of its own choice;
//! what stays of its origin are its limits. The soft limit on the memory of POSIX message queues
//! (`RLIMIT_MSGQUEUE`, of which nobody uses the last bytes) is a little lower for each run, and
//! `/proc/<pid>/limits` tells it of any process. Its hard limit stays as it was, so a program can
//! have back what was taken. This file must never know what a run is.

use std::fs;
use std::sync::{LazyLock, Mutex, PoisonError};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// How many marks there are before they begin anew; far more than runs go on at once.
const COUNT: u64 = 100_000;

/// The mark of one run, as the limit that its processes have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mark(u64);

/// The marks that this process gives. One list for all, for a process has one set of limits.
static MARKS: LazyLock<Mutex<Marks>> = LazyLock::new(|| {
    let found = getrlimit(Resource::Msgqueue);
    let has_room = found.current.is_none_or(|limit| limit > 2 * COUNT);
    Mutex::new(Marks {
        unmarked: has_room.then_some(found),
        given: 0,
    })
});

struct Marks {
    /// The limits without any mark; nothing when marks cannot be given.
    unmarked: Option<Rlimit>,
    given: u64,
}

/// Runs `start`, which starts a process, so that the process has a mark that no other one has.
pub(super) fn mark<T>(start: impl FnOnce() -> T) -> (Option<Mark>, T) {
    let mut marks = MARKS.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(unmarked) = marks.unmarked else {
        return (None, start());
    };
    marks.given += 1;
    // Without a limit any number is lower; this one is the system's default.
    let top = unmarked.current.unwrap_or(819_200);
    let mark = top - 1 - marks.given % COUNT;
    let marked = Rlimit {
        current: Some(mark),
        ..unmarked
    };
    let is_marked = setrlimit(Resource::Msgqueue, marked).is_ok();
    let started = start();
    if is_marked {
        // Raising the soft limit to what it was is always allowed.
        let _ = setrlimit(Resource::Msgqueue, unmarked);
    }
    (is_marked.then_some(Mark(mark)), started)
}

/// Whether processes can be marked here, and what is told of their marks can be read.
#[must_use]
pub fn works() -> bool {
    let (mark, child) = mark(|| {
        let mut command = std::process::Command::new("cat");
        command.stdin(std::process::Stdio::piped()).spawn()
    });
    let Ok(mut child) = child else {
        return false;
    };
    let found = of(child.id().cast_signed());
    // It ends with its input; if it has ended already, so much the better.
    let _ = child.kill();
    let _ = child.wait();
    mark.is_some() && found == mark
}

/// The limit of a living process where a mark would stand.
pub(super) fn of(pid: i32) -> Option<Mark> {
    let limits = fs::read_to_string(format!("/proc/{pid}/limits")).ok()?;
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max msgqueue size"))?;
    Some(Mark(line.split_ascii_whitespace().next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_runs_have_two_marks() {
        let own = || mark(|| of(std::process::id().cast_signed()));
        let (first, second) = (own(), own());
        assert_eq!(works(), first.0.is_some());
        if works() {
            assert_eq!((first.0, second.0), (first.1, second.1));
            assert_ne!(first.0, second.0);
        }
    }
}
