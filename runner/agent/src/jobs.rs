//! Microtasks: promise jobs, the `process.nextTick` queue, and the promises that were rejected
//! without a handler.
//!
//! The order is Node's: after each callback first every tick, then every promise job, and round
//! again until both are empty; rejections that nobody handled are reported after that. See
//! ECMAScript, 9.5 Jobs and Host Operations to Enqueue Jobs.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Waker;

use boa_engine::builtins::promise::PromiseState;
use boa_engine::job::{GenericJob, Job, JobExecutor, NativeAsyncJob, PromiseJob};
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsPromise;
use boa_engine::realm::Realm;
use boa_engine::{Context, JsError, JsResult, JsValue};
use rustc_hash::FxHashMap;

use crate::Agent;
use crate::async_context::within;
use threadproof_engine::profile::sliced;

/// A callback of `process.nextTick`.
pub struct Tick {
    /// The function.
    pub callback: JsObject,
    /// Its arguments.
    pub args: Vec<JsValue>,
}

enum Microtask {
    Promise(PromiseJob),
    Generic(GenericJob),
    Async(NativeAsyncJob),
}

/// The queues of one agent.
#[derive(Default)]
pub struct Jobs {
    microtasks: RefCell<VecDeque<Microtask>>,
    ticks: RefCell<VecDeque<Tick>>,
    rejections: RefCell<Rejections>,
    /// Set while `drain` runs, so that a nested call does not start a second drain.
    draining: Cell<bool>,
}

/// Promises that were rejected while they had no handler, in the order in which that happened, with
/// the async contexts in which it did. Each
/// is added and taken out in constant time: a program may reject many and handle them all later.
#[derive(Default)]
struct Rejections {
    last: u64,
    by_age: BTreeMap<u64, (JsObject, JsValue)>,
    ages: FxHashMap<JsObject, u64>,
}

impl Rejections {
    fn add(&mut self, promise: JsObject, registered: JsValue) {
        self.last += 1;
        self.ages.insert(promise.clone(), self.last);
        self.by_age.insert(self.last, (promise, registered));
    }

    /// False if it was not among them.
    fn remove(&mut self, promise: &JsObject) -> bool {
        let age = self.ages.remove(promise);
        age.and_then(|age| self.by_age.remove(&age)).is_some()
    }

    fn is_empty(&self) -> bool {
        self.by_age.is_empty()
    }
}

impl JobExecutor for Jobs {
    fn enqueue_job(self: Rc<Self>, job: Job, _: &mut Context) {
        let microtask = match job {
            Job::PromiseJob(job) => Microtask::Promise(job),
            Job::GenericJob(job) => Microtask::Generic(job),
            Job::AsyncJob(job) => Microtask::Async(job),
            // Timers are the agent's own; cleanup callbacks may be left out (ECMAScript, 9.9.4.1
            // HostEnqueueFinalizationRegistryCleanupJob leaves the moment, and whether, to the host).
            _ => return,
        };
        self.microtasks.borrow_mut().push_back(microtask);
    }

    fn run_jobs(self: Rc<Self>, context: &mut Context) -> JsResult<()> {
        self.drain(context);
        Ok(())
    }
}

impl Jobs {
    /// Queues a `process.nextTick` callback.
    pub fn push_tick(&self, tick: Tick) {
        self.ticks.borrow_mut().push_back(tick);
    }

    /// Remembers a promise that was rejected while it had no handler.
    pub fn rejected(&self, promise: JsObject, registered: JsValue) {
        self.rejections.borrow_mut().add(promise, registered);
    }

    /// Forgets a rejected promise that has been handled after all; false if it was reported before.
    pub fn handled(&self, promise: &JsObject) -> bool {
        self.rejections.borrow_mut().remove(promise)
    }

    /// True when a tick, a promise job or an unreported rejection waits.
    #[must_use]
    pub fn has_work(&self) -> bool {
        !self.microtasks.borrow().is_empty()
            || !self.ticks.borrow().is_empty()
            || !self.rejections.borrow().is_empty()
    }

    /// Runs ticks and promise jobs until none is left, then reports unhandled rejections.
    /// Errors go to the agent's uncaught-error path; nothing is thrown from here.
    pub fn drain(&self, context: &mut Context) {
        if self.draining.replace(true) {
            return;
        }
        if self.has_work() {
            self.drain_all(context);
        }
        self.draining.set(false);
    }

