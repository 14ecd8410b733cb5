//! The arguments of `new Worker(filename[, options])`, checked and resolved.

use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsError, JsResult, JsValue, js_string};

use super::module;
use super::worker_start::{HeapFlags, ResourceLimits, worker_input};
use threadproof_agent::Agent;
use threadproof_agent::start::Script;
use threadproof_engine::access;
use threadproof_engine::errors::{ErrorKind, invalid_arg_type, invalid_arg_value, node_error};
use threadproof_ground::env::EnvStore;
use threadproof_ground::paths::normal;
use threadproof_modules::entry::{Entry, Program};
use threadproof_modules::file_url;
use threadproof_modules::flags;
use threadproof_modules::source::Kind;
use threadproof_node::process::env_proxy;

/// What a worker is to be.
pub struct WorkerOptions {
    /// What it runs.
    pub script: Box<dyn Script + Send>,
    /// `process.argv` from index 1.
    pub argv: Vec<String>,
    /// `process.execArgv`.
    pub exec_argv: Vec<String>,
    /// The options that come from the variable `NODE_OPTIONS`.
    pub node_options: Vec<String>,
    /// `process.env`.
    pub env: Arc<EnvStore>,
    /// `threadName`.
    pub name: String,
    /// Standard input is a stream of the parent's.
    pub stdin: bool,
    /// Standard output is not passed on.
    pub stdout: bool,
    /// Standard error is not passed on.
    pub stderr: bool,
    /// Descriptors that its scripts leave open are closed when it ends.
    pub tracks_fds: bool,
    /// Limits.
    pub limits: ResourceLimits,
    /// The value to clone as `workerData`.
    pub data: JsValue,
    /// What moves with it.
    pub transfer: JsValue,
}

impl WorkerOptions {
    /// Reads the arguments.
    ///
    /// # Errors
    /// As Node's: `ERR_INVALID_ARG_TYPE`, `ERR_WORKER_PATH`, `ERR_INVALID_URL_SCHEME`,
    /// `ERR_WORKER_INVALID_EXEC_ARGV`.
    pub fn read(filename: &JsValue, options: &JsValue, context: &mut Context) -> JsResult<Self> {
        let agent = Agent::of(context);
        let options = options
            .as_object()
            .unwrap_or_else(JsObject::with_null_proto);
        let exec_argv = list(&options, "execArgv", context)?;
        let argv = list(&options, "argv", context)?;
        if let Some(flags) = &exec_argv {
            check_exec_argv(flags, context)?;
        }
        let eval = options.get(js_string!("eval"), context)?.to_boolean();
        let env = environment(&options, &agent, context)?;
        let exec_argv = exec_argv.unwrap_or_else(|| agent.exec_argv.clone());
        let node_options = environment_flags(&env, &agent, context)?;
        let flags = [node_options.as_slice(), &exec_argv].concat();
        let kind = flags::input_type(&flags).unwrap_or(Kind::Ambiguous);
        let (entry, shown) = entry(filename, eval, kind, context)?;
        let name = name(&options, context)?;
        let mut flag = |key: &str| -> JsResult<bool> {
            Ok(options.get(js_string!(key), context)?.to_boolean())
        };
        let (stdin, stdout, stderr) = (flag("stdin")?, flag("stdout")?, flag("stderr")?);
        let mut limits = limits(&options, context)?;
        limits.override_with(HeapFlags::in_force(&agent));
        let tracks = options.get(js_string!("trackUnmanagedFds"), context)?;
        let inherited = worker_input(&agent).is_none_or(|worker| worker.tracks_fds);
        let tracks_fds = if tracks.is_undefined() {
            inherited
        } else {
            tracks.to_boolean()
        };
        let data = options.get(js_string!("workerData"), context)?;
        let transfer = options.get(js_string!("transferList"), context)?;
        let mut full_argv = vec![shown];
        full_argv.extend(argv.unwrap_or_default());
        let preload = flags::preloads(&flags);
        Ok(Self {
            script: Box::new(Program { entry, preload }),
            argv: full_argv,
            exec_argv,
            node_options,
            env,
            name,
            stdin,
            stdout,
            stderr,
            tracks_fds,
            limits,
            data,
            transfer,
        })
    }
}

