//! Descriptors and content: open, close, read, write, whole files.

use std::fs::File;
use std::hash::BuildHasher;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::Arc;

use boa_engine::{Context, JsArgs, JsResult, JsValue};
use rustc_hash::FxBuildHasher;
use rustix::fs::{Mode, OFlags};

use super::super::Def;
use super::super::buffer::encoding::Encoding;
use super::super::bytes::Bytes;
use super::args::Named;
use super::{
    Failure, Outcome, OwnStreams, Reply, archived, args, descriptors, settle, settle_fd, tracking,
    waiting,
};
use threadproof_agent::Agent;
use threadproof_engine::access;
use threadproof_engine::bytes;
use threadproof_ground::access::{Access, Permission};
use threadproof_ground::asar::Found;
use threadproof_ground::director::Object;
use threadproof_ground::numbers::nearest;

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

/// Opens a file.
pub(super) fn open_file(path: &str, flags: i32, mode: u32) -> Result<OwnedFd, Failure> {
    waiting::before_open(path);
    let flags = OFlags::from_bits_retain(flags.cast_unsigned()) | OFlags::CLOEXEC;
    rustix::fs::open(path, flags, Mode::from_raw_mode(mode))
        .map_err(|error| Failure::new("open", &error.into()).at(path))
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
    let place = place(path, flags, context)?;
    let tracker = tracking::tracker(context);
    let access = access::of(context).cloned();
    let descriptors = descriptors::of(context);
    let work = move || {
        place.open(flags, mode).map(|fd| {
            let fd = descriptors.keep(fd);
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
    let descriptors = descriptors::of(context);
    let work = move || {
        tracker.closed(fd);
        note_fd(access.as_ref(), fd, false);
        let closed = descriptors.close(fd);
        closed
            .map(|()| Reply::Nothing)
            .map_err(|error| Failure::new("close", &error))
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
    let fd = args::named(args.get_or_undefined(1), context)?;
    let buffer = args.get_or_undefined(2);
    let offset = nearest(args::number(args.get_or_undefined(3)));
    let length = nearest(args::number(args.get_or_undefined(4)));
    let position = args::position(args.get_or_undefined(5));
    let room = Bytes::of(buffer, context).map_or(0, |bytes| bytes.part(offset, length).len());
    if let Some(data) = own_input(fd.number, room, context) {
        let work = move || Ok(Reply::Into(data, offset));
        return settle_fd(args.get_or_undefined(0), buffer.clone(), work, context);
    }
    reach(fd.number, false, args.get_or_undefined(0), context);
    let work = move || {
        let mut data = vec![0; room];
        let count = read_some(usable(&fd, "read")?, &mut data, position)?;
        data.truncate(count);
        Ok(Reply::Into(data, offset))
    };
    settle_fd(args.get_or_undefined(0), buffer.clone(), work, context)
}

/// The file that a script named.
fn usable<'a>(fd: &'a Named, call: &'static str) -> Result<&'a File, Failure> {
    fd.file().map_err(|error| Failure::new(call, &error.into()))
}

fn read_some(file: &File, data: &mut [u8], position: Option<u64>) -> Result<usize, Failure> {
    waiting::before_use(file);
    let read = rustix::io::retry_on_intr(|| match position {
        Some(position) => rustix::io::pread(file, &mut *data, position),
        None => rustix::io::read(file, &mut *data),
    });
    read.map_err(|error| Failure::new("read", &error.into()))
}

fn write_some(file: &File, data: &[u8], position: Option<u64>) -> Result<usize, Failure> {
    waiting::before_use(file);
    let written = rustix::io::retry_on_intr(|| match position {
        Some(position) => rustix::io::pwrite(file, data, position),
        None => rustix::io::write(file, data),
    });
    written.map_err(|error| Failure::new("write", &error.into()))
}

/// Under a director, others may go first before a thread reads or writes a file by its descriptor.
/// What is done in the background is none of this thread's acts.
fn reach(fd: i32, changes: bool, callback: &JsValue, context: &Context) {
    let Some(agent) = Agent::known(context) else {
        return;
    };
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
    fd: Named,
    data: Vec<u8>,
    position: Option<u64>,
    context: &mut Context,
) -> JsResult<JsValue> {
    if own_output(fd.number, &data, context) {
        let count = data.len() as f64;
        let work = move || Ok(Reply::Number(count));
        return settle_fd(callback, JsValue::undefined(), work, context);
    }
    reach(fd.number, true, callback, context);
    let work = move || {
        let count = write_some(usable(&fd, "write")?, &data, position)?;
        Ok(Reply::Number(count as f64))
    };
    settle_fd(callback, JsValue::undefined(), work, context)
}

/// `(callback, fd, buffer, offset, length, position)`
pub(super) fn write(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let fd = args::named(args.get_or_undefined(1), context)?;
    let bytes = Bytes::of(args.get_or_undefined(2), context);
    let offset = nearest(args::number(args.get_or_undefined(3)));
    let length = nearest(args::number(args.get_or_undefined(4)));
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
    let fd = args::named(args.get_or_undefined(1), context)?;
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
    let is_late = args.get_or_undefined(0).is_callable();
    if let Some(content) = target.in_memory(context) {
        let work = move || Ok(Reply::Bytes(content.to_vec(), encoding));
        return settle(args.get_or_undefined(0), work, context);
    }
    if let Target::Fd(fd) = &target
        && let Some(data) = own_input(fd.number, usize::MAX, context)
    {
        let work = move || Ok(Reply::Bytes(data, encoding));
        return settle(args.get_or_undefined(0), work, context);
    }
    let work = move || {
        let content = target.with("fstat", flags, 0o666, |file| {
            read_all(file).map_err(|failure| match &target {
                // Node names the file where it reads off the thread.
                Target::At(Place::Disk(path) | Place::Archive(_, path)) if is_late => {
                    failure.at(path.as_str())
                }
                _ => failure,
            })
        })?;
        Ok(Reply::Bytes(content, encoding))
    };
    settle(args.get_or_undefined(0), work, context)
}

fn read_all(file: &File) -> Result<Vec<u8>, Failure> {
    let size = rustix::fs::fstat(file).map_or(0, |stat| usize::try_from(stat.st_size).unwrap_or(0));
    let mut data = vec![0; size.min(1 << 30) + 1];
    let mut filled = 0;
    loop {
        let count = read_some(file, &mut data[filled..], None)?;
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

/// A whole file's new content: `(callback, file, data, flags, mode, flush)`, data a view
fn write_file(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let data = Bytes::of(args.get_or_undefined(2), context);
    let data = data.map(|bytes| bytes.to_vec()).unwrap_or_default();
    let [flags, mode] = [3, 4].map(|at| args.get_or_undefined(at).clone());
    let (callback, file) = (args.get_or_undefined(0), args.get_or_undefined(1));
    let flush = args.get_or_undefined(5).to_boolean();
    write_bytes(callback, file, (data, flush), &flags, &mode, context)
}

/// Writes data as the new content, or the new end, of a file; it is on the disk then if the flag
/// says so.
pub(super) fn write_bytes(
    callback: &JsValue,
    file: &JsValue,
    (data, flush): (Vec<u8>, bool),
    flags: &JsValue,
    mode: &JsValue,
    context: &mut Context,
) -> JsResult<JsValue> {
    let flags = args::flags(flags, 0, context)?;
    let target = target(file, flags, context)?;
    let mode = args::mode(mode, 0o666, context)?;
    if let Target::Fd(fd) = &target
        && own_output(fd.number, &data, context)
    {
        return settle(callback, || Ok(Reply::Nothing), context);
    }
    let work = move || {
        target.with("write", flags, mode, |file| {
            let mut rest = &data[..];
            while !rest.is_empty() {
                let count = write_some(file, rest, None)?;
                rest = &rest[count..];
            }
            if flush {
                let flushed = rustix::fs::fsync(file);
                flushed.map_err(|error| Failure::new("fsync", &error.into()))?;
            }
            Ok(Reply::Nothing)
        })
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

/// Where a file is that has to be opened.
enum Place {
    Disk(String),
    Archive(Found, String),
}

impl Place {
    fn open(&self, flags: i32, mode: u32) -> Result<OwnedFd, Failure> {
        match self {
            Self::Disk(path) => open_file(path, flags, mode),
            Self::Archive(found, path) => archived::open(found, flags, path),
        }
    }
}

enum Target {
    At(Place),
    Fd(Named),
}

impl Target {
    /// The content of a file that is not on the disk.
    fn in_memory(&self, context: &Context) -> Option<Arc<[u8]>> {
        match self {
            Self::At(Place::Archive(..)) | Self::Fd(_) => None,
            Self::At(Place::Disk(path)) => access::of(context)?.files.get(Path::new(path)),
        }
    }

    /// Does something with the file; one that has to be opened for it is closed afterwards.
    fn with<T>(
        &self,
        call: &'static str,
        flags: i32,
        mode: u32,
        work: impl FnOnce(&File) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        match self {
            Self::Fd(fd) => work(usable(fd, call)?),
            Self::At(place) => {
                let file = File::from(place.open(flags, mode)?);
                let done = work(&file);
                let closed = nix::unistd::close(file);
                closed.map_err(|error| Failure::new("close", &error.into()))?;
                done
            }
        }
    }
}

fn target(value: &JsValue, flags: i32, context: &mut Context) -> JsResult<Target> {
    // Only what could be a descriptor is one.
    let range = f64::from(i32::MIN)..=f64::from(i32::MAX);
    if value
        .as_number()
        .is_some_and(|number| number.fract() == 0.0 && range.contains(&number))
    {
        return args::named(value, context).map(Target::Fd);
    }
    let path = args::raw_path(value, "path", context)?;
    place(path, flags, context).map(Target::At)
}

/// What a path to open leads to, if the runtime may open it with these flags.
fn place(path: String, flags: i32, context: &mut Context) -> JsResult<Place> {
    let path = reachable(path, flags, context)?;
    Ok(match archived::find(&path, context) {
        Some(found) => Place::Archive(found, path),
        None => Place::Disk(path),
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
        access::check_operand(Permission::FileSystemRead, &path, context)?;
    }
    if how != OFlags::RDONLY || makes {
        access::check_operand(Permission::FileSystemWrite, &path, context)?;
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
    if name == "buffer" || (name.is_empty() && value.is_string()) {
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
    work: impl FnOnce(&File) -> rustix::io::Result<()> + Send + 'static,
    context: &mut Context,
) -> JsResult<JsValue> {
    let fd = args::named(args.get_or_undefined(1), context)?;
    let work = move || -> Outcome {
        fd.file()
            .and_then(work)
            .map(|()| Reply::Nothing)
            .map_err(|error| Failure::new(call, &error.into()))
    };
    settle(args.get_or_undefined(0), work, context)
}

fn fsync(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    on_fd(args, "fsync", |file| rustix::fs::fsync(file), context)
}

fn fdatasync(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    on_fd(
        args,
        "fdatasync",
        |file| rustix::fs::fdatasync(file),
        context,
    )
}

fn ftruncate(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let length = nearest(args::number(args.get_or_undefined(2)));
    on_fd(
        args,
        "ftruncate",
        move |file| rustix::fs::ftruncate(file, length),
        context,
    )
}
