//! Reading files that are files.
//!
//! What a case or a suite leaves under a name may be a pipe into which nobody writes, a device
//! without an end, or a socket: to open one can wait for ever, to read one has no end. So a name is
//! asked first what stands there, and nothing but a file is read. This module must never know what
//! a file is for.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;

/// Names of what this process was given by whoever started it. A shell writes such a name where
/// somebody asked for `<(command)`, so a pipe is meant there.
const GIVEN: &[&str] = &["/dev/fd/", "/proc/self/fd/", "/dev/stdin"];

/// Opens the file at `path`, links followed.
///
/// # Errors
/// When there is none, or what is there is no file.
pub fn open(path: &Path) -> io::Result<File> {
    let is_given = |prefix: &&str| {
        path.as_os_str()
            .as_encoded_bytes()
            .starts_with(prefix.as_bytes())
    };
    if GIVEN.iter().any(is_given) {
        return File::open(path);
    }
    check(&fs::metadata(path)?)?;
    opened(path, OFlags::empty())
}

/// Opens the file at `path`; a symbolic link is no file.
///
/// # Errors
/// As [`open`].
pub fn open_itself(path: &Path) -> io::Result<File> {
    check(&fs::symlink_metadata(path)?)?;
    opened(path, OFlags::NOFOLLOW)
}

/// All of the file at `path`.
///
/// # Errors
/// As [`open`], or when it cannot be read.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = open(path)?;
    let length = file.metadata()?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0).min(1 << 30));
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text of the file at `path`.
///
/// # Errors
/// As [`read`], or when it is not UTF-8.
pub fn read_text(path: &Path) -> io::Result<String> {
    String::from_utf8(read(path)?).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()]
            .split(|byte| *byte == b'\n')
            .count();
        let message = format!("line {line} is not UTF-8; write the file as UTF-8 text");
        io::Error::new(io::ErrorKind::InvalidData, message)
    })
}

/// Refuses everything but a file, by what it is.
///
/// # Errors
/// When it is no file.
pub fn check(found: &Metadata) -> io::Result<()> {
    let kind = found.file_type();
    let what = if kind.is_file() {
        return Ok(());
    } else if kind.is_dir() {
        "a folder"
    } else if kind.is_symlink() {
        "a symbolic link"
    } else if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    };
    let message = format!("it is {what}, not a file; put a file there");
    Err(io::Error::new(io::ErrorKind::InvalidInput, message))
}

/// Opens what was a file a moment ago. Should it have become something else meanwhile, opening it
/// does not wait, and it is not read.
fn opened(path: &Path, more: OFlags) -> io::Result<File> {
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY | more;
    let file = File::options()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(path)?;
    check(&file.metadata()?)?;
    Ok(file)
}
