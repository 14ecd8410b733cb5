//! What the file system knows about a file: its status, owner, times and names.

use std::fs::{File, Metadata};
use std::os::unix::fs::MetadataExt as _;

use boa_engine::{Context, JsArgs, JsResult, JsValue};
use rustix::fs::{Access as Mask, AtFlags, CWD, Mode, Timespec, Timestamps};

use super::super::Def;
use super::memory::{in_memory, virtual_status};
use super::{Failure, Outcome, Reply, archived, args, settle, waiting};
use threadproof_engine::access;
use threadproof_ground::access::{FileAccess, Permission};
use threadproof_ground::numbers::nearest;

pub(super) const FUNCTIONS: &[Def] = &[
    ("stat", 3, stat),
    ("lstat", 3, lstat),
    ("fstat", 3, fstat),
    ("statfs", 3, statfs),
    ("access", 3, access),
    ("chmod", 3, chmod),
    ("fchmod", 3, fchmod),
    ("chown", 4, chown),
    ("lchown", 4, lchown),
    ("fchown", 4, fchown),
    ("utimes", 4, utimes),
    ("lutimes", 4, lutimes),
    ("futimes", 4, futimes),
    ("truncate", 3, truncate),
    ("rename", 3, rename),
    ("link", 3, link),
    ("symlink", 3, symlink),
    ("readlink", 2, readlink),
    ("unlink", 2, unlink),
    ("realpath", 2, realpath),
    ("copyFile", 4, copy_file),
];

/// What the runtime must be allowed for a call that names one file.
fn wanted(call: &str) -> Permission {
    match call {
        "stat" | "lstat" | "statfs" | "access" | "readlink" => Permission::FileSystemRead,
        _ => Permission::FileSystemWrite,
    }
}

/// Does something with one path.
fn on_path(
    args: &[JsValue],
    call: &'static str,
    work: impl FnOnce(&str) -> std::io::Result<Reply> + Send + 'static,
    context: &mut Context,
) -> JsResult<JsValue> {
    let named = args.get_or_undefined(1);
    let path = match call {
        "lstat" | "readlink" | "unlink" | "lchown" | "lutime" => {
            args::entry(named, "path", wanted(call), context)?
        }
        _ => args::path(named, "path", wanted(call), context)?,
    };
    let work = move || work(&path).map_err(|error| Failure::new(call, &error).at(&path));
    settle(args.get_or_undefined(0), work, context)
}

const READ: Permission = Permission::FileSystemRead;
const WRITE: Permission = Permission::FileSystemWrite;

/// Does something with two paths.
fn on_paths(
    args: &[JsValue],
    call: &'static str,
    names: [&str; 2],
    work: impl FnOnce(&str, &str) -> std::io::Result<()> + Send + 'static,
    context: &mut Context,
) -> JsResult<JsValue> {
    let from = match call {
        // A link's target is text; who follows the link is asked then.
        "symlink" => args::raw_path(args.get_or_undefined(1), names[0], context)?,
        "copyfile" => args::path(args.get_or_undefined(1), names[0], READ, context)?,
        "rename" => args::entry(args.get_or_undefined(1), names[0], WRITE, context)?,
        // A second name of a file opens it as the first does.
        _ => args::path(args.get_or_undefined(1), names[0], WRITE, context)?,
    };
    let to = match call {
        "copyfile" => args::path(args.get_or_undefined(2), names[1], WRITE, context)?,
        _ => args::entry(args.get_or_undefined(2), names[1], WRITE, context)?,
    };
    let work = move || match work(&from, &to) {
        Ok(()) => Ok(Reply::Nothing),
        Err(error) => Err(Failure::new(call, &error).between(&from, &to)),
    };
    settle(args.get_or_undefined(0), work, context)
}

/// Does something with a descriptor.
fn on_fd(
    args: &[JsValue],
    call: &'static str,
    work: impl FnOnce(&File) -> std::io::Result<Reply> + Send + 'static,
    context: &mut Context,
) -> JsResult<JsValue> {
    if matches!(call, "fchmod" | "fchown" | "futime") {
        check_attributes(args::fd(args.get_or_undefined(1), context)?, context)?;
    }
    let fd = args::named(args.get_or_undefined(1), context)?;
    let work = move || -> Outcome {
        let file = fd.file().map_err(std::io::Error::from);
        file.and_then(work)
            .map_err(|error| Failure::new(call, &error))
    };
    settle(args.get_or_undefined(0), work, context)
}

/// A descriptor that was opened for reading changes what a file's name could not.
fn check_attributes(fd: i32, context: &mut Context) -> JsResult<()> {
    let restricted =
        access::of(context).is_some_and(|access| access.permissions.files != FileAccess::All);
    if !restricted {
        return Ok(());
    }
    let file = std::fs::read_link(format!("/proc/self/fd/{fd}")).unwrap_or_default();
    access::check_path(WRITE, &file.to_string_lossy(), context)
}

