//! What the scripts of one runtime may reach outside the engine, and what was put in its place:
//! permissions, the working folder, files that exist in memory only, the clock, randomness.
//!
//! A context that has no [`Access`] in its data reaches everything that the process does, as the
//! command line wants it; asking costs one look. This room must never know who asks: threads,
//! modules and `fs` come here, not the other way round.

mod clock;
mod files;
mod permissions;
mod random;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use boa_engine::object::JsObject;
use boa_engine::{Context, JsError, JsResult, JsString, JsValue, js_string};

pub use clock::{Clock, EngineClock, SystemClock};
pub use files::{ModuleFiles, VirtualFiles};
pub use permissions::{FileAccess, Permission, Permissions};
pub use random::{Random, install_math_random, source as random_source};

use crate::errors::{ErrorKind, node_error};
use crate::modules::resolve::normal;

/// The error code of a refused access, as in Node's permission model.
pub const DENIED: &str = "ERR_ACCESS_DENIED";

/// What one runtime reaches.
#[derive(Default)]
pub struct Access {
    /// What is allowed.
    pub permissions: Permissions,
    /// Files that are not on the disk.
    pub files: VirtualFiles,
    /// The clock that scripts read; `None` for the system's.
    pub clock: Option<Arc<dyn Clock>>,
    /// Where random bytes come from; `None` for the system.
    pub random: Option<Arc<dyn Random>>,
    /// A file that may be read whatever else is refused: the script that the host named.
    pub script: Option<PathBuf>,
    cwd: Option<Mutex<PathBuf>>,
    /// Descriptors that scripts of this runtime opened, kept while files are restricted.
    opened: Mutex<BTreeSet<i32>>,
}

impl Access {
    /// Gives the runtime a working folder of its own, which `process.chdir` changes.
    #[must_use]
    pub fn with_cwd(mut self, folder: Option<PathBuf>) -> Self {
        self.cwd = folder.map(Mutex::new);
        self
    }

    /// True when anything is restricted or replaced.
    #[must_use]
    pub fn changes_anything(&self) -> bool {
        !self.permissions.is_everything()
            || !self.files.is_empty()
            || self.clock.is_some()
            || self.random.is_some()
            || self.cwd.is_some()
    }

    /// The access of a context's runtime; `None` where nothing is restricted or replaced.
    #[must_use]
    pub fn of(context: &Context) -> Option<&Arc<Self>> {
        context.get_data::<Arc<Self>>()
    }

    /// The path that a script means: relative ones start in the runtime's own folder, if it has one.
    #[must_use]
    pub fn absolute(&self, path: &str) -> String {
        match &self.cwd {
            Some(cwd) if !path.starts_with('/') => {
                let cwd = cwd.lock().unwrap_or_else(PoisonError::into_inner);
                cwd.join(path).to_string_lossy().into_owned()
            }
            _ => path.to_owned(),
        }
    }

    fn allows(&self, permission: Permission, path: &Path) -> bool {
        let is_script = self.script.as_deref() == Some(path);
        self.permissions.allows_path(permission, path)
            || permission == Permission::FileSystemRead
                && (is_script || self.files.get(path).is_some())
    }
}

/// The working folder of the runtime.
///
/// # Errors
/// When the process's own folder is gone.
pub fn current_dir(context: &Context) -> io::Result<PathBuf> {
    match Access::of(context).and_then(|access| access.cwd.as_ref()) {
        Some(cwd) => Ok(cwd.lock().unwrap_or_else(PoisonError::into_inner).clone()),
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
    let Some(cwd) = Access::of(context).and_then(|access| access.cwd.as_ref()) else {
        return std::env::set_current_dir(path);
    };
    let mut cwd = cwd.lock().unwrap_or_else(PoisonError::into_inner);
    let wanted = normal(&cwd.join(path));
    if !std::fs::metadata(&wanted)?.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    *cwd = wanted;
    Ok(())
}

/// Throws unless the runtime may do `permission` to the file at `path`.
///
/// # Errors
/// `ERR_ACCESS_DENIED`, with the permission and the path as properties.
pub fn check_path(permission: Permission, path: &str, context: &mut Context) -> JsResult<()> {
    let Some(access) = Access::of(context) else {
        return Ok(());
    };
    if access.allows(permission, Path::new(path)) {
        return Ok(());
    }
    Err(denied(permission, Some(path), context))
}

/// Throws unless the runtime has a permission that is about no file.
///
/// # Errors
/// `ERR_ACCESS_DENIED`.
pub fn check(permission: Permission, context: &mut Context) -> JsResult<()> {
    match Access::of(context) {
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
    let Some(access) = Access::of(context) else {
        return Ok(());
    };
    if (0..=2).contains(&fd) {
        return check(Permission::Stdio, context);
    }
    let opened = access.opened.lock().unwrap_or_else(PoisonError::into_inner);
    let known = access.permissions.files == FileAccess::All || opened.contains(&fd);
    drop(opened);
    if known {
        return Ok(());
    }
    let shown = format!("descriptor {fd}");
    Err(denied(Permission::FileSystemRead, Some(&shown), context))
}

/// A script opened a descriptor, or closed it.
pub fn note_fd(access: Option<&Arc<Access>>, fd: i32, open: bool) {
    if let Some(access) = access {
        let mut opened = access.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if open {
            opened.insert(fd);
        } else {
            opened.remove(&fd);
        }
    }
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
    let Some(access) = Access::of(context) else {
        return read(path);
    };
    if let Some(bytes) = access.files.get(path) {
        return Ok(bytes.to_vec());
    }
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
    if Access::of(context).is_none() || !specifier.starts_with(['.', '/']) {
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
        crate::native::define(error, js_string!(key), value, attributes);
    };
    define("permission", permission.name());
    if let Some(resource) = resource {
        define("resource", resource);
    }
}
