//! The threads that do a runtime's blocking work: few at a time, each kept for a while.
//!
//! Work that ends by itself shares a fixed number of threads. Work that waits for something outside (a
//! child, the other end of a pipe) would take them all away, so it says so with [`may_wait`] before it
//! waits: from then on its thread does not count, and another may take its place. A script that starts
//! a thousand such waits has a thousand threads, as it had to; nothing else waits for them.
//!
//! Crates for this (`blocking`, `threadpool`, `rayon`) have one bound for both kinds, which the second
//! kind uses up. This file must never know what the work is.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Something to do.
pub type Work = Box<dyn FnOnce() + Send>;

/// How many threads there are, if nobody says: as many as Node's page says of `UV_THREADPOOL_SIZE`.
pub const USUAL: usize = 4;

/// How many there may be, whoever says.
pub const MOST: usize = 1024;

/// How long a thread is kept that has nothing to do.
const KEPT: Duration = Duration::from_secs(1);

thread_local! {
    /// The threads among which this one counts.
    static HERE: RefCell<Option<Arc<Shared>>> = const { RefCell::new(None) };
}

/// The threads of one runtime.
#[derive(Debug)]
pub struct Pool(Arc<Shared>);

/// Whether this is a thread that others wait for.
#[must_use]
pub fn is_pooled() -> bool {
    HERE.with_borrow(Option::is_some)
}

/// Says that what the current work does next may wait for ever. Elsewhere it does nothing.
pub fn may_wait() {
    if let Some(shared) = HERE.take() {
        let mut state = shared.lock();
        state.threads -= 1;
        // Without another thread what is queued waits for this one.
        shared.grow(&mut state).ok();
    }
}

impl Pool {
    /// At most so many threads for work that does not wait; none before there is work.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self(Arc::new(Shared {
            state: Mutex::default(),
            changed: Condvar::new(),
            most: most.clamp(1, MOST),
        }))
    }

    /// Does `work` on one of the threads, after what was given before.
    ///
    /// # Errors
    /// When the system gives no thread and there is none yet.
    pub fn run(&self, work: Work) -> io::Result<()> {
        let mut state = self.0.lock();
        state.queue.push_back(work);
        if let Err(error) = self.0.grow(&mut state)
            && state.threads == 0
        {
            state.queue.pop_back();
            return Err(error);
        }
        drop(state);
        self.0.changed.notify_one();
        Ok(())
    }
}

impl Drop for Pool {
    /// Nobody waits for what has not begun.
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.is_closed = true;
        let left = std::mem::take(&mut state.queue);
        drop(state);
        self.0.changed.notify_all();
        drop(left);
    }
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    most: usize,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Work>,
    /// Threads that do work that does not wait, or look for work.
    threads: usize,
    /// How many of them look for work.
    idle: usize,
    is_closed: bool,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "at most {} threads", self.most)
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a thread if there is more work than threads that look for some.
    fn grow(self: &Arc<Self>, state: &mut State) -> io::Result<()> {
        if state.queue.len() <= state.idle || state.threads >= self.most || state.is_closed {
            return Ok(());
        }
        let shared = Arc::clone(self);
        std::thread::Builder::new()
            .name("blocking".to_owned())
            .spawn(move || shared.serve())?;
        state.threads += 1;
        Ok(())
    }

    fn serve(self: Arc<Self>) {
        // Also when work panics, which costs its thread.
        let counted = Counted(&self);
        loop {
            HERE.set(Some(Arc::clone(&self)));
            let Some(work) = self.next() else { break };
            work();
            if !is_pooled() && !self.join_again() {
                break;
            }
        }
        drop(counted);
    }

    fn next(&self) -> Option<Work> {
        let mut state = self.lock();
        loop {
            if state.is_closed {
                return None;
            }
            if let Some(work) = state.queue.pop_front() {
                return Some(work);
            }
            state.idle += 1;
            let waited = self.changed.wait_timeout(state, KEPT);
            let (woken, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            state = woken;
            state.idle -= 1;
            if timeout.timed_out() && state.queue.is_empty() {
                return None;
            }
        }
    }

    /// Counts a thread again that waited; false when there are enough.
    fn join_again(&self) -> bool {
        let mut state = self.lock();
        let is_needed = state.threads < self.most && !state.is_closed;
        state.threads += usize::from(is_needed);
        is_needed
    }
}

