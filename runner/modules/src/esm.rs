//! ES modules: loading, linking, running, `import()`, `import.meta`, and importing `CommonJS`.
//!
//! See ECMAScript, 16.2.1 Module Semantics, and Node's page "Modules: ECMAScript modules". Modules
//! are cached by URL; a URL with another query is another module.

use std::borrow::Cow;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use boa_engine::builtins::promise::PromiseState;
use boa_engine::module::{ModuleLoader, ModuleRequest, Referrer};
use boa_engine::object::{JsObject, builtins::JsPromise};
use percent_encoding::percent_decode_str;

use boa_engine::{
    Context, JsError, JsNativeError, JsResult, JsString, JsValue, Module, NativeFunction, Source,
    js_string,
};

use super::policy::{PREFIX, Policy};
use super::prepare::prepare;
use super::registry::ModuleRegistry;
use super::resolve::NotFound;
use super::source::{self, Kind};
use super::{builtin, cjs, data_url, file_url, syntax, wrapped};
use threadproof_agent::Agent;
use threadproof_engine::access;
use threadproof_engine::errors::{ErrorKind, native_error, node_error};
use threadproof_engine::repairs::depth::check_source;
use threadproof_ground::access::Permission;
use threadproof_ground::paths::normal;

/// The module loader of an agent's context.
#[derive(Debug, Default)]
pub struct Loader;

impl ModuleLoader for Loader {
    async fn load_imported_module(
        self: Rc<Self>,
        referrer: Referrer,
        request: ModuleRequest,
        context: &RefCell<&mut Context>,
    ) -> JsResult<Module> {
        let context = &mut context.borrow_mut();
        let specifier = request.specifier().to_std_string_lossy();
        let attribute = request
            .get_attribute("type")
            .map(JsString::to_std_string_lossy);
        import(&specifier, referrer.path(), attribute.as_deref(), context)
    }

    fn init_import_meta(self: Rc<Self>, meta: &JsObject, module: &Module, context: &mut Context) {
        if let Err(error) = fill_meta(meta, module.path(), context) {
            Agent::of(context).uncaught(error, context);
        }
    }
}

/// Finds or loads the module that `specifier` names in `from`.
///
/// # Errors
/// When it can't be found, read or compiled.
pub fn import(
    specifier: &str,
    from: Option<&Path>,
    attribute: Option<&str>,
    context: &mut Context,
) -> JsResult<Module> {
    let policy = Policy::of(&Agent::of(context));
    (policy.may_import)(specifier, context)?;
    if let Some(name) = builtin::find(specifier, &Agent::of(context)) {
        return wrapped::builtin_module(name, context);
    }
    if (policy.is_lent)(specifier, context) {
        return wrapped::host_module(specifier, context);
    }
    if specifier.starts_with("node:") || specifier.starts_with(PREFIX) {
        return Err(cjs::unknown_builtin(specifier, context));
    }
    if specifier.starts_with("data:") {
        return data_module(specifier, context);
    }
    let (path, suffix) = resolve(specifier, from, context)?;
    file_module(&path, &suffix, attribute, context)
}

/// Starts a module: loads its graph, links it, runs it. The promise settles when it has run.
///
/// # Errors
/// When linking fails.
pub fn start(module: &Module, context: &mut Context) -> JsResult<JsPromise> {
    let agent = Agent::of(context);
    // The engine does not expect to be stopped while it prepares a module.
    if agent.is_stopping() {
        return Err(agent.stop(context));
    }
    let loaded = module.load(context);
    // Loading never waits for anything but the jobs that it queued itself.
    agent.jobs.settle(&loaded, context);
    match loaded.state() {
        PromiseState::Rejected(error) => {
            silence(&loaded, context)?;
            return Err(JsError::from_opaque(error));
        }
        PromiseState::Pending if agent.is_stopping() => {
            return Err(agent.stop(context));
        }
        _ => {}
    }
    module.link(context)?;
    module.evaluate(context)
}

