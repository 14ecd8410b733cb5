//! Finding and running the scripts of a window or a Web Worker: classic scripts in the global
//! scope, or modules (HTML Standard, 10.2.4 Processing model, and `importScripts`).
//!
//! `file:`, `data:` and `blob:` URLs can be loaded; there is no network. With Node's modules a
//! classic script finds `require` and its kin as globals, as Electron lays them out. This file must
//! never know what the global object offers besides.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use boa_engine::object::builtins::JsPromise;
use boa_engine::{Context, JsResult, JsString, JsValue, Script, Source, js_string};
use url::Url;

use crate::scope;
use crate::state::{Web, has_node, web};
use threadproof_agent::Agent;
use threadproof_agent::start;
use threadproof_engine::access;
use threadproof_engine::errors::{ErrorKind, native_error, node_error};
use threadproof_event::dom_exception::DomException;
use threadproof_event::event::Event;
use threadproof_modules::entry::{self, Entry, Program};
use threadproof_modules::source::{self, Kind};
use threadproof_modules::{builtin, cjs, data_url, esm, file_url, syntax};
use threadproof_node::native::object_urls;
use threadproof_workers::worker_threads::port_table::own_port;
use threadproof_workers::worker_threads::worker_note::WorkerNote;
use threadproof_workers::worker_threads::worker_start::worker_input;

/// Refuses what `require` may not load in this thread.
///
/// # Errors
/// As [`check_electron`].
pub fn may_require(specifier: &str, context: &mut Context) -> JsResult<()> {
    match web(&Agent::of(context)) {
        Some(_) => check_electron(specifier, context),
        None => Ok(()),
    }
}

/// Refuses what `import` may not load in this thread.
///
/// # Errors
/// As [`check_specifier`].
pub fn may_import(specifier: &str, context: &mut Context) -> JsResult<()> {
    match web(&Agent::of(context)) {
        Some(_) => check_specifier(specifier, context),
        None => Ok(()),
    }
}

/// Electron's own modules, which no Web Worker has.
const ELECTRON: [&str; 4] = [
    "electron",
    "electron/common",
    "electron/main",
    "electron/renderer",
];

/// The script of a window, and the modules that are loaded before it.
#[derive(Debug, Clone)]
pub struct WindowScript(pub Program);

impl start::Script for WindowScript {
    fn run(&self, context: &mut Context) -> JsResult<Option<JsPromise>> {
        entry::preload(&self.0.preload, context)?;
        let agent = Agent::of(context);
        let Some(web) = web(&agent) else {
            return Ok(None);
        };
        take_node_away(web, context)?;
        run_window(&self.0.entry, web, context)
    }

    fn check(&self, context: &mut Context) -> JsResult<()> {
        self.0.check(context)
    }
}

/// The script of a Web Worker, which its seed names; with its text where only the script that made
/// the worker could look it up (`blob:`).
#[derive(Debug, Clone)]
pub struct WorkerScript(pub Option<Vec<u8>>);

impl start::Script for WorkerScript {
    fn run(&self, context: &mut Context) -> JsResult<Option<JsPromise>> {
        let agent = Agent::of(context);
        let Some(web) = web(&agent) else {
            return Ok(None);
        };
        take_node_away(web, context)?;
        // Its port opens behind the script.
        let outcome = run_worker(self.0.as_deref(), web, context);
        open_port(context);
        outcome
    }

    fn check(&self, _context: &mut Context) -> JsResult<()> {
        Ok(())
    }
}

fn take_node_away(web: &Web, context: &mut Context) -> JsResult<()> {
    if web.node {
        return Ok(());
    }
    scope::remove_node(context)
}

/// The URL that relative URLs of this thread's scripts refer to.
#[must_use]
pub fn base(context: &Context) -> String {
    let agent = Agent::of(context);
    if let Some(seed) = web(&agent).and_then(|web| web.seed.as_ref()) {
        return seed.url.clone();
    }
    let here = || access::folder(context).join("[eval]");
    let page = agent.argv.get(1).map(PathBuf::from);
    let page = page.filter(|page| page.is_absolute()).unwrap_or_else(here);
    file_url::from_path(&page)
}

/// A URL that a script gave, made absolute.
///
/// # Errors
/// A `SyntaxError` as a `DOMException` when it is no URL.
pub fn resolve(text: &str, context: &mut Context) -> JsResult<String> {
    let base = base(context);
    let url = Url::parse(&base).and_then(|base| base.join(text));
    let url = url.or_else(|_| Url::parse(text));
    url.map(String::from).map_err(|_| {
        let message = format!("The URL '{text}' is invalid.");
        DomException::error(&message, "SyntaxError", context)
    })
}

/// Runs one script of `importScripts`.
///
/// # Errors
/// A `NetworkError` when it can't be loaded, or what it throws.
pub fn import_classic(url: &str, context: &mut Context) -> JsResult<()> {
    let Ok(text) = load(url, context) else {
        let message = format!("The script at '{url}' failed to load.");
        return Err(DomException::error(&message, "NetworkError", context));
    };
    run_classic(&text, &path_of(url, context), context)
}

/// Refuses what a module of this thread may not import: Node's modules where they are not there,
/// Electron's anywhere.
///
/// # Errors
/// `TypeError` for a module of Node's, else as [`check_electron`].
pub fn check_specifier(specifier: &str, context: &mut Context) -> JsResult<()> {
    check_electron(specifier, context)?;
    let is_node =
        builtin::find(specifier, &Agent::of(context)).is_some() || specifier.starts_with("node:");
    if !is_node || has_node(&Agent::of(context)) {
        return Ok(());
    }
    let message = format!(
        "Failed to resolve module specifier '{specifier}': Node's modules are not available here; \
         turn on nodeIntegration for a window, nodeIntegrationInWorker for its workers"
    );
    Err(native_error(
        context,
        ErrorKind::Type,
        "ERR_UNKNOWN_BUILTIN_MODULE",
        &message,
    ))
}

