//! `CommonJS`: `require`, `module`, and running a file as a function body.
//!
//! See Node's page "Modules: `CommonJS` modules": the module wrapper, caching, and cycles.

use std::path::{Path, PathBuf};

use boa_engine::object::builtins::JsArray;
use boa_engine::object::{FunctionObjectBuilder, JsObject, ObjectInitializer};
use boa_engine::property::Attribute;
use boa_engine::{
    Context, JsArgs, JsError, JsNativeError, JsResult, JsValue, NativeFunction, Script, js_string,
};

use super::policy::{PREFIX, Policy};
use super::registry::ModuleRegistry;
use super::source::{self, Kind};
use super::{ahead, builtin, esm, lookup, overrides, syntax};
use threadproof_agent::Agent;
use threadproof_engine::access;
use threadproof_engine::class::define_lazy_visible;
use threadproof_engine::errors::{ErrorKind, node_error};
use threadproof_engine::native::define;
use threadproof_engine::profile::sliced;
use threadproof_engine::repairs::depth::check_source;
use threadproof_source::{SCOPE_MARK, mentions_nested_this};

pub use threadproof_engine::stack::WRAPPER_HEAD;

const WRAPPER_TAIL: &str = "\n})";

/// Loads a file as `require` would and gives its `module` object.
///
/// # Errors
/// What reading, compiling or running it throws; a module that throws leaves the cache.
pub fn load(path: &Path, parent: Option<&JsObject>, context: &mut Context) -> JsResult<JsObject> {
    let agent = Agent::of(context);
    let key = js_string!(path.to_string_lossy().as_ref());
    let cache = cache(&agent);
    if let Some(module) = cache.get(key.clone(), context)?.as_object() {
        return Ok(module);
    }
    let module = make_module(path, parent, context)?;
    if parent.is_none() && ModuleRegistry::of(&agent).main.get().is_none() {
        module.set(js_string!("id"), js_string!("."), false, context)?;
        let hidden = Attribute::WRITABLE | Attribute::CONFIGURABLE;
        define(&module, js_string!("parent"), JsValue::null(), hidden);
        ModuleRegistry::of(&agent).main.set(module.clone()).ok();
    }
    cache.set(key.clone(), module.clone(), false, context)?;
    match run(path, &module, context) {
        Ok(()) => {
            module.set(js_string!("loaded"), true, false, context)?;
            Ok(module)
        }
        Err(error) => {
            if !agent.is_stopping() {
                cache.delete_property_or_throw(key, context)?;
            }
            Err(error)
        }
    }
}

/// Runs `text` as the body of `module`, whose file name is `path`.
///
/// # Errors
/// What compiling or running it throws.
pub fn run_text(text: &str, path: &Path, module: &JsObject, context: &mut Context) -> JsResult<()> {
    check_source(text)?;
    // The wrapper is a function around the text like any other.
    let mark = if mentions_nested_this(text) {
        ["\n", SCOPE_MARK].concat()
    } else {
        String::new()
    };
    let wrapped = [WRAPPER_HEAD, text, &mark, WRAPPER_TAIL].concat();
    let script = ahead::script(wrapped, path, context)
        .map_err(|error| syntax::locate(error, path, text, true, context))?;
    run_script(&script, path, module, context)
}

/// Runs a compiled module wrapper.
pub(super) fn run_script(
    script: &Script,
    path: &Path,
    module: &JsObject,
    context: &mut Context,
) -> JsResult<()> {
    let function = script.evaluate(context)?;
    let Some(function) = function.as_callable() else {
        // The text closed the wrapper's function early: `})` and more.
        return Err(JsNativeError::syntax()
            .with_message("Unexpected token '}'")
            .into());
    };
    let exports = module.get(js_string!("exports"), context)?;
    let require = make_require(path, module, context)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let args = [
        exports.clone(),
        require.into(),
        module.clone().into(),
        js_string!(path.to_string_lossy().as_ref()).into(),
        js_string!(folder.to_string_lossy().as_ref()).into(),
    ];
    sliced::call(&function, &exports, &args, context)?;
    Ok(())
}

/// Makes a fresh `module` object for a file.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn make_module(
    path: &Path,
    parent: Option<&JsObject>,
    context: &mut Context,
) -> JsResult<JsObject> {
    let exports = JsObject::with_object_proto(context.intrinsics());
    let filename = js_string!(path.to_string_lossy().as_ref());
    let children = JsArray::new(context)?;
    let folder = path.parent().map_or_else(
        || js_string!("."),
        |folder| js_string!(folder.to_string_lossy().as_ref()),
    );
    let module = ObjectInitializer::new(context)
        .property(js_string!("id"), filename.clone(), Attribute::all())
        .property(js_string!("path"), folder, Attribute::all())
        .property(js_string!("exports"), exports, Attribute::all())
        .property(js_string!("filename"), filename, Attribute::all())
        .property(js_string!("loaded"), false, Attribute::all())
        .property(js_string!("children"), children, Attribute::all())
        .property(js_string!("paths"), JsValue::undefined(), Attribute::all())
        .build();
    let prototype = overrides::prototype(context)?;
    module.set_prototype(Some(prototype));
    let paths = JsArray::from_iter(lookup::lookup_paths(path), context);
    module.set(js_string!("paths"), paths, false, context)?;
    if let Some(parent) = parent {
        let hidden = Attribute::WRITABLE | Attribute::CONFIGURABLE;
        define(&module, js_string!("parent"), parent.clone().into(), hidden);
        if let Some(siblings) = parent.get(js_string!("children"), context)?.as_object()
            && let Ok(siblings) = JsArray::from_object(siblings)
        {
            siblings.push(module.clone(), context)?;
        }
    }
    Ok(module)
}