/// Takes a thread off the count when it ends, unless it does not count.
struct Counted<'a>(&'a Arc<Shared>);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        if HERE.take().is_some() {
            let mut state = self.0.lock();
            state.threads -= 1;
            // Without another thread what is queued waits for those that there are.
            self.0.grow(&mut state).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};

    use super::*;

    /// Fails a test that would hang; no verdict depends on it.
    const HANGS: Duration = Duration::from_mins(1);

    fn heard<T>(news: &Receiver<T>) -> T {
        news.recv_timeout(HANGS).expect("the work was done")
    }

    /// Work that says that it has begun and ends when `gate` is dropped.
    fn held(gate: &Arc<Mutex<Receiver<()>>>, begun: &Sender<()>, waits: bool) -> Work {
        let (gate, begun) = (Arc::clone(gate), begun.clone());
        Box::new(move || {
            if waits {
                may_wait();
            }
            begun.send(()).expect("the test listens");
            let gate = gate.lock().unwrap_or_else(PoisonError::into_inner);
            gate.recv().expect_err("nothing is sent");
        })
    }

    #[test]
    fn threads_are_no_more_than_allowed_and_do_all_work() {
        let pool = Pool::new(3);
        let (open, gate) = channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        let (begun, news) = channel();
        for _ in 0..20 {
            pool.run(held(&gate, &begun, false)).expect("a thread");
        }
        for _ in 0..3 {
            heard(&news);
        }
        {
            // All threads are in work that has not ended, and the rest waits.
            let state = pool.0.lock();
            assert_eq!((state.threads, state.queue.len()), (3, 17));
        }
        assert!(news.try_recv().is_err());
        drop(open);
        for _ in 3..20 {
            heard(&news);
        }
    }

    #[test]
    fn work_that_waits_for_ever_holds_up_nothing() {
        let pool = Pool::new(2);
        let (open, gate) = channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        let (begun, news) = channel();
        for _ in 0..9 {
            pool.run(held(&gate, &begun, true)).expect("a thread");
        }
        // Nine wait, on threads for two, and there is still one for what comes.
        for _ in 0..9 {
            heard(&news);
        }
        let (done, after) = channel();
        pool.run(Box::new(move || done.send(is_pooled()).expect("heard")))
            .expect("a thread");
        assert!(heard(&after));
        drop(open);
    }

    #[test]
    fn work_that_comes_one_after_another_has_one_thread() {
        let pool = Pool::new(4);
        let (done, news) = channel();
        let mut threads = Vec::new();
        for _ in 0..50 {
            let done = done.clone();
            let work = move || done.send(std::thread::current().id()).expect("heard");
            pool.run(Box::new(work)).expect("a thread");
            threads.push(heard(&news));
            // The thread has said so before it looks for more.
            while pool.0.lock().idle == 0 {
                std::thread::yield_now();
            }
        }
        threads.dedup();
        assert_eq!(threads.len(), 1);
    }

    #[test]
    fn a_panic_costs_its_thread_and_nothing_else() {
        let pool = Pool::new(1);
        let (done, news) = channel();
        let first = done.clone();
        pool.run(Box::new(move || {
            first.send(1).expect("heard");
            std::panic::resume_unwind(Box::new("as asked"));
        }))
        .expect("a thread");
        pool.run(Box::new(move || done.send(2).expect("heard")))
            .expect("a thread");
        assert_eq!((heard(&news), heard(&news)), (1, 2));
    }

    #[test]
    fn nothing_begins_after_the_end() {
        let pool = Pool::new(1);
        let (open, gate) = channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        let (begun, news) = channel();
        pool.run(held(&gate, &begun, false)).expect("a thread");
        heard(&news);
        let (done, after) = channel::<()>();
        pool.run(Box::new(move || done.send(()).expect("heard")))
            .expect("queued");
        drop(pool);
        drop(open);
        let end = after.recv_timeout(HANGS);
        assert_eq!(end, Err(RecvTimeoutError::Disconnected));
    }
}
