//! How an agent ends: by itself, by `process.exit`, by an error that nobody caught, or because it
//! was terminated.
//!
//! What an uncaught error looks like on a terminal, and how it reaches a parent, is the affair of
//! extensions; this file decides that it ends the thread, with which exit code.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use boa_engine::builtins::promise::PromiseState;
use boa_engine::error::RuntimeLimitError;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsPromise;
use boa_engine::property::Attribute;
use boa_engine::{Context, JsError, JsResult, JsString, JsValue, js_string};

use threadproof_clone as clone;
use threadproof_engine::errors::{
    ErrorKind, call_depth_passed, install_stack, invalid_arg_type, node_error_object, out_of_range,
};
use threadproof_engine::interrupt;
use threadproof_engine::native::described;
use threadproof_engine::stack::position;
use threadproof_event::dom_exception::is_error;
use threadproof_ground::director::Object;
use threadproof_ground::observe::UncaughtError;

use crate::Agent;
use crate::control::Control;
use crate::extension::{Rejection, Uncaught};

/// The exit code after a failure of the engine on the main thread: no script ends with it by what
/// Node does, and no signal (`EX_SOFTWARE` of `sysexits.h`).
pub const ENGINE_FAILED: i32 = 70;
/// The exit code of an uncaught error.
const UNCAUGHT: i32 = 1;
/// The exit code of an error in an `uncaughtException` handler.
const HANDLER_FAILED: i32 = 7;
/// The exit code of a main module whose top-level `await` never settles.
pub const UNSETTLED: i32 = 13;

thread_local! {
    /// True once the agent of this thread stops: the engine may panic on its way out, which is no
    /// failure then.
    static STOPPING: Cell<bool> = const { Cell::new(false) };
    /// The handle of this thread's agent, through which others ask for its end.
    static OWN: RefCell<Option<Arc<Control>>> = const { RefCell::new(None) };
}

/// Says in one line that the engine failed, and where; with `RUST_BACKTRACE` the rest as well. Keeps
/// quiet about panics of threads whose agent is stopping: the engine has places that do not expect
/// JavaScript to end in their middle. For programs; a library leaves the hook alone.
pub fn install_panic_hook() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let asked = OWN.with_borrow(|own| {
            own.as_ref()
                .is_some_and(|control| control.interrupt.requested())
        });
        if STOPPING.get() || asked {
            return;
        }
        if std::env::var_os("RUST_BACKTRACE").is_some() {
            return default(info);
        }
        let said = panic_text(info.payload());
        let place = info.location().map_or_else(String::new, |at| {
            let file = at
                .file()
                .rsplit_once("/src/")
                .map_or(at.file(), |(package, file)| {
                    let start = package.rfind('/').map_or(0, |slash| slash + 1);
                    // `boa_engine-0.22.0/src/vm/mod.rs`, whatever stands before it.
                    at.file().get(start..).unwrap_or(file)
                });
            format!(" at {file}:{}", at.line())
        });
        eprintln!(
            "threadproof: the JavaScript engine failed{place}: {said} (the script is not at fault; \
             RUST_BACKTRACE=1 shows more)"
        );
    }));
}

/// Tells the hook whose thread this is.
pub fn own_thread(control: &Arc<Control>) {
    STOPPING.set(false);
    OWN.with_borrow_mut(|own| *own = Some(Arc::clone(control)));
}

/// How far an agent is on its way out.
#[derive(Debug, Default)]
pub struct ExitState {
    stopping: Cell<bool>,
    closing: Cell<bool>,
    in_exit_handlers: Cell<bool>,
    code: Cell<Option<i32>>,
    /// How many errors nobody caught.
    faults: Cell<u64>,
}

