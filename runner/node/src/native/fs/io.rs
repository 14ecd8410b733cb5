//! Descriptors and content: open, close, read, write, whole files.

use std::hash::BuildHasher;
use std::path::Path;
use std::sync::Arc;

use boa_engine::{Context, JsArgs, JsResult, JsValue};
use rustc_hash::FxBuildHasher;
use rustix::fs::{Mode, OFlags};

use super::super::Def;
use super::super::buffer::encoding::Encoding;
use super::super::bytes::Bytes;
use super::{Failure, Outcome, OwnStreams, Reply, archived, args, settle, settle_fd, tracking};
use threadproof_agent::Agent;
use threadproof_engine::access;
use threadproof_engine::bytes;
use threadproof_ground::access::{Access, Permission};
use threadproof_ground::asar::Found;
use threadproof_ground::director::Object;

pub(super) const FUNCTIONS: &[Def] = &[
    ("open", 4, open),
    ("close", 2, close),
    ("closeManaged", 2, close_managed),
    ("adopt", 1, adopt),
    ("read", 6, read),
    ("write", 6, write),
    ("writeText", 5, write_text),
    ("readFile", 4, read_file),
    ("writeFile", 5, write_file),
    ("fsync", 2, fsync),
    ("fdatasync", 2, fdatasync),
    ("ftruncate", 3, ftruncate),
];

/// Opens a file and gives up ownership of its descriptor to the script.
pub(super) fn open_file(path: &str, flags: i32, mode: u32) -> Result<i32, Failure> {
    use std::os::fd::IntoRawFd as _;
    let flags = OFlags::from_bits_retain(flags.cast_unsigned()) | OFlags::CLOEXEC;
    match rustix::fs::open(path, flags, Mode::from_raw_mode(mode)) {
        Ok(fd) => Ok(fd.into_raw_fd()),
        Err(error) => Err(Failure::new("open", &error.into()).at(path)),
    }
}

/// Closes a descriptor that a script owns.
pub(super) fn close_fd(fd: i32) -> Result<(), Failure> {
    // SAFETY: the script owns the number it names; nothing in this runtime holds it as an owned
    // descriptor, and a wrong number is answered with EBADF.
    unsafe { rustix::io::try_close(fd) }.map_err(|error| Failure::new("close", &error.into()))
}

/// A script opened a descriptor, or closed it.
fn note_fd(access: Option<&Arc<Access>>, fd: i32, is_open: bool) {
    if let Some(access) = access {
        access.note_fd(fd, is_open);
    }
}

pub(super) fn open(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let path = args::raw_path(args.get_or_undefined(1), "path", context)?;
    let flags = args::flags(args.get_or_undefined(2), 0, context)?;
    let mode = args::mode(args.get_or_undefined(3), 0o666, context)?;
    let target = path_target(path, flags, context)?;
    let tracker = tracking::tracker(context);
    let access = access::of(context).cloned();
    let work = move || {
        target.open(flags, mode).map(|(fd, _)| {
            note_fd(access.as_ref(), fd, true);
            Reply::Opened(fd, tracker.opened(fd))
        })
    };
    settle(args.get_or_undefined(0), work, context)
}

pub(super) fn close(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let fd = args::fd(args.get_or_undefined(1), context)?;
    if tracking::tracker(context).closed_by_number(fd) {
        tracking::warn(fd, "closed but not opened in unmanaged mode", context);
    }
    close_managed(this, args, context)
}

/// A descriptor that a script got otherwise than by opening a file.
fn adopt(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let fd = args::fd(args.get_or_undefined(0), context)?;
    if tracking::tracker(context).opened(fd) {
        tracking::warn(fd, "opened in unmanaged mode twice", context);
    }
    Ok(JsValue::undefined())
}

/// Closes the descriptor that a `FileHandle` has given up.
pub(super) fn close_managed(
    _: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let fd = args::fd(args.get_or_undefined(1), context)?;
    let tracker = tracking::tracker(context);
    let access = access::of(context).cloned();
    let work = move || {
        tracker.closed(fd);
        note_fd(access.as_ref(), fd, false);
        close_fd(fd).map(|()| Reply::Nothing)
    };
    settle_fd(
        args.get_or_undefined(0),
        JsValue::undefined(),
        work,
        context,
    )
}