/// Makes the `require` function of a module.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn make_require(path: &Path, module: &JsObject, context: &mut Context) -> JsResult<JsObject> {
    let agent = Agent::of(context);
    let captures = (module.clone(), js_string!(path.to_string_lossy().as_ref()));
    let realm = context.realm().clone();
    let require = FunctionObjectBuilder::new(
        &realm,
        NativeFunction::from_copy_closure_with_captures(
            |_, args, (module, path), context| {
                if let Some(found) = overrides::require(module, args, context)? {
                    return Ok(found);
                }
                let specifier = specifier(args, context)?;
                let path = PathBuf::from(path.to_std_string_lossy());
                require(&specifier, &path, Some(module), context)
            },
            captures.clone(),
        ),
    )
    .name(js_string!("require"))
    .length(1)
    .build();
    let resolve = FunctionObjectBuilder::new(
        &realm,
        NativeFunction::from_copy_closure_with_captures(
            |_, args, (module, path), context| {
                let specifier = lookup::request(args, context)?;
                let options = args.get_or_undefined(1);
                if let Some(own) = overrides::resolve(&specifier, Some(module), options, context)? {
                    return Ok(js_string!(own).into());
                }
                if let Some(name) = builtin::find(&specifier, &Agent::of(context)) {
                    let shown = if specifier.starts_with("node:") {
                        &specifier
                    } else {
                        name
                    };
                    return Ok(js_string!(shown).into());
                }
                if (Policy::of(&Agent::of(context)).is_lent)(&specifier, context) {
                    return Ok(js_string!(specifier).into());
                }
                let path = PathBuf::from(path.to_std_string_lossy());
                let found = match lookup::paths_of(options, context)? {
                    Some(folders) => lookup::resolve_from(&specifier, &path, &folders, context)?,
                    None => lookup::resolve(&specifier, &path, context)?,
                };
                Ok(js_string!(found.to_string_lossy().as_ref()).into())
            },
            captures,
        ),
    )
    .name(js_string!("resolve"))
    .length(2)
    .build();
    let paths = FunctionObjectBuilder::new(
        &realm,
        NativeFunction::from_copy_closure_with_captures(
            |_, args, path, context| {
                let specifier = lookup::request(args, context)?;
                lookup::searched(&specifier, Path::new(&path.to_std_string_lossy()), context)
            },
            js_string!(path.to_string_lossy().as_ref()),
        ),
    )
    .name(js_string!("paths"))
    .length(1)
    .build();
    resolve.set(js_string!("paths"), paths, false, context)?;
    let require = JsObject::from(require);
    require.set(js_string!("resolve"), resolve, false, context)?;
    let main = ModuleRegistry::of(&agent).main.get().cloned();
    let main = main.map_or_else(JsValue::undefined, JsValue::from);
    require.set(js_string!("main"), main, false, context)?;
    define_lazy_visible(context, &require, js_string!("extensions"), |context| {
        overrides::extensions(context).map(Into::into)
    });
    require.set(js_string!("cache"), cache(&agent), false, context)?;
    Ok(require)
}

/// `require(specifier)` from the file `from`.
///
/// # Errors
/// `MODULE_NOT_FOUND`, `ERR_UNKNOWN_BUILTIN_MODULE`, or what the module throws.
pub fn require(
    specifier: &str,
    from: &Path,
    parent: Option<&JsObject>,
    context: &mut Context,
) -> JsResult<JsValue> {
    if let Some(found) = overrides::load(specifier, parent, context)? {
        return Ok(found);
    }
    load_by_name(specifier, from, parent, context)
}

/// What `Module._load` does as long as no script has replaced it.
///
/// # Errors
/// As [`require`].
pub fn load_by_name(
    specifier: &str,
    from: &Path,
    parent: Option<&JsObject>,
    context: &mut Context,
) -> JsResult<JsValue> {
    let policy = Policy::of(&Agent::of(context));
    (policy.may_require)(specifier, context)?;
    let own = overrides::resolve(specifier, parent, &JsValue::undefined(), context)?;
    let renamed = own.as_deref().filter(|_| !specifier.starts_with("node:"));
    let specifier = renamed.unwrap_or(specifier);
    if let Some(name) = builtin::find(specifier, &Agent::of(context)) {
        return builtin::exports(name, context);
    }
    if let Some(exports) = (policy.lent)(specifier, context)? {
        return Ok(exports);
    }
    if specifier.starts_with("node:") || specifier.starts_with(PREFIX) {
        return Err(unknown_builtin(specifier, context));
    }
    let path = lookup::resolve(specifier, from, context)?;
    match source::kind_of(&path, context) {
        Kind::EsModule if overrides::extension(&path, context)?.is_none() => {
            esm::require_esm(&path, context)
        }
        _ => load(&path, parent, context)?.get(js_string!("exports"), context),
    }
}

