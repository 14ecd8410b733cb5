//! The event loop of an agent.
//!
//! One turn: ask the scheduling point what comes next, do it, then run ticks and promise jobs. The
//! loop ends when nothing holds it, or when the agent was told to stop. It sleeps only in the
//! mailbox, until the next timer is due; there is no polling.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use boa_engine::{Context, JsResult, JsValue};

use threadproof_engine::profile::sliced;
use threadproof_ground::director::{Act, Director, Object, Wait};

use crate::Agent;
use crate::schedule::{NodeOrder, Ready, Scheduler, Step};
use crate::task::Task;
use crate::timers::Callback;

/// Runs the loop until nothing is left to do or the agent stops.
pub fn run(agent: &Agent, context: &mut Context) {
    let mut turn = Turn {
        agent,
        scheduler: Box::<NodeOrder>::default(),
        batch: VecDeque::new(),
        seen: 0,
        last_seat: 0,
        tasks_open: true,
        passing: agent.is_held(),
        has_waited: false,
    };
    let started = u64::try_from(agent.control.created.elapsed().as_nanos()).unwrap_or(u64::MAX);
    agent
        .control
        .loop_start_ns
        .compare_exchange(0, started.max(1), Ordering::Relaxed, Ordering::Relaxed)
        .ok();
    agent.jobs.drain(context);
    loop {
        if let Some(director) = &agent.cluster.director {
            turn.let_others(director);
        }
        if agent.is_ending() {
            break;
        }
        let ready = turn.ready();
        if !ready.is_empty() {
            turn.take(ready, context);
            agent.jobs.drain(context);
            continue;
        }
        if !turn.tasks_open {
            // The batch of this turn is used up and no other phase has work: a new turn begins.
            turn.tasks_open = true;
            continue;
        }
        if !agent.is_held() {
            break;
        }
        turn.wait();
    }
}

struct Turn<'a> {
    agent: &'a Agent,
    scheduler: Box<dyn Scheduler>,
    /// The tasks of this turn; what is posted meanwhile waits for the next, so that a flood of
    /// messages cannot starve timers.
    batch: VecDeque<Task>,
    tasks_open: bool,
    /// How much of the inbox this turn has looked through for ports that it still serves.
    seen: usize,
    /// The last port that the thread had when this turn began.
    last_seat: u64,
    /// Something has brought the loop past its immediates, so those run too that do not hold it.
    passing: bool,
    /// It has just been woken by its director: others had their chance.
    has_waited: bool,
}

impl Turn<'_> {
    fn ready(&mut self) -> Ready {
        let agent = self.agent;
        if self.tasks_open && self.batch.is_empty() {
            agent.control.mailbox.take_all(&mut self.batch);
            self.seen = 0;
            self.last_seat = agent.control.seats.load(Ordering::Relaxed);
            order_ports(&mut self.batch);
        }
        Ready {
            timers: agent
                .timers
                .next_due()
                .is_some_and(|due| due <= agent.timers.now()),
            tasks: !self.batch.is_empty(),
            immediates: agent.timers.has_immediates(self.passing),
            closings: !agent.closings.borrow().is_empty(),
        }
    }

    fn take(&mut self, ready: Ready, context: &mut Context) {
        let step = self.scheduler.choose(ready);
        self.tasks_open = step != Step::Task;
        self.agent.leave_async_context();
        match step {
            Step::Timers => run_timers(self.agent, context),
            Step::Task => {
                self.passing = true;
                if let Some(task) = self.batch.pop_front() {
                    let seat = task.seat();
                    run_task(self.agent, task, context);
                    if let Some(seat) = seat {
                        let mailbox = &self.agent.control.mailbox;
                        let seats = seat + 1..=self.last_seat;
                        mailbox.take_ports_of(seats, &mut self.seen, &mut self.batch);
                    }
                }
            }
            Step::Immediates => {
                self.passing = false;
                run_immediates(self.agent, context);
            }
            Step::Closings => {
                let closings = std::mem::take(&mut *self.agent.closings.borrow_mut());
                // The one that was closed last comes first, as in Node.
                for closing in closings.into_iter().rev() {
                    guard(self.agent, context, closing);
                    self.agent.jobs.drain(context);
                    if self.agent.is_ending() {
                        return;
                    }
                }
            }
        }
    }

    /// Under a director, others may go before this thread looks what has come.
    fn let_others(&mut self, director: &Arc<dyn Director>) {
        let looks = self.tasks_open && self.batch.is_empty();
        if looks && self.sleeps(director) && self.agent.control.mailbox.is_empty() {
            // To look and find nothing is no act: the thread waits at once.
            self.passing = true;
            if self.wait_for(director) && self.agent.is_ending() {
                return;
            }
        }
        if looks && !std::mem::take(&mut self.has_waited) {
            let object = Object::Inbox(self.agent.control.thread_id);
            director.point(Act {
                name: "looks at",
                object,
            });
        }
    }

    /// True when nothing but news can bring this thread on.
    fn sleeps(&self, director: &Arc<dyn Director>) -> bool {
        let agent = self.agent;
        let due = agent.timers.next_due();
        due.is_none_or(|due| due > director.now())
            && !agent.timers.has_immediates(self.passing)
            && agent.closings.borrow().is_empty()
            && !agent.is_ending()
            && agent.is_held()
    }

    /// Waits for news as the director has it; false when it has let go.
    fn wait_for(&mut self, director: &Arc<dyn Director>) -> bool {
        let agent = self.agent;
        self.has_waited = true;
        while agent.control.mailbox.is_empty() && !agent.is_ending() {
            let due = agent.timers.next_due();
            if due.is_some_and(|due| due <= director.now()) {
                break;
            }
            if !director.wait(Wait::News(held(agent)), due) {
                return false;
            }
        }
        true
    }

    fn wait(&mut self) {
        self.passing = true;
        if let Some(director) = &self.agent.cluster.director
            && self.wait_for(director)
        {
            return;
        }
        let control = &self.agent.control;
        let asleep = Instant::now();
        let since = asleep.duration_since(control.created).as_nanos();
        let since = u64::try_from(since).unwrap_or(u64::MAX);
        control.asleep_ns.store(since, Ordering::Relaxed);
        if let Some(stack) = self.agent.stack.get() {
            stack.release_once();
        }
        control.mailbox.wait(self.agent.timers.next_due());
        let idle = u64::try_from(asleep.elapsed().as_nanos()).unwrap_or(0);
        control.asleep_ns.store(0, Ordering::Relaxed);
        control.idle_ns.fetch_add(idle, Ordering::Relaxed);
        self.agent.profiler.slept(asleep);
    }
}