/// `(callback, fd, buffer, offset, length, position)`
pub(super) fn read(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let fd = args::fd(args.get_or_undefined(1), context)?;
    let buffer = args.get_or_undefined(2);
    let offset = args::number(args.get_or_undefined(3)) as usize;
    let length = args::number(args.get_or_undefined(4)) as usize;
    let position = args::position(args.get_or_undefined(5));
    let room = Bytes::of(buffer, context).map_or(0, |bytes| bytes.part(offset, length).len());
    if let Some(data) = own_input(fd, room, context) {
        let work = move || Ok(Reply::Into(data, offset));
        return settle_fd(args.get_or_undefined(0), buffer.clone(), work, context);
    }
    reach(fd, false, args.get_or_undefined(0), context);
    let work = move || {
        let mut data = vec![0; room];
        let count = read_some(fd, &mut data, position)?;
        data.truncate(count);
        Ok(Reply::Into(data, offset))
    };
    settle_fd(args.get_or_undefined(0), buffer.clone(), work, context)
}

fn read_some(fd: i32, data: &mut [u8], position: Option<u64>) -> Result<usize, Failure> {
    let fd = args::borrowed(fd);
    let read = rustix::io::retry_on_intr(|| match position {
        Some(position) => rustix::io::pread(fd, &mut *data, position),
        None => rustix::io::read(fd, &mut *data),
    });
    read.map_err(|error| Failure::new("read", &error.into()))
}

fn write_some(fd: i32, data: &[u8], position: Option<u64>) -> Result<usize, Failure> {
    let fd = args::borrowed(fd);
    let written = rustix::io::retry_on_intr(|| match position {
        Some(position) => rustix::io::pwrite(fd, data, position),
        None => rustix::io::write(fd, data),
    });
    written.map_err(|error| Failure::new("write", &error.into()))
}

/// Under a director, others may go first before a thread reads or writes a file by its descriptor.
/// What is done in the background is none of this thread's acts.
fn reach(fd: i32, changes: bool, callback: &JsValue, context: &Context) {
    let agent = Agent::of(context);
    if agent.cluster.director.is_none() || callback.is_callable() {
        return;
    }
    if let Ok(path) = std::fs::read_link(format!("/proc/self/fd/{fd}")) {
        let object = Object::File(FxBuildHasher.hash_one(path));
        let name = if changes { "writes" } else { "reads" };
        agent.cluster.point(name, object);
        agent.cluster.touch(object, changes);
    }
}

/// Gives `callback` how many of the bytes were written.
fn write_out(
    callback: &JsValue,
    fd: i32,
    data: Vec<u8>,
    position: Option<u64>,
    context: &mut Context,
) -> JsResult<JsValue> {
    if own_output(fd, &data, context) {
        let count = data.len() as f64;
        let work = move || Ok(Reply::Number(count));
        return settle_fd(callback, JsValue::undefined(), work, context);
    }
    reach(fd, true, callback, context);
    let work = move || write_some(fd, &data, position).map(|count| Reply::Number(count as f64));
    settle_fd(callback, JsValue::undefined(), work, context)
}

/// `(callback, fd, buffer, offset, length, position)`
pub(super) fn write(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let fd = args::fd(args.get_or_undefined(1), context)?;
    let bytes = Bytes::of(args.get_or_undefined(2), context);
    let offset = args::number(args.get_or_undefined(3)) as usize;
    let length = args::number(args.get_or_undefined(4)) as usize;
    let position = args::position(args.get_or_undefined(5));
    let part = bytes.map(|bytes| bytes.part(offset, length));
    let data = part.map(|part| part.to_vec()).unwrap_or_default();
    write_out(args.get_or_undefined(0), fd, data, position, context)
}

