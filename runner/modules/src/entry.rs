//! Starting the script of a thread: a file, a piece of code, or a `data:` URL.

use std::path::{Path, PathBuf};

use boa_engine::builtins::promise::PromiseState;
use boa_engine::object::builtins::JsPromise;
use boa_engine::property::PropertyDescriptor;
use boa_engine::{
    Context, JsArgs, JsError, JsResult, JsString, JsValue, Module, NativeFunction, Script, Source,
    js_string,
};

use super::policy::Policy;
use super::prepare::{prepare, strip_code};
use super::source::{self, Kind};
use super::{builtin, cjs, esm, file_url, syntax};
use threadproof_agent::Agent;
use threadproof_agent::start;
use threadproof_engine::access;
use threadproof_engine::repairs::depth::check_source;

/// The script that a thread runs.
#[derive(Debug, Clone)]
pub enum Entry {
    /// A file, by absolute path.
    File(PathBuf),
    /// Code, with the name that stack traces give it.
    Code {
        /// The text.
        text: String,
        /// `[eval]` or `[worker eval]`.
        name: &'static str,
        /// What it is; [`Kind::Ambiguous`] lets the syntax decide.
        kind: Kind,
        /// Print the value of the last expression (`-p`).
        print: bool,
    },
    /// A `data:` URL, as an ES module.
    DataUrl(String),
}

/// A script, and the modules that are loaded before it (`--require`, `--import`).
#[derive(Debug, Clone)]
pub struct Program {
    /// The script.
    pub entry: Entry,
    /// The modules, by specifier.
    pub preload: Vec<String>,
}

impl start::Script for Program {
    fn run(&self, context: &mut Context) -> JsResult<Option<JsPromise>> {
        preload(&self.preload, context)?;
        run(&self.entry, context)
    }

    fn check(&self, context: &mut Context) -> JsResult<()> {
        check(&self.entry, context)
    }
}

/// Loads modules before a script.
///
/// # Errors
/// What loading one throws.
pub fn preload(specifiers: &[String], context: &mut Context) -> JsResult<()> {
    let here = access::folder(context).join("[preload]");
    for specifier in specifiers {
        cjs::require(specifier, &here, None, context)?;
    }
    Ok(())
}

/// Runs the script. For an ES module, the promise of its evaluation is given back; the event loop
/// settles it.
///
/// # Errors
/// What reading, compiling or running it throws.
pub fn run(entry: &Entry, context: &mut Context) -> JsResult<Option<JsPromise>> {
    match entry {
        Entry::File(path) => run_file(path, context),
        Entry::DataUrl(url) => {
            let module = esm::import(url, None, None, context)?;
            evaluate(&module, context).map(Some)
        }
        Entry::Code {
            text,
            name,
            kind,
            print,
        } => run_code(text, name, *kind, *print, context),
    }
}

/// Compiles the script and runs nothing of it.
///
/// # Errors
/// What reading or compiling it throws.
pub fn check(entry: &Entry, context: &mut Context) -> JsResult<()> {
    let (text, path, kind) = match entry {
        Entry::File(path) => (
            esm::read(path, context)?,
            path.clone(),
            source::kind_of(path, context),
        ),
        Entry::Code {
            text, name, kind, ..
        } => (text.clone(), PathBuf::from(name), *kind),
        Entry::DataUrl(url) => {
            return esm::import(url, None, None, context).map(drop);
        }
    };
    let is_module = match kind {
        Kind::EsModule | Kind::TypedModule => true,
        Kind::Ambiguous => esm::is_only_module(&text, context),
        _ => false,
    };
    if is_module {
        return esm::compile(&text, &path, context).map(drop);
    }
    check_source(&text)?;
    let wrapped = [cjs::WRAPPER_HEAD, &text, "\n})"].concat();
    Script::parse(Source::from_bytes(&wrapped).with_path(&path), None, context)
        .map(drop)
        .map_err(|error| syntax::locate(error, &path, &text, true, context))
}

fn run_file(path: &Path, context: &mut Context) -> JsResult<Option<JsPromise>> {
    match source::kind_of(path, context) {
        Kind::EsModule => {
            let module = esm::import(&file_url::from_path(path), Some(path), None, context)?;
            return evaluate(&module, context).map(Some);
        }
        Kind::Ambiguous => {
            let text = esm::read(path, context)?;
            if may_be_module(&text) && esm::is_only_module(&text, context) {
                let module = esm::import(&file_url::from_path(path), Some(path), None, context)?;
                return evaluate(&module, context).map(Some);
            }
        }
        _ => {}
    }
    cjs::load(path, None, context)?;
    Ok(None)
}