/// `require` of an ES module: its namespace, if nothing in its graph awaits.
///
/// # Errors
/// `ERR_REQUIRE_ASYNC_MODULE` when it does, or what the module throws.
pub fn require_esm(path: &Path, context: &mut Context) -> JsResult<JsValue> {
    let module = file_module(path, "", None, context)?;
    let promise = start(&module, context)?;
    match promise.state() {
        PromiseState::Fulfilled(_) => Ok(module.namespace(context).into()),
        PromiseState::Rejected(error) => {
            silence(&promise, context)?;
            Err(JsError::from_opaque(error))
        }
        PromiseState::Pending => Err(node_error(
            context,
            ErrorKind::Error,
            "ERR_REQUIRE_ASYNC_MODULE",
            "require() cannot be used on an ESM graph with top-level await. Use import() instead.",
        )),
    }
}

/// True when `text` parses as a module; asked only when it does not parse as a function body.
#[must_use]
pub fn looks_like_module(text: &str, context: &mut Context) -> bool {
    if check_source(text).is_err() {
        return false;
    }
    let text = with_end(text);
    Module::parse(Source::from_bytes(&*text), None, context).is_ok()
}

/// True when `text` is a module and can't be `CommonJS`: Node's "Syntax detection".
#[must_use]
pub fn is_only_module(text: &str, context: &mut Context) -> bool {
    if check_source(text).is_err() {
        return false;
    }
    let as_cjs = [cjs::WRAPPER_HEAD, text, "\n})"].concat();
    boa_engine::Script::parse(Source::from_bytes(&as_cjs), None, context).is_err()
        && looks_like_module(text, context)
}

/// Compiles the text of an ES module.
///
/// # Errors
/// `SyntaxError`.
pub fn compile(text: &str, path: &Path, context: &mut Context) -> JsResult<Module> {
    check_source(text)?;
    let text = with_end(text);
    Module::parse(Source::from_bytes(&*text).with_path(path), None, context)
        .map_err(|error| syntax::locate(error, path, &text, false, context))
}

/// The text of a module as the engine takes it: Boa 0.22 wants something after an export list, so
/// one that ends the text gets an empty statement behind it.
fn with_end(text: &str) -> Cow<'_, str> {
    if text.contains("export") && text.trim_end().ends_with('}') {
        Cow::Owned([text, "\n;"].concat())
    } else {
        Cow::Borrowed(text)
    }
}

/// Reads a script file.
///
/// # Errors
/// What Node says of a file that can't be read.
pub fn read(path: &Path, context: &mut Context) -> JsResult<String> {
    let agent = Agent::of(context);
    let archives = (Policy::of(&agent).archives)(&agent);
    let bytes = access::read_by(path, context, |path| match archives {
        Some(archives) => archives.read(path),
        None => std::fs::read(path),
    });
    match bytes {
        Ok(bytes) => {
            let text = source::text(&bytes);
            if source::kind_of(path, context) != Kind::Json {
                check_source(&text)?;
            }
            prepare(text, path, context)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let message = format!("Cannot find module '{}'", path.display());
            // What is no ES module by its name is looked for as `require` does.
            Err(match source::kind_of(path, context) {
                Kind::EsModule => {
                    node_error(context, ErrorKind::Error, "ERR_MODULE_NOT_FOUND", &message)
                }
                _ => native_error(context, ErrorKind::Error, "MODULE_NOT_FOUND", &message),
            })
        }
        Err(error) if access::is_refusal(&error) => {
            let shown = path.to_string_lossy().into_owned();
            Err(access::denied(
                Permission::FileSystemRead,
                Some(&shown),
                context,
            ))
        }
        Err(error) => Err(JsNativeError::error()
            .with_message(format!("{}: cannot be read: {error}", path.display()))
            .into()),
    }
}

