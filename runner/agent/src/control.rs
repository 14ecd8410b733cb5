//! What the rest of the runtime holds of an agent: a handle that any thread may use.
//!
//! Through it a thread posts tasks to the agent, asks it to end, and reads its counters. It holds
//! no JavaScript value.

use std::sync::atomic::{AtomicBool, AtomicI32, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use threadproof_engine::interrupt::Interrupt;
use threadproof_ground::director::{Director, Object, Stop, Wake};
use threadproof_ground::env::EnvStore;
use threadproof_ground::heap::Account;
use threadproof_ground::observe::ThreadInfo;
use threadproof_ground::parker::Parker;

use crate::mailbox::Mailbox;
use crate::task::{Call, Task};

/// The shared handle of an agent.
#[derive(Debug)]
pub struct Control {
    /// `threadId`: 0 for the main thread.
    pub thread_id: u64,
    /// `threadName`.
    pub name: String,
    /// The parent's thread id; `None` for the main thread.
    pub parent: Option<u64>,
    /// What other threads want of the agent.
    pub mailbox: Mailbox,
    /// Ends its JavaScript.
    pub interrupt: Interrupt,
    /// Where it sleeps in `Atomics.wait`.
    pub parker: Parker,
    /// How many ports it has got: each has its seat among them.
    pub seats: AtomicU64,
    /// Its `process.env`.
    pub env: Arc<EnvStore>,
    /// Bytes that the thread has allocated and not yet freed; kept by the counting allocator.
    pub heap_used: AtomicI64,
    /// Set when the heap went past its limit.
    pub out_of_memory: AtomicBool,
    /// Set once the script of the thread has begun to run.
    pub running: AtomicBool,
    /// The exit code, once the agent has decided to stop.
    pub ended: OnceLock<i32>,
    /// Nanoseconds that the event loop has spent waiting.
    pub idle_ns: AtomicU64,
    /// Since when the event loop waits, in nanoseconds after `created`; 0 while it works.
    pub asleep_ns: AtomicU64,
    /// The system's id of the thread; 0 before it runs and after.
    pub os_thread: AtomicI32,
    /// Microseconds of processor time, for programs and for the system, that the thread had used up
    /// before it became this agent's.
    pub cpu_before: OnceLock<(f64, f64)>,
    /// When the event loop started, in nanoseconds after `created`; 0 before.
    pub loop_start_ns: AtomicU64,
    /// When the agent was made.
    pub created: Instant,
    /// Who decides when it runs.
    director: Option<Arc<dyn Director>>,
}

impl Control {
    /// The handle of an agent that has not started.
    #[must_use]
    pub fn new(
        thread_id: u64,
        name: String,
        parent: Option<u64>,
        env: Arc<EnvStore>,
        can_spin: bool,
    ) -> Self {
        Self {
            thread_id,
            name,
            parent,
            mailbox: Mailbox::new(can_spin),
            interrupt: Interrupt::default(),
            parker: Parker::new(can_spin),
            seats: AtomicU64::new(0),
            env,
            heap_used: AtomicI64::new(0),
            out_of_memory: AtomicBool::new(false),
            running: AtomicBool::new(false),
            ended: OnceLock::new(),
            idle_ns: AtomicU64::new(0),
            asleep_ns: AtomicU64::new(0),
            os_thread: AtomicI32::new(0),
            cpu_before: OnceLock::new(),
            loop_start_ns: AtomicU64::new(0),
            created: Instant::now(),
            director: None,
        }
    }

    /// Has `director`, if there is one, decide when the agent runs.
    #[must_use]
    pub fn under(mut self, director: Option<&Arc<dyn Director>>) -> Self {
        if let Some(director) = director {
            self.mailbox.direct(Arc::clone(director), self.thread_id);
            self.director = Some(Arc::clone(director));
        }
        self
    }

    /// Sets the agent free that sleeps in `Atomics.wait`.
    pub fn free(&self) {
        self.parker.free();
        if let Some(director) = &self.director {
            director.wake(self.thread_id, Wake::Notify);
        }
    }

    /// Runs `call` on the agent's thread. It does not keep the agent's loop alive.
    pub fn call(&self, call: Call) {
        self.mailbox.post(Task::Call { call, holds: false });
    }

    /// Output of a worker is on its way to this thread.
    pub fn expect_output(&self, bytes: usize) {
        if let Some(director) = &self.director {
            director.output(bytes.cast_signed());
        }
    }

    /// Like [`call`](Control::call), for news that a director knows by a number. Some are so
    /// small that a thread which sleeps need not wake for them.
    pub fn note(&self, call: Call, number: u64) {
        let task = Task::Call { call, holds: false };
        self.mailbox.post_note(task, number);
    }

    /// Runs `call` on the agent's thread as the end of an operation that held its loop.
    pub fn complete(&self, call: Call) {
        self.mailbox.post(Task::Call { call, holds: true });
    }

    /// Asks the agent to end: its JavaScript stops, it wakes if it sleeps.
    pub fn terminate(&self) {
        self.interrupt.request();
        self.mailbox.nudge();
        self.parker.nudge();
        if let Some(director) = &self.director {
            director.touch(Object::Life(self.thread_id), true);
            director.wake(self.thread_id, Wake::Stop);
        }
    }

    /// Bytes in use by the agent's thread.
    #[must_use]
    pub fn heap_used(&self) -> u64 {
        u64::try_from(self.heap_used.load(Ordering::Relaxed)).unwrap_or(0)
    }

    /// How long the loop of an agent has been idle and active, in milliseconds; nothing before it
    /// started.
    #[must_use]
    pub fn loop_times(&self) -> (f64, f64) {
        let started = self.loop_start_ns.load(Ordering::Relaxed);
        if started == 0 {
            return (0.0, 0.0);
        }
        let now = u64::try_from(self.created.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let asleep = match self.asleep_ns.load(Ordering::Relaxed) {
            0 => 0,
            since => now.saturating_sub(since),
        };
        let idle = self.idle_ns.load(Ordering::Relaxed).saturating_add(asleep);
        let active = now.saturating_sub(started).saturating_sub(idle);
        (milliseconds(idle), milliseconds(active))
    }

    /// Who the thread is, for observers.
    #[must_use]
    pub fn info(&self) -> ThreadInfo {
        ThreadInfo {
            id: self.thread_id,
            name: self.name.clone(),
            parent: self.parent,
        }
    }
}

impl Stop for Control {
    fn stop(&self) {
        self.terminate();
    }
}

impl Account for Control {
    fn used(&self) -> &AtomicI64 {
        &self.heap_used
    }

    fn past_limit(&self) {
        self.out_of_memory.store(true, Ordering::Release);
        self.interrupt.request();
    }
}

fn milliseconds(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1e6
}
