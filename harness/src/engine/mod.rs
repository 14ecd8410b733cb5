//! Drives the stages: runs every cell of a plan, several at once, and tells what happens.
//!
//! It knows the order of the stages and nothing of what they do inside; who listens to its
//! [`Event`]s is not its business either.

mod cell;

use std::collections::VecDeque;
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;

use threadproof_reports::record::CaseResult;

pub use cell::{Cell, Column, Repeats, Tuning, run_cell};

use crate::execute::Executor;

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
/// Events come in the order in which things happen, in the calling thread. After the stop flag of
/// `executor` is set, what has not begun gets a result that says so.
pub fn run_cells(
    cells: &[Cell<'_>],
    tuning: &Tuning,
    jobs: usize,
    executor: &Executor,
    mut on_event: impl FnMut(Event),
) {
    let (alone, shared): (Vec<usize>, Vec<usize>) =
        (0..cells.len()).partition(|index| cells[*index].planned.expectation.run.exclusive);
    for (queue, jobs) in [(shared, jobs.max(1)), (alone, 1)] {
        let jobs = jobs.min(queue.len());
        let queue = Mutex::new(VecDeque::from(queue));
        let (sender, receiver) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..jobs {
                let (sender, queue) = (sender.clone(), &queue);
                scope.spawn(move || work(cells, tuning, executor, queue, &sender));
            }
            // The last worker to end closes the channel.
            drop(sender);
            receiver.iter().for_each(&mut on_event);
        });
    }
}

fn work(
    cells: &[Cell<'_>],
    tuning: &Tuning,
    executor: &Executor,
    queue: &Mutex<VecDeque<usize>>,
    sender: &Sender<Event>,
) {
    loop {
        let next = queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front();
        let Some(index) = next else { return };
        let told = sender.send(Event::Started(index)).and_then(|()| {
            let result = run_cell(&cells[index], tuning, executor);
            sender.send(Event::Finished(index, Box::new(result)))
        });
        // Nobody listens any more: there is no reason to go on.
        if told.is_err() {
            return;
        }
    }
}
