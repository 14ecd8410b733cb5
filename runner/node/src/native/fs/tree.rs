//! Whole trees: `rm` and `cp`.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use boa_engine::{Context, JsArgs, JsResult, JsValue};

use super::super::Def;
use super::nodes::copy;
use super::{Failure, Outcome, Reply, args, settle};
use threadproof_ground::access::Permission;

pub(super) const FUNCTIONS: &[Def] = &[("rm", 4, rm), ("cp", 6, cp)];

/// `(callback, path, force, recursive)`; a folder without `recursive` gives the number 21, which
/// the JavaScript half turns into Node's own error
fn rm(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let path = args::path(
        args.get_or_undefined(1),
        "path",
        Permission::FileSystemWrite,
        context,
    )?;
    let force = args.get_or_undefined(2).to_boolean();
    let recursive = args.get_or_undefined(3).to_boolean();
    let work = move || -> Outcome {
        let found = match std::fs::symlink_metadata(&path) {
            Ok(found) => found,
            Err(error) if force && error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Reply::Nothing);
            }
            Err(error) => return Err(Failure::new("lstat", &error).at(&path)),
        };
        if found.is_dir() && !recursive {
            return Ok(Reply::Number(21.0));
        }
        let removed = if found.is_dir() {
            std::fs::remove_dir_all(&path)
        } else {
            std::fs::remove_file(&path)
        };
        match removed {
            Err(error) if !(force && error.kind() == std::io::ErrorKind::NotFound) => {
                Err(Failure::new(if found.is_dir() { "rm" } else { "unlink" }, &error).at(&path))
            }
            _ => Ok(Reply::Nothing),
        }
    };
    settle(args.get_or_undefined(0), work, context)
}

/// `(callback, from, to, recursive, force, errorOnExist)`; a folder without `recursive` gives the
/// number 21, a file that may not be replaced the number 17, a pair that can't be a copy of each other
/// what [`clash`] says
fn cp(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let from = args::path(
        args.get_or_undefined(1),
        "src",
        Permission::FileSystemRead,
        context,
    )?;
    let to = args::path(
        args.get_or_undefined(2),
        "dest",
        Permission::FileSystemWrite,
        context,
    )?;
    let [recursive, force, refuse] = [3, 4, 5].map(|at| args.get_or_undefined(at).to_boolean());
    let work = move || -> Outcome {
        let found = match std::fs::symlink_metadata(&from) {
            Ok(found) => found,
            Err(error) => return Err(Failure::new("lstat", &error).at(&from)),
        };
        if found.is_dir() && !recursive {
            return Ok(Reply::Number(21.0));
        }
        if let Some(clash) = clash(Path::new(&from), Path::new(&to)) {
            return Ok(Reply::Number(clash));
        }
        if let Some(parent) = Path::new(&to).parent() {
            let _ = std::fs::create_dir_all(parent);
        }
        match copy_tree(Path::new(&from), Path::new(&to), force, refuse) {
            Ok(()) => Ok(Reply::Nothing),
            Err((_, error)) if refuse && error.kind() == std::io::ErrorKind::AlreadyExists => {
                Ok(Reply::Number(17.0))
            }
            Err((path, error)) => {
                Err(Failure::new("cp", &error).at(path.to_string_lossy().into_owned()))
            }
        }
    };
    settle(args.get_or_undefined(0), work, context)
}

/// Why one can't be copied to the other, before anything is touched: 22 they are the same, 23 one is
/// inside the other, 24 a folder would replace a file, 25 a file a folder.
fn clash(from: &Path, to: &Path) -> Option<f64> {
    let identity = |path: &Path| {
        let found = std::fs::metadata(path).ok()?;
        Some((found.dev(), found.ino(), found.is_dir()))
    };
    let source = identity(from)?;
    if let Some(target) = identity(to) {
        let differ = [
            (source == target, 22.0),
            (source.2 && !target.2, 24.0),
            (!source.2 && target.2, 25.0),
        ];
        if let Some((_, number)) = differ.into_iter().find(|(is_so, _)| *is_so) {
            return Some(number);
        }
    }
    let inside = |folder: &Path| identity(folder) == Some(source);
    // By identity, so that links and dots don't hide it.
    let to = std::path::absolute(to).ok()?;
    let there = to.ancestors().find_map(|folder| folder.canonicalize().ok());
    (source.2 && there?.ancestors().any(inside)).then_some(23.0)
}

fn copy_tree(
    from: &Path,
    to: &Path,
    force: bool,
    refuse: bool,
) -> Result<(), (PathBuf, std::io::Error)> {
    let failed = |error: std::io::Error| (from.to_path_buf(), error);
    let found = std::fs::symlink_metadata(from).map_err(failed)?;
    if found.is_dir() {
        std::fs::create_dir_all(to).map_err(failed)?;
        for entry in std::fs::read_dir(from).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            copy_tree(&from.join(&name), &to.join(&name), force, refuse)?;
        }
        return Ok(());
    }
    if std::fs::symlink_metadata(to).is_ok() && !force {
        if refuse {
            return Err(failed(std::io::ErrorKind::AlreadyExists.into()));
        }
        return Ok(());
    }
    if found.is_symlink() {
        let _ = std::fs::remove_file(to);
        let target = std::fs::read_link(from).map_err(failed)?;
        return std::os::unix::fs::symlink(target, to).map_err(failed);
    }
    copy(&from.to_string_lossy(), &to.to_string_lossy(), false).map_err(failed)
}
