//! What scripts may reach, as native functions ask: permissions that throw, the working folder, the
//! clock, randomness.
//!
//! A context that has no [`Access`] in its data reaches everything that the process does, as the
//! command line wants it; asking costs one look. This room must never know who asks: threads,
//! modules and `fs` come here, not the other way round.

mod clock;
mod random;

use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsError, JsResult, JsString, JsValue, js_string};
use threadproof_ground::access::{Access, Permission};
use threadproof_ground::paths::normal;

pub use clock::{EngineClock, wall_clock_ms};
pub use random::{install_math_random, random_fill, random_uuid, source as random_source};

use crate::errors::{ErrorKind, node_error};
use crate::native::define;

/// The error code of a refused access, as in Node's permission model.
pub const DENIED: &str = "ERR_ACCESS_DENIED";

/// The access of a context's runtime; `None` where nothing is restricted or replaced.
#[must_use]
pub fn of(context: &Context) -> Option<&Arc<Access>> {
    context.get_data::<Arc<Access>>()
}

/// The working folder of the runtime.
///
/// # Errors
/// When the process's own folder is gone.
pub fn current_dir(context: &Context) -> io::Result<PathBuf> {
    match of(context).and_then(|access| access.own_folder()) {
        Some(folder) => Ok(folder),
        None => std::env::current_dir(),
    }
}

/// The working folder, or the root where it is gone.
#[must_use]
pub fn folder(context: &Context) -> PathBuf {
    current_dir(context).unwrap_or_else(|_| PathBuf::from("/"))
}

/// Changes the working folder: the runtime's own, or that of the process if it has none.
///
/// # Errors
/// When there is no such folder.
pub fn set_current_dir(path: &Path, context: &Context) -> io::Result<()> {
    of(context)
        .and_then(|access| access.set_own_folder(path))
        .unwrap_or_else(|| std::env::set_current_dir(path))
}

/// Throws unless the runtime may do `permission` to the file at `path`.
///
/// # Errors
/// `ERR_ACCESS_DENIED`, with the permission and the path as properties.
pub fn check_path(permission: Permission, path: &str, context: &mut Context) -> JsResult<()> {
    let Some(access) = of(context) else {
        return Ok(());
    };
    if access.allows(permission, Path::new(path)) {
        return Ok(());
    }
    Err(denied(permission, Some(path), context))
}

/// What an operation asks.
enum Question {
    File(Permission, PathBuf),
    Entry(Permission, PathBuf),
}

/// What an operation asked for, to be asked again when it is done.
#[derive(Default)]
struct Asked(RefCell<Vec<Question>>);

/// What a refused operation has asked is nobody's question any more.
fn forget(context: &Context) {
    if let Some(asked) = context.get_data::<Asked>() {
        asked.0.borrow_mut().clear();
    }
}

fn note(question: Question, context: &mut Context) {
    if of(context).is_none_or(|access| !access.takes_turns()) {
        return;
    }
    if !context.has_data::<Asked>() {
        context.insert_data(Asked::default());
    }
    if let Some(asked) = context.get_data::<Asked>() {
        asked.0.borrow_mut().push(question);
    }
}

/// As [`check_path`], for an operation on the disk that [`at_turn`] does.
///
/// # Errors
/// As [`check_path`].
pub fn check_operand(permission: Permission, path: &str, context: &mut Context) -> JsResult<()> {
    if let Err(refused) = check_path(permission, path, context) {
        forget(context);
        return Err(refused);
    }
    note(Question::File(permission, path.into()), context);
    Ok(())
}

/// As [`check_operand`], for what is done to a name in a folder: a link there is not followed.
///
/// # Errors
/// As [`check_path`].
pub fn check_entry(permission: Permission, path: &str, context: &mut Context) -> JsResult<()> {
    let Some(access) = of(context) else {
        return Ok(());
    };
    if !access.allows_entry(permission, Path::new(path)) {
        forget(context);
        return Err(denied(permission, Some(path), context));
    }
    note(Question::Entry(permission, path.into()), context);
    Ok(())
}

