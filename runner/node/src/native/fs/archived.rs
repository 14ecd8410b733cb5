//! The functions of `fs` on paths that lead into an `asar` archive.
//!
//! What stands in an archive can be read and never written. A file that is opened is copied into
//! memory that has no name, so that its descriptor is like any other.

use std::fs::Metadata;
use std::io::{self, Write as _};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::Arc;

use boa_engine::{Context, JsArgs, JsResult, JsValue};
use rustix::fs::{Access, MemfdFlags, OFlags};
use rustix::io::Errno;

use super::{Failure, Reply, args};
use threadproof_ground::access::Permission;
use threadproof_ground::asar::{Archives, Entry, Found};

/// The archives that the scripts of a context read as folders.
#[derive(Debug, Clone)]
pub struct Readable(pub Arc<Archives>);

/// What a path leads to, if that is in an archive.
pub(super) fn find(path: &str, context: &Context) -> Option<Found> {
    archives(context)?.find(Path::new(path))
}

/// What the path of an operation leads to, its second argument, if that is in an archive.
///
/// # Errors
/// When the argument is no path, or the runtime may not read there.
pub(super) fn find_named(args: &[JsValue], context: &mut Context) -> JsResult<Option<Found>> {
    if archives(context).is_none() {
        return Ok(None);
    }
    let path = args.get_or_undefined(1);
    let path = args::path(path, "path", Permission::FileSystemRead, context)?;
    Ok(find(&path, context))
}

/// The archives that this context reads.
pub(super) fn archives(context: &Context) -> Option<Arc<Archives>> {
    context
        .get_data::<Readable>()
        .map(|readable| Arc::clone(&readable.0))
}

/// A descriptor of a file in an archive.
pub(super) fn open(found: &Found, flags: i32, path: &str) -> Result<OwnedFd, Failure> {
    let opened = || -> io::Result<OwnedFd> {
        let flags = OFlags::from_bits_retain(flags.cast_unsigned());
        if flags.intersects(OFlags::WRONLY | OFlags::RDWR | OFlags::CREATE | OFlags::TRUNC) {
            return Err(Errno::ROFS.into());
        }
        let content = found.read()?;
        let memory: OwnedFd = rustix::fs::memfd_create("asar", MemfdFlags::CLOEXEC)?;
        let mut file = std::fs::File::from(memory);
        file.write_all(&content)?;
        io::Seek::rewind(&mut file)?;
        Ok(file.into())
    };
    opened().map_err(|error| Failure::new("open", &error).at(path))
}

/// What `stat` and `lstat` tell: as the archive's own status, but for kind and size.
pub(super) fn status(
    found: &Found,
    follow: bool,
    of_disk: impl Fn(&Metadata) -> Reply,
) -> io::Result<Reply> {
    const MODE: usize = 1;
    const LINKS: usize = 2;
    const SIZE: usize = 8;
    const BLOCKS: usize = 9;
    let entry = match &found.entry {
        Some(entry) if !follow => entry.clone(),
        _ => found.target()?,
    };
    let (mode, size) = match entry {
        Entry::Unpacked => {
            let beside = found.archive.unpacked(&found.inside);
            return Ok(of_disk(&std::fs::metadata(beside)?));
        }
        Entry::Folder(_) => (0o040_555, 0),
        Entry::Link(_) => (0o120_777, 0),
        Entry::File {
            size,
            executable: true,
            ..
        } => (0o100_555, size),
        Entry::File { size, .. } => (0o100_444, size),
    };
    let mut reply = of_disk(&std::fs::metadata(&found.archive.file)?);
    if let Reply::Numbers(numbers, _) = &mut reply {
        numbers[MODE] = mode;
        numbers[LINKS] = 1;
        numbers[SIZE] = size.into();
        numbers[BLOCKS] = size.div_ceil(512).into();
    }
    Ok(reply)
}

/// Whether what is wanted of a path is possible.
pub(super) fn access(found: &Found, wanted: Access) -> io::Result<Reply> {
    let entry = found.target()?;
    if let Entry::Unpacked = entry {
        let beside = found.archive.unpacked(&found.inside);
        return Ok(rustix::fs::access(beside, wanted).map(|()| Reply::Nothing)?);
    }
    if wanted.contains(Access::WRITE_OK) {
        return Err(Errno::ROFS.into());
    }
    let runs = matches!(
        entry,
        Entry::Folder(_)
            | Entry::File {
                executable: true,
                ..
            }
    );
    if wanted.contains(Access::EXEC_OK) && !runs {
        return Err(Errno::ACCESS.into());
    }
    Ok(Reply::Nothing)
}

/// The entries of a folder, by name, with their kinds in libuv's numbers.
pub(super) fn list(found: &Found) -> io::Result<Vec<(String, i32)>> {
    let folder = found.archive.real_inside(&found.inside);
    let folder = folder.unwrap_or_else(|| found.inside.clone());
    let kind = |name: &str| match found.archive.entry(&folder.join(name)) {
        Some(Entry::Folder(_)) => 2,
        Some(Entry::Link(_)) => 3,
        _ => 1,
    };
    let names = found.names()?;
    Ok(names
        .into_iter()
        .map(|name| {
            let kind = kind(&name);
            (name, kind)
        })
        .collect())
}
