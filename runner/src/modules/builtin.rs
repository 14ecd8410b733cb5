//! The modules in the binary: `node:fs`, `node:events` and the rest.
//!
//! A builtin is native, or JavaScript that is compiled when a script asks for it for the first
//! time, with an object of native functions where it needs some. Adding one is a line in
//! [`TABLE`]. Names that begin with `internal/` can only be reached by other builtins.

use boa_engine::object::JsObject;
use boa_engine::{
    Context, JsNativeError, JsResult, JsValue, NativeFunction, Script, Source, js_string,
};

use super::cjs;
use crate::agent::Agent;
use crate::builtins::TABLE;

/// Makes the native half of a builtin.
pub type Native = fn(&mut Context) -> JsResult<JsObject>;

/// A module in the binary.
#[derive(Debug, Clone, Copy)]
pub struct Builtin {
    /// Its name without `node:`.
    pub name: &'static str,
    /// Where it comes from.
    pub load: Load,
    /// True when only the `node:` form of the name exists (`node:test`).
    pub prefixed_only: bool,
}

/// Where a builtin comes from.
#[derive(Debug, Clone, Copy)]
pub enum Load {
    /// Its exports are made natively.
    Native(fn(&mut Context) -> JsResult<JsValue>),
    /// JavaScript, with the native functions that it uses.
    Script(&'static str, Option<Native>),
}

/// The builtin that a script may ask for by `specifier`.
#[must_use]
pub fn find(specifier: &str) -> Option<&'static str> {
    let (name, prefixed) = match specifier.strip_prefix("node:") {
        Some(name) => (name, true),
        None => (specifier, false),
    };
    TABLE
        .iter()
        .find(|builtin| builtin.name == name)
        .filter(|builtin| !builtin.name.starts_with("internal/"))
        .filter(|builtin| prefixed || !builtin.prefixed_only)
        .map(|builtin| builtin.name)
}

/// The names that `module.builtinModules` lists.
pub fn public_names() -> impl Iterator<Item = String> {
    TABLE
        .iter()
        .filter(|builtin| !builtin.name.starts_with("internal/"))
        .map(|builtin| {
            if builtin.prefixed_only {
                format!("node:{}", builtin.name)
            } else {
                builtin.name.to_owned()
            }
        })
}

/// The exports of a builtin, loaded at the first call.
///
/// # Errors
/// What loading it throws.
///
/// # Panics
/// When `name` is not in the table; names come from [`find`] or from this crate.
pub fn exports(name: &'static str, context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    if let Some(exports) = agent.modules.builtins.borrow().get(name) {
        return Ok(exports.clone());
    }
    let builtin = TABLE
        .iter()
        .find(|builtin| builtin.name == name)
        .expect("the name of a builtin");
    match builtin.load {
        Load::Native(make) => {
            let exports = make(context)?;
            remember(&agent, name, exports.clone());
            Ok(exports)
        }
        Load::Script(source, native) => run(&agent, builtin.name, source, native, context),
    }
}

/// A named export of a builtin.
///
/// # Errors
/// What loading the builtin throws.
pub fn export(name: &'static str, member: &str, context: &mut Context) -> JsResult<JsValue> {
    let exports = exports(name, context)?;
    match exports.as_object() {
        Some(object) => object.get(js_string!(member), context),
        None => Ok(JsValue::undefined()),
    }
}

fn remember(agent: &Agent, name: &'static str, exports: JsValue) {
    agent.modules.builtins.borrow_mut().insert(name, exports);
}

fn run(
    agent: &Agent,
    name: &'static str,
    source: &str,
    native: Option<Native>,
    context: &mut Context,
) -> JsResult<JsValue> {
    // Where scripts have no Node, builtins get what they use of it as arguments.
    let head = if agent.has_node() {
        "(function (exports, require, module, native) { 'use strict'; "
    } else {
        "(function (exports, require, module, native, process, Buffer) { 'use strict'; "
    };
    let wrapped = [head, source, "\n})"].concat();
    let path = format!("node:{name}");
    let script = Script::parse(
        Source::from_bytes(&wrapped).with_path(path.as_ref()),
        None,
        context,
    )?;
    let function = script.evaluate(context)?;
    let exports = JsObject::with_object_proto(context.intrinsics());
    let module = JsObject::with_object_proto(context.intrinsics());
    module.set(js_string!("exports"), exports.clone(), false, context)?;
    // A cycle sees what has been exported so far.
    remember(agent, name, exports.clone().into());
    let native = match native {
        Some(make) => make(context)?.into(),
        None => JsValue::undefined(),
    };
    let require = builtin_require(agent, context);
    let mut args = vec![
        exports.into(),
        require.into(),
        module.clone().into(),
        native,
    ];
    if !agent.has_node() {
        args.push(crate::process::object(context)?.into());
        args.push(crate::native::buffer::constructor(context)?.into());
    }
    let outcome = function
        .as_callable()
        .ok_or_else(|| JsNativeError::typ().with_message("a builtin is no function"))?
        .call(&JsValue::undefined(), &args, context);
    if let Err(error) = outcome {
        agent.modules.builtins.borrow_mut().remove(name);
        return Err(error);
    }
    let exports = module.get(js_string!("exports"), context)?;
    remember(agent, name, exports.clone());
    Ok(exports)
}

fn builtin_require(agent: &Agent, context: &mut Context) -> JsObject {
    agent
        .modules
        .builtin_require
        .get_or_init(|| {
            NativeFunction::from_fn_ptr(|_, args, context| {
                let name = args
                    .first()
                    .and_then(JsValue::as_string)
                    .map(|name| name.to_std_string_lossy())
                    .unwrap_or_default();
                let plain = name.strip_prefix("node:").unwrap_or(&name);
                let found = TABLE.iter().find(|builtin| builtin.name == plain);
                match found {
                    Some(builtin) => exports(builtin.name, context),
                    None => Err(cjs::unknown_builtin(&name, context)),
                }
            })
            .to_js_function(context.realm())
            .into()
        })
        .clone()
}