/// `(callback, fd, text, position, encoding)`
pub(super) fn write_text(
    _: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let fd = args::fd(args.get_or_undefined(1), context)?;
    let text = args.get_or_undefined(2).to_string(context)?;
    let position = args::position(args.get_or_undefined(3));
    let data = encoding(args.get_or_undefined(4), context)?.unwrap_or(Encoding::Utf8);
    let data = data.encode(text.as_str());
    write_out(args.get_or_undefined(0), fd, data, position, context)
}

/// A whole file by path or by descriptor: `(callback, file, encoding, flags)`
pub(super) fn read_file(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let file = args.get_or_undefined(1);
    let encoding = encoding(args.get_or_undefined(2), context)?;
    let flags = args::flags(args.get_or_undefined(3), 0, context)?;
    let target = target(file, flags, context)?;
    if let Some(content) = target.in_memory(context) {
        let work = move || Ok(Reply::Bytes(content.to_vec(), encoding));
        return settle(args.get_or_undefined(0), work, context);
    }
    if let Target::Fd(fd) = target
        && let Some(data) = own_input(fd, usize::MAX, context)
    {
        let work = move || Ok(Reply::Bytes(data, encoding));
        return settle(args.get_or_undefined(0), work, context);
    }
    let work = move || {
        let (fd, opened) = target.open(flags, 0o666)?;
        let content = read_all(fd);
        if opened {
            close_fd(fd)?;
        }
        content.map(|data| Reply::Bytes(data, encoding))
    };
    settle(args.get_or_undefined(0), work, context)
}

fn read_all(fd: i32) -> Result<Vec<u8>, Failure> {
    let borrowed = args::borrowed(fd);
    let size =
        rustix::fs::fstat(borrowed).map_or(0, |stat| usize::try_from(stat.st_size).unwrap_or(0));
    let mut data = vec![0; size.min(1 << 30) + 1];
    let mut filled = 0;
    loop {
        let count = read_some(fd, &mut data[filled..], None)?;
        if count == 0 {
            data.truncate(filled);
            return Ok(data);
        }
        filled += count;
        if filled == data.len() {
            data.resize((filled * 2).max(8192), 0);
        }
    }
}

/// A whole file's new content: `(callback, file, data, flags, mode)`, data a view
fn write_file(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let data = Bytes::of(args.get_or_undefined(2), context);
    let data = data.map(|bytes| bytes.to_vec()).unwrap_or_default();
    let [flags, mode] = [3, 4].map(|at| args.get_or_undefined(at).clone());
    let (callback, file) = (args.get_or_undefined(0), args.get_or_undefined(1));
    write_bytes(callback, file, data, &flags, &mode, context)
}

/// Writes `data` as the new content, or the new end, of a file.
pub(super) fn write_bytes(
    callback: &JsValue,
    file: &JsValue,
    data: Vec<u8>,
    flags: &JsValue,
    mode: &JsValue,
    context: &mut Context,
) -> JsResult<JsValue> {
    let flags = args::flags(flags, 0, context)?;
    let target = target(file, flags, context)?;
    let mode = args::mode(mode, 0o666, context)?;
    if let Target::Fd(fd) = target
        && own_output(fd, &data, context)
    {
        return settle(callback, || Ok(Reply::Nothing), context);
    }
    let work = move || {
        let (fd, opened) = target.open(flags, mode)?;
        let mut written = Ok(());
        let mut rest = &data[..];
        while written.is_ok() && !rest.is_empty() {
            written = write_some(fd, rest, None).map(|count| rest = &rest[count..]);
        }
        if opened {
            close_fd(fd)?;
        }
        written.map(|()| Reply::Nothing)
    };
    settle(callback, work, context)
}

/// Writes to a standard stream of a runtime that has its own; false for any other descriptor.
fn own_output(fd: i32, data: &[u8], context: &Context) -> bool {
    let streams = context.get_data::<OwnStreams>().copied();
    let Some(streams) = streams.filter(|_| fd == 1 || fd == 2) else {
        return false;
    };
    (streams.write)(context, fd, data);
    true
}

/// What the standard input of a runtime that has its own gives; `None` for any other descriptor.
fn own_input(fd: i32, room: usize, context: &Context) -> Option<Vec<u8>> {
    let streams = context.get_data::<OwnStreams>().copied()?;
    (fd == 0).then(|| (streams.read)(context, room))
}

