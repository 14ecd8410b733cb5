//! The native half of the `module` module, and the modules that are objects of the runtime.

use std::path::PathBuf;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, js_string};

use super::profiles;
use crate::agent::Agent;
use crate::heap_snapshot;
use crate::modules::{builtin, cjs, file_url};
use crate::native::object_of;
use crate::transform;

/// For `module`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn module(context: &mut Context) -> JsResult<JsObject> {
    let object = object_of(
        &[
            ("createRequire", 1, create_require),
            ("isBuiltin", 1, is_builtin),
            ("fileURLToPath", 1, file_url_to_path),
            ("stripTypes", 1, strip_types),
        ],
        context,
    );
    let names: Vec<JsValue> = builtin::public_names()
        .map(|name| js_string!(name).into())
        .collect();
    let names = JsArray::from_iter(names, context);
    object.set(js_string!("builtinModules"), names, false, context)?;
    Ok(object)
}

/// The `process` module is the global.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn process(context: &mut Context) -> JsResult<JsValue> {
    crate::process::object(context).map(Into::into)
}

/// For `v8`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn v8(context: &mut Context) -> JsResult<JsObject> {
    let object = object_of(&[("heap", 0, heap), ("snapshot", 0, snapshot)], context);
    profiles::define(&object, context);
    Ok(object)
}

fn heap(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    /// What a main thread may use before the system refuses it memory isn't known; this is what
    /// Node reports on a large machine.
    const MAIN_LIMIT_MB: f64 = 4192.0;
    let agent = Agent::of(context);
    let limit = agent.worker.as_ref().map_or(MAIN_LIMIT_MB, |worker| {
        worker.limits.old_mb + worker.limits.young_mb
    });
    #[expect(
        clippy::cast_precision_loss,
        reason = "a heap stays far below 2^53 bytes"
    )]
    let used = crate::heap::used_by_thread().max(0) as f64;
    Ok(JsArray::from_iter([used.into(), (limit * 1024.0 * 1024.0).into()], context).into())
}

fn snapshot(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(js_string!(heap_snapshot::of_context(
        args.get_or_undefined(0).to_boolean(),
        context
    ))
    .into())
}

fn text(args: &[JsValue], context: &mut Context) -> JsResult<String> {
    let text = args.get_or_undefined(0).to_string(context)?;
    Ok(text.to_std_string_lossy())
}

fn create_require(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let path = PathBuf::from(text(args, context)?);
    let module = cjs::make_module(&path, None, context)?;
    cjs::make_require(&path, &module, context).map(Into::into)
}

fn is_builtin(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(builtin::find(&text(args, context)?).is_some().into())
}

fn strip_types(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let text = text(args, context)?;
    Ok(JsString::from(transform::strip_types(&text, context)?).into())
}

fn file_url_to_path(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let path = file_url::to_path(&text(args, context)?);
    Ok(path.map_or_else(JsValue::undefined, |path| {
        js_string!(path.to_string_lossy().as_ref()).into()
    }))
}