fn resolve(
    specifier: &str,
    from: Option<&Path>,
    context: &mut Context,
) -> JsResult<(PathBuf, String)> {
    let (plain, suffix) = split_suffix(specifier);
    if specifier.starts_with("file:") {
        if let Some(path) = file_url::to_path(plain) {
            return Ok((normal(&path), suffix.into()));
        }
    } else if let Ok(url) = url::Url::parse(specifier)
        && !specifier.starts_with('#')
    {
        return Err(node_error(
            context,
            ErrorKind::Error,
            "ERR_UNSUPPORTED_ESM_URL_SCHEME",
            &format!(
                "Only URLs with a scheme in: file, data, and node are supported by the default ESM \
                 loader. Received protocol '{}:'",
                url.scheme()
            ),
        ));
    }
    let folder = file_url::folder_of(from, context);
    let decoded = decode(plain, &folder, context)?;
    let agent = Agent::of(context);
    let resolver = ModuleRegistry::of(&agent).resolver(context);
    match resolver.import(&decoded, &folder) {
        Ok(path) => Ok((path, suffix.into())),
        Err(error) => {
            access::check_specifier(&decoded, &folder, context)?;
            let mut message = error.to_string();
            if let (NotFound::Config(config), Some(from)) = (&error, from) {
                let from = from.display();
                message = format!(
                    "Invalid package config {config} while importing \"{decoded}\" from {from}."
                );
            } else if let Some(from) = from {
                message.push_str(&format!(" imported from {}", from.display()));
            }
            Err(node_error(
                context,
                ErrorKind::Error,
                error.code(true),
                &message,
            ))
        }
    }
}

/// The path that a relative or absolute specifier names: such specifiers are URLs, so what is
/// percent-encoded in them is decoded, once.
///
/// # Errors
/// `ERR_INVALID_MODULE_SPECIFIER` for an encoded separator, which no path can hold; `URIError` for
/// what is not encoded rightly, or not UTF-8.
fn decode<'a>(specifier: &'a str, folder: &Path, context: &mut Context) -> JsResult<Cow<'a, str>> {
    if !specifier.contains('%') || !specifier.starts_with(['.', '/']) {
        return Ok(Cow::Borrowed(specifier));
    }
    let lower = specifier.to_ascii_lowercase();
    if ["%2f", "%5c"].iter().any(|encoded| lower.contains(encoded)) {
        let shown = normal(&folder.join(specifier));
        return Err(node_error(
            context,
            ErrorKind::Type,
            "ERR_INVALID_MODULE_SPECIFIER",
            &format!(
                "Invalid module \"{}\" must not include encoded \"/\" or \"\\\" characters",
                shown.display()
            ),
        ));
    }
    let is_encoded = specifier
        .match_indices('%')
        .all(|(at, _)| matches!(specifier.as_bytes().get(at + 1..at + 3), Some(hex) if hex.iter().all(u8::is_ascii_hexdigit)));
    match percent_decode_str(specifier).decode_utf8() {
        Ok(decoded) if is_encoded => Ok(decoded),
        _ => Err(JsNativeError::uri().with_message("URI malformed").into()),
    }
}

fn split_suffix(specifier: &str) -> (&str, &str) {
    // A package import begins with `#`; only relative and absolute specifiers are URLs.
    if !specifier.starts_with(['.', '/']) && !specifier.starts_with("file:") {
        return (specifier, "");
    }
    specifier
        .find(['?', '#'])
        .map_or((specifier, ""), |at| specifier.split_at(at))
}

fn file_module(
    path: &Path,
    suffix: &str,
    attribute: Option<&str>,
    context: &mut Context,
) -> JsResult<Module> {
    let agent = Agent::of(context);
    let url = file_url::from_path(path) + suffix;
    if let Some(module) = ModuleRegistry::of(&agent).esm.borrow().get(&url) {
        return Ok(module.clone());
    }
    if path
        .extension()
        .is_some_and(|extension| extension == "wasm")
    {
        let message = format!(
            "Importing WebAssembly ({}) is not supported by this runtime; read the file and give \
             its bytes to WebAssembly.instantiate",
            path.display()
        );
        let code = "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM";
        return Err(node_error(context, ErrorKind::Error, code, &message));
    }
    let module = match source::kind_of(path, context) {
        Kind::Json => {
            if attribute != Some("json") {
                return Err(node_error(
                    context,
                    ErrorKind::Type,
                    "ERR_IMPORT_ATTRIBUTE_MISSING",
                    &format!("Module \"{url}\" needs an import attribute of \"type: json\""),
                ));
            }
            let text = read(path, context)?;
            let value = cjs::parse_json(&text, path, context)?;
            Module::from_value_as_default(value, context)
        }
        Kind::EsModule | Kind::TypedModule => {
            let text = read(path, context)?;
            compile(&text, path, context)?
        }
        Kind::Ambiguous => {
            let text = read(path, context)?;
            if is_only_module(&text, context) {
                compile(&text, path, context)?
            } else {
                wrapped::cjs_module(path, &text, context)
            }
        }
        Kind::Broken => return Err(cjs::broken_package(path, context)),
        Kind::CommonJs | Kind::TypedCommonJs | Kind::Addon => {
            let text = read(path, context)?;
            wrapped::cjs_module(path, &text, context)
        }
    };
    ModuleRegistry::of(&agent)
        .esm
        .borrow_mut()
        .insert(url, module.clone());
    Ok(module)
}

