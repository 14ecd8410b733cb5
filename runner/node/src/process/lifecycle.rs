//! The part of `process` that ends threads and queues ticks.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsResult, JsValue, js_string};

use super::stdio::{Stream, print};
use super::warnings::emit_warning;
use super::{accessor, method};
use threadproof_agent::Agent;
use threadproof_agent::async_context::in_current;
use threadproof_agent::exit::exit_code_argument;
use threadproof_agent::jobs::Tick;
use threadproof_agent::watching;
use threadproof_engine::errors::{ErrorKind, invalid_arg_type, node_error};
use threadproof_modules::flags;

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
    let agent = Agent::of(context);
    if flags::has(&agent.flags(), "--trace-exit") {
        trace_exit(&agent, code, context)?;
    }
    Err(agent.exit(code, context))
}

/// `--trace-exit`: tells where a script ends its thread.
fn trace_exit(agent: &Agent, code: Option<i32>, context: &mut Context) -> JsResult<()> {
    let error = super::warnings::made(&js_string!("").into(), "", context)?;
    let stack = error.get(js_string!("stack"), context)?;
    let stack = stack.to_string(context)?.to_std_string_lossy();
    let frames = stack.find("    at ").map_or("", |at| &stack[at..]);
    let what = if agent.is_main() {
        "environment"
    } else {
        "worker"
    };
    let code = code.or(agent.exit_code()).unwrap_or(0);
    let line = format!(
        "(node:{}) WARNING: Exited the {what} with code {code}\n{frames}\n",
        std::process::id()
    );
    print(Stream::Err, &line, context)
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

/// The error for what a worker may not do to the process it runs in.
pub fn unsupported_in_worker(what: &str, context: &mut Context) -> boa_engine::JsError {
    node_error(
        context,
        ErrorKind::Type,
        "ERR_WORKER_UNSUPPORTED_OPERATION",
        &format!("{what} is not supported in workers"),
    )
}
