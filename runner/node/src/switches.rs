//! Options that change what a thread's global objects are before its script runs.

use boa_engine::property::{Attribute, PropertyDescriptor};
use boa_engine::{Context, JsResult, JsValue, NativeFunction, js_string};
use threadproof_agent::Agent;
use threadproof_engine::errors::{ErrorKind, node_error};
use threadproof_engine::native::described;
use threadproof_modules::flags;

/// Applies them.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn apply(agent: &Agent, context: &mut Context) -> JsResult<()> {
    let flags = agent.flags();
    if agent.is_main()
        && let Some(title) = flags::last_value(&flags, "--title")
    {
        agent.cluster.set_title(title.to_owned());
    }
    let limit = flags::last_value(&flags, "--stack-trace-limit");
    if let Some(limit) = limit.and_then(|limit| limit.parse::<i32>().ok()) {
        let error = context.intrinsics().constructors().error().constructor();
        let limit = described(limit, Attribute::all());
        error.insert_property(js_string!("stackTraceLimit"), limit);
    }
    match flags::last_value(&flags, "--disable-proto") {
        Some("delete") => {
            let prototype = context.intrinsics().constructors().object().prototype();
            prototype.delete_property_or_throw(js_string!("__proto__"), context)?;
        }
        Some("throw") => refuse_proto(context)?,
        _ => {}
    }
    if flags::has(&flags, "--no-experimental-global-navigator") {
        let global = context.global_object();
        global.delete_property_or_throw(js_string!("navigator"), context)?;
    }
    Ok(())
}

fn refuse_proto(context: &mut Context) -> JsResult<()> {
    let refuse = |_: &JsValue, _: &[JsValue], context: &mut Context| {
        let message = "Accessing Object.prototype.__proto__ has been disallowed with \
                       --disable-proto=throw";
        let code = "ERR_PROTO_ACCESS";
        Err(node_error(context, ErrorKind::Error, code, message))
    };
    let refuse = NativeFunction::from_fn_ptr(refuse).to_js_function(context.realm());
    let prototype = context.intrinsics().constructors().object().prototype();
    let accessor = PropertyDescriptor::builder()
        .get(refuse.clone())
        .set(refuse)
        .enumerable(false)
        .configurable(true);
    prototype
        .define_property_or_throw(js_string!("__proto__"), accessor, context)
        .map(drop)
}