    /// Runs the engine's own asynchronous jobs (module loading) until `promise` is settled, and
    /// leaves promise jobs where they are: loading a graph must not run what scripts queued.
    pub fn settle(&self, promise: &JsPromise, context: &mut Context) {
        while matches!(promise.state(), PromiseState::Pending) {
            let job = {
                let mut queue = self.microtasks.borrow_mut();
                let at = queue
                    .iter()
                    .position(|job| matches!(job, Microtask::Async(_)));
                at.and_then(|at| queue.remove(at))
            };
            let Some(Microtask::Async(job)) = job else {
                return;
            };
            if let Err(error) = run_async(job, context) {
                Agent::of(context).uncaught(error, context);
            }
        }
    }

    fn drain_all(&self, context: &mut Context) {
        let agent = Agent::of(context);
        loop {
            while let Some(tick) = self.next_tick() {
                if agent.is_stopping() {
                    return self.clear();
                }
                // What runs in a context of its own enters it itself.
                agent.leave_async_context();
                let this = JsValue::undefined();
                if let Err(error) = sliced::call(&tick.callback, &this, &tick.args, context) {
                    agent.uncaught(error, context);
                }
            }
            if agent.is_stopping() {
                return self.clear();
            }
            self.run_microtasks(&agent, context);
            if agent.is_stopping() {
                return self.clear();
            }
            if !self.ticks.borrow().is_empty() {
                continue;
            }
            let rejections = std::mem::take(&mut *self.rejections.borrow_mut());
            if rejections.is_empty() {
                break;
            }
            for (promise, registered) in rejections.by_age.into_values() {
                within(&registered, context, |context| {
                    agent.unhandled_rejection(promise, context);
                });
                if agent.is_stopping() {
                    return self.clear();
                }
            }
        }
        context.clear_kept_objects();
    }

    fn run_microtasks(&self, agent: &Agent, context: &mut Context) {
        while let Some(job) = self.next_microtask() {
            if agent.is_stopping() {
                return;
            }
            let outcome = match job {
                Microtask::Promise(job) => job.call(context).map(drop),
                Microtask::Generic(job) => {
                    agent.leave_async_context();
                    job.call(context).map(drop)
                }
                Microtask::Async(job) => run_async(job, context),
            };
            if let Err(error) = outcome {
                agent.uncaught(error, context);
            }
        }
    }

    /// Runs promise jobs alone: after the `exit` handlers, and after an ES module has begun, which is a
    /// promise job itself.
    pub fn run_only_microtasks(&self, agent: &Agent, context: &mut Context) {
        self.run_microtasks(agent, context);
    }

    /// Runs the promise jobs of one realm, also those that they queue, and leaves the others waiting.
    /// What of them is left when the engine stops one is forgotten.
    ///
    /// # Errors
    /// That the engine stopped a job; what a job throws is uncaught.
    pub fn run_those_of(
        &self,
        realm: &Realm,
        agent: &Agent,
        context: &mut Context,
    ) -> JsResult<()> {
        let is_theirs = |job: &Microtask| match job {
            Microtask::Promise(job) => job.realm() == Some(realm),
            Microtask::Generic(_) | Microtask::Async(_) => false,
        };
        loop {
            let at = self.microtasks.borrow().iter().position(is_theirs);
            let job = at.and_then(|at| self.microtasks.borrow_mut().remove(at));
            let Some(Microtask::Promise(job)) = job else {
                return Ok(());
            };
            match job.call(context) {
                Ok(_) => {}
                Err(error) if error.as_engine().is_some() || agent.is_stopping() => {
                    self.microtasks.borrow_mut().retain(|job| !is_theirs(job));
                    return Err(error);
                }
                Err(error) => agent.uncaught(error, context),
            }
        }
    }

    fn next_tick(&self) -> Option<Tick> {
        self.ticks.borrow_mut().pop_front()
    }

    fn next_microtask(&self) -> Option<Microtask> {
        self.microtasks.borrow_mut().pop_front()
    }

    fn clear(&self) {
        self.microtasks.borrow_mut().clear();
        self.ticks.borrow_mut().clear();
        *self.rejections.borrow_mut() = Rejections::default();
    }
}

/// Runs one of the engine's asynchronous jobs. Our module loader never waits, so each is ready when
/// polled for the first time; one that is not could never be woken and is reported.
fn run_async(job: NativeAsyncJob, context: &mut Context) -> JsResult<()> {
    let cell = RefCell::new(context);
    let mut future: Pin<Box<dyn Future<Output = JsResult<JsValue>> + '_>> =
        Box::pin(job.call(&cell));
    let mut task = std::task::Context::from_waker(Waker::noop());
    match future.as_mut().poll(&mut task) {
        std::task::Poll::Ready(outcome) => outcome.map(drop),
        std::task::Poll::Pending => Err(JsError::from_opaque(
            boa_engine::js_string!(
                "an engine job waits for something that this runtime never wakes"
            )
            .into(),
        )),
    }
}
