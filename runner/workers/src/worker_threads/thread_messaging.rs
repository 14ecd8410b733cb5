//! `postMessageToThread`: a message from any thread to any other, by thread id.
//!
//! The message goes straight to the target's inbox as a closure; the listeners of `workerMessage`
//! on the target's `process` get it, and a second closure brings the outcome back. Neither holds an
//! event loop. A target that ends with the message unread drops the closure, which counts as
//! failed, where Node leaves the promise pending for ever.

use std::sync::Arc;
use std::time::Duration;

use boa_engine::object::builtins::JsPromise;
use boa_engine::{Context, JsArgs, JsError, JsResult, JsValue, js_string};

use super::port;
use super::port_post::transfer_list;
use super::watch::Watch;
use threadproof_agent::Agent;
use threadproof_agent::control::Control;
use threadproof_clone::{self as clone, Message};
use threadproof_engine::errors::{ErrorKind, invalid_arg_type, node_error, out_of_range};
use threadproof_ground::director::Object;
use threadproof_ground::numbers::nearest;
use threadproof_node::process;

/// `postMessageToThread(threadId, value[, transferList][, timeout])`.
///
/// # Errors
/// None of its own: every failure comes through the promise.
pub fn post(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    match send(args, context) {
        Ok(promise) => Ok(promise),
        Err(error) if error.as_engine().is_some() => Err(error),
        Err(error) => Ok(JsPromise::reject(error, context)?.into()),
    }
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Every listener has run.
    Processed,
    /// Nobody was there to take it.
    Failed,
    /// A listener threw.
    Errored,
    /// Nothing came back in time.
    TimedOut,
}

impl Outcome {
    fn error(self, context: &mut Context) -> Option<JsError> {
        let (code, message) = match self {
            Self::Processed => return None,
            Self::Failed => (
                "ERR_WORKER_MESSAGING_FAILED",
                "Cannot find the destination thread or listener",
            ),
            Self::Errored => (
                "ERR_WORKER_MESSAGING_ERRORED",
                "The destination thread threw an error while processing the message",
            ),
            Self::TimedOut => (
                "ERR_WORKER_MESSAGING_TIMEOUT",
                "Sending a message to another thread timed out",
            ),
        };
        Some(node_error(context, ErrorKind::Error, code, message))
    }
}

/// The way back to the sender. Dropping it unanswered answers that the message failed.
struct Reply {
    sender: Arc<Control>,
    number: u64,
    sent: bool,
}

impl Reply {
    fn send(mut self, outcome: Outcome) {
        self.answer(outcome);
    }

    fn forget(mut self) {
        self.sent = true;
    }

    fn answer(&mut self, outcome: Outcome) {
        if std::mem::replace(&mut self.sent, true) {
            return;
        }
        let number = self.number;
        self.sender
            .call(Box::new(move |context| settle(number, outcome, context)));
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        self.answer(Outcome::Failed);
    }
}

fn send(args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    let mut transfer = args.get_or_undefined(2).clone();
    let mut timeout = args.get_or_undefined(3).clone();
    if transfer.is_number() && timeout.is_undefined() {
        timeout = std::mem::take(&mut transfer);
    }
    let limit = time_limit(&timeout, context)?;
    let target = target_id(args.get_or_undefined(0));
    if target == Some(agent.control.thread_id) {
        return Err(node_error(
            context,
            ErrorKind::Error,
            "ERR_WORKER_MESSAGING_SAME_THREAD",
            "Cannot sent a message to the same thread",
        ));
    }
    if let Some(id) = target {
        agent.cluster.point("sends to", Object::Life(id));
    }
    let target = target.and_then(|id| agent.cluster.agent(id));
    // Node's main thread knows every thread and looks first; a worker clones first and asks then.
    if target.is_none() && agent.is_main() {
        return failed(Outcome::Failed, context);
    }
    let transfer = transfer_list(&transfer, context)?;
    let message = clone::serialize(args.get_or_undefined(1), &transfer, context)?;
    let Some(target) = target else {
        return failed(Outcome::Failed, context);
    };
    if let Some(watch) = Watch::of(&agent.cluster) {
        watch.tell(agent.control.thread_id, Some(target.thread_id), &message);
    }
    let number = agent.waiting.number();
    let reply = Reply {
        sender: Arc::clone(&agent.control),
        number,
        sent: false,
    };
    let source = agent.control.thread_id;
    target.call(Box::new(move |context| {
        deliver(message, source, reply, context)
    }));
    if limit.is_some_and(|limit| limit.is_zero()) {
        return failed(Outcome::TimedOut, context);
    }
    let promise = agent.waiting.begin(
        number,
        limit,
        Box::new(|promise, context| reject(&promise.reject.into(), Outcome::TimedOut, context)),
        context,
    );
    Ok(promise.into())
}

fn failed(outcome: Outcome, context: &mut Context) -> JsResult<JsValue> {
    outcome.error(context).map_or(Ok(JsValue::undefined()), Err)
}

/// Reads `timeout`; `None` waits for ever.
fn time_limit(timeout: &JsValue, context: &mut Context) -> JsResult<Option<Duration>> {
    if timeout.is_undefined() {
        return Ok(None);
    }
    let Some(number) = timeout.as_number() else {
        return Err(invalid_arg_type(
            context,
            "timeout",
            "of type number",
            timeout,
        ));
    };
    if number.is_nan() || number < 0.0 {
        return Err(out_of_range(context, "timeout", ">= 0", timeout));
    }
    // What is too long to be counted is as good as for ever.
    Ok(Duration::try_from_secs_f64(number / 1000.0).ok())
}

/// The thread id that a value names: only an integer names one.
fn target_id(value: &JsValue) -> Option<u64> {
    let number = value.as_number()?;
    let fits = number.fract() == 0.0 && (0.0..=9_007_199_254_740_991.0).contains(&number);
    fits.then(|| nearest(number))
}

/// Gives a message to the listeners of this thread.
fn deliver(message: Message, source: u64, reply: Reply, context: &mut Context) -> JsResult<()> {
    let agent = Agent::of(context);
    let event = js_string!("workerMessage");
    if process::listener_count(&agent, event.clone(), context) == 0 {
        reply.send(Outcome::Failed);
        return Ok(());
    }
    let source = JsValue::from(source as f64);
    let emitted = port::open(message, context)
        .and_then(|received| process::emit(&agent, event, &[received.value, source], context));
    if agent.is_stopping() {
        // A listener ended its own thread. It got the message, so that is no failure that should
        // end the sender too: as in Node, nobody hears of it.
        reply.forget();
        return emitted.map(drop);
    }
    reply.send(match emitted {
        Ok(_) => Outcome::Processed,
        Err(_) => Outcome::Errored,
    });
    Ok(())
}

/// Settles the promise of a message, on the sender's thread.
fn settle(number: u64, outcome: Outcome, context: &mut Context) -> JsResult<()> {
    let agent = Agent::of(context);
    let Some(promise) = agent.waiting.end(number, &agent) else {
        return Ok(());
    };
    if outcome == Outcome::Processed {
        promise.resolve.call(&JsValue::undefined(), &[], context)?;
        return Ok(());
    }
    reject(&promise.reject.into(), outcome, context)
}

fn reject(
    reject: &boa_engine::object::JsObject,
    outcome: Outcome,
    context: &mut Context,
) -> JsResult<()> {
    if let Some(error) = outcome.error(context) {
        let error = error.into_opaque(context)?;
        reject.call(&JsValue::undefined(), &[error], context)?;
    }
    Ok(())
}
