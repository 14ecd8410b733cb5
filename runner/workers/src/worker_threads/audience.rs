//! Who hears what a worker tells: the listeners of Node's `Worker`, or an object in front of it, such
//! as a Web `Worker`.
//!
//! The thread behind both is the same; this file knows only which object hears of it, and in which
//! words.

use boa_engine::object::JsObject;
use boa_engine::{Context, Finalize, JsResult, JsValue, Trace, js_string};

use super::error_report::ErrorReport;
use super::worker::WorkerData;
use super::worker_note::TellFront;
use threadproof_clone::Received;
use threadproof_event::{self as event, emitter};

/// Tells the object that stands before a worker of the error that ends the worker.
pub type TellError = fn(&JsObject, JsValue, &mut Context) -> JsResult<()>;

/// Who hears of a worker.
#[derive(Debug, Clone, Default, Trace, Finalize)]
#[boa_gc(unsafe_no_drop)]
pub enum Audience {
    /// Listeners on Node's `Worker` itself.
    #[default]
    Emitter,
    /// An object that stands before it, such as a Web `Worker`.
    Front(JsObject, #[unsafe_ignore_trace] TellError),
    /// Nobody: it is not heard of again.
    Nobody,
}

/// The audience of a worker.
fn of(worker: &JsObject) -> Audience {
    worker
        .downcast_ref::<WorkerData>()
        .map_or(Audience::Nobody, |data| data.audience.clone())
}

/// It runs.
///
/// # Errors
/// What a listener throws.
pub fn online(worker: &JsObject, context: &mut Context) -> JsResult<()> {
    emit(worker, "online", &[], context)
}

/// It posted a message.
///
/// # Errors
/// What a listener throws.
pub fn message(worker: &JsObject, received: Received, context: &mut Context) -> JsResult<()> {
    match of(worker) {
        Audience::Emitter => emit(worker, "message", &[received.value], context),
        Audience::Front(front, _) => {
            let kind = js_string!("message");
            let (value, ports) = (received.value, received.transferred);
            event::deliver_with(context, &front, &kind, &value, ports).map(drop)
        }
        Audience::Nobody => Ok(()),
    }
}

/// It posted a message that can't be read here.
///
/// # Errors
/// What a listener throws.
pub fn message_error(worker: &JsObject, error: JsValue, context: &mut Context) -> JsResult<()> {
    match of(worker) {
        Audience::Emitter => emit(worker, "messageerror", &[error], context),
        Audience::Front(front, _) => {
            // The Standard gives this event no data.
            let kind = js_string!("messageerror");
            event::deliver_with(context, &front, &kind, &JsValue::null(), Vec::new()).map(drop)
        }
        Audience::Nobody => Ok(()),
    }
}

/// It ends because of an error.
///
/// # Errors
/// What a listener throws.
pub fn error(worker: &JsObject, error: ErrorReport, context: &mut Context) -> JsResult<()> {
    match of(worker) {
        Audience::Emitter => {
            let error = error.rebuild(context);
            emit(worker, "error", &[error], context)
        }
        Audience::Front(front, tell) => {
            let error = error.rebuild(context);
            tell(&front, error, context)
        }
        Audience::Nobody => Ok(()),
    }
}

/// It has something to say to the object that stands before it.
///
/// # Errors
/// What cannot be caught.
pub fn front(worker: &JsObject, tell: TellFront, context: &mut Context) -> JsResult<()> {
    match of(worker) {
        Audience::Front(front, _) => tell(&front, context),
        Audience::Emitter | Audience::Nobody => Ok(()),
    }
}

/// It has ended.
///
/// # Errors
/// What a listener throws.
pub fn exit(worker: &JsObject, code: i32, context: &mut Context) -> JsResult<()> {
    emit(worker, "exit", &[code.into()], context)
}

/// Tells the listeners of Node's `Worker`, if they are the audience.
fn emit(worker: &JsObject, kind: &str, args: &[JsValue], context: &mut Context) -> JsResult<()> {
    if let Audience::Emitter = of(worker) {
        emitter::emit(context, worker, &js_string!(kind), args)?;
    }
    Ok(())
}
