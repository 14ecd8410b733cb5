//! Abort signals that go to other threads: `util.transferableAbortSignal`.
//!
//! The signal stays what it is; what moves is a link, from which the other thread makes a signal that
//! is aborted after this one, for the same reason. Neither end holds a loop.

use std::any::Any;
use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

use boa_engine::object::JsObject;
use boa_engine::{Context, Finalize, JsNativeError, JsResult, JsValue, NativeFunction, Trace};
use rustc_hash::FxHashMap;

use threadproof_agent::Agent;
use threadproof_agent::control::Control;
use threadproof_clone::{self as clone, Copying, HostClass, Message, MoveParcel, Transfer};
use threadproof_event::abort;

/// Abort signals of a thread that follow one of another thread, by number.
#[derive(Default)]
pub struct LinkedSignals(RefCell<FxHashMap<u64, JsObject>>);

/// How transferable signals take part in structured clone.
pub static HOST_CLASS: HostClass = HostClass {
    name: "AbortSignal",
    is: abort::is_transferable,
    copying: |_| Copying::NeedsTransfer,
    transfer: Some(Transfer {
        check: |_, _| Ok(()),
        pack,
        unpack,
    }),
};

/// What both ends hold.
#[derive(Debug)]
struct Link(Mutex<State>);

#[derive(Debug)]
enum State {
    /// No thread has made a signal of it yet.
    Flying,
    /// The signal of a thread, by number.
    Owned(Arc<Control>, u64),
    /// Aborted before it left, for this reason.
    Aborted(Option<Message>),
    /// Aborted in flight, for this reason: its event is still to come where it arrives.
    Late(Option<Message>),
}

impl Link {
    fn abort(&self, reason: Option<Message>) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let State::Owned(owner, id) = &*state {
            let id = *id;
            owner.call(Box::new(move |context| heard(id, reason, context)));
            return;
        }
        *state = State::Late(reason);
    }
}

/// What a signal calls at its abort.
#[derive(Trace, Finalize)]
struct Told {
    signal: JsObject,
    #[unsafe_ignore_trace]
    link: Arc<Link>,
}

fn pack(signal: &JsObject, context: &mut Context) -> JsResult<MoveParcel> {
    if abort::is_aborted(signal) {
        let reason = reason_of(signal, context).ok();
        return Ok(Box::new(Arc::new(Link(Mutex::new(State::Aborted(reason))))));
    }
    let link = Arc::new(Link(Mutex::new(State::Flying)));
    let told = Told {
        signal: signal.clone(),
        link: Arc::clone(&link),
    };
    let function = NativeFunction::from_copy_closure_with_captures(
        |_, _, told: &Told, context| {
            // A reason that can't be cloned is this thread's error; the other end is aborted.
            let reason = reason_of(&told.signal, context);
            let (reason, error) = match reason {
                Ok(reason) => (Some(reason), None),
                Err(error) => (None, Some(error)),
            };
            told.link.abort(reason);
            error.map_or(Ok(JsValue::undefined()), Err)
        },
        told,
    );
    abort::on_abort(signal, function.to_js_function(context.realm()));
    Ok(Box::new(link))
}

fn reason_of(signal: &JsObject, context: &mut Context) -> JsResult<Message> {
    let reason = abort::reason(signal).unwrap_or_default();
    clone::serialize(&reason, &[], context)
}

fn unpack(parcel: MoveParcel, context: &mut Context) -> JsResult<JsObject> {
    let parcel: Box<dyn Any> = parcel;
    let Ok(link) = parcel.downcast::<Arc<Link>>() else {
        return Err(JsNativeError::typ()
            .with_message("the parcel holds no signal")
            .into());
    };
    let link: Arc<Link> = *link;
    let signal = abort::create(context)?;
    // It is a signal: it was made here.
    let _is_signal = abort::mark_transferable(&signal);
    let agent = Agent::of(context);
    let id = agent.cluster.next_id();
    let state = {
        let mut state = link.0.lock().unwrap_or_else(PoisonError::into_inner);
        let owned = State::Owned(Arc::clone(&agent.control), id);
        std::mem::replace(&mut *state, owned)
    };
    if let State::Aborted(reason) = state {
        abort_for(&signal, reason, context)?;
        return Ok(signal);
    }
    let linked = &agent.slot::<LinkedSignals>().0;
    linked.borrow_mut().insert(id, signal.clone());
    if let State::Late(reason) = state {
        let call = move |context: &mut Context| heard(id, reason, context);
        agent.control.call(Box::new(call));
    }
    Ok(signal)
}

/// The other end was aborted.
fn heard(id: u64, reason: Option<Message>, context: &mut Context) -> JsResult<()> {
    let signal = Agent::of(context)
        .slot::<LinkedSignals>()
        .0
        .borrow_mut()
        .remove(&id);
    match signal {
        Some(signal) => abort_for(&signal, reason, context),
        None => Ok(()),
    }
}

fn abort_for(signal: &JsObject, reason: Option<Message>, context: &mut Context) -> JsResult<()> {
    let reason = match reason {
        Some(reason) => Some(reason.deserialize(context)?.value),
        None => None,
    };
    abort::abort(context, signal, reason)
}