/// The error for a `node:` name that does not exist.
pub fn unknown_builtin(specifier: &str, context: &mut Context) -> JsError {
    node_error(
        context,
        ErrorKind::Error,
        "ERR_UNKNOWN_BUILTIN_MODULE",
        &format!("No such built-in module: {specifier}"),
    )
}

/// Runs a file by the function that a script has for files of its name, or by its kind.
pub(super) fn run(path: &Path, module: &JsObject, context: &mut Context) -> JsResult<()> {
    match overrides::extension(path, context)? {
        Some((own, holder)) => {
            let file = js_string!(path.to_string_lossy().as_ref());
            let args = [module.clone().into(), file.into()];
            own.call(&holder.into(), &args, context).map(drop)
        }
        None => run_file(path, module, context),
    }
}

/// The file that a module was made for.
pub(super) fn file_of(module: &JsObject, context: &mut Context) -> JsResult<PathBuf> {
    let filename = module.get(js_string!("filename"), context)?;
    Ok(match filename.as_string() {
        Some(name) => PathBuf::from(name.to_std_string_lossy()),
        None => access::folder(context).join("[module]"),
    })
}

/// Runs a file by its kind.
pub(super) fn run_file(path: &Path, module: &JsObject, context: &mut Context) -> JsResult<()> {
    let kind = source::kind_of(path, context);
    if kind == Kind::Addon {
        // Through the property, so that a script that replaced `process.dlopen` is asked.
        let process = (Policy::of(&Agent::of(context)).process)(context)?;
        let dlopen = process.get(js_string!("dlopen"), context)?;
        if let Some(dlopen) = dlopen.as_callable() {
            let file = js_string!(path.to_string_lossy().as_ref());
            dlopen.call(
                &process.into(),
                &[module.clone().into(), file.into()],
                context,
            )?;
        }
        return Ok(());
    }
    if kind == Kind::Broken {
        return Err(broken_package(path, context));
    }
    let text = esm::read(path, context)?;
    if kind == Kind::Json {
        let exports = parse_json(&text, path, context)?;
        module.set(js_string!("exports"), exports, false, context)?;
        return Ok(());
    }
    if overrides::compile(&text, path, module, context)? {
        return Ok(());
    }
    let outcome = run_text(&text, path, module, context);
    if kind == Kind::Ambiguous
        && let Err(error) = &outcome
        && threadproof_engine::errors::is_syntax(error, context)
        && esm::looks_like_module(&text, context)
    {
        let namespace = esm::require_esm(path, context)?;
        module.set(js_string!("exports"), namespace, false, context)?;
        return Ok(());
    }
    outcome
}

/// The error for a file whose package has a description that is no JSON.
pub(super) fn broken_package(path: &Path, context: &mut Context) -> JsError {
    let shown = source::broken_package(path, context).unwrap_or_default();
    let message = format!("Invalid package config {}.", shown.display());
    let code = "ERR_INVALID_PACKAGE_CONFIG";
    node_error(context, ErrorKind::Error, code, &message)
}

/// Parses a JSON file; a failure names the file first, as Node's does.
pub(super) fn parse_json(text: &str, path: &Path, context: &mut Context) -> JsResult<JsValue> {
    let json = context.global_object().get(js_string!("JSON"), context)?;
    let parse = json
        .as_object()
        .map(|json| json.get(js_string!("parse"), context))
        .transpose()?
        .and_then(|parse| parse.as_callable());
    let Some(parse) = parse else {
        return Err(JsNativeError::typ()
            .with_message("JSON.parse is not a function; the script replaced it")
            .into());
    };
    parse
        .call(&JsValue::undefined(), &[js_string!(text).into()], context)
        .map_err(|error| {
            let error = error.to_string();
            let detail = error.strip_prefix("SyntaxError: ").unwrap_or(&error);
            let detail = detail.lines().next().unwrap_or("not JSON");
            JsNativeError::syntax()
                .with_message(format!("{}: {detail}", path.display()))
                .into()
        })
}

/// `require.cache`.
pub fn cache(agent: &Agent) -> JsObject {
    ModuleRegistry::of(agent)
        .cjs_cache
        .get_or_init(JsObject::with_null_proto)
        .clone()
}

pub(super) fn specifier(args: &[JsValue], context: &mut Context) -> JsResult<String> {
    let value = args.get_or_undefined(0);
    let Some(text) = value.as_string() else {
        return Err(threadproof_engine::errors::invalid_arg_type(
            context,
            "id",
            "of type string",
            value,
        ));
    };
    if text.is_empty() {
        return Err(threadproof_engine::errors::invalid_arg_value(
            context,
            "id",
            value,
            "must be a non-empty string",
        ));
    }
    Ok(text.to_std_string_lossy())
}
