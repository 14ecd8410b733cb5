//! Drives the stages: runs every cell of a plan, several at once, and tells what happens.
//!
//! It knows the order of the stages and nothing of what they do inside; who listens to its
//! [`Event`]s is not its business either.

mod cell;
mod explored;

use std::sync::{Mutex, PoisonError};
use std::thread;

use threadproof_reports::record::CaseResult;

pub use cell::{Cell, Column, Repeats, Tuning, run_cell};
pub use explored::{Exploration, ask};

use crate::execute::{Executor, most_at_once};
use cell::run_cell_at;

/// What happens while cells run.
#[derive(Debug)]
pub enum Event {
    /// The cell of this number was started.
    Started(usize),
    /// The cell of this number has a result.
    Finished(usize, Box<CaseResult>),
}

/// Runs `cells`, `jobs` at once, those that ask to be alone at the end and alone.
///
/// Events come one at a time, in the order in which things happen, in the thread where they do.
/// After the stop flag of `executor` is set, what has not begun gets a result that says so.
pub fn run_cells(
    cells: &[Cell<'_>],
    tuning: &Tuning,
    jobs: usize,
    executor: &Executor,
    on_event: impl FnMut(Event) + Send,
) {
    let (alone, shared): (Vec<usize>, Vec<usize>) =
        (0..cells.len()).partition(|index| cells[*index].planned.expectation.run.exclusive);
    let work = Work {
        cells,
        tuning,
        on_event: Mutex::new(on_event),
    };
    work.run(&shared, threads(jobs), &executor.at_once(jobs));
    // Not even the bookkeeping of another case goes on meanwhile.
    work.run(&alone, 1, executor);
}

/// How many threads keep so many processes going: while one of them does its bookkeeping, another
/// has the next process prepared.
fn threads(jobs: usize) -> usize {
    let jobs = jobs.min(most_at_once()).max(1);
    jobs.saturating_add(jobs.div_ceil(4))
}

struct Work<'w, F> {
    cells: &'w [Cell<'w>],
    tuning: &'w Tuning,
    on_event: Mutex<F>,
}

impl<F: FnMut(Event) + Send> Work<'_, F> {
    /// Runs the cells of these numbers in so many threads, in order.
    fn run(&self, queue: &[usize], threads: usize, executor: &Executor) {
        let cells = queue.len();
        let queue = Mutex::new(queue.iter());
        let next = || {
            let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
            // Under the lock, so that cases begin in the order of the queue.
            queue.next().map(|index| (*index, executor.line_up()))
        };
        let work = || {
            while let Some((index, place)) = next() {
                self.tell(Event::Started(index));
                let cell = &self.cells[index];
                let result = run_cell_at(cell, self.tuning, executor, place);
                self.tell(Event::Finished(index, Box::new(result)));
            }
        };
        thread::scope(|scope| {
            for _ in 1..threads.min(cells) {
                // Without another thread, those that are there do all of it.
                if thread::Builder::new().spawn_scoped(scope, work).is_err() {
                    break;
                }
            }
            work();
        });
    }

    fn tell(&self, event: Event) {
        let mut on_event = self.on_event.lock().unwrap_or_else(PoisonError::into_inner);
        on_event(event);
    }
}