fn status(found: &Metadata, big: bool) -> Reply {
    let birth = found.created().ok().and_then(|time| {
        let since = time.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some((
            i128::from(since.as_secs()),
            i128::from(since.subsec_nanos()),
        ))
    });
    let (birth, birth_ns) =
        birth.unwrap_or((i128::from(found.ctime()), i128::from(found.ctime_nsec())));
    let numbers = vec![
        found.dev().into(),
        found.mode().into(),
        found.nlink().into(),
        found.uid().into(),
        found.gid().into(),
        found.rdev().into(),
        found.blksize().into(),
        found.ino().into(),
        found.size().into(),
        found.blocks().into(),
        found.atime().into(),
        found.atime_nsec().into(),
        found.mtime().into(),
        found.mtime_nsec().into(),
        found.ctime().into(),
        found.ctime_nsec().into(),
        birth,
        birth_ns,
    ];
    Reply::Numbers(numbers, big)
}

/// `(callback, path, bigint)`, as all three of them
fn stat(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let big = args.get_or_undefined(2).to_boolean();
    if let Some(found) = in_memory(
        args,
        |path, context| virtual_status(path, big, context),
        context,
    )? {
        return Ok(found);
    }
    let inside = archived::find_named(args, context)?;
    let work = move |path: &str| match inside {
        Some(found) => archived::status(&found, true, |s| status(s, big)),
        None => std::fs::metadata(path).map(|s| status(&s, big)),
    };
    on_path(args, "stat", work, context)
}

fn lstat(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let big = args.get_or_undefined(2).to_boolean();
    if let Some(found) = in_memory(
        args,
        |path, context| virtual_status(path, big, context),
        context,
    )? {
        return Ok(found);
    }
    let inside = archived::find_named(args, context)?;
    let work = move |path: &str| match inside {
        Some(found) => archived::status(&found, false, |s| status(s, big)),
        None => std::fs::symlink_metadata(path).map(|s| status(&s, big)),
    };
    on_path(args, "lstat", work, context)
}

fn fstat(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let big = args.get_or_undefined(2).to_boolean();
    let work = move |file: &File| file.metadata().map(|found| status(&found, big));
    on_fd(args, "fstat", work, context)
}

fn statfs(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let big = args.get_or_undefined(2).to_boolean();
    let work = move |path: &str| {
        let found = rustix::fs::statfs(path)?;
        let numbers = vec![
            i128::from(found.f_type),
            i128::from(found.f_bsize),
            i128::from(found.f_frsize),
            i128::from(found.f_blocks),
            i128::from(found.f_bfree),
            i128::from(found.f_bavail),
            i128::from(found.f_files),
            i128::from(found.f_ffree),
        ];
        Ok(Reply::Numbers(numbers, big))
    };
    on_path(args, "statfs", work, context)
}

pub(super) fn access(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    args::raw_path(args.get_or_undefined(1), "path", context)?;
    let wanted = Mask::from_bits_retain(args::small_mode(args.get_or_undefined(2), context)?);
    let found = in_memory(
        args,
        |path, context| virtual_status(path, false, context).map(|_| Reply::Nothing),
        context,
    )?;
    if let Some(found) = found
        && !wanted.contains(Mask::WRITE_OK)
    {
        return Ok(found);
    }
    let inside = archived::find_named(args, context)?;
    let work = move |path: &str| match inside {
        Some(found) => archived::access(&found, wanted),
        None => Ok(rustix::fs::access(path, wanted).map(|()| Reply::Nothing)?),
    };
    on_path(args, "access", work, context)
}

fn chmod(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mode = Mode::from_raw_mode(args::mode(args.get_or_undefined(2), 0, context)?);
    on_path(
        args,
        "chmod",
        move |path| Ok(rustix::fs::chmod(path, mode).map(|()| Reply::Nothing)?),
        context,
    )
}

fn fchmod(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mode = Mode::from_raw_mode(args::mode(args.get_or_undefined(2), 0, context)?);
    let work = move |file: &File| Ok(rustix::fs::fchmod(file, mode).map(|()| Reply::Nothing)?);
    on_fd(args, "fchmod", work, context)
}

/// Owner and group; -1 leaves one as it is.
fn owners(args: &[JsValue]) -> (Option<u32>, Option<u32>) {
    let id = |at| {
        let number = args::number(args.get_or_undefined(at));
        (number >= 0.0).then(|| nearest(number))
    };
    (id(2), id(3))
}

fn chown(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (user, group) = owners(args);
    let work =
        move |path: &str| std::os::unix::fs::chown(path, user, group).map(|()| Reply::Nothing);
    on_path(args, "chown", work, context)
}

fn lchown(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (user, group) = owners(args);
    let work =
        move |path: &str| std::os::unix::fs::lchown(path, user, group).map(|()| Reply::Nothing);
    on_path(args, "lchown", work, context)
}

fn fchown(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (user, group) = owners(args);
    let work =
        move |file: &File| std::os::unix::fs::fchown(file, user, group).map(|()| Reply::Nothing);
    on_fd(args, "fchown", work, context)
}

