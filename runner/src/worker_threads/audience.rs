//! Who hears what a worker tells: the listeners of Node's `Worker`, or the Web `Worker` in front of
//! it.
//!
//! The thread behind both is the same; this file knows only which object hears of it, and in which
//! words.

use boa_engine::object::JsObject;
use boa_engine::{Context, Finalize, JsResult, JsValue, Trace, js_string};

use super::error_report::ErrorReport;
use super::worker::WorkerData;
use crate::clone::Received;
use crate::event::{self, emitter};
use crate::web::report::{self, Exception};

/// Who hears of a worker.
#[derive(Debug, Clone, Default, Trace, Finalize)]
#[boa_gc(unsafe_no_drop)]
pub enum Audience {
    /// Listeners on Node's `Worker` itself.
    #[default]
    Emitter,
    /// The Web `Worker` that stands before it.
    Web(JsObject),
    /// Nobody: a Web Worker that was terminated is not heard of again.
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
        Audience::Web(front) => {
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
        Audience::Web(front) => {
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
        Audience::Web(front) => {
            let error = error.rebuild(context);
            let exception = Exception::of(&error, None, context);
            report::worker_exception(&front, exception, context)
        }
        Audience::Nobody => Ok(()),
    }
}

/// An exception that the script of a Web Worker did not catch; it goes on.
///
/// # Errors
/// What cannot be caught.
pub fn exception(worker: &JsObject, exception: Exception, context: &mut Context) -> JsResult<()> {
    match of(worker) {
        Audience::Web(front) => report::worker_exception(&front, exception, context),
        Audience::Emitter | Audience::Nobody => Ok(()),
    }
}

/// The script of a Web Worker could not be loaded.
///
/// # Errors
/// What cannot be caught.
pub fn no_script(worker: &JsObject, context: &mut Context) -> JsResult<()> {
    match of(worker) {
        Audience::Web(front) => {
            let event = event::event::Event::create(js_string!("error"), context)?;
            event::dispatch(context, &front, &event).map(drop)
        }
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
