//! Writing a file whole or not at all.
//!
//! A report that is cut off by a full disk or an interrupt must not replace the last good one, so
//! the text goes to a temporary file beside the target, which is then renamed over it. This
//! module must never know what it writes.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, OFlags};
use rustix::io::Errno;

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {source}; nothing was left half-written", path.display())]
pub struct WriteError {
    /// The file.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

/// Writes `path` with what `produce` puts out; missing folders above it are made.
///
/// A device or a pipe, such as `/dev/stdout`, is written to as it is: it can't be replaced.
///
/// # Errors
///
/// If the file cannot be made or `produce` fails. The file that was there before is then untouched.
pub fn write(
    path: &Path,
    produce: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), WriteError> {
    replace(path, produce).map_err(|source| WriteError {
        path: path.to_owned(),
        source,
    })
}

/// Whether `path` could be written now, as far as that can be told without leaving anything behind:
/// of folders that are missing, that they could be made in the nearest one that is there.
///
/// # Errors
///
/// If it could not.
pub fn probe(path: &Path) -> Result<(), WriteError> {
    let attempt = || -> io::Result<()> {
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        match fs::metadata(&target) {
            Ok(found) if found.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(found) if !found.is_file() => {
                // To open a pipe and close it would be its end for whoever reads it.
                return Ok(rustix::fs::access(&target, Access::WRITE_OK)?);
            }
            _ => {}
        }
        let mut folder = folder_of(&target);
        while !folder.exists() {
            folder = folder_of(folder);
        }
        if !folder.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        tempfile::tempfile_in(folder).map(drop)
    };
    attempt().map_err(|source| WriteError {
        path: path.to_owned(),
        source,
    })
}

fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Opens what cannot be replaced. A pipe that nobody reads is an error: to open it would wait for a
/// reader for ever.
fn open_stream(target: &Path) -> io::Result<File> {
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    let opened = File::options()
        .write(true)
        .custom_flags(flags.bits().cast_signed())
        .open(target);
    let file = opened.map_err(|error| {
        if error.raw_os_error() == Some(Errno::NXIO.raw_os_error()) {
            return io::Error::other("it is a pipe that nobody reads; remove it");
        }
        error
    })?;
    // From here on a slow reader is waited for.
    let flags = rustix::fs::fcntl_getfl(&file)?;
    rustix::fs::fcntl_setfl(&file, flags - OFlags::NONBLOCK)?;
    Ok(file)
}

fn replace(path: &Path, produce: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    // Through a symbolic link the file that it names is replaced, and the link stays.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(&target).is_ok_and(|meta| !meta.is_file() && !meta.is_dir()) {
        let mut out = BufWriter::new(open_stream(&target)?);
        produce(&mut out)?;
        return out.flush();
    }
    let folder = folder_of(&target);
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".threadproof-").suffix(".tmp");
    // A temporary file is private by default; a report is as readable as the umask allows.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut out = BufWriter::with_capacity(1 << 16, builder.tempfile_in(folder)?);
    produce(&mut out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.persist(&target)?;
    Ok(())
}