impl Agent {
    /// True once no more JavaScript may run on this agent.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.exit.stopping.get() || self.control.interrupt.requested()
    }

    /// Ends the agent once what runs now has run to its end: `close()` of a Web global.
    pub fn close_later(&self) {
        self.exit.closing.set(true);
    }

    /// True once no further step of the event loop may be taken.
    #[must_use]
    pub fn is_ending(&self) -> bool {
        self.exit.closing.get() || self.is_stopping()
    }

    /// True when another thread asked for the end, or the heap limit was passed.
    #[must_use]
    pub fn is_terminated(&self) -> bool {
        !self.exit.stopping.get() && self.control.interrupt.requested()
    }

    /// How many errors no JavaScript caught so far.
    #[must_use]
    pub fn faults(&self) -> u64 {
        self.exit.faults.get()
    }

    /// `process.exitCode`.
    #[must_use]
    pub fn exit_code(&self) -> Option<i32> {
        self.exit.code.get()
    }

    /// Sets `process.exitCode`.
    pub fn set_exit_code(&self, code: Option<i32>) {
        self.exit.code.set(code);
    }

    /// True while the `exit` event is being emitted.
    #[must_use]
    pub fn is_exiting(&self) -> bool {
        self.exit.in_exit_handlers.get()
    }

    /// `process.exit(code)`: runs the `exit` handlers, then stops. The error that it returns must be
    /// thrown: JavaScript can't catch it and no `finally` runs.
    pub fn exit(&self, code: Option<i32>, context: &mut Context) -> JsError {
        self.cluster
            .point("exits", Object::Life(self.control.thread_id));
        if let Some(code) = code {
            self.set_exit_code(Some(code));
        }
        self.emit_exit(context);
        self.stop(context)
    }

    /// Stops at once, without handlers.
    pub fn stop(&self, context: &mut Context) -> JsError {
        self.exit.stopping.set(true);
        STOPPING.set(true);
        self.control.ended.set(self.exit_code().unwrap_or(0)).ok();
        context.set_runtime_limits(interrupt::stopped());
        RuntimeLimitError::LoopIteration.into()
    }

    /// Emits `exit` on `process`, once.
    pub fn emit_exit(&self, context: &mut Context) {
        if self.exit.in_exit_handlers.replace(true) || self.is_stopping() {
            return;
        }
        let code = JsValue::from(self.exit_code().unwrap_or(0));
        for extension in self.cluster.extensions {
            if let Err(error) = extension.exiting(self, context) {
                self.uncaught(error, context);
            }
        }
        if let Err(error) = self.emit(js_string!("exit"), &[code], context) {
            // `process.exit` in a handler ends it in the same way as an error, and has its code.
            if !self.is_stopping() {
                self.uncaught(error, context);
            }
        }
    }

    /// Takes an error that no JavaScript caught: the `uncaughtException` handlers get it, or it ends
    /// the agent.
    pub fn uncaught(&self, error: JsError, context: &mut Context) {
        self.uncaught_from(error, "uncaughtException", context);
    }

    /// The same, with what handlers are told of where it comes from: `uncaughtException` or
    /// `unhandledRejection`.
    pub fn uncaught_from(&self, error: JsError, origin: &str, context: &mut Context) {
        if self.is_stopping() {
            return;
        }
        self.exit.faults.set(self.exit.faults.get() + 1);
        let error = catchable(error);
        let thrown_at = position(&error);
        let Ok(value) = error.into_opaque(context) else {
            return;
        };
        let monitor = js_string!("uncaughtExceptionMonitor");
        if self.listener_count(monitor.clone(), context) > 0 {
            let args = [value.clone(), js_string!(origin).into()];
            if let Err(error) = self.emit(monitor, &args, context) {
                return self.fatal_in_handler(error, context);
            }
        }
        let capture = self.capture.borrow().clone();
        if let Some(capture) = capture {
            let this = JsValue::undefined();
            if let Err(error) = capture.call(&this, &[value], context)
                && !self.is_stopping()
            {
                self.fatal_in_handler(error, context);
            }
            return;
        }
        let listeners = self.listener_count(js_string!("uncaughtException"), context);
        let uncaught = Uncaught {
            value: &value,
            thrown_at,
            is_rejection: false,
        };
        if listeners == 0 && self.is_dealt_with(&uncaught, context) {
            return;
        }
        if listeners > 0 {
            let args = [value.clone(), js_string!(origin).into()];
            match self.emit(js_string!("uncaughtException"), &args, context) {
                Ok(_) => {}
                Err(_) if self.is_stopping() => {}
                Err(error) => self.fatal_in_handler(error, context),
            }
            return;
        }
        self.fatal(&uncaught, UNCAUGHT, context);
    }

    /// True when an extension took an error and the thread goes on.
    fn is_dealt_with(&self, error: &Uncaught<'_>, context: &mut Context) -> bool {
        let extensions = self.cluster.extensions;
        extensions
            .iter()
            .any(|extension| extension.uncaught(self, error, context))
    }

    /// Emits an event on `process`; true when somebody listened.
    ///
    /// # Errors
    /// What a listener throws.
    pub fn emit(&self, event: JsString, args: &[JsValue], context: &mut Context) -> JsResult<bool> {
        (self.cluster.surroundings.emit)(self, event, args, context)
    }

    /// How many listeners `process` has for an event.
    pub fn listener_count(&self, event: JsString, context: &mut Context) -> usize {
        (self.cluster.surroundings.listener_count)(self, event, context)
    }

    /// Ends the agent because of what a handler of uncaught errors threw.
    fn fatal_in_handler(&self, error: JsError, context: &mut Context) {
        let thrown_at = position(&error);
        if let Ok(value) = catchable(error).into_opaque(context) {
            let uncaught = Uncaught {
                value: &value,
                thrown_at,
                is_rejection: false,
            };
            self.fatal(&uncaught, HANDLER_FAILED, context);
        }
    }

    /// Ends the agent because of an error.
    fn fatal(&self, error: &Uncaught<'_>, code: i32, context: &mut Context) {
        let code = match (self.is_exiting(), self.is_main()) {
            // An `exit` handler that throws leaves the code that was set.
            (true, true) => self.exit_code().unwrap_or(UNCAUGHT),
            // A worker that is on its way out keeps the code it had.
            (true, false) => self.exit_code().unwrap_or(0),
            (false, true) => code,
            (false, false) => UNCAUGHT,
        };
        self.tell_embedder(error.value, context);
        for extension in self.cluster.extensions {
            extension.fatal(self, error, context);
        }
        self.set_exit_code(Some(code));
        self.emit_exit(context);
        if !self.exit.stopping.get() {
            let _stopped: JsError = self.stop(context);
        }
    }

    /// Tells the embedding program of the error that ends this agent.
    fn tell_embedder(&self, value: &JsValue, context: &mut Context) {
        let embedder = &self.cluster.options.embedder;
        if embedder.owns_process && embedder.observer.is_none() {
            return;
        }
        let error = self.describe(value, context);
        if let Some(observer) = &embedder.observer {
            observer.uncaught(&error);
        }
        if self.is_main() {
            self.cluster.uncaught.set(error).ok();
        }
    }

    /// An uncaught error as a value. What a getter of it throws is left out.
    #[must_use]
    pub fn describe(&self, value: &JsValue, context: &mut Context) -> UncaughtError {
        let is_error = value
            .as_object()
            .is_some_and(|object| object.is::<boa_engine::builtins::error::Error>());
        let mut text = |key: &str| -> Option<String> {
            let value = value.as_object()?.get(js_string!(key), context).ok()?;
            value
                .as_string()
                .map(|text: JsString| text.to_std_string_lossy())
        };
        let (name, message) = (text("name"), text("message"));
        let (code, stack) = (text("code"), text("stack"));
        let message = match message {
            Some(message) if is_error || name.is_some() => message,
            _ => (self.cluster.surroundings.inspect)(value, context),
        };
        UncaughtError {
            thread: self.control.thread_id,
            name: name.unwrap_or_default(),
            message,
            code,
            stack: stack.unwrap_or_default(),
        }
    }

    /// Takes a promise that was rejected and that nobody handles (HTML, 8.1.7.3 Unhandled promise
    /// rejections; the default mode of Node, `throw`).
    pub fn unhandled_rejection(&self, promise: JsObject, context: &mut Context) {
        let Ok(handle) = JsPromise::from_object(promise.clone()) else {
            return;
        };
        let PromiseState::Rejected(reason) = handle.state() else {
            return;
        };
        let event = js_string!("unhandledRejection");
        let rejection = Rejection::Unhandled {
            promise: promise.clone(),
            reason: reason.clone(),
        };
        if (self.cluster.surroundings.rejection)(self, &rejection, context) {
            return;
        }
        if self.listener_count(event.clone(), context) > 0 {
            let args = [reason, promise.into()];
            if let Err(error) = self.emit(event, &args, context) {
                self.uncaught(error, context);
            }
            return;
        }
        let uncaught = Uncaught {
            value: &reason,
            thrown_at: None,
            is_rejection: true,
        };
        if self.is_dealt_with(&uncaught, context) {
            return;
        }
        let error = rejection_error(&reason, context);
        self.uncaught_from(error, "unhandledRejection", context);
    }

    /// Takes a promise that was reported as unhandled and has got a handler after all.
    pub fn late_rejection(&self, promise: JsObject, context: &mut Context) {
        let event = js_string!("rejectionHandled");
        let rejection = Rejection::HandledLate {
            promise: promise.clone(),
        };
        (self.cluster.surroundings.rejection)(self, &rejection, context);
        if let Err(error) = self.emit(event, &[promise.into()], context) {
            self.uncaught(error, context);
        }
    }

    /// The natural end of the event loop: `beforeExit` as long as it brings new work, then `exit`.
    pub fn finish(&self, context: &mut Context) {
        while !self.is_stopping() {
            let code = JsValue::from(self.exit_code().unwrap_or(0));
            if let Err(error) = self.emit(js_string!("beforeExit"), &[code], context) {
                self.uncaught(error, context);
            }
            self.jobs.drain(context);
            if self.is_ending() || !self.is_held() && self.control.mailbox.is_empty() {
                break;
            }
            crate::event_loop::run(self, context);
        }
        self.emit_exit(context);
        // Promise jobs that the handlers queued still run; ticks and timers do not.
        if !self.is_stopping() {
            self.jobs.run_only_microtasks(self, context);
        }
    }

    /// The code that the agent ended with.
    #[must_use]
    pub fn final_code(&self) -> i32 {
        if self.is_terminated() || self.control.out_of_memory.load(Ordering::Acquire) {
            return UNCAUGHT;
        }
        self.exit_code().unwrap_or(0)
    }
}