enum Target {
    Path(String),
    Archived(Found, String),
    Fd(i32),
}

impl Target {
    /// The content of a file that is not on the disk.
    fn in_memory(&self, context: &Context) -> Option<Arc<[u8]>> {
        match self {
            Self::Archived(..) | Self::Fd(_) => None,
            Self::Path(path) => access::of(context)?.files.get(Path::new(path)),
        }
    }

    /// The descriptor, and whether it was opened for this operation alone.
    fn open(&self, flags: i32, mode: u32) -> Result<(i32, bool), Failure> {
        match self {
            Self::Fd(fd) => Ok((*fd, false)),
            Self::Path(path) => open_file(path, flags, mode).map(|fd| (fd, true)),
            Self::Archived(found, path) => archived::open(found, flags, path).map(|fd| (fd, true)),
        }
    }
}

fn target(value: &JsValue, flags: i32, context: &mut Context) -> JsResult<Target> {
    if value.is_number() {
        return args::fd(value, context).map(Target::Fd);
    }
    let path = args::raw_path(value, "path", context)?;
    path_target(path, flags, context)
}

/// What a path to open leads to, if the runtime may open it with these flags.
fn path_target(path: String, flags: i32, context: &mut Context) -> JsResult<Target> {
    let path = reachable(path, flags, context)?;
    Ok(match archived::find(&path, context) {
        Some(found) => Target::Archived(found, path),
        None => Target::Path(path),
    })
}

/// The path to open, if the runtime may open it with these flags.
fn reachable(path: String, flags: i32, context: &mut Context) -> JsResult<String> {
    let Some(access) = access::of(context) else {
        return Ok(path);
    };
    let path = access.absolute(&path);
    let flags = OFlags::from_bits_retain(flags.cast_unsigned());
    let how = flags & OFlags::ACCMODE;
    let makes = flags.intersects(OFlags::CREATE | OFlags::TRUNC | OFlags::APPEND);
    if how != OFlags::WRONLY {
        access::check_path(Permission::FileSystemRead, &path, context)?;
    }
    if how != OFlags::RDONLY || makes {
        access::check_path(Permission::FileSystemWrite, &path, context)?;
    }
    Ok(path)
}

/// An encoding by name; none for nothing, `buffer` and unknown names' error for the rest.
pub(super) fn encoding(value: &JsValue, context: &mut Context) -> JsResult<Option<Encoding>> {
    if value.is_null_or_undefined() {
        return Ok(None);
    }
    let name = value
        .as_string()
        .map(|name| name.to_std_string_lossy())
        .unwrap_or_default();
    if name == "buffer" {
        return Ok(None);
    }
    match Encoding::parse(&name) {
        Some(encoding) => Ok(Some(encoding)),
        None => Err(bytes::arg_value(
            context,
            "encoding",
            "is invalid encoding",
            value,
        )),
    }
}

fn on_fd(
    args: &[JsValue],
    call: &'static str,
    work: impl FnOnce(i32) -> rustix::io::Result<()> + Send + 'static,
    context: &mut Context,
) -> JsResult<JsValue> {
    let fd = args::fd(args.get_or_undefined(1), context)?;
    let work = move || -> Outcome {
        work(fd)
            .map(|()| Reply::Nothing)
            .map_err(|error| Failure::new(call, &error.into()))
    };
    settle(args.get_or_undefined(0), work, context)
}

fn fsync(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    on_fd(
        args,
        "fsync",
        |fd| rustix::fs::fsync(args::borrowed(fd)),
        context,
    )
}

fn fdatasync(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    on_fd(
        args,
        "fdatasync",
        |fd| rustix::fs::fdatasync(args::borrowed(fd)),
        context,
    )
}

fn ftruncate(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let length = args::number(args.get_or_undefined(2)).max(0.0) as u64;
    on_fd(
        args,
        "ftruncate",
        move |fd| rustix::fs::ftruncate(args::borrowed(fd), length),
        context,
    )
}