fn run_code(
    text: &str,
    name: &str,
    kind: Kind,
    print: bool,
    context: &mut Context,
) -> JsResult<Option<JsPromise>> {
    check_source(text)?;
    let path = access::folder(context).join(name);
    let (kind, text) = match kind {
        Kind::TypedModule => (Kind::EsModule, crate::prepare::strip_types(text, context)?),
        Kind::TypedCommonJs => (Kind::CommonJs, crate::prepare::strip_types(text, context)?),
        kind => (kind, text.to_owned()),
    };
    let text = prepare(text, &path, context)?;
    if kind == Kind::EsModule {
        let path = if name == "[eval]" {
            path.with_file_name("[eval1]")
        } else {
            path
        };
        let module = esm::compile(&text, &path, context)?;
        return evaluate(&module, context).map(Some);
    }
    // Code that is not a module runs as a script of its own, with the CommonJS names as globals.
    let global = context.global_object();
    let module = cjs::make_module(&path, None, context)?;
    let require = cjs::make_require(&path, &module, context)?;
    let exports = module.get(js_string!("exports"), context)?;
    for (key, value) in [
        ("require", require.into()),
        ("module", module.into()),
        ("exports", exports),
        ("__filename", js_string!(name).into()),
        ("__dirname", js_string!(".").into()),
    ] {
        global.set(js_string!(key), value, false, context)?;
    }
    if name == "[eval]" {
        offer_builtins(context)?;
    }
    let parsed = Script::parse(
        Source::from_bytes(&text).with_path(Path::new(name)),
        None,
        context,
    );
    let script = match parsed {
        Ok(script) => script,
        Err(error) => {
            if kind == Kind::Ambiguous && esm::looks_like_module(&text, context) {
                for key in ["require", "module", "exports", "__filename", "__dirname"] {
                    global.delete_property_or_throw(js_string!(key), context)?;
                }
                let module = esm::compile(&text, &path, context)?;
                return evaluate(&module, context).map(Some);
            }
            let stripped = match kind {
                Kind::Ambiguous => strip_code(&text, context)?,
                _ => None,
            };
            return match stripped {
                Some(stripped) => run_code(&stripped, name, kind, print, context),
                None => Err(syntax::locate(
                    error,
                    Path::new(name),
                    &text,
                    false,
                    context,
                )),
            };
        }
    };
    let value = script.evaluate(context)?;
    if print {
        (Policy::of(&Agent::of(context)).print)(&value, context)?;
    }
    Ok(None)
}

/// Makes the builtin modules globals, each loaded when it is first asked for and replaced by what
/// is assigned (Node's page "Command-line API", `-e`).
fn offer_builtins(context: &mut Context) -> JsResult<()> {
    let global = context.global_object();
    let names: Vec<String> = builtin::public_names(&Agent::of(context)).collect();
    for name in names {
        let key = JsString::from(name.as_str());
        if name.contains([':', '/']) || global.has_own_property(key.clone(), context)? {
            continue;
        }
        let load = move |_: &JsValue, _: &[JsValue], name: &String, context: &mut Context| {
            match builtin::find(name, &Agent::of(context)) {
                Some(name) => builtin::exports(name, context),
                None => Ok(JsValue::undefined()),
            }
        };
        let replace = |_: &JsValue, args: &[JsValue], name: &String, context: &mut Context| {
            let value = PropertyDescriptor::builder()
                .value(args.get_or_undefined(0).clone())
                .writable(true)
                .enumerable(true)
                .configurable(true);
            let global = context.global_object();
            global.define_property_or_throw(JsString::from(name.as_str()), value, context)?;
            Ok(JsValue::undefined())
        };
        let realm = context.realm().clone();
        let load = NativeFunction::from_copy_closure_with_captures(load, name.clone());
        let replace = NativeFunction::from_copy_closure_with_captures(replace, name);
        let accessor = PropertyDescriptor::builder()
            .get(load.to_js_function(&realm))
            .set(replace.to_js_function(&realm))
            .enumerable(false)
            .configurable(true);
        global.define_property_or_throw(key, accessor, context)?;
    }
    Ok(())
}

/// True when the text holds a word that only a module could use at its top level. Most `CommonJS`
/// files hold none, and are parsed once only.
fn may_be_module(text: &str) -> bool {
    ["import", "export", "await"]
        .iter()
        .any(|word| text.contains(word))
}

/// Starts a module and looks at what came of it.
///
/// # Errors
/// What linking it throws, and what it throws before its first `await`.
pub fn evaluate(module: &Module, context: &mut Context) -> JsResult<JsPromise> {
    let promise = esm::start(module, context)?;
    if let PromiseState::Rejected(error) = promise.state() {
        // Thrown before the first await: reported like a throw of a script.
        let agent = Agent::of(context);
        agent.jobs.handled(&promise.clone().into());
        return Err(JsError::from_opaque(error));
    }
    Ok(promise)
}
