//! The part of `process` that ends threads, queues ticks and warns.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsNativeError, JsResult, JsValue, js_string};

use super::{accessor, method};
use threadproof_agent::Agent;
use threadproof_agent::async_context::in_current;
use threadproof_agent::exit::exit_code_argument;
use threadproof_agent::jobs::Tick;
use threadproof_agent::watching;
use threadproof_engine::errors::{ErrorKind, invalid_arg_type, node_error};

/// Puts the lifecycle functions on `process`.
pub fn install(agent: &Agent, process: &JsObject, context: &mut Context) {
    accessor(process, "exitCode", get_exit_code, set_exit_code, context);
    method(process, "exit", 1, exit, context);
    method(process, "reallyExit", 1, really_exit, context);
    method(process, "nextTick", 1, next_tick, context);
    method(process, "emitWarning", 4, emit_warning, context);
    if agent.is_main() {
        method(process, "abort", 0, abort, context);
    }
}

fn get_exit_code(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(Agent::of(context)
        .exit_code()
        .map_or_else(JsValue::undefined, JsValue::from))
}

fn set_exit_code(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let code = exit_code_argument(args.get_or_undefined(0), context)?;
    Agent::of(context).set_exit_code(code);
    Ok(JsValue::undefined())
}

fn exit(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let code = exit_code_argument(args.get_or_undefined(0), context)?;
    Err(Agent::of(context).exit(code, context))
}

fn really_exit(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let code = exit_code_argument(args.get_or_undefined(0), context)?;
    let agent = Agent::of(context);
    agent.set_exit_code(code.or(agent.exit_code()));
    Err(agent.stop(context))
}

/// The exit code that a shell shows for a process that aborted.
const ABORTED: i32 = 134;

/// Ends the process at once, or the runtime that is part of another program's. Output is written as
/// it comes, so none is lost.
fn abort(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    if agent.cluster.options.embedder.owns_process {
        std::process::abort()
    }
    agent.set_exit_code(Some(ABORTED));
    Err(agent.stop(context))
}

fn next_tick(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let callback = args.get_or_undefined(0);
    let Some(callback) = callback.as_callable() else {
        return Err(invalid_arg_type(
            context,
            "callback",
            "of type function",
            callback,
        ));
    };
    let args = args.get(1..).unwrap_or_default().to_vec();
    let mut callback = callback;
    if Agent::of(context).hooks.borrow().is_some() {
        let resource = JsObject::with_object_proto(context.intrinsics());
        callback = watching::watched("TickObject", callback, &resource, true, context)?;
    }
    let callback = in_current(callback, context);
    Agent::of(context).jobs.push_tick(Tick { callback, args });
    Ok(JsValue::undefined())
}

/// `process.emitWarning(warning[, type[, code]])` and the form with options.
fn emit_warning(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let warning = args.get_or_undefined(0);
    let mut kind = args.get_or_undefined(1).clone();
    let mut code = args.get_or_undefined(2).clone();
    let mut detail = JsValue::undefined();
    if let Some(options) = kind.as_object()
        && !options.is_callable()
    {
        code = options.get(js_string!("code"), context)?;
        detail = options.get(js_string!("detail"), context)?;
        kind = options.get(js_string!("type"), context)?;
    }
    for (name, value) in [("type", &kind), ("code", &code)] {
        // In place of both may stand the function that made the warning, for its stack.
        let is_left_out = value.is_undefined() || value.is_null() || value.is_callable();
        if !is_left_out && !value.is_string() {
            return Err(invalid_arg_type(context, name, "of type string", value));
        }
    }
    let is_error = |object: &JsObject| object.is::<boa_engine::builtins::error::Error>();
    let error = if let Some(error) = warning.as_object().filter(is_error) {
        error
    } else {
        if !warning.is_string() {
            return Err(invalid_arg_type(
                context,
                "warning",
                "of type string or an instance of Error",
                warning,
            ));
        }
        let message = warning.to_string(context)?.to_std_string_lossy();
        let made = JsNativeError::error().with_message(message);
        let error = made.into_opaque(context);
        let name = if kind.is_string() {
            kind
        } else {
            js_string!("Warning").into()
        };
        threadproof_engine::stack::own_stack(&error, context)?;
        error.set(js_string!("name"), name, false, context)?;
        if !code.is_undefined() {
            error.set(js_string!("code"), code, false, context)?;
        }
        if detail.is_string() {
            error.set(js_string!("detail"), detail, false, context)?;
        }
        error
    };
    super::stdio::warn_later(error, context);
    Ok(JsValue::undefined())
}

/// The error for what a worker may not do to the process it runs in.
pub fn unsupported_in_worker(what: &str, context: &mut Context) -> boa_engine::JsError {
    node_error(
        context,
        ErrorKind::Type,
        "ERR_WORKER_UNSUPPORTED_OPERATION",
        &format!("{what} is not supported in workers"),
    )
}
