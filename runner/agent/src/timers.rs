//! Timers and immediates of one agent: `setTimeout`, `setInterval`, `setImmediate`.
//!
//! Timers fire in the order of their deadlines, and those with the same deadline in the order in
//! which they were set. This file keeps time; the functions that scripts call are in `globals`.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use boa_engine::object::JsObject;
use boa_engine::{Finalize, JsValue, Trace};
use threadproof_ground::director::Director;

/// Names a timer for as long as the agent lives.
pub type TimerId = u64;

/// What a timer or an immediate calls.
#[derive(Debug, Clone, Trace, Finalize)]
pub struct Callback {
    /// The function.
    pub function: JsObject,
    /// Its arguments.
    pub args: Vec<JsValue>,
    /// The `Timeout` or `Immediate` object, which is `this` in the call.
    pub handle: JsObject,
}

/// One timer.
#[derive(Debug, Clone)]
pub struct Timer {
    /// What it calls.
    pub callback: Callback,
    /// How long it waits.
    pub delay: Duration,
    /// True for `setInterval`.
    pub repeats: bool,
    /// Whether it keeps the agent alive.
    pub refed: bool,
    due: (Instant, u64),
}

/// One immediate.
#[derive(Debug, Clone)]
pub struct Immediate {
    /// Names it.
    pub id: TimerId,
    /// What it calls.
    pub callback: Callback,
    /// Whether it keeps the agent alive.
    pub refed: bool,
}

/// The timers of one agent.
#[derive(Debug, Default)]
pub struct Timers {
    next: Cell<u64>,
    by_id: RefCell<BTreeMap<TimerId, Timer>>,
    by_due: RefCell<BTreeMap<(Instant, u64), TimerId>>,
    immediates: RefCell<VecDeque<Immediate>>,
    /// The immediates of the turn that runs now; one may clear another.
    running: RefCell<VecDeque<Immediate>>,
    /// Whose time it is, if not the system's.
    director: Option<Arc<dyn Director>>,
}

impl Timers {
    /// No timers yet.
    #[must_use]
    pub fn new(director: Option<Arc<dyn Director>>) -> Self {
        Self {
            director,
            ..Self::default()
        }
    }

    /// The time that timers go by.
    #[must_use]
    pub fn now(&self) -> Instant {
        match &self.director {
            None => Instant::now(),
            Some(director) => director.now(),
        }
    }

    fn id(&self) -> u64 {
        let id = self.next.get() + 1;
        self.next.set(id);
        id
    }

    /// Sets a timer. `delay` is at least one millisecond, as Node has it.
    pub fn set(&self, callback: Callback, delay: Duration, repeats: bool) -> TimerId {
        let id = self.id();
        let due = (self.now() + delay, id);
        self.by_due.borrow_mut().insert(due, id);
        self.by_id.borrow_mut().insert(
            id,
            Timer {
                callback,
                delay,
                repeats,
                refed: true,
                due,
            },
        );
        id
    }

    /// Takes a timer or an immediate away; false if it has fired or was never there.
    pub fn clear(&self, id: TimerId) -> bool {
        if let Some(timer) = self.by_id.borrow_mut().remove(&id) {
            self.by_due.borrow_mut().remove(&timer.due);
            return true;
        }
        let mut found = false;
        for queue in [&self.immediates, &self.running] {
            queue.borrow_mut().retain(|immediate| {
                found |= immediate.id == id;
                immediate.id != id
            });
        }
        found
    }

    /// Starts the wait of a timer anew (`timeout.refresh()`).
    pub fn refresh(&self, id: TimerId) {
        if let Some(timer) = self.by_id.borrow_mut().get_mut(&id) {
            self.by_due.borrow_mut().remove(&timer.due);
            timer.due = (self.now() + timer.delay, self.id());
            self.by_due.borrow_mut().insert(timer.due, id);
        }
    }

    /// Puts a timer back that has fired, under its old id.
    pub fn restart(&self, id: TimerId, mut timer: Timer) {
        timer.due = (self.now() + timer.delay, self.id());
        self.by_due.borrow_mut().insert(timer.due, id);
        self.by_id.borrow_mut().insert(id, timer);
    }

    /// Says whether a timer or an immediate keeps the agent alive.
    pub fn set_refed(&self, id: TimerId, refed: bool) {
        if let Some(timer) = self.by_id.borrow_mut().get_mut(&id) {
            timer.refed = refed;
        }
        for immediate in self.immediates.borrow_mut().iter_mut() {
            if immediate.id == id {
                immediate.refed = refed;
            }
        }
    }

    /// Queues an immediate.
    pub fn set_immediate(&self, callback: Callback) -> TimerId {
        let id = self.id();
        self.immediates.borrow_mut().push_back(Immediate {
            id,
            callback,
            refed: true,
        });
        id
    }

    /// Begins a turn of immediates: those queued now run, those queued meanwhile wait.
    pub fn begin_immediates(&self) {
        let mut queued = self.immediates.borrow_mut();
        self.running.borrow_mut().append(&mut queued);
    }

    /// Takes the next immediate of the turn.
    pub fn next_immediate(&self) -> Option<Immediate> {
        self.running.borrow_mut().pop_front()
    }

    /// True when an immediate waits, one that keeps the agent alive if `passing` is not set.
    #[must_use]
    pub fn has_immediates(&self, passing: bool) -> bool {
        let immediates = self.immediates.borrow();
        immediates
            .iter()
            .any(|immediate| passing || immediate.refed)
    }

    /// When the next timer is due.
    #[must_use]
    pub fn next_due(&self) -> Option<Instant> {
        self.by_due.borrow().keys().next().map(|(due, _)| *due)
    }

    /// Takes the next timer that is due at `now`.
    pub fn take_due(&self, now: Instant) -> Option<(TimerId, Timer)> {
        let mut by_due = self.by_due.borrow_mut();
        let (due, id) = by_due.iter().next().map(|(due, id)| (*due, *id))?;
        if due.0 > now {
            return None;
        }
        by_due.remove(&due);
        self.by_id.borrow_mut().remove(&id).map(|timer| (id, timer))
    }

    /// True when a timer or an immediate keeps the agent alive.
    #[must_use]
    pub fn hold(&self) -> bool {
        self.has_immediates(false) || self.by_id.borrow().values().any(|timer| timer.refed)
    }

    /// How many timers and how many immediates keep the agent alive.
    #[must_use]
    pub fn held(&self) -> (usize, usize) {
        let timers = self.by_id.borrow();
        let timers = timers.values().filter(|timer| timer.refed).count();
        let immediates = self.immediates.borrow();
        (timers, immediates.iter().filter(|it| it.refed).count())
    }

    /// Forgets everything; for an agent that ends.
    pub fn forget(&self) {
        self.by_id.borrow_mut().clear();
        self.by_due.borrow_mut().clear();
        self.immediates.borrow_mut().clear();
    }
}
