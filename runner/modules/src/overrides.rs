//! What scripts may put in the place of the loader's own steps: `Module._load`,
//! `Module._resolveFilename`, `Module._extensions` and the methods of modules.
//!
//! As long as no script has loaded `module` or looked at `require.extensions`, nothing here is asked.
//! This file must load nothing by itself.

use std::path::{Path, PathBuf};

use boa_engine::object::JsObject;
use boa_engine::property::{Attribute, PropertyKey};
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, js_string};

use super::registry::ModuleRegistry;
use super::{builtin, cjs};
use threadproof_agent::Agent;
use threadproof_engine::class::define_lazy;
use threadproof_engine::native::{Def, define_all};

/// An object whose functions scripts may replace, and what they were.
#[derive(Debug)]
pub struct Replaceable {
    /// What scripts see.
    pub shown: JsObject,
    own: JsObject,
}

impl Replaceable {
    /// Notes what the functions of an object are now.
    ///
    /// # Errors
    /// What reading them throws.
    pub fn of(shown: &JsObject, names: &[&str], context: &mut Context) -> JsResult<Self> {
        let own = JsObject::with_null_proto();
        for name in names {
            let value = shown.get(JsString::from(*name), context)?;
            own.set(JsString::from(*name), value, false, context)?;
        }
        Ok(Self {
            shown: shown.clone(),
            own,
        })
    }

    /// What a script put in the place of a function; `None` while it is the runtime's own.
    fn replaced(&self, name: &str, context: &mut Context) -> JsResult<Option<JsObject>> {
        self.replaced_on(&self.shown, name, context)
    }

    fn replaced_on(
        &self,
        holder: &JsObject,
        name: &str,
        context: &mut Context,
    ) -> JsResult<Option<JsObject>> {
        let now = holder.get(JsString::from(name), context)?;
        let own = self.own.get(JsString::from(name), context)?;
        Ok(now.as_callable().filter(|_| !now.strict_equals(&own)))
    }
}

const METHODS: &[Def] = &[
    ("require", 1, module_require),
    ("_compile", 3, module_compile),
    ("load", 1, module_load),
];
const EXTENSIONS: &[Def] = &[
    (".js", 2, run_extension),
    (".json", 2, run_extension),
    (".node", 2, run_extension),
];

/// The prototype of modules.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn prototype(context: &mut Context) -> JsResult<JsObject> {
    let agent = Agent::of(context);
    if let Some(made) = ModuleRegistry::of(&agent).prototype.get() {
        return Ok(made.clone());
    }
    let shown = JsObject::with_object_proto(context.intrinsics());
    let hidden = Attribute::WRITABLE | Attribute::CONFIGURABLE;
    define_all(&shown, METHODS, hidden, context);
    define_lazy(context, &shown, js_string!("constructor"), |context| {
        builtin::exports("module", context)
    });
    ModuleRegistry::of(&agent).prototype.set(shown.clone()).ok();
    Ok(shown)
}

/// `require.extensions`, which is `Module._extensions`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn extensions(context: &mut Context) -> JsResult<JsObject> {
    let agent = Agent::of(context);
    if let Some(made) = ModuleRegistry::of(&agent).extensions.get() {
        return Ok(made.shown.clone());
    }
    let shown = JsObject::with_null_proto();
    define_all(&shown, EXTENSIONS, Attribute::all(), context);
    let made = Replaceable::of(&shown, &[".js", ".json", ".node"], context)?;
    ModuleRegistry::of(&agent).extensions.set(made).ok();
    Ok(shown)
}

/// Notes the class that `module` exports, whose functions scripts may replace.
///
/// # Errors
/// What reading them throws.
pub fn register(class: &JsObject, context: &mut Context) -> JsResult<()> {
    let agent = Agent::of(context);
    let made = Replaceable::of(class, &["_load", "_resolveFilename"], context)?;
    ModuleRegistry::of(&agent).class.set(made).ok();
    let prototype = prototype(context)?;
    let made = Replaceable::of(&prototype, &["require", "_compile", "load"], context)?;
    ModuleRegistry::of(&agent).methods.set(made).ok();
    Ok(())
}

