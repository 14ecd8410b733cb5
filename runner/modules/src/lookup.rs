//! Where `require` looks: the file that a specifier means, and the folders that are searched for it.
//!
//! See Node's page "Modules: `CommonJS` modules", `require.resolve`. It must never load what it finds.

use std::path::{Path, PathBuf};

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsArgs, JsError, JsResult, JsString, JsValue, js_string};

use super::policy::Policy;
use super::registry::ModuleRegistry;
use super::resolve::NotFound;
use super::{builtin, file_url, overrides};
use threadproof_agent::Agent;
use threadproof_engine::access;
use threadproof_engine::errors::{ErrorKind, invalid_arg_type, invalid_arg_value, node_error};

/// The file that a specifier means in a file.
///
/// # Errors
/// As [`require`](super::cjs::require).
pub fn resolve(specifier: &str, from: &Path, context: &mut Context) -> JsResult<PathBuf> {
    let agent = Agent::of(context);
    let resolver = ModuleRegistry::of(&agent).resolver(context);
    let folder = file_url::folder_of(Some(from), context);
    let error = match resolver.require(specifier, &folder) {
        Ok(found) => return Ok(found),
        Err(error) => error,
    };
    access::check_specifier(specifier, &folder, context)?;
    if specifier.starts_with(['.', '/'])
        && let Some(found) = overrides::with_added_extension(&folder.join(specifier), context)?
    {
        return Ok(found);
    }
    Err(not_found(&error, from, context))
}

/// The folders that the option `paths` of `require.resolve` names.
pub(super) fn paths_of(options: &JsValue, context: &mut Context) -> JsResult<Option<Vec<PathBuf>>> {
    let Some(options) = options.as_object() else {
        return Ok(None);
    };
    let paths = options.get(js_string!("paths"), context)?;
    if paths.is_undefined() {
        return Ok(None);
    }
    let Some(list) = paths
        .as_object()
        .and_then(|list| JsArray::from_object(list).ok())
    else {
        return Err(invalid_arg_value(
            context,
            "options.paths",
            &paths,
            "is invalid",
        ));
    };
    let here = access::folder(context);
    let mut folders = Vec::new();
    for at in 0..list.length(context)? {
        let path = list.get(at, context)?;
        let Some(path) = path.as_string() else {
            return Err(invalid_arg_type(
                context,
                &format!("paths[{at}]"),
                "of type string",
                &path,
            ));
        };
        folders.push(here.join(path.to_std_string_lossy()));
    }
    Ok(Some(folders))
}

/// What a specifier means in the first of these folders in which it means something.
pub(super) fn resolve_from(
    specifier: &str,
    from: &Path,
    folders: &[PathBuf],
    context: &mut Context,
) -> JsResult<PathBuf> {
    let agent = Agent::of(context);
    let resolver = ModuleRegistry::of(&agent).resolver(context);
    let mut missing = NotFound::Module(specifier.to_owned());
    for folder in folders {
        match resolver.require(specifier, folder) {
            Ok(found) => return Ok(found),
            Err(error) => missing = error,
        }
        access::check_specifier(specifier, folder, context)?;
    }
    Err(not_found(&missing, from, context))
}

/// The folders in which `require` looks for a specifier, or null for a builtin.
///
/// # Errors
/// What reading `process` throws.
pub fn searched(specifier: &str, from: &Path, context: &mut Context) -> JsResult<JsValue> {
    if builtin::find(specifier, &Agent::of(context)).is_some() {
        return Ok(JsValue::null());
    }
    let is_relative = ["./", "../"]
        .iter()
        .any(|start| specifier.starts_with(start))
        || [".", ".."].contains(&specifier);
    if is_relative {
        let folder = from.parent().unwrap_or(Path::new("."));
        let folder = js_string!(folder.to_string_lossy().as_ref());
        return Ok(JsArray::from_iter([folder.into()], context).into());
    }
    let process = (Policy::of(&Agent::of(context)).process)(context)?;
    let text = |object: &JsObject, name: &str, context: &mut Context| -> JsResult<Option<String>> {
        let value = object.get(JsString::from(name), context)?;
        Ok(value.as_string().map(|text| text.to_std_string_lossy()))
    };
    let mut folders = lookup_paths(from);
    let env = process.get(js_string!("env"), context)?;
    let sees_home = access::of(context).is_none_or(|access| access.permissions.environment);
    let home = match env.as_object().filter(|_| sees_home) {
        Some(env) => text(&env, "HOME", context)?,
        None => None,
    };
    let exec = text(&process, "execPath", context)?;
    let prefix = exec
        .as_deref()
        .and_then(|exec| Path::new(exec).parent()?.parent());
    let own = home.iter().flat_map(|home| {
        [".node_modules", ".node_libraries"].map(|name| Path::new(home).join(name))
    });
    let all: Vec<PathBuf> = own
        .chain(prefix.map(|prefix| prefix.join("lib/node")))
        .collect();
    let all = all
        .iter()
        .map(|path| js_string!(path.to_string_lossy().as_ref()).into());
    folders.extend(all);
    Ok(JsArray::from_iter(folders, context).into())
}

fn not_found(error: &NotFound, from: &Path, context: &mut Context) -> JsError {
    let message = match error {
        NotFound::Module(_) | NotFound::Package(_) => {
            format!("{error}\nRequire stack:\n- {}", from.display())
        }
        _ => error.to_string(),
    };
    let made = node_error(context, ErrorKind::Error, error.code(false), &message);
    if let Ok(value) = made.clone().into_opaque(context)
        && let Some(object) = value.as_object()
    {
        let stack = JsArray::from_iter(
            [js_string!(from.to_string_lossy().as_ref()).into()],
            context,
        );
        if object
            .set(js_string!("requireStack"), stack, false, context)
            .is_ok()
        {
            return JsError::from_opaque(value);
        }
    }
    made
}

/// What `require.resolve` is asked for: any text.
pub(super) fn request(args: &[JsValue], context: &mut Context) -> JsResult<String> {
    let value = args.get_or_undefined(0);
    match value.as_string() {
        Some(text) => Ok(text.to_std_string_lossy()),
        None => Err(invalid_arg_type(
            context,
            "request",
            "of type string",
            value,
        )),
    }
}

/// The folders of packages above a file, from near to far.
pub(super) fn lookup_paths(path: &Path) -> Vec<JsValue> {
    path.ancestors()
        .skip(1)
        .filter(|folder| folder.file_name().is_none_or(|name| name != "node_modules"))
        .map(|folder| {
            let folder = folder.join("node_modules");
            JsString::from(folder.to_string_lossy().as_ref()).into()
        })
        .collect()
}
