//! Folders: making, listing and removing one.

use std::os::unix::fs::FileTypeExt as _;
use std::path::Path;

use boa_engine::{Context, JsArgs, JsResult, JsValue};
use rustix::fs::Mode;

use super::super::Def;
use super::{Failure, Outcome, Reply, archived, args, settle};
use threadproof_engine::access;
use threadproof_ground::access::Permission;
use threadproof_ground::asar::Archives;

pub(super) const FUNCTIONS: &[Def] = &[
    ("mkdir", 4, mkdir),
    ("mkdtemp", 2, mkdtemp),
    ("rmdir", 2, rmdir),
    ("readdir", 3, readdir),
];

/// `(callback, path, mode, recursive)`; recursive gives the first folder that was made
pub(super) fn mkdir(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let path = args::path(
        args.get_or_undefined(1),
        "path",
        Permission::FileSystemWrite,
        context,
    )?;
    let mode = Mode::from_raw_mode(args::mode(args.get_or_undefined(2), 0o777, context)?);
    let recursive = args.get_or_undefined(3).to_boolean();
    let work = move || {
        let outcome = if recursive {
            make_all(Path::new(&path), mode)
        } else {
            rustix::fs::mkdir(&*path, mode)
                .map(|()| Reply::Nothing)
                .map_err(Into::into)
        };
        outcome.map_err(|error| Failure::new("mkdir", &error).at(&path))
    };
    settle(args.get_or_undefined(0), work, context)
}

fn make_all(path: &Path, mode: Mode) -> std::io::Result<Reply> {
    let mut missing = Vec::new();
    let mut next = Some(path);
    while let Some(folder) = next.filter(|folder| !folder.as_os_str().is_empty()) {
        match std::fs::metadata(folder) {
            Ok(found) if found.is_dir() => break,
            Ok(_) if missing.is_empty() => return Err(rustix::io::Errno::EXIST.into()),
            Ok(_) => return Err(rustix::io::Errno::NOTDIR.into()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => missing.push(folder),
            Err(error) => return Err(error),
        }
        next = folder.parent();
    }
    let first = missing
        .last()
        .map(|folder| folder.to_string_lossy().into_owned());
    for folder in missing.into_iter().rev() {
        match rustix::fs::mkdir(folder, mode) {
            // Another thread may have made it meanwhile.
            Ok(()) | Err(rustix::io::Errno::EXIST) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(first.map_or(Reply::Nothing, Reply::Text))
}

/// `(callback, prefix)`
fn mkdtemp(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    const LETTERS: &[u8; 62] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let prefix = args::path(
        args.get_or_undefined(1),
        "prefix",
        Permission::FileSystemWrite,
        context,
    )?;
    // The folder's name goes on behind the prefix, which may be that of an allowed one.
    access::check_operand(
        Permission::FileSystemWrite,
        &format!("{prefix}XXXXXX"),
        context,
    )?;
    let random = access::random_source(context);
    let work = move || {
        let mut tries = 0;
        loop {
            let mut raw = [0_u8; 6];
            if let Some(random) = &random {
                random.fill(&mut raw);
            } else if getrandom::fill(&mut raw).is_err() {
                raw = std::process::id().to_le_bytes().repeat(2)[..6]
                    .try_into()
                    .unwrap_or(raw);
            }
            let name = raw
                .iter()
                .map(|byte| char::from(LETTERS[usize::from(*byte) % 62]));
            let path = prefix.clone() + &name.collect::<String>();
            tries += 1;
            match rustix::fs::mkdir(&*path, Mode::RWXU) {
                Ok(()) => return Ok(Reply::Text(path)),
                Err(rustix::io::Errno::EXIST) if tries < 100 => {}
                Err(error) => return Err(Failure::new("mkdtemp", &error.into()).at(path)),
            }
        }
    };
    settle(args.get_or_undefined(0), work, context)
}

/// `(callback, path)`
fn rmdir(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let path = args::path(
        args.get_or_undefined(1),
        "path",
        Permission::FileSystemWrite,
        context,
    )?;
    let work = move || -> Outcome {
        rustix::fs::rmdir(&*path)
            .map(|()| Reply::Nothing)
            .map_err(|error| Failure::new("rmdir", &error.into()).at(&path))
    };
    settle(args.get_or_undefined(0), work, context)
}

/// `(callback, path, recursive)`: folder, name and kind of each entry, breadth first
fn readdir(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let path = args::path(
        args.get_or_undefined(1),
        "path",
        Permission::FileSystemRead,
        context,
    )?;
    let recursive = args.get_or_undefined(2).to_boolean();
    let archives = archived::archives(context);
    let work = move || {
        let mut all = list(archives.as_deref(), &path, "")?;
        let mut at = 0;
        while recursive && at < all.len() {
            let (folder, name, kind) = &all[at];
            if *kind == KIND_FOLDER {
                let inner = join(folder, name);
                let more = list(archives.as_deref(), &join(&path, &inner), &inner)?;
                all.extend(more);
            }
            at += 1;
        }
        Ok(Reply::Entries(all))
    };
    settle(args.get_or_undefined(0), work, context)
}

const KIND_FOLDER: i32 = 2;

/// The entries of one folder by name, as libuv sorts them.
fn list(
    archives: Option<&Archives>,
    path: &str,
    folder: &str,
) -> Result<Vec<(String, String, i32)>, Failure> {
    let failed = |error: std::io::Error| Failure::new("scandir", &error).at(path);
    if let Some(found) = archives.and_then(|archives| archives.find(Path::new(path))) {
        let entries = archived::list(&found).map_err(failed)?.into_iter();
        return Ok(entries
            .map(|(name, kind)| (folder.to_owned(), name, kind))
            .collect());
    }
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_or(0, |kind| {
            let kinds = [
                (kind.is_file(), 1),
                (kind.is_dir(), KIND_FOLDER),
                (kind.is_symlink(), 3),
                (kind.is_fifo(), 4),
                (kind.is_socket(), 5),
                (kind.is_char_device(), 6),
                (kind.is_block_device(), 7),
            ];
            kinds
                .iter()
                .find(|(is, _)| *is)
                .map_or(0, |(_, number)| *number)
        });
        entries.push((
            folder.to_owned(),
            entry.file_name().to_string_lossy().into_owned(),
            kind,
        ));
    }
    entries.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(entries)
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{}/{name}", folder.trim_end_matches('/'))
    }
}
