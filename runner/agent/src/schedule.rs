//! The one scheduling point of an agent's event loop.
//!
//! Everything that could come next on a thread is decided here and nowhere else: which phase the
//! loop takes its next step from. The default keeps Node's order (timers, then what other threads
//! sent, then immediates, then closings). A controlled scheduler, which picks from a seed or
//! enumerates every permitted order, is another implementation of [`Scheduler`].
//!
//! This file knows which kinds of step exist, not what they do.

use std::fmt::Debug;

/// A kind of step of the event loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Run the timers that are due.
    Timers,
    /// Take the next task that another thread (or this one) posted.
    Task,
    /// Run the immediates that were queued before this turn.
    Immediates,
    /// Run the close callbacks.
    Closings,
}

/// What could be done now.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ready {
    /// A timer is due.
    pub timers: bool,
    /// At least one task waits.
    pub tasks: bool,
    /// At least one immediate waits.
    pub immediates: bool,
    /// At least one handle waits to be closed.
    pub closings: bool,
}

impl Ready {
    /// True when `step` could be taken.
    #[must_use]
    pub fn has(self, step: Step) -> bool {
        match step {
            Step::Timers => self.timers,
            Step::Task => self.tasks,
            Step::Immediates => self.immediates,
            Step::Closings => self.closings,
        }
    }

    /// True when no step could be taken: the agent has to wait or to end.
    #[must_use]
    pub fn is_empty(self) -> bool {
        !(self.timers || self.tasks || self.immediates || self.closings)
    }
}

/// Chooses the next step of an agent.
pub trait Scheduler: Debug {
    /// Picks one of the steps that `ready` offers. Called with at least one on offer.
    fn choose(&mut self, ready: Ready) -> Step;
}

/// Node's order: the phases go round, and a phase is left when it has nothing more to do.
#[derive(Debug, Default)]
pub struct NodeOrder {
    at: usize,
}

const PHASES: [Step; 4] = [Step::Timers, Step::Task, Step::Immediates, Step::Closings];

impl Scheduler for NodeOrder {
    fn choose(&mut self, ready: Ready) -> Step {
        // Timers, immediates and closings run as one batch in a turn; tasks one at a time, so the
        // task phase is stayed in until its batch is used up.
        for ahead in 0..PHASES.len() {
            let index = (self.at + ahead) % PHASES.len();
            let step = PHASES[index];
            if ready.has(step) {
                self.at = if step == Step::Task {
                    index
                } else {
                    (index + 1) % PHASES.len()
                };
                return step;
            }
        }
        Step::Task
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_go_round_and_tasks_are_used_up_first() {
        let mut order = NodeOrder::default();
        let all = Ready {
            timers: true,
            tasks: true,
            immediates: true,
            closings: true,
        };
        assert_eq!(order.choose(all), Step::Timers);
        assert_eq!(order.choose(all), Step::Task);
        assert_eq!(order.choose(all), Step::Task);
        let no_tasks = Ready {
            tasks: false,
            ..all
        };
        assert_eq!(order.choose(no_tasks), Step::Immediates);
        assert_eq!(order.choose(no_tasks), Step::Closings);
        assert_eq!(order.choose(no_tasks), Step::Timers);
    }
}
