//! `console`: its everyday methods are native, so that a line of text costs no JavaScript; the
//! rest, and the formatting of anything but plain text and numbers, is loaded when it is used.

pub mod pristine;

use std::cell::RefCell;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsString, JsValue, js_string};

use crate::process::stdio::{self, Stream};
use threadproof_agent::Agent;
use threadproof_engine::class::define_lazy;
use threadproof_engine::native::native_fn;
use threadproof_event::dom_exception::is_error;
use threadproof_modules::builtin;

/// What `console.group` puts before each line.
#[derive(Default)]
pub(crate) struct Indent(pub(crate) RefCell<String>);

/// Makes the `console` object.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn object(context: &mut Context) -> JsResult<JsValue> {
    let console = JsObject::with_object_proto(context.intrinsics());
    for (name, function) in [
        (
            "log",
            log as fn(&JsValue, &[JsValue], &mut Context) -> JsResult<JsValue>,
        ),
        ("info", log),
        ("debug", log),
        ("error", error),
        ("warn", error),
    ] {
        let function = native_fn(context.realm(), js_string!(name), 0, function);
        console.set(js_string!(name), function, false, context)?;
    }
    // Each is added by `node:console` when it is used for the first time.
    macro_rules! loaded {
        ($($name:literal),*) => {
            $(define_lazy(context, &console, js_string!($name), |context| {
                builtin::export("console", $name, context)
            });)*
        };
    }
    loaded!(
        "dir",
        "dirxml",
        "table",
        "group",
        "groupCollapsed",
        "groupEnd",
        "count",
        "countReset",
        "time",
        "timeEnd",
        "timeLog",
        "assert",
        "trace",
        "clear",
        "profile",
        "profileEnd",
        "timeStamp",
        "Console"
    );
    Ok(console.into())
}

/// `util.inspect(value)`, for a message.
pub fn inspect_for_message(value: &JsValue, context: &mut Context) -> String {
    call_util("inspect", std::slice::from_ref(value), context)
        .unwrap_or_else(|| value.display().to_string())
}

/// `util.inspect(value, { depth })`.
///
/// # Errors
/// What a custom inspection function throws.
pub fn inspect_to_depth(context: &mut Context, value: &JsValue, depth: i32) -> JsResult<JsString> {
    let options = JsObject::with_object_proto(context.intrinsics());
    options.set(js_string!("depth"), depth, false, context)?;
    let args = [value.clone(), options.into()];
    let shown = pristine::print("inspect", &args, context)?;
    shown.to_string(context)
}

/// The value as an error report shows it.
pub fn inspect_for_report(value: &JsValue, context: &mut Context) -> String {
    let shown = inspect_for_message(value, context);
    // `util.inspect` puts an error without frames into brackets; a report has none.
    let (Some(rest), true) = (shown.strip_prefix('['), is_error(value)) else {
        return shown;
    };
    match rest.find("] {\n") {
        Some(end) => format!("{}{}", &rest[..end], &rest[end + 1..]),
        None => rest.strip_suffix(']').unwrap_or(rest).to_owned(),
    }
}

/// Prints a value as `console.log` does.
///
/// # Errors
/// What a custom inspection function throws.
pub fn print(value: &JsValue, context: &mut Context) -> JsResult<()> {
    log(&JsValue::undefined(), std::slice::from_ref(value), context)?;
    Ok(())
}

fn log(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    line(Stream::Out, args, context)
}

fn error(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    line(Stream::Err, args, context)
}

fn line(stream: Stream, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    let mut text = String::new();
    if !plain(args, &mut text) {
        let formatted = pristine::print("format", args, context)?;
        text = formatted.to_string(context)?.to_std_string_lossy();
    }
    let indent = agent.slot::<Indent>().0.borrow();
    if !indent.is_empty() {
        text = format!("{indent}{}", text.replace('\n', &format!("\n{indent}")));
    }
    drop(indent);
    text.push('\n');
    stdio::print(stream, &text, context)?;
    Ok(JsValue::undefined())
}

/// Formats arguments that need no inspection: text without `%`, whole numbers, booleans. False
/// when one needs more; then `text` is not to be used.
fn plain(args: &[JsValue], text: &mut String) -> bool {
    for (index, arg) in args.iter().enumerate() {
        if index > 0 {
            text.push(' ');
        }
        if let Some(string) = arg.as_string() {
            let string = string.to_std_string_lossy();
            if index == 0 && args.len() > 1 && string.contains('%') {
                return false;
            }
            text.push_str(&string);
        } else if let Some(number) = arg.as_i32() {
            text.push_str(&number.to_string());
        } else if let Some(boolean) = arg.as_boolean() {
            text.push_str(if boolean { "true" } else { "false" });
        } else if arg.is_undefined() {
            text.push_str("undefined");
        } else if arg.is_null() {
            text.push_str("null");
        } else {
            text.clear();
            return false;
        }
    }
    true
}

fn call_util(name: &'static str, args: &[JsValue], context: &mut Context) -> Option<String> {
    let shown = pristine::print(name, args, context).ok()?;
    Some(shown.as_string()?.to_std_string_lossy())
}
