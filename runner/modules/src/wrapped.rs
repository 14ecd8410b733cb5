//! ES modules around what is none: builtins, what a host program lends, `CommonJS` files.
//!
//! Their exports are the properties of an object; which file or builtin that is was decided before.

use std::path::{Path, PathBuf};

use boa_engine::module::{SyntheticModule, SyntheticModuleInitializer};
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsResult, JsString, JsValue, Module, js_string};

use super::policy::Policy;
use super::registry::ModuleRegistry;
use super::{builtin, cjs, file_url, source};
use threadproof_agent::Agent;
use threadproof_engine::access;
use threadproof_source::cjs_exports;

/// A module around a builtin: each own property is an export, the whole is the default.
pub(super) fn builtin_module(name: &'static str, context: &mut Context) -> JsResult<Module> {
    let agent = Agent::of(context);
    let url = format!("node:{name}");
    if let Some(module) = ModuleRegistry::of(&agent).esm.borrow().get(&url) {
        return Ok(module.clone());
    }
    let exports = builtin::exports(name, context)?;
    let names = own_names(&exports, context)?;
    let module = exporting(exports, names, None, context);
    ModuleRegistry::of(&agent)
        .esm
        .borrow_mut()
        .insert(url, module.clone());
    Ok(module)
}

/// A module around what the host program lends under a `host:` name.
pub(super) fn host_module(specifier: &str, context: &mut Context) -> JsResult<Module> {
    let agent = Agent::of(context);
    if let Some(module) = ModuleRegistry::of(&agent).esm.borrow().get(specifier) {
        return Ok(module.clone());
    }
    let exports = (Policy::of(&agent).lent)(specifier, context)?.unwrap_or_default();
    let names = own_names(&exports, context)?;
    let module = exporting(exports, names, None, context);
    let mut known = ModuleRegistry::of(&agent).esm.borrow_mut();
    known.insert(specifier.to_owned(), module.clone());
    Ok(module)
}

/// A module around a `CommonJS` file, which runs when the module is evaluated.
pub(super) fn cjs_module(path: &Path, text: &str, context: &mut Context) -> Module {
    let mut names = Vec::new();
    collect_names(path, text, &mut names, 0, context);
    let mut exports: Vec<JsString> = names.iter().map(|name| js_string!(name.as_str())).collect();
    exports.push(js_string!("default"));
    exports.push(js_string!("module.exports"));
    let captures = (js_string!(path.to_string_lossy().as_ref()), exports.clone());
    let steps = SyntheticModuleInitializer::from_copy_closure_with_captures(
        |synthetic, (path, names): &(JsString, Vec<JsString>), context| {
            let path = PathBuf::from(path.to_std_string_lossy());
            let module = cjs::load(&path, None, context)?;
            let exports = module.get(js_string!("exports"), context)?;
            fill(synthetic, &exports, names, context)
        },
        captures,
    );
    Module::synthetic(&exports, steps, Some(path.to_path_buf()), None, context)
}

fn collect_names(
    path: &Path,
    text: &str,
    names: &mut Vec<String>,
    depth: usize,
    context: &mut Context,
) {
    let guess = cjs_exports::guess(text);
    for name in guess.names {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if depth > 8 {
        return;
    }
    for specifier in guess.reexports {
        if let Some(name) = builtin::find(&specifier, &Agent::of(context)) {
            if let Ok(exports) = builtin::exports(name, context)
                && let Ok(found) = own_names(&exports, context)
            {
                names.extend(found.iter().map(JsString::to_std_string_lossy));
            }
            continue;
        }
        let agent = Agent::of(context);
        let resolver = ModuleRegistry::of(&agent).resolver(context);
        if let Ok(found) = resolver.require(&specifier, &file_url::folder_of(Some(path), context))
            && let Ok(bytes) = access::read(&found, context)
        {
            collect_names(&found, &source::text(&bytes), names, depth + 1, context);
        }
    }
}

fn exporting(
    exports: JsValue,
    mut names: Vec<JsString>,
    path: Option<PathBuf>,
    context: &mut Context,
) -> Module {
    names.retain(|name| *name != js_string!("default"));
    names.push(js_string!("default"));
    let steps = SyntheticModuleInitializer::from_copy_closure_with_captures(
        |synthetic, (exports, names): &(JsValue, Vec<JsString>), context| {
            fill(synthetic, exports, names, context)
        },
        (exports, names.clone()),
    );
    Module::synthetic(&names, steps, path, None, context)
}

fn fill(
    synthetic: &SyntheticModule,
    exports: &JsValue,
    names: &[JsString],
    context: &mut Context,
) -> JsResult<()> {
    for name in names {
        let is_whole = *name == js_string!("default") || *name == js_string!("module.exports");
        let value = match exports.as_object() {
            // A transpiled ES module keeps its default under `default`; Node hands out the whole
            // all the same.
            Some(object) if !is_whole => object.get(name.clone(), context)?,
            _ if is_whole => exports.clone(),
            _ => JsValue::undefined(),
        };
        synthetic.set_export(name, value)?;
    }
    Ok(())
}

fn own_names(exports: &JsValue, context: &mut Context) -> JsResult<Vec<JsString>> {
    let Some(object) = exports.as_object() else {
        return Ok(Vec::new());
    };
    let mut names = Vec::new();
    for key in object.own_property_keys(context)? {
        if let PropertyKey::String(name) = key {
            let hidden = object.is_callable()
                && ["length", "name", "prototype"]
                    .iter()
                    .any(|own| name == js_string!(*own));
            if !hidden {
                names.push(name);
            }
        }
    }
    Ok(names)
}