/// Access and modification time, given in seconds with fractions.
fn times(args: &[JsValue]) -> Timestamps {
    let time = |at| {
        let seconds = args::number(args.get_or_undefined(at));
        let whole = seconds.floor();
        // Microseconds are what the script's double can hold; more digits would be noise.
        let nanoseconds = ((seconds - whole) * 1e6).round() * 1e3;
        Timespec {
            tv_sec: nearest(whole),
            tv_nsec: nearest::<i64>(nanoseconds).min(999_999_999),
        }
    };
    Timestamps {
        last_access: time(2),
        last_modification: time(3),
    }
}

fn utimes(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let times = times(args);
    let work = move |path: &str| {
        rustix::fs::utimensat(CWD, path, &times, AtFlags::empty())?;
        Ok(Reply::Nothing)
    };
    on_path(args, "utime", work, context)
}

fn lutimes(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let times = times(args);
    let work = move |path: &str| {
        rustix::fs::utimensat(CWD, path, &times, AtFlags::SYMLINK_NOFOLLOW)?;
        Ok(Reply::Nothing)
    };
    on_path(args, "lutime", work, context)
}

fn futimes(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let times = times(args);
    let work = move |file: &File| {
        rustix::fs::futimens(file, &times)?;
        Ok(Reply::Nothing)
    };
    on_fd(args, "futime", work, context)
}

/// `(callback, path, length)`; Node opens the file for it, so that is the call that fails.
fn truncate(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let length = nearest(args::number(args.get_or_undefined(2)));
    let work = move |path: &str| {
        let file = std::fs::OpenOptions::new()
            .read(true)
            .write(true)
            .open(path)?;
        file.set_len(length).map(|()| Reply::Nothing)
    };
    on_path(args, "open", work, context)
}

pub(super) fn rename(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    on_paths(
        args,
        "rename",
        ["oldPath", "newPath"],
        |from, to| std::fs::rename(from, to),
        context,
    )
}

fn link(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let work = |from: &str, to: &str| Ok(rustix::fs::link(from, to)?);
    on_paths(args, "link", ["existingPath", "newPath"], work, context)
}

fn symlink(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let work = |from: &str, to: &str| std::os::unix::fs::symlink(from, to);
    on_paths(args, "symlink", ["target", "path"], work, context)
}

fn readlink(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let work = |path: &str| {
        std::fs::read_link(path).map(|target| Reply::Text(target.to_string_lossy().into_owned()))
    };
    on_path(args, "readlink", work, context)
}

pub(super) fn unlink(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let work = |path: &str| Ok(rustix::fs::unlink(path).map(|()| Reply::Nothing)?);
    on_path(args, "unlink", work, context)
}

/// `(callback, path, native)`: unless the system is to do it, Node walks the path itself, so its
/// error is about the `lstat` of an absolute path.
fn realpath(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let path = args::path(args.get_or_undefined(1), "path", READ, context)?;
    let inside = archived::find(&path, context);
    let is_native = args.get_or_undefined(2).to_boolean();
    let real = move |path: &str| match inside {
        Some(found) => found.real_path(),
        None if path.is_empty() && !is_native => std::fs::canonicalize("."),
        None => std::fs::canonicalize(path),
    };
    let work = move || match real(&path) {
        Ok(real) => Ok(Reply::Text(real.to_string_lossy().into_owned())),
        Err(error) if is_native => Err(Failure::new("realpath", &error).at(path)),
        Err(error) if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => {
            let full = std::path::absolute(&path).map(|full| full.to_string_lossy().into_owned());
            Err(Failure::new("stat", &error).at(full.unwrap_or(path)))
        }
        Err(error) => {
            let full = std::path::absolute(&path).map(|full| full.to_string_lossy().into_owned());
            Err(Failure::new("lstat", &error).at(full.unwrap_or(path)))
        }
    };
    settle(args.get_or_undefined(0), work, context)
}

/// `(callback, from, to, flags)`; flag 1 refuses to overwrite, flag 4 wants a copy that shares its
/// blocks, which this runtime cannot ask for
fn copy_file(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    args::raw_path(args.get_or_undefined(1), "src", context)?;
    args::raw_path(args.get_or_undefined(2), "dest", context)?;
    let mode = args::small_mode(args.get_or_undefined(3), context)?;
    let work = move |from: &str, to: &str| match mode {
        mode if mode & 4 != 0 => Err(rustix::io::Errno::OPNOTSUPP.into()),
        mode => copy(from, to, mode & 1 != 0),
    };
    on_paths(args, "copyfile", ["src", "dest"], work, context)
}

/// Copies content and permission bits; a file copied onto itself stays as it is.
fn copy(from: &str, to: &str, exclusive: bool) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    waiting::before_open(from);
    let mut source = std::fs::File::open(from)?;
    let found = source.metadata()?;
    if found.is_dir() {
        return Err(rustix::io::Errno::ISDIR.into());
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).mode(found.mode());
    if exclusive {
        options.create_new(true)
    } else {
        options.create(true)
    };
    let mut target = options.open(to)?;
    let there = target.metadata()?;
    if (there.dev(), there.ino()) == (found.dev(), found.ino()) {
        return Ok(());
    }
    target.set_len(0)?;
    target.set_permissions(found.permissions())?;
    std::io::copy(&mut source, &mut target).map(drop)
}