/// What the first argument names, and how `process.argv[1]` shows it.
fn entry(
    filename: &JsValue,
    eval: bool,
    kind: Kind,
    context: &mut Context,
) -> JsResult<(Entry, String)> {
    if let Some(text) = filename.as_string() {
        let text = text.to_std_string_lossy();
        if eval {
            let entry = Entry::Code {
                text,
                name: "[worker eval]",
                kind,
                print: false,
            };
            return Ok((entry, "[worker eval]".to_owned()));
        }
        return file(&text, context);
    }
    if eval {
        return Err(invalid_arg_value(
            context,
            "options.eval",
            &true.into(),
            "must be false when 'filename' is not a string",
        ));
    }
    if let Some(url) = url_of(filename, context)? {
        return from_url(&url, context);
    }
    Err(invalid_arg_type(
        context,
        "filename",
        "of type string or an instance of URL",
        filename,
    ))
}

fn file(text: &str, context: &mut Context) -> JsResult<(Entry, String)> {
    let relative = ["./", "../", ".\\", "..\\"]
        .iter()
        .any(|start| text.starts_with(start));
    if !relative && !text.starts_with('/') {
        let hint = if text.starts_with("file://") {
            " Wrap file:// URLs with `new URL`."
        } else if text.starts_with("data:text/javascript") {
            " Wrap data: URLs with `new URL`."
        } else {
            ""
        };
        return Err(node_error(
            context,
            ErrorKind::Type,
            "ERR_WORKER_PATH",
            &format!(
                "The worker script or module filename must be an absolute path or a relative path \
                 starting with './' or '../'.{hint} Received \"{text}\""
            ),
        ));
    }
    let path = normal(&access::folder(context).join(text));
    let shown = path.to_string_lossy().into_owned();
    Ok((Entry::File(path), shown))
}

fn from_url(url: &str, context: &mut Context) -> JsResult<(Entry, String)> {
    if url.starts_with("data:") {
        return Ok((Entry::DataUrl(url.to_owned()), url.to_owned()));
    }
    if !url.starts_with("file:") {
        return Err(node_error(
            context,
            ErrorKind::Type,
            "ERR_INVALID_URL_SCHEME",
            "The URL must be of scheme file",
        ));
    }
    let plain = url.split(['?', '#']).next().unwrap_or(url);
    match file_url::to_path(plain) {
        Some(path) => {
            let shown = path.to_string_lossy().into_owned();
            Ok((Entry::File(path), shown))
        }
        None => Err(node_error(
            context,
            ErrorKind::Type,
            "ERR_INVALID_FILE_URL_HOST",
            "File URL host must be \"localhost\" or empty on linux",
        )),
    }
}

/// The text of a `URL` object, recognised by its members.
fn url_of(value: &JsValue, context: &mut Context) -> JsResult<Option<String>> {
    let Some(object) = value.as_object() else {
        return Ok(None);
    };
    let href = object.get(js_string!("href"), context)?;
    let protocol = object.get(js_string!("protocol"), context)?;
    let (Some(href), Some(_)) = (href.as_string(), protocol.as_string()) else {
        return Ok(None);
    };
    Ok(Some(href.to_std_string_lossy()))
}

fn list(options: &JsObject, key: &str, context: &mut Context) -> JsResult<Option<Vec<String>>> {
    let value = options.get(js_string!(key), context)?;
    if value.is_null_or_undefined() || !value.to_boolean() {
        return Ok(None);
    }
    let is_array = is_array(&value, context)?;
    let Some(array) = value.as_object().filter(|_| is_array) else {
        return Err(invalid_arg_type(
            context,
            &format!("options.{key}"),
            "an instance of Array",
            &value,
        ));
    };
    let length = array
        .get(js_string!("length"), context)?
        .to_length(context)?;
    let mut items = Vec::new();
    for index in 0..length {
        let item = array.get(index, context)?;
        // As `String(item)`: a symbol has a text there.
        let item = match item.as_symbol() {
            Some(symbol) => symbol.descriptive_string(),
            None => item.to_string(context)?,
        };
        items.push(item.to_std_string_lossy());
    }
    Ok(Some(items))
}

