//! The inbox of an agent: what other threads want it to do, in the order in which they asked.
//!
//! One mutex-guarded queue and one condition variable for each agent. A sender wakes the owner only
//! when it sleeps, so a burst of messages costs one wake. The owner spins briefly before it parks,
//! because waking a parked thread costs tens of microseconds while a spinning one sees the
//! task at once; it does so only while that pays off (see `spin`).
//!
//! This file knows nothing of JavaScript.

use std::collections::VecDeque;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::task::Task;
use threadproof_ground::director::{Director, Object, Wake};
use threadproof_ground::spin::Spin;

/// An agent's inbox. Any thread may post; only the owner takes and waits.
#[derive(Debug)]
pub struct Mailbox {
    queue: Mutex<VecDeque<Task>>,
    wake: Condvar,
    /// Set with every post, cleared by the owner when it empties the queue: what the spin watches.
    ready: AtomicBool,
    /// True while the owner sleeps on `wake`.
    parked: AtomicBool,
    /// Set once the owner has ended: what is posted then is dropped.
    closed: AtomicBool,
    spin: Spin,
    /// Who decides when the owner looks, and the owner's thread id.
    director: Option<(Arc<dyn Director>, u64)>,
    /// Under a director: the owner itself has announced a port since it looked.
    announced: AtomicBool,
}

impl Mailbox {
    /// Makes an empty inbox. `can_spin` is false on one processor, where spinning only delays
    /// the thread that is waited for.
    #[must_use]
    pub fn new(can_spin: bool) -> Self {
        Self {
            queue: Mutex::new(VecDeque::new()),
            wake: Condvar::new(),
            ready: AtomicBool::new(false),
            parked: AtomicBool::new(false),
            closed: AtomicBool::new(false),
            spin: Spin::new(can_spin),
            director: None,
            announced: AtomicBool::new(false),
        }
    }

    /// Has `director` decide when the owner, by its thread id, looks.
    pub fn direct(&mut self, director: Arc<dyn Director>, owner: u64) {
        self.director = Some((director, owner));
    }

    /// Tells the director that the inbox is looked at. Who looks counts as who changes: the order of
    /// two announcements of ports does not matter, that of an announcement and a look does.
    fn looked(&self) {
        if let Some((director, owner)) = &self.director {
            director.touch(Object::Inbox(*owner), true);
        }
    }

    /// Adds a task and wakes the owner if it sleeps.
    pub fn post(&self, task: Task) {
        self.post_as(task, None);
    }

    /// Like [`post`](Mailbox::post), for news that a director knows by a number.
    pub fn post_note(&self, task: Task, number: u64) {
        self.post_as(task, Some(number));
    }

    fn post_as(&self, task: Task, note: Option<u64>) {
        let mut queue = self.lock();
        if self.closed.load(Ordering::Relaxed) {
            drop(queue);
            // Dropping a task may post to another inbox, so no lock is held here.
            drop(task);
            return;
        }
        let is_port = matches!(task, Task::Deliver(_));
        queue.push_back(task);
        self.ready.store(true, Ordering::Release);
        let parked = self.parked.load(Ordering::Relaxed);
        drop(queue);
        if parked {
            self.wake.notify_one();
        }
        if let Some((director, owner)) = &self.director {
            let object = note.map_or(Object::Inbox(*owner), |note| Object::Note(*owner, note));
            director.touch(object, !is_port);
            if is_port && director.is_here(*owner) {
                self.announced.store(true, Ordering::Relaxed);
            }
            director.wake(*owner, Wake::News);
        }
    }

    /// Drops everything that waits and everything that will be posted: the owner has ended.
    pub fn close(&self) {
        let mut queue = self.lock();
        self.closed.store(true, Ordering::Relaxed);
        let left = std::mem::take(&mut *queue);
        drop(queue);
        // Dropping a task may post to another inbox, so no lock is held here.
        drop(left);
    }

    /// Wakes the owner without giving it a task, so that it looks at its flags again.
    pub fn nudge(&self) {
        self.post(Task::Nudge);
    }

    /// Moves everything that has been posted into `into`.
    pub fn take_all(&self, into: &mut VecDeque<Task>) {
        self.looked();
        if !self.ready.load(Ordering::Acquire) {
            return;
        }
        let mut queue = self.lock();
        if let Some((director, _)) = &self.director {
            director.took(queue.len());
        }
        self.ready.store(false, Ordering::Relaxed);
        if into.is_empty() {
            std::mem::swap(&mut *queue, into);
        } else {
            into.append(&mut queue);
        }
    }

    /// Moves the ports that were announced since the last look and whose seats are among `seats` into
    /// `into`, which is ordered by seats: they are served in the same turn. `seen` is how far the
    /// queue was looked through; it ends at the first task of another sort.
    pub fn take_ports_of(
        &self,
        seats: RangeInclusive<u64>,
        seen: &mut usize,
        into: &mut VecDeque<Task>,
    ) {
        if self.is_empty() {
            return;
        }
        if self.director.is_some() {
            // What others have announced comes in the next turn, as if it had been announced later,
            // unless the thread has to look for its own news.
            if !self.announced.swap(false, Ordering::Relaxed) {
                return;
            }
            self.looked();
        }
        let before = into.len();
        let mut queue = self.lock();
        while let Some(Task::Deliver(core)) = queue.get(*seen) {
            let its = core.seat();
            if !seats.contains(&its) {
                *seen += 1;
                continue;
            }
            if let Some(task) = queue.remove(*seen) {
                let at = into.partition_point(|other| other.seat().is_some_and(|seat| seat < its));
                into.insert(at, task);
            }
        }
        if queue.is_empty() {
            self.ready.store(false, Ordering::Relaxed);
        }
        if let Some((director, _)) = &self.director {
            director.took(into.len() - before);
        }
    }

    /// True when nothing waits in the queue.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.ready.load(Ordering::Acquire)
    }

    /// Blocks until something has been posted or `deadline` has passed. `None` waits for ever.
    pub fn wait(&self, deadline: Option<Instant>) {
        if self.spin.until(deadline, || !self.is_empty()) {
            return;
        }
        let mut queue = self.lock();
        self.parked.store(true, Ordering::Relaxed);
        while queue.is_empty() {
            match deadline {
                None => {
                    queue = self
                        .wake
                        .wait(queue)
                        .unwrap_or_else(PoisonError::into_inner);
                }
                Some(deadline) => {
                    let Some(left) = deadline.checked_duration_since(Instant::now()) else {
                        break;
                    };
                    let (guard, timeout) = self
                        .wake
                        .wait_timeout(queue, left)
                        .unwrap_or_else(PoisonError::into_inner);
                    queue = guard;
                    if timeout.timed_out() {
                        break;
                    }
                }
            }
        }
        self.parked.store(false, Ordering::Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Task>> {
        // A panic while the lock is held can only come from the allocator; the queue is whole.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