/// What keeps the loop of a thread alive, in words.
fn held(agent: &Agent) -> Vec<String> {
    let extensions = agent.cluster.extensions.iter();
    let mut held: Vec<String> = extensions
        .flat_map(|extension| extension.awaited(agent))
        .collect();
    let (timers, _) = agent.timers.held();
    if timers > 0 {
        held.push(format!("{timers} timer(s)"));
    }
    held
}

/// Ports are served in the order in which this thread got them, each with all that waits for it.
/// Tasks of other sorts keep their places: news of a worker are not overtaken by what came later.
fn order_ports(batch: &mut VecDeque<Task>) {
    if batch.len() < 2 {
        return;
    }
    let is_port = |task: &Task| matches!(task, Task::Deliver(_));
    let runs = batch
        .make_contiguous()
        .chunk_by_mut(|one, next| is_port(one) && is_port(next));
    for run in runs {
        run.sort_by_key(Task::seat);
    }
}

/// Runs a native step and reports what it throws as an uncaught error.
fn guard(agent: &Agent, context: &mut Context, step: impl FnOnce(&mut Context) -> JsResult<()>) {
    if let Err(error) = step(context) {
        agent.uncaught(error, context);
    }
}

fn run_task(agent: &Agent, task: Task, context: &mut Context) {
    match task {
        Task::Deliver(news) => news.deliver(agent, context),
        Task::Call { call, holds } => {
            if holds {
                agent.release();
            }
            guard(agent, context, call);
        }
        Task::Nudge => {}
    }
}

fn run_timers(agent: &Agent, context: &mut Context) {
    // Timers that a callback sets have a later deadline, so this ends.
    let now = agent.timers.now();
    while let Some((id, timer)) = agent.timers.take_due(now) {
        if timer.repeats {
            agent.timers.restart(id, timer.clone());
        }
        call(agent, &timer.callback, context);
        agent.jobs.drain(context);
        if agent.is_ending() {
            return;
        }
    }
}

fn run_immediates(agent: &Agent, context: &mut Context) {
    agent.timers.begin_immediates();
    while let Some(immediate) = agent.timers.next_immediate() {
        call(agent, &immediate.callback, context);
        agent.jobs.drain(context);
        if agent.is_ending() {
            return;
        }
    }
}

fn call(agent: &Agent, callback: &Callback, context: &mut Context) {
    agent.leave_async_context();
    let this = JsValue::from(callback.handle.clone());
    if let Err(error) = sliced::call(&callback.function, &this, &callback.args, context) {
        agent.uncaught(error, context);
    }
}

/// The shortest delay of a timer, as Node has it.
pub const MIN_DELAY: Duration = Duration::from_millis(1);