/// The operation `work` as it may be done, perhaps on another thread: what was asked for its operands
/// is asked again, and no script of the runtime is at the disk meanwhile.
pub fn at_turn<T, W, R>(
    work: W,
    refused: R,
    context: &Context,
) -> impl FnOnce() -> T + Send + 'static + use<T, W, R>
where
    T: 'static,
    W: FnOnce() -> T + Send + 'static,
    R: FnOnce(&Path) -> T + Send + 'static,
{
    let access = of(context).filter(|access| access.takes_turns()).cloned();
    let asked = context.get_data::<Asked>();
    let asked = asked.map(|asked| asked.0.take()).unwrap_or_default();
    move || {
        let Some(access) = access else {
            return work();
        };
        let _turn = access.turn();
        let changed = asked.iter().find_map(|question| match question {
            Question::File(permission, path) => (!access.allows(*permission, path)).then_some(path),
            Question::Entry(permission, path) => {
                (!access.allows_entry(*permission, path)).then_some(path)
            }
        });
        match changed {
            Some(path) => refused(path),
            None => work(),
        }
    }
}

/// Throws unless the runtime has a permission that is about no file.
///
/// # Errors
/// `ERR_ACCESS_DENIED`.
pub fn check(permission: Permission, context: &mut Context) -> JsResult<()> {
    match of(context) {
        Some(access) if !access.permissions.allows(permission) => {
            Err(denied(permission, None, context))
        }
        _ => Ok(()),
    }
}

/// Throws unless a descriptor belongs to this runtime. The standard streams do as far as the
/// permission for them goes; others only if a script opened them, once files are restricted.
///
/// # Errors
/// `ERR_ACCESS_DENIED`.
pub fn check_fd(fd: i32, context: &mut Context) -> JsResult<()> {
    let Some(access) = of(context) else {
        return Ok(());
    };
    if (0..=2).contains(&fd) {
        return check(Permission::Stdio, context);
    }
    let known = access.knows_fd(fd);
    if known {
        return Ok(());
    }
    let shown = format!("descriptor {fd}");
    Err(denied(Permission::FileSystemRead, Some(&shown), context))
}

/// Reads a whole file as module loading does: from memory, or from the disk.
///
/// # Errors
/// As [`std::fs::read`]; [`io::ErrorKind::PermissionDenied`] without an error number means that the
/// runtime may not read it.
pub fn read(path: &Path, context: &Context) -> io::Result<Vec<u8>> {
    read_by(path, context, |path| std::fs::read(path))
}

/// Like [`read`], by a reader that knows more than the disk.
///
/// # Errors
/// As [`read`].
pub fn read_by(
    path: &Path,
    context: &Context,
    read: impl FnOnce(&Path) -> io::Result<Vec<u8>>,
) -> io::Result<Vec<u8>> {
    let Some(access) = of(context) else {
        return read(path);
    };
    if let Some(bytes) = access.files.get(path) {
        return Ok(bytes.to_vec());
    }
    let _turn = access.takes_turns().then(|| access.turn());
    if access.allows(Permission::FileSystemRead, path) {
        return read(path);
    }
    Err(io::ErrorKind::PermissionDenied.into())
}

/// Throws for a path that was not found where the runtime may not look: whether there is a file
/// behind it is not said. Names of packages pass.
///
/// # Errors
/// `ERR_ACCESS_DENIED`.
pub fn check_specifier(specifier: &str, folder: &Path, context: &mut Context) -> JsResult<()> {
    if of(context).is_none() || !specifier.starts_with(['.', '/']) {
        return Ok(());
    }
    let path = normal(&folder.join(specifier));
    check_path(Permission::FileSystemRead, &path.to_string_lossy(), context)
}

/// True for the error with which [`read`] says that the runtime may not read a file.
#[must_use]
pub fn is_refusal(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::PermissionDenied && error.raw_os_error().is_none()
}

/// The error of a refused access, in the words and with the properties of Node's.
pub fn denied(permission: Permission, resource: Option<&str>, context: &mut Context) -> JsError {
    let message = format!(
        "Access to this API has been restricted: {} is not among the permissions of this runtime",
        permission.name()
    );
    let error = node_error(context, ErrorKind::Error, DENIED, &message);
    if let Some(object) = error.as_opaque().and_then(JsValue::as_object) {
        describe(&object, permission, resource);
    }
    error
}

fn describe(error: &JsObject, permission: Permission, resource: Option<&str>) {
    let attributes = boa_engine::property::Attribute::all();
    let define = |key: &str, text: &str| {
        let value = JsString::from(text).into();
        define(error, js_string!(key), value, attributes);
    };
    define("permission", permission.name());
    if let Some(resource) = resource {
        define("resource", resource);
    }
}
