//! Signals by name and number, and sending them.
//!
//! It must never know who listens: that is `process`'s matter.

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// Signal names and numbers on Linux.
pub const SIGNALS: &[(&str, i32)] = &[
    ("SIGHUP", 1),
    ("SIGINT", 2),
    ("SIGQUIT", 3),
    ("SIGILL", 4),
    ("SIGTRAP", 5),
    ("SIGABRT", 6),
    ("SIGIOT", 6),
    ("SIGBUS", 7),
    ("SIGFPE", 8),
    ("SIGKILL", 9),
    ("SIGUSR1", 10),
    ("SIGSEGV", 11),
    ("SIGUSR2", 12),
    ("SIGPIPE", 13),
    ("SIGALRM", 14),
    ("SIGTERM", 15),
    ("SIGCHLD", 17),
    ("SIGSTKFLT", 16),
    ("SIGCONT", 18),
    ("SIGSTOP", 19),
    ("SIGTSTP", 20),
    ("SIGTTIN", 21),
    ("SIGTTOU", 22),
    ("SIGURG", 23),
    ("SIGXCPU", 24),
    ("SIGXFSZ", 25),
    ("SIGVTALRM", 26),
    ("SIGPROF", 27),
    ("SIGWINCH", 28),
    ("SIGIO", 29),
    ("SIGPOLL", 29),
    ("SIGPWR", 30),
    ("SIGSYS", 31),
];

/// The number of a signal.
#[must_use]
pub fn number_of(name: &str) -> Option<i32> {
    let mut known = SIGNALS.iter().filter(|(known, _)| *known == name);
    known.next().map(|(_, number)| *number)
}

/// Sends a signal as `kill(2)` does: to a process, to the group of the caller for 0, to a group for
/// what is below -1, and to all for -1. Number 0 only asks.
///
/// Signals without a name, the real-time ones, can't be sent; that is an invalid argument.
///
/// # Errors
/// The system's number.
pub fn send(pid: i32, number: i32) -> Result<(), i32> {
    let target = Pid::from_raw(pid);
    let signal = match number {
        0 => None,
        number => match Signal::try_from(number) {
            Ok(signal) => Some(signal),
            // The system looks for the process before it looks at the number.
            Err(_) => {
                return kill(target, None)
                    .and(Err(Errno::EINVAL))
                    .map_err(|errno| errno as i32);
            }
        },
    };
    kill(target, signal).map_err(|errno| errno as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_is_a_target_and_none_is_a_panic() {
        let own = i32::try_from(std::process::id()).expect("a process id");
        assert_eq!(send(own, 0), Ok(()));
        assert_eq!(send(0, 0), Ok(()), "the group of the caller");
        for nobody in [i32::MAX, -i32::MAX, i32::MIN] {
            assert_eq!(send(nobody, 15), Err(3), "{nobody}");
            assert_eq!(send(nobody, 99), Err(3), "{nobody}");
        }
        assert_eq!(send(own, 99), Err(22));
        assert_eq!(send(own, -1), Err(22));
    }
}
