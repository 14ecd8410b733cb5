//! What the JavaScript half of `vm` calls: making realms, compiling, running with a time limit.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsError, JsNativeError, JsResult, JsValue, Script, Source};

use super::{make_realm, own_globals, realm_in, within};
use threadproof_agent::Agent;
use threadproof_engine::errors::{ErrorKind, node_error};
use threadproof_engine::native::object_of;
use threadproof_engine::repairs::call_depth as repairs;
use threadproof_engine::repairs::growth::define_growth;
use threadproof_engine::repairs::words;
use threadproof_modules::texts;
use threadproof_source::{call_depth, growth, seen};

/// For `vm` and `internal/vm/contexts`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[
            ("createRealm", 2, create_realm),
            ("check", 2, check),
            ("run", 4, run),
        ],
        context,
    ))
}

/// `(proxy, target, strings)`: a realm with that global object, or with a plain one; whether its
/// scripts may make code of texts
fn create_realm(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let proxy = args.get_or_undefined(0).as_object();
    let target = args.get_or_undefined(1).as_object();
    let strings = args.get_or_undefined(2);
    let strings = strings.is_undefined() || strings.to_boolean();
    make_realm(proxy.zip(target), strings, context).map(Into::into)
}

/// `(code, filename)`: throws the `SyntaxError` of code that does not parse
fn check(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let code = checked(args, context)?;
    parse(&code, args, context)?;
    Ok(JsValue::undefined())
}

/// `(code, filename, realm, timeout, drain)`: the value of a script, run in that realm or in this one;
/// the realm's promise jobs are run with it if `drain` says so
fn run(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let timeout = args.get_or_undefined(3);
    let timeout = if timeout.is_undefined() {
        None
    } else {
        Some(u64::from(timeout.to_u32(context)?))
    };
    let evaluate = |context: &mut Context| {
        repairs::ensure(context)?;
        let code = checked(args, context)?;
        // Whoever catches what the script throws stands outside of its text, as a rule.
        let code = call_depth::guard(&code).unwrap_or(code);
        if call_depth::is_guarded(&code) {
            repairs::define_check(call_depth::CHECK, &own_globals(context), context);
        }
        if seen::is_shown(&code) {
            words::define_see(seen::SEE, &own_globals(context), context);
        }
        if growth::is_bounded(&code) {
            let globals = own_globals(context);
            define_growth(growth::SUM, growth::TEMPLATE, &globals, context);
        }
        parse(&code, args, context)?.evaluate(context)
    };
    let run = |context: &mut Context| match realm_in(args.get_or_undefined(2)) {
        Some(realm) => {
            let value = within(&realm, context, evaluate)?;
            if args.get_or_undefined(4).to_boolean() {
                let agent = Agent::of(context);
                agent.jobs.run_those_of(&realm, &agent, context)?;
            }
            Ok(value)
        }
        None => evaluate(context),
    };
    match timeout {
        Some(milliseconds) => limited(milliseconds, context, run),
        None => run(context),
    }
}

/// The text of the first argument, as the engine can take it.
fn checked(args: &[JsValue], context: &mut Context) -> JsResult<String> {
    let code = args.get_or_undefined(0).to_string(context)?;
    let code = code.to_std_string_lossy();
    threadproof_engine::repairs::depth::check_source(&code)?;
    let code = threadproof_source::repair(&code).unwrap_or(code);
    Ok(growth::bound(&code).unwrap_or(code))
}

fn parse(code: &str, args: &[JsValue], context: &mut Context) -> JsResult<Script> {
    let name = args.get_or_undefined(1).to_string(context)?;
    let name = name.to_std_string_lossy();
    texts::remember(&name, code, context);
    Script::parse(
        Source::from_bytes(code).with_path(Path::new(&name)),
        None,
        context,
    )
    .map_err(|error| worded(error, code))
}

/// A syntax error of `code`, in V8's words.
fn worded(error: JsError, code: &str) -> JsError {
    let words = error
        .as_native()
        .and_then(|native| words::of_syntax(native.message(), code));
    let Some(words) = words else {
        return error;
    };
    let native = JsNativeError::syntax().with_message(words);
    JsError::from_native(native)
}

/// Runs a script that a second thread stops when its time is over.
fn limited(
    milliseconds: u64,
    context: &mut Context,
    run: impl FnOnce(&mut Context) -> JsResult<JsValue>,
) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    let before = *context.runtime_limits_mut();
    let expired = Arc::new(AtomicBool::new(false));
    let (ended, wait) = mpsc::channel::<()>();
    let watch = {
        let (expired, control) = (Arc::clone(&expired), Arc::clone(&agent.control));
        move || {
            let limit = Duration::from_millis(milliseconds);
            if wait.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                expired.store(true, Ordering::Release);
                control.interrupt.pause();
            }
        }
    };
    let watcher = std::thread::Builder::new()
        .name("vm-timeout".to_owned())
        .spawn(watch)
        .map_err(|error| {
            JsNativeError::error().with_message(format!(
                "the system gives no thread for the timeout: {error}"
            ))
        })?;
    let outcome = run(context);
    drop(ended);
    watcher.join().ok();
    if !expired.load(Ordering::Acquire) || agent.is_stopping() {
        return outcome;
    }
    agent.control.interrupt.resume(before, context);
    match outcome {
        Err(error) if error.as_engine().is_some() => Err(timed_out(milliseconds, context)),
        outcome => outcome,
    }
}

fn timed_out(milliseconds: u64, context: &mut Context) -> JsError {
    node_error(
        context,
        ErrorKind::Error,
        "ERR_SCRIPT_EXECUTION_TIMEOUT",
        &format!("Script execution timed out after {milliseconds}ms"),
    )
}
