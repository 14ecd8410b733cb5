//! `process.emitWarning()`: what becomes of a warning, and the options and switches about it.

use std::io::Write as _;

use boa_engine::object::JsObject;
use boa_engine::property::Attribute;
use boa_engine::{Context, JsArgs, JsError, JsNativeError, JsResult, JsString, JsValue, js_string};

use super::stdio::{Stream, print};
use threadproof_agent::Agent;
use threadproof_agent::jobs::Tick;
use threadproof_engine::access;
use threadproof_engine::errors::{ErrorKind, install_stack, invalid_arg_type};
use threadproof_engine::native::described;
use threadproof_ground::access::Permission;
use threadproof_modules::flags;

/// `process.emitWarning(warning[, type[, code]])` and the form with options.
///
/// # Errors
/// `ERR_INVALID_ARG_TYPE` for a warning, type or code of another type.
pub fn emit_warning(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
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
        kind = error.get(js_string!("name"), context)?;
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
        if !kind.is_string() {
            kind = js_string!("Warning").into();
        }
        let error = made(&kind, &message, context)?;
        if !code.is_undefined() {
            error.set(js_string!("code"), code, false, context)?;
        }
        if detail.is_string() {
            error.set(js_string!("detail"), detail, false, context)?;
        }
        error
    };
    if is_deprecation(&kind) && is_set("noDeprecation", context)? {
        return Ok(JsValue::undefined());
    }
    warn_later(error, context);
    Ok(JsValue::undefined())
}

/// An error that is a warning: its name, and its own stack.
///
/// # Errors
/// When the engine is out of resources.
pub fn made(name: &JsValue, message: &str, context: &mut Context) -> JsResult<JsObject> {
    // Constructed, for the frames of this place.
    let constructor = ErrorKind::Error.constructor(context);
    let error = constructor.construct(&[JsString::from(message).into()], None, context)?;
    error.set(js_string!("name"), name.clone(), false, context)?;
    let shown = name.to_string(context)?.to_std_string_lossy();
    let header = match (shown.as_str(), message) {
        ("", message) => message.to_owned(),
        (name, "") => name.to_owned(),
        (name, message) => format!("{name}: {message}"),
    };
    install_stack(&error, &JsString::from(header), context)?;
    Ok(error)
}

/// Puts on `process` what the options say of warnings.
pub fn install_flags(process: &JsObject, flags: &[String]) {
    let switches = [
        ("--no-deprecation", "noDeprecation"),
        ("--throw-deprecation", "throwDeprecation"),
        ("--trace-deprecation", "traceDeprecation"),
        ("--trace-warnings", "traceProcessWarnings"),
    ];
    for (flag, name) in switches {
        if flags::has(flags, flag) {
            let attributes = Attribute::ENUMERABLE | Attribute::CONFIGURABLE;
            process.insert_property(JsString::from(name), described(true, attributes));
        }
    }
}

fn is_deprecation(kind: &JsValue) -> bool {
    kind.as_string()
        .is_some_and(|kind| kind == "DeprecationWarning")
}

/// Whether a script or an option has set one of the switches on `process`.
fn is_set(name: &str, context: &mut Context) -> JsResult<bool> {
    let process = super::object(context)?;
    let value = process.get(JsString::from(name), context)?;
    Ok(value.to_boolean())
}

/// Emits `warning` on `process` in the next tick, and prints it as Node does.
pub fn warn_later(warning: JsObject, context: &mut Context) {
    let callback = boa_engine::NativeFunction::from_fn_ptr(warn)
        .to_js_function(context.realm())
        .into();
    Agent::of(context).jobs.push_tick(Tick {
        callback,
        args: vec![warning.into()],
    });
}

fn warn(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    let Some(warning) = args.first().and_then(JsValue::as_object) else {
        return Ok(JsValue::undefined());
    };
    let kind = warning.get(js_string!("name"), context)?;
    let throws = is_deprecation(&kind) && is_set("throwDeprecation", context)?;
    if throws {
        return Err(JsError::from_opaque(warning.into()));
    }
    if !is_silent(&agent, &warning, context)? {
        tell(&agent, &warning, context)?;
    }
    agent.emit(js_string!("warning"), &[warning.into()], context)?;
    Ok(JsValue::undefined())
}

/// What silences the text of a warning; listeners of `warning` are told all the same.
fn is_silent(agent: &Agent, warning: &JsObject, context: &mut Context) -> JsResult<bool> {
    let flags = agent.flags();
    let variable = agent.control.env.get("NODE_NO_WARNINGS");
    if flags::has(&flags, "--no-warnings") || variable.is_some_and(|value| value == "1") {
        return Ok(true);
    }
    for name in flags::all_values(&flags, "--disable-warning") {
        for key in ["code", "name"] {
            let value = warning.get(JsString::from(key), context)?;
            if value.as_string().is_some_and(|value| value == name) {
                return Ok(true);
            }
        }
    }
    Ok(access::check(Permission::Stdio, context).is_err())
}

/// Prints a warning as Node does, or appends it to the file that `--redirect-warnings` names.
fn tell(agent: &Agent, warning: &JsObject, context: &mut Context) -> JsResult<()> {
    let mut text = |key: &str| -> JsResult<Option<String>> {
        let value = warning.get(JsString::from(key), context)?;
        Ok(value.as_string().map(|text| text.to_std_string_lossy()))
    };
    let name = text("name")?.unwrap_or_else(|| "Warning".to_owned());
    let message = text("message")?.unwrap_or_default();
    let stack = text("stack")?.filter(|stack| !stack.is_empty());
    let code = text("code")?.map_or(String::new(), |code| format!("[{code}] "));
    let detail = text("detail")?.map_or(String::new(), |detail| format!("{detail}\n"));
    let (flag, switch) = if name == "DeprecationWarning" {
        ("--trace-deprecation", "traceDeprecation")
    } else {
        ("--trace-warnings", "traceProcessWarnings")
    };
    let is_traced = is_set("traceProcessWarnings", context)? || is_set(switch, context)?;
    let said = stack
        .filter(|_| is_traced)
        .unwrap_or_else(|| format!("{name}: {message}"));
    let hint = if !is_traced && agent.cluster.first_warning() {
        format!("(Use `node {flag} ...` to show where the warning was created)\n")
    } else {
        String::new()
    };
    let line = format!("(node:{}) {code}{said}\n{detail}{hint}", std::process::id());
    let flags = agent.flags();
    match flags::last_value(&flags, "--redirect-warnings") {
        Some(file) if append(file, &line, context).is_ok() => Ok(()),
        _ => print(Stream::Err, &line, context),
    }
}

fn append(file: &str, line: &str, context: &mut Context) -> JsResult<()> {
    access::check_path(Permission::FileSystemWrite, file, context)?;
    let path = access::folder(context).join(file);
    let mut options = std::fs::OpenOptions::new();
    let written = options
        .append(true)
        .create(true)
        .open(path)
        .and_then(|mut file| file.write_all(line.as_bytes()));
    written.map_err(|error| {
        JsNativeError::error()
            .with_message(error.to_string())
            .into()
    })
}
