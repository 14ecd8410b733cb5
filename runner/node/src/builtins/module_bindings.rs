//! The native half of the `module` module, and the modules that are objects of the runtime.

use std::path::{Path, PathBuf};

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, js_string};

use super::profiles;
use crate::heap_snapshot;
use crate::native::object_of;
use threadproof_agent::Agent;
use threadproof_modules::{builtin, cjs, file_url, lookup, overrides, prepare};

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
            ("load", 3, load),
            ("resolve", 3, resolve),
            ("searched", 2, searched),
            ("register", 1, register),
        ],
        context,
    );
    let names: Vec<JsValue> = builtin::public_names(&Agent::of(context))
        .map(|name| js_string!(name).into())
        .collect();
    let names = JsArray::from_iter(names, context);
    object.set(js_string!("builtinModules"), names, false, context)?;
    let parts = [
        ("cache", cjs::cache(&Agent::of(context))),
        ("extensions", overrides::extensions(context)?),
        ("prototype", overrides::prototype(context)?),
    ];
    for (name, value) in parts {
        object.set(js_string!(name), value, false, context)?;
    }
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
    let limit = agent.heap_limit.unwrap_or(MAIN_LIMIT_MB * 1024.0 * 1024.0);
    #[expect(
        clippy::cast_precision_loss,
        reason = "a heap stays far below 2^53 bytes"
    )]
    let used = threadproof_ground::heap::used_by_thread().max(0) as f64;
    Ok(JsArray::from_iter([used.into(), limit.into()], context).into())
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

/// `(specifier, filename, parent)`: what `Module._load` gives
fn load(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (specifier, from) = (
        text(args, context)?,
        text(args.get(1..).unwrap_or_default(), context)?,
    );
    let parent = args.get_or_undefined(2).as_object();
    cjs::load_by_name(&specifier, Path::new(&from), parent.as_ref(), context)
}

/// `(specifier, filename)`: the file that is meant
fn resolve(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (specifier, from) = (
        text(args, context)?,
        text(args.get(1..).unwrap_or_default(), context)?,
    );
    let found = lookup::resolve(&specifier, Path::new(&from), context)?;
    Ok(js_string!(found.to_string_lossy().as_ref()).into())
}

/// `(specifier, filename)`: the folders that are looked into
fn searched(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (specifier, from) = (
        text(args, context)?,
        text(args.get(1..).unwrap_or_default(), context)?,
    );
    lookup::searched(&specifier, Path::new(&from), context)
}

/// The class whose functions scripts may replace.
fn register(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(class) = args.get_or_undefined(0).as_object() {
        overrides::register(&class, context)?;
    }
    Ok(JsValue::undefined())
}

fn create_require(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let path = PathBuf::from(text(args, context)?);
    let module = cjs::make_module(&path, None, context)?;
    cjs::make_require(&path, &module, context).map(Into::into)
}

fn is_builtin(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let name = text(args, context)?;
    Ok(builtin::find(&name, &Agent::of(context)).is_some().into())
}

fn strip_types(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let text = text(args, context)?;
    Ok(JsString::from(prepare::strip_types(&text, context)?).into())
}

fn file_url_to_path(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let path = file_url::to_path(&text(args, context)?);
    Ok(path.map_or_else(JsValue::undefined, |path| {
        js_string!(path.to_string_lossy().as_ref()).into()
    }))
}
