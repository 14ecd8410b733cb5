//! Where an error goes that no script of a window or a Web Worker caught (HTML Standard, 8.1.4.6
//! Reporting exceptions): to `error` listeners of its global, from a worker on to its `Worker`
//! object and that one's global, and at last to standard error.
//!
//! Neither a window nor a worker ends because of it; a process whose window had such an error exits
//! with code 1 unless the script says otherwise. This file must never know how an error crosses
//! threads.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsString, JsValue, js_string};

use threadproof_agent::Agent;
use threadproof_agent::output::Stream;
use threadproof_engine::class::instance;
use threadproof_engine::stack::{Position, place_of};
use threadproof_event as event;
use threadproof_event::event::{Detail, EventData};
use threadproof_event::kinds::{ErrorDetail, ErrorEvent};
use threadproof_modules::file_url;
use threadproof_node::console;
use threadproof_workers::worker_threads::worker_note::WorkerNote;
use threadproof_workers::worker_threads::worker_start::{WorkerInput, worker_input};

/// The exit code of a window with an error that nobody handled.
const UNHANDLED: i32 = 1;

/// An exception in words, free of its thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// `Uncaught`, the type and the message.
    pub message: String,
    /// The URL of the script that threw, if it is known.
    pub filename: String,
    /// The line, counted from 1; 0 when it is not known.
    pub line: usize,
    /// The column, counted from 1; 0 when it is not known.
    pub column: usize,
}

impl Exception {
    /// Puts what was thrown into words.
    pub fn of(value: &JsValue, thrown_at: Option<Position>, context: &mut Context) -> Self {
        let place = thrown_at.or_else(|| place_of(value, context));
        // What a script's own `toString` throws leaves the shape that `util.inspect` gives it.
        let text = match value.as_object() {
            Some(object) if object.is::<boa_engine::builtins::error::Error>() => value
                .to_string(context)
                .map(|text| text.to_std_string_lossy())
                .ok(),
            Some(_) => None,
            None => value
                .to_string(context)
                .map(|text| text.to_std_string_lossy())
                .ok(),
        };
        let text = text.unwrap_or_else(|| console::inspect_for_message(value, context));
        let (filename, line, column) = match place {
            Some(place) => (url_of(&place.file), place.line, place.column),
            None => (String::new(), 0, 0),
        };
        Self {
            message: format!("Uncaught {text}"),
            filename,
            line,
            column,
        }
    }
}

/// Takes what a script of this thread did not catch.
pub fn exception(
    agent: &Agent,
    value: &JsValue,
    thrown_at: Option<Position>,
    context: &mut Context,
) {
    let exception = Exception::of(value, thrown_at, context);
    let global = context.global_object();
    match fire(&global, &exception, value.clone(), context) {
        Ok(true) => {}
        Ok(false) => match worker_input(agent) {
            Some(worker) => tell_front(worker, exception),
            None => print(agent, value, context),
        },
        // The script was stopped by its own listener.
        Err(_) => {}
    }
}

/// Takes a promise's rejection that nobody handled: it is told on standard error.
pub fn rejection(agent: &Agent, reason: &JsValue, context: &mut Context) {
    let shown = console::inspect_for_report(reason, context);
    tell(agent, &format!("Uncaught (in promise) {shown}\n"));
}

/// Takes an exception of a worker on the thread of its `Worker` object.
///
/// # Errors
/// What cannot be caught.
pub fn worker_exception(
    front: &JsObject,
    exception: Exception,
    context: &mut Context,
) -> JsResult<()> {
    // The value itself stays with its thread: `error` is null.
    if fire(front, &exception, JsValue::null(), context)? {
        return Ok(());
    }
    let global = context.global_object();
    if fire(&global, &exception, JsValue::null(), context)? {
        return Ok(());
    }
    let agent = Agent::of(context);
    match worker_input(&agent) {
        Some(worker) => tell_front(worker, exception),
        None => tell(
            &agent,
            &format!(
                "{}\n    at {}:{}:{}\n",
                exception.message, exception.filename, exception.line, exception.column
            ),
        ),
    }
    Ok(())
}

/// Tells the object that stands before this worker, on its thread.
fn tell_front(worker: &WorkerInput, exception: Exception) {
    worker.tell_parent(WorkerNote::Front(Box::new(move |front, context| {
        worker_exception(front, exception, context)
    })));
}

/// Takes the error that ends a worker, on the thread of its `Worker` object.
///
/// # Errors
/// What cannot be caught.
pub fn worker_error(front: &JsObject, error: JsValue, context: &mut Context) -> JsResult<()> {
    let exception = Exception::of(&error, None, context);
    worker_exception(front, exception, context)
}

/// Fires `error` at a target; true when a listener handled it.
fn fire(
    target: &JsObject,
    exception: &Exception,
    error: JsValue,
    context: &mut Context,
) -> JsResult<bool> {
    if !event::has_listeners(target, &js_string!("error")) {
        return Ok(false);
    }
    #[expect(clippy::cast_precision_loss, reason = "lines and columns of a text")]
    let detail = ErrorDetail {
        message: JsString::from(exception.message.as_str()),
        filename: JsString::from(exception.filename.as_str()),
        line: exception.line as f64,
        column: exception.column as f64,
        error,
    };
    let mut data = EventData::new(js_string!("error"), Detail::Error(Box::new(detail))).trusted();
    data.cancelable = true;
    let event = instance::<ErrorEvent>(data, context)?;
    Ok(!event::dispatch(context, target, &event)?)
}

fn print(agent: &Agent, value: &JsValue, context: &mut Context) {
    let shown = console::inspect_for_report(value, context);
    tell(agent, &format!("Uncaught {shown}\n"));
}

fn tell(agent: &Agent, text: &str) {
    agent.write(Stream::Err, text.as_bytes());
    if agent.is_main() && agent.exit_code().is_none() {
        agent.set_exit_code(Some(UNHANDLED));
    }
}

/// Scripts are known by their URLs; stack traces name files by their paths.
fn url_of(file: &str) -> String {
    if file.starts_with('/') {
        file_url::from_path(std::path::Path::new(file))
    } else {
        file.to_owned()
    }
}