/// Refuses Electron's own modules (Electron's page, "Available APIs").
///
/// # Errors
/// `MODULE_NOT_FOUND`, saying where they can be used.
pub fn check_electron(specifier: &str, context: &mut Context) -> JsResult<()> {
    if !ELECTRON.contains(&specifier) {
        return Ok(());
    }
    let agent = Agent::of(context);
    let message = if agent.is_main() {
        format!(
            "Cannot find module '{specifier}': this runtime has the threads of Electron's renderer, \
             not its modules"
        )
    } else {
        format!(
            "Cannot find module '{specifier}': none of Electron's modules can be used in a Web \
             Worker; use them in the window and send what is needed with postMessage()"
        )
    };
    Err(node_error(
        context,
        ErrorKind::Error,
        "MODULE_NOT_FOUND",
        &message,
    ))
}

fn run_window(entry: &Entry, web: &Web, context: &mut Context) -> JsResult<Option<JsPromise>> {
    let (text, path, kind) = match entry {
        Entry::File(path) => (
            esm::read(path, context)?,
            path.clone(),
            source::kind_of(path, context),
        ),
        Entry::Code {
            text, name, kind, ..
        } => {
            let folder = access::folder(context);
            (text.clone(), folder.join(name), *kind)
        }
        Entry::DataUrl(_) => return Ok(None),
    };
    if web.node {
        node_globals(&path, context)?;
    }
    if kind == Kind::EsModule {
        let module = match entry {
            Entry::File(path) => {
                esm::import(&file_url::from_path(path), Some(path), None, context)?
            }
            _ => esm::compile(&text, &path, context)?,
        };
        return entry::evaluate(&module, context).map(Some);
    }
    run_classic(&text, &path, context).map(|()| None)
}

fn run_worker(
    text: Option<&[u8]>,
    web: &Web,
    context: &mut Context,
) -> JsResult<Option<JsPromise>> {
    let agent = Agent::of(context);
    let Some(input) = worker_input(&agent) else {
        return Ok(None);
    };
    let Some(seed) = &web.seed else {
        return Ok(None);
    };
    let path = path_of(&seed.url, context);
    let text = match text {
        Some(bytes) => Ok(source::text(bytes)),
        None => load(&seed.url, context),
    };
    let Ok(text) = text else {
        // A worker without a script ends; its `Worker` object gets a plain `error` event.
        input.tell_parent(WorkerNote::Front(Box::new(|front, context| {
            let event = Event::create(js_string!("error"), context)?;
            threadproof_event::dispatch(context, front, &event).map(drop)
        })));
        agent.close_later();
        return Ok(None);
    };
    if web.node {
        node_globals(&path, context)?;
    }
    if !seed.module {
        return run_classic(&text, &path, context).map(|()| None);
    }
    let module = if seed.url.starts_with("file:") {
        esm::import(&seed.url, None, None, context)?
    } else {
        esm::compile(&text, &path, context)?
    };
    entry::evaluate(&module, context).map(Some)
}

/// From here on the worker gets messages, and lives until it is closed or terminated.
fn open_port(context: &mut Context) {
    let agent = Agent::of(context);
    let Some(input) = worker_input(&agent) else {
        return;
    };
    let global = context.global_object();
    own_port(&agent, input.port.id, global);
    input.port.own(Arc::clone(&agent.control));
    input.port.start();
    agent.hold();
}

fn run_classic(text: &str, path: &Path, context: &mut Context) -> JsResult<()> {
    threadproof_engine::repairs::depth::check_source(text)?;
    let script = Script::parse(Source::from_bytes(text).with_path(path), None, context)
        .map_err(|error| syntax::locate(error, path, text, false, context))?;
    script.evaluate(context).map(drop)
}

/// Puts `require`, `module`, `__filename` and `__dirname` onto the global object.
fn node_globals(path: &Path, context: &mut Context) -> JsResult<()> {
    let global = context.global_object();
    let module = cjs::make_module(path, None, context)?;
    let require = cjs::make_require(path, &module, context)?;
    let folder = path.parent().unwrap_or(Path::new("/"));
    let text = |path: &Path| JsString::from(path.to_string_lossy().as_ref());
    for (name, value) in [
        ("require", JsValue::from(require)),
        ("module", module.into()),
        ("__filename", text(path).into()),
        ("__dirname", text(folder).into()),
    ] {
        global.set(js_string!(name), value, false, context)?;
    }
    Ok(())
}

/// The text of a script, or that there is none.
fn load(url: &str, context: &mut Context) -> Result<String, ()> {
    if let Some(content) = object_urls::find(url, context) {
        return Ok(source::text(content.bytes()));
    }
    if url.starts_with("data:") {
        let data = data_url::parse(url).map_err(drop)?;
        return Ok(source::text(&data.body));
    }
    let plain = url.split(['?', '#']).next().unwrap_or(url);
    let path = file_url::to_path(plain).ok_or(())?;
    esm::read(&path, context).map_err(drop)
}

/// How stack traces and `require` see a script: by its file, or as one of the working directory.
fn path_of(url: &str, context: &Context) -> PathBuf {
    let plain = url.split(['?', '#']).next().unwrap_or(url);
    file_url::to_path(plain).unwrap_or_else(|| access::folder(context).join("[worker]"))
}