/// Gives an engine limit that was passed without a request to stop the shape that JavaScript has
/// for it: the call stack was used up.
#[must_use]
pub fn catchable(error: JsError) -> JsError {
    if error.as_engine().is_some() {
        return call_depth_passed();
    }
    error
}

/// What a promise was rejected with, in a few words and without running a script.
pub fn describe_reason(reason: &JsValue, context: &mut Context) -> String {
    match reason.as_object() {
        Some(object) => clone::describe(&object, context).to_std_string_lossy(),
        None => (Agent::of(context).cluster.surroundings.inspect)(reason, context),
    }
}

/// The error for a rejection that nobody handled: the reason itself, or one that names it.
pub fn rejection_error(reason: &JsValue, context: &mut Context) -> JsError {
    if is_error(reason) {
        return JsError::from_opaque(reason.clone());
    }
    let shown = describe_reason(reason, context);
    let message = format!(
        "This error originated either by throwing inside of an async function without a catch \
         block, or by rejecting a promise which was not handled with .catch(). The promise rejected \
         with the reason \"{shown}\"."
    );
    let code = "ERR_UNHANDLED_REJECTION";
    match node_error_object(context, ErrorKind::Error, code, &message) {
        Ok(error) => {
            let name = "UnhandledPromiseRejection";
            let header = js_string!(format!("{name}: {message}"));
            let named = install_stack(&error, &header, context);
            let attributes = Attribute::WRITABLE | Attribute::CONFIGURABLE;
            error.insert_property(js_string!("name"), described(js_string!(name), attributes));
            named.map_or_else(|error| error, |()| JsError::from_opaque(error.into()))
        }
        Err(error) => error,
    }
}

/// Checks the argument of `process.exit` and the value of `process.exitCode`.
///
/// # Errors
/// `ERR_INVALID_ARG_TYPE` for what is neither an integer nor a string that holds one.
pub fn exit_code_argument(value: &JsValue, context: &mut Context) -> JsResult<Option<i32>> {
    if value.is_null_or_undefined() {
        return Ok(None);
    }
    let number = match value.as_string() {
        Some(text) if !text.is_empty() => text.to_number(),
        Some(_) => f64::NAN,
        None => value.as_number().unwrap_or(f64::NAN),
    };
    if number.fract() == 0.0 && number.is_finite() {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "exit codes wrap as in Node"
        )]
        return Ok(Some(number as i64 as i32));
    }
    if value.is_number() {
        return Err(out_of_range(context, "code", "an integer", value));
    }
    Err(invalid_arg_type(context, "code", "of type number", value))
}

/// What a panic says.
#[must_use]
pub fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message")
        .to_owned()
}