/// ECMAScript, 7.2.2 `IsArray`: also of a proxy in front of one.
fn is_array(value: &JsValue, context: &mut Context) -> JsResult<bool> {
    let array = context.intrinsics().constructors().array().constructor();
    let is_array = array.get(js_string!("isArray"), context)?;
    match is_array.as_callable() {
        Some(is_array) => Ok(is_array
            .call(&array.into(), std::slice::from_ref(value), context)?
            .to_boolean()),
        None => Ok(false),
    }
}

fn check_exec_argv(flags: &[String], context: &mut Context) -> JsResult<()> {
    let refused = flags::faults_of_worker(flags);
    if refused.is_empty() {
        return Ok(());
    }
    Err(node_error(
        context,
        ErrorKind::Error,
        "ERR_WORKER_INVALID_EXEC_ARGV",
        &format!(
            "Initiated Worker with invalid execArgv flags: {}",
            refused.join(", ")
        ),
    ))
}

/// The options of the worker's `NODE_OPTIONS`; where the variable is the parent's, those that the
/// parent began with.
fn environment_flags(
    env: &Arc<EnvStore>,
    agent: &Agent,
    context: &mut Context,
) -> JsResult<Vec<String>> {
    let own = env.get("NODE_OPTIONS");
    if own == agent.control.env.get("NODE_OPTIONS") {
        return Ok(agent.node_options.clone());
    }
    flags::of_environment(&own.unwrap_or_default()).map_err(|fault| {
        let code = "ERR_WORKER_INVALID_EXEC_ARGV";
        let message = format!("Initiated Worker with invalid NODE_OPTIONS env variable: {fault}");
        node_error(context, ErrorKind::Error, code, &message)
    })
}

fn environment(
    options: &JsObject,
    agent: &Agent,
    context: &mut Context,
) -> JsResult<Arc<EnvStore>> {
    let env = options.get(js_string!("env"), context)?;
    if env.is_null_or_undefined() {
        return Ok(agent.control.env.copy());
    }
    if let Some(symbol) = env.as_symbol()
        && symbol == module::share_env(context)
    {
        return Ok(Arc::clone(&agent.control.env));
    }
    match env.as_object() {
        Some(object) if !object.is_callable() => env_proxy::from_object(&object, context),
        _ => Err(invalid_arg_type(
            context,
            "options.env",
            "of type object or one of undefined, null, or worker_threads.SHARE_ENV",
            &env,
        )),
    }
}

fn name(options: &JsObject, context: &mut Context) -> JsResult<String> {
    let name = options.get(js_string!("name"), context)?;
    if !name.to_boolean() {
        return Ok(String::from("WorkerThread"));
    }
    match name.as_string() {
        Some(name) => Ok(name.to_std_string_lossy()),
        None => Err(invalid_arg_type(
            context,
            "options.name",
            "of type string",
            &name,
        )),
    }
}

fn limits(options: &JsObject, context: &mut Context) -> JsResult<ResourceLimits> {
    let mut limits = ResourceLimits::default();
    let Some(given) = options
        .get(js_string!("resourceLimits"), context)?
        .as_object()
    else {
        return Ok(limits);
    };
    let mut number = |key: &str| -> Result<Option<f64>, JsError> {
        Ok(given.get(js_string!(key), context)?.as_number())
    };
    if let Some(young) = number("maxYoungGenerationSizeMb")? {
        limits.young_mb = young;
        limits.heap_is_limited = true;
    }
    if let Some(old) = number("maxOldGenerationSizeMb")? {
        limits.old_mb = old;
        limits.heap_is_limited = true;
    }
    if let Some(code) = number("codeRangeSizeMb")? {
        limits.code_mb = code;
    }
    if let Some(stack) = number("stackSizeMb")? {
        limits.stack_mb = stack;
    }
    Ok(limits)
}
