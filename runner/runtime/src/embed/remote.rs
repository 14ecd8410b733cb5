//! Using a runtime from other threads: work is sent to the thread that owns the context and done
//! there, so that no value is ever touched by two threads.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};

use boa_engine::{Context, JsError, JsResult, JsValue, Source};

use super::errors::RemoteError;
use super::running::Cause;
use crate::lent::kept::KeptValues;
use crate::lent::value::Value;
use threadproof_agent::Agent;
use threadproof_agent::cluster::Cluster;
use threadproof_agent::control::Control;
use threadproof_agent::exit::catchable;
use threadproof_engine::repairs::depth::check_source;

/// A handle of a runtime, for any thread.
#[derive(Clone)]
pub struct Handle {
    cluster: Arc<Cluster>,
    main: Arc<Control>,
    cause: Arc<Cause>,
    /// True until [`Handle::finish`] gave up the hold of a runtime that is kept alive.
    held: Arc<AtomicBool>,
}

impl Handle {
    pub(super) fn new(
        cluster: Arc<Cluster>,
        main: Arc<Control>,
        cause: Arc<Cause>,
        held: bool,
    ) -> Self {
        Self {
            cluster,
            main,
            cause,
            held: Arc::new(AtomicBool::new(held)),
        }
    }

    pub(super) fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    pub(super) fn main(&self) -> &Control {
        &self.main
    }

    pub(super) fn cause(&self) -> &Cause {
        &self.cause
    }

    /// Asks the runtime to end now: JavaScript stops wherever it is, no handler runs.
    pub fn stop(&self) {
        self.cause.stopped();
        self.main.terminate();
    }

    /// Lets a runtime that is kept alive end once its scripts have nothing left to do.
    pub fn finish(&self) {
        if self.held.swap(false, Ordering::AcqRel) {
            self.main.complete(Box::new(|_| Ok(())));
        }
    }

    /// How many threads of the runtime live, the main thread included.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.cluster.live()
    }

    /// Does work with the main thread's context, on that thread, between two of its own steps, and
    /// waits for it. Promise jobs that the work queued run right after it.
    ///
    /// # Errors
    /// [`RemoteError`] when the thread has ended, or what the work threw, as text.
    pub fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Context) -> JsResult<T> + Send + 'static,
    ) -> Result<T, RemoteError> {
        on(&self.main, work)
    }

    /// Like [`run`](Handle::run), on the thread with this `threadId`.
    ///
    /// # Errors
    /// As [`run`](Handle::run), and [`RemoteError::NoThread`].
    pub fn run_in<T: Send + 'static>(
        &self,
        thread: u64,
        work: impl FnOnce(&mut Context) -> JsResult<T> + Send + 'static,
    ) -> Result<T, RemoteError> {
        match self.cluster.agent(thread) {
            Some(control) => on(&control, work),
            None => Err(RemoteError::NoThread(thread)),
        }
    }

    /// Evaluates code as a script on the main thread and gives a copy of its value.
    ///
    /// # Errors
    /// As [`run`](Handle::run).
    pub fn eval(&self, code: impl Into<String>) -> Result<Value, RemoteError> {
        let code = code.into();
        self.run(move |context| {
            check_source(&code)?;
            let value = context.eval(Source::from_bytes(&code))?;
            Value::from_js(&value, context)
        })
    }

    /// Keeps a value of the main thread for later work, from whatever thread. The value stays where
    /// it is.
    ///
    /// # Errors
    /// As [`run`](Handle::run).
    pub fn keep(
        &self,
        make: impl FnOnce(&mut Context) -> JsResult<JsValue> + Send + 'static,
    ) -> Result<Kept, RemoteError> {
        let id = self.cluster.next_id();
        on(&self.main, move |context| {
            let value = make(context)?;
            Agent::of(context)
                .slot::<KeptValues>()
                .values()
                .borrow_mut()
                .insert(id, value);
            Ok(())
        })?;
        Ok(Kept {
            id,
            owner: Arc::clone(&self.main),
        })
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle")
            .field("threads", &self.threads())
            .finish_non_exhaustive()
    }
}

/// A JavaScript value that stays on its thread and can be used from all others. Dropping it lets
/// go of the value.
#[derive(Debug)]
pub struct Kept {
    id: u64,
    owner: Arc<Control>,
}

impl Kept {
    /// Does work with the value, on its own thread, and waits for it.
    ///
    /// # Errors
    /// As [`Handle::run`].
    pub fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&JsValue, &mut Context) -> JsResult<T> + Send + 'static,
    ) -> Result<T, RemoteError> {
        let id = self.id;
        on(&self.owner, move |context| {
            let value = Agent::of(context)
                .slot::<KeptValues>()
                .values()
                .borrow()
                .get(&id)
                .cloned();
            work(&value.unwrap_or_default(), context)
        })
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let id = self.id;
        self.owner.call(Box::new(move |context| {
            Agent::of(context)
                .slot::<KeptValues>()
                .values()
                .borrow_mut()
                .remove(&id);
            Ok(())
        }));
    }
}

fn on<T: Send + 'static>(
    control: &Control,
    work: impl FnOnce(&mut Context) -> JsResult<T> + Send + 'static,
) -> Result<T, RemoteError> {
    let here = rustix::thread::gettid().as_raw_nonzero().get();
    if control.os_thread.load(Ordering::Relaxed) == here {
        // Waiting for oneself would never end.
        return Err(RemoteError::SameThread);
    }
    let (answer, heard) = mpsc::sync_channel(1);
    control.call(Box::new(move |context| {
        let outcome = work(context).map_err(|error| text(error, context));
        // Nobody listens any more when the caller's thread has ended.
        answer.send(outcome).ok();
        Ok(())
    }));
    match heard.recv() {
        Ok(outcome) => outcome.map_err(RemoteError::Threw),
        // The thread ended and dropped the work unread.
        Err(_) => Err(RemoteError::Ended),
    }
}

/// An error's class and message.
fn text(error: JsError, context: &mut Context) -> String {
    let Ok(value) = catchable(error).into_opaque(context) else {
        return "the engine stopped".to_owned();
    };
    let error = Agent::of(context).describe(&value, context);
    if error.name.is_empty() {
        error.message
    } else {
        format!("{}: {}", error.name, error.message)
    }
}
