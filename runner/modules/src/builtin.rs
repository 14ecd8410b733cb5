//! The modules in the binary: `node:fs`, `node:events` and the rest.
//!
//! A builtin is native, or JavaScript that is compiled when a script asks for it for the first
//! time, with an object of native functions where it needs some. Which there are, the runtime's
//! [`Policy`] says. Names that begin with `internal/` can only be reached by other builtins.

use boa_engine::object::JsObject;
use boa_engine::{
    Context, JsNativeError, JsResult, JsValue, NativeFunction, Script, Source, js_string,
};

use super::cjs;
use super::policy::Policy;
use super::registry::ModuleRegistry;
use threadproof_agent::Agent;
use threadproof_engine::native::native_fn;
use threadproof_engine::repairs::words;

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

/// Writes a list of [`Builtin`]s, one line each, after the folder of their sources: `native` for
/// exports made in Rust, `script` for a JavaScript file of that folder, `prefixed` for one that only
/// has the `node:` form of its name; behind `=>` what makes the exports, or the object of native
/// functions that the file uses.
///
/// ```ignore
/// builtins! { "js/" native "a" => a::exports; script "b"; script "c" => c::bindings; }
/// ```
#[macro_export]
macro_rules! builtins {
    ($folder:literal $($kind:ident $name:literal $(=> $make:path)?;)*) => {
        &[$($crate::builtins!(@one $folder $kind $name $($make)?)),*]
    };
    (@one $folder:literal native $name:literal $make:path) => {
        $crate::builtin::Builtin {
            name: $name,
            load: $crate::builtin::Load::Native($make),
            prefixed_only: false,
        }
    };
    (@one $folder:literal script $name:literal $($make:path)?) => {
        $crate::builtins!(@file $folder $name, false, $($make)?)
    };
    (@one $folder:literal prefixed $name:literal $($make:path)?) => {
        $crate::builtins!(@file $folder $name, true, $($make)?)
    };
    (@file $folder:literal $name:literal, $prefixed:literal,) => {
        $crate::builtin::Builtin {
            name: $name,
            load: $crate::builtin::Load::Script(include_str!(concat!($folder, $name, ".js")), None),
            prefixed_only: $prefixed,
        }
    };
    (@file $folder:literal $name:literal, $prefixed:literal, $make:path) => {
        $crate::builtin::Builtin {
            name: $name,
            load: $crate::builtin::Load::Script(
                include_str!(concat!($folder, $name, ".js")),
                Some($make),
            ),
            prefixed_only: $prefixed,
        }
    };
}

/// The builtin that a script may ask for by `specifier`.
#[must_use]
pub fn find(specifier: &str, agent: &Agent) -> Option<&'static str> {
    let (name, prefixed) = match specifier.strip_prefix("node:") {
        Some(name) => (name, true),
        None => (specifier, false),
    };
    table(agent)
        .find(|builtin| builtin.name == name)
        .filter(|builtin| !builtin.name.starts_with("internal/"))
        .filter(|builtin| prefixed || !builtin.prefixed_only)
        .map(|builtin| builtin.name)
}

fn table(agent: &Agent) -> impl Iterator<Item = &'static Builtin> {
    Policy::of(agent).builtins.iter().copied().flatten()
}

/// The names that `module.builtinModules` lists.
pub fn public_names(agent: &Agent) -> impl Iterator<Item = String> {
    table(agent)
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
    if let Some(exports) = ModuleRegistry::of(&agent).builtins.borrow().get(name) {
        return Ok(exports.clone());
    }
    let builtin = table(&agent)
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
    ModuleRegistry::of(agent)
        .builtins
        .borrow_mut()
        .insert(name, exports);
}

fn run(
    agent: &Agent,
    name: &'static str,
    source: &str,
    native: Option<Native>,
    context: &mut Context,
) -> JsResult<JsValue> {
    // Where scripts have no Node, builtins get what they use of it as arguments.
    let head = if (Policy::of(agent).has_node)(agent) {
        "(function (exports, require, module, native, reworded) { 'use strict'; "
    } else {
        "(function (exports, require, module, native, reworded, process, Buffer) { 'use strict'; "
    };
    // What a builtin catches may have been thrown by a script's mistake, and goes back to scripts.
    let source = source.replace("catch (error) {", "catch (error) { reworded(error);");
    let wrapped = [head, &source, "\n})"].concat();
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
        native_fn(context.realm(), js_string!("reworded"), 1, words::seen).into(),
    ];
    if !(Policy::of(agent).has_node)(agent) {
        args.push((Policy::of(agent).process)(context)?.into());
        args.push((Policy::of(agent).buffer)(context)?.into());
    }
    let outcome = function
        .as_callable()
        .ok_or_else(|| JsNativeError::typ().with_message("a builtin is no function"))?
        .call(&JsValue::undefined(), &args, context);
    if let Err(error) = outcome {
        ModuleRegistry::of(agent).builtins.borrow_mut().remove(name);
        return Err(error);
    }
    let exports = module.get(js_string!("exports"), context)?;
    remember(agent, name, exports.clone());
    Ok(exports)
}

fn builtin_require(agent: &Agent, context: &mut Context) -> JsObject {
    ModuleRegistry::of(agent)
        .builtin_require
        .get_or_init(|| {
            NativeFunction::from_fn_ptr(|_, args, context| {
                let name = args
                    .first()
                    .and_then(JsValue::as_string)
                    .map(|name| name.to_std_string_lossy())
                    .unwrap_or_default();
                let plain = name.strip_prefix("node:").unwrap_or(&name);
                let agent = Agent::of(context);
                let found = table(&agent).find(|builtin| builtin.name == plain);
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

/// The helper that lowered `using` and `await using` call.
///
/// # Errors
/// What loading it throws.
pub fn using_helper(context: &mut Context) -> JsResult<JsValue> {
    polyfill("usingCtx", context)
}

/// What the polyfill at `path` is.
///
/// # Errors
/// What loading it throws.
pub fn polyfill(path: &str, context: &mut Context) -> JsResult<JsValue> {
    let make = export("internal/polyfills", path, context)?;
    let make = make.as_callable().ok_or_else(|| {
        JsNativeError::typ().with_message(format!("there is no polyfill of the name {path}"))
    })?;
    make.call(&JsValue::undefined(), &[], context)
}
