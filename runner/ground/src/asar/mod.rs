//! `asar` archives, which Electron reads as if they were folders (its page, "Available APIs").
//!
//! A path leads into an archive when one of its parts is a file whose name ends in `.asar`. Windows
//! and Web Workers of a runtime share one set of opened archives, as they share the disk; Node's own
//! threads have none. This module must never know which function of `fs` asks.

mod archive;
#[cfg(test)]
mod tests;

use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use rustix::io::Errno;

pub use archive::{Archive, AsarError, Entry};

/// The archives that a runtime has opened.
#[derive(Debug, Default)]
pub struct Archives(Mutex<FxHashMap<PathBuf, Arc<Archive>>>);

/// What a path into an archive leads to.
#[derive(Debug)]
pub struct Found {
    /// The archive.
    pub archive: Arc<Archive>,
    /// The path inside, without `.` and `..`.
    pub inside: PathBuf,
    /// What is there, links not followed.
    pub entry: Option<Entry>,
}

impl Archives {
    /// Looks into the archive that `path` leads into; `None` when it leads into none that can be
    /// read.
    #[must_use]
    pub fn find(&self, path: &Path) -> Option<Found> {
        let (file, inside) = split(path)?;
        let archive = self.open(&file)?;
        let entry = archive.entry(&inside);
        Some(Found {
            archive,
            inside,
            entry,
        })
    }

    /// The bytes of a file, inside an archive or not.
    ///
    /// # Errors
    /// What the system says, or `NotFound`.
    pub fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.find(path) {
            Some(found) => found.read(),
            None => std::fs::read(path),
        }
    }

    fn open(&self, file: &Path) -> Option<Arc<Archive>> {
        let mut opened = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(archive) = opened.get(file) {
            return Some(Arc::clone(archive));
        }
        // A file with the name of an archive that is none is what the system says it is.
        let archive = Arc::new(Archive::open(file).ok()?);
        opened.insert(file.to_owned(), Arc::clone(&archive));
        Some(archive)
    }
}

impl Found {
    /// What is there, links followed.
    ///
    /// # Errors
    /// `ENOENT` when nothing is there.
    pub fn target(&self) -> io::Result<Entry> {
        match &self.entry {
            Some(Entry::Link(_)) => self.archive.follow(&self.inside),
            entry => entry.clone(),
        }
        .ok_or_else(|| Errno::NOENT.into())
    }

    /// The bytes of the file that is there.
    ///
    /// # Errors
    /// `ENOENT`, `EISDIR`, or what the system says.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        match self.target()? {
            Entry::File { offset, size, .. } => self.archive.read(offset, size),
            Entry::Unpacked => std::fs::read(self.archive.unpacked(&self.inside)),
            Entry::Folder(_) | Entry::Link(_) => Err(Errno::ISDIR.into()),
        }
    }

    /// The names in the folder that is there, sorted.
    ///
    /// # Errors
    /// `ENOENT` or `ENOTDIR`.
    pub fn names(&self) -> io::Result<Vec<String>> {
        match self.target()? {
            Entry::Folder(names) => Ok(names),
            _ => Err(Errno::NOTDIR.into()),
        }
    }

    /// The path with links inside the archive followed.
    ///
    /// # Errors
    /// `ENOENT` when nothing is there.
    pub fn real_path(&self) -> io::Result<PathBuf> {
        self.target()?;
        let inside = self.archive.real_inside(&self.inside);
        let real = std::fs::canonicalize(&self.archive.file)?;
        Ok(inside.map_or(real.clone(), |inside| real.join(inside)))
    }
}

/// The archive and the path inside it.
fn split(path: &Path) -> Option<(PathBuf, PathBuf)> {
    // Most paths have no such part, and cost one look at their text.
    if !path
        .as_os_str()
        .as_encoded_bytes()
        .windows(5)
        .any(|part| part == b".asar")
    {
        return None;
    }
    let path = std::path::absolute(path).ok()?;
    let mut file = PathBuf::new();
    let mut parts = path.components();
    while let Some(part) = parts.next() {
        if part == Component::ParentDir {
            file.pop();
            continue;
        }
        file.push(part);
        if file.extension() == Some(OsStr::new("asar")) && file.is_file() {
            let inside = crate::paths::normal(parts.as_path());
            return Some((file, inside));
        }
    }
    None
}