fn data_module(url: &str, context: &mut Context) -> JsResult<Module> {
    let agent = Agent::of(context);
    if let Some(module) = ModuleRegistry::of(&agent).esm.borrow().get(url) {
        return Ok(module.clone());
    }
    let data = data_url::parse(url)
        .map_err(|error| JsNativeError::typ().with_message(error.to_string()))?;
    let text = source::text(&data.body);
    let module = match data.mime.as_str() {
        "text/javascript" | "application/javascript" => {
            check_source(&text)?;
            let text = prepare(text, Path::new(url), context)?;
            compile(&text, Path::new(url), context)?
        }
        "application/json" => {
            let value = cjs::parse_json(&text, Path::new(url), context)?;
            Module::from_value_as_default(value, context)
        }
        other => {
            return Err(node_error(
                context,
                ErrorKind::Type,
                "ERR_UNKNOWN_MODULE_FORMAT",
                &format!("Unknown module format: {other} for URL {url}"),
            ));
        }
    };
    ModuleRegistry::of(&agent)
        .esm
        .borrow_mut()
        .insert(url.to_owned(), module.clone());
    Ok(module)
}

/// Marks a promise as handled: its rejection is reported by other means.
fn silence(promise: &JsPromise, context: &mut Context) -> JsResult<()> {
    let ignore = NativeFunction::from_fn_ptr(|_, _, _| Ok(JsValue::undefined()))
        .to_js_function(context.realm());
    promise.catch(ignore, context)?;
    Ok(())
}

fn fill_meta(meta: &JsObject, path: Option<&Path>, context: &mut Context) -> JsResult<()> {
    let Some(path) = path else { return Ok(()) };
    let text = path.to_string_lossy();
    if text.starts_with("data:") {
        meta.create_data_property_or_throw(js_string!("url"), js_string!(&*text), context)?;
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("/")).to_string_lossy();
    let agent = Agent::of(context);
    let main = agent.is_main() && agent.argv.get(1).is_some_and(|main| **main == *text);
    let pairs: [(&str, JsValue); 4] = [
        ("dirname", js_string!(&*folder).into()),
        ("filename", js_string!(&*text).into()),
        ("main", main.into()),
        ("url", js_string!(file_url::from_path(path)).into()),
    ];
    for (name, value) in pairs {
        meta.create_data_property_or_throw(js_string!(name), value, context)?;
    }
    let resolve = NativeFunction::from_copy_closure_with_captures(
        |_, args, from: &JsString, context| {
            let specifier = args
                .first()
                .cloned()
                .unwrap_or_default()
                .to_string(context)?
                .to_std_string_lossy();
            if let Some(name) = builtin::find(&specifier, &Agent::of(context)) {
                return Ok(js_string!(format!("node:{name}")).into());
            }
            let from = PathBuf::from(from.to_std_string_lossy());
            let (path, suffix) = resolve(&specifier, Some(&from), context)?;
            Ok(js_string!(file_url::from_path(&path) + &suffix).into())
        },
        js_string!(&*text),
    )
    .to_js_function(context.realm());
    meta.create_data_property_or_throw(js_string!("resolve"), resolve, context)?;
    Ok(())
}