/// What a script's own `require` of modules gives, if there is one.
pub(super) fn require(
    module: &JsObject,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<Option<JsValue>> {
    let agent = Agent::of(context);
    let Some(methods) = ModuleRegistry::of(&agent).methods.get() else {
        return Ok(None);
    };
    match methods.replaced("require", context)? {
        Some(own) => own.call(&module.clone().into(), args, context).map(Some),
        None => Ok(None),
    }
}

fn parent_or_null(parent: Option<&JsObject>) -> JsValue {
    parent.map_or_else(JsValue::null, |parent| parent.clone().into())
}

/// What a script's own `Module._load` gives, if there is one.
pub(super) fn load(
    specifier: &str,
    parent: Option<&JsObject>,
    context: &mut Context,
) -> JsResult<Option<JsValue>> {
    let agent = Agent::of(context);
    let Some(class) = ModuleRegistry::of(&agent).class.get() else {
        return Ok(None);
    };
    let Some(own) = class.replaced("_load", context)? else {
        return Ok(None);
    };
    let args = [
        js_string!(specifier).into(),
        parent_or_null(parent),
        false.into(),
    ];
    own.call(&class.shown.clone().into(), &args, context)
        .map(Some)
}

/// What a script's own `Module._resolveFilename` gives, if there is one.
pub(super) fn resolve(
    specifier: &str,
    parent: Option<&JsObject>,
    options: &JsValue,
    context: &mut Context,
) -> JsResult<Option<String>> {
    let agent = Agent::of(context);
    let Some(class) = ModuleRegistry::of(&agent).class.get() else {
        return Ok(None);
    };
    let Some(own) = class.replaced("_resolveFilename", context)? else {
        return Ok(None);
    };
    let args = [
        js_string!(specifier).into(),
        parent_or_null(parent),
        false.into(),
        options.clone(),
    ];
    let found = own.call(&class.shown.clone().into(), &args, context)?;
    Ok(Some(found.to_string(context)?.to_std_string_lossy()))
}

/// The function of a script's own that loads files of this name, with the object that holds it.
pub(super) fn extension(
    path: &Path,
    context: &mut Context,
) -> JsResult<Option<(JsObject, JsObject)>> {
    let agent = Agent::of(context);
    let Some(known) = ModuleRegistry::of(&agent).extensions.get() else {
        return Ok(None);
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // The longest that is known counts; a dot that begins the name begins no extension.
    let starts = name
        .match_indices('.')
        .map(|(at, _)| at)
        .filter(|at| *at > 0);
    for at in starts {
        let extension = &name[at..];
        if known
            .shown
            .has_own_property(JsString::from(extension), context)?
        {
            let own = known.replaced(extension, context)?;
            return Ok(own.map(|own| (own, known.shown.clone())));
        }
    }
    // As one with no name that is known, it is JavaScript.
    let own = known.replaced(".js", context)?;
    Ok(own.map(|own| (own, known.shown.clone())))
}

/// The file that a path means with an extension that a script has added.
pub(super) fn with_added_extension(
    path: &Path,
    context: &mut Context,
) -> JsResult<Option<PathBuf>> {
    let agent = Agent::of(context);
    let Some(known) = ModuleRegistry::of(&agent).extensions.get() else {
        return Ok(None);
    };
    for key in known.shown.own_property_keys(context)? {
        let PropertyKey::String(extension) = key else {
            continue;
        };
        let longer = format!("{}{}", path.display(), extension.to_std_string_lossy());
        let longer = PathBuf::from(longer);
        if longer.is_file() {
            return Ok(Some(longer));
        }
    }
    Ok(None)
}

/// Has a script's own `_compile` of a module compile a text; false if there is none.
pub(super) fn compile(
    text: &str,
    path: &Path,
    module: &JsObject,
    context: &mut Context,
) -> JsResult<bool> {
    let agent = Agent::of(context);
    let Some(methods) = ModuleRegistry::of(&agent).methods.get() else {
        return Ok(false);
    };
    let Some(own) = methods.replaced_on(module, "_compile", context)? else {
        return Ok(false);
    };
    let path = js_string!(path.to_string_lossy().as_ref());
    let args = [js_string!(text).into(), path.into()];
    own.call(&module.clone().into(), &args, context)?;
    Ok(true)
}

fn text(value: &JsValue, context: &mut Context) -> JsResult<String> {
    Ok(value.to_string(context)?.to_std_string_lossy())
}

/// `module.require(id)`
fn module_require(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let specifier = cjs::specifier(args, context)?;
    let module = this.to_object(context)?;
    let from = cjs::file_of(&module, context)?;
    cjs::require(&specifier, &from, Some(&module), context)
}

/// `module._compile(content, filename)`
fn module_compile(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let module = this.to_object(context)?;
    let content = text(args.get_or_undefined(0), context)?;
    let path = PathBuf::from(text(args.get_or_undefined(1), context)?);
    cjs::run_text(&content, &path, &module, context)?;
    Ok(JsValue::undefined())
}

/// `module.load(filename)`
fn module_load(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let module = this.to_object(context)?;
    let filename = text(args.get_or_undefined(0), context)?;
    let path = PathBuf::from(&filename);
    module.set(js_string!("filename"), js_string!(filename), false, context)?;
    cjs::run(&path, &module, context)?;
    module.set(js_string!("loaded"), true, false, context)?;
    Ok(JsValue::undefined())
}

/// `Module._extensions['.js'](module, filename)`, and for the other kinds of files
fn run_extension(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let module = args.get_or_undefined(0).to_object(context)?;
    let path = PathBuf::from(text(args.get_or_undefined(1), context)?);
    cjs::run_file(&path, &module, context)?;
    Ok(JsValue::undefined())
}
