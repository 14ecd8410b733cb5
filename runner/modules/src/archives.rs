//! The disk as the module resolver sees it, with archives as folders where a thread has them.
//!
//! It must never know what a module is.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oxc_resolver::{FileMetadata, FileSystem, FileSystemOs, ResolveError};

use threadproof_ground::access::{Access, Permission};
use threadproof_ground::asar::{Archives, Entry, Found};

/// The disk, with archives or without.
#[derive(Clone)]
pub struct Disk {
    archives: Option<Arc<Archives>>,
    access: Option<Arc<Access>>,
    system: FileSystemOs,
}

impl Disk {
    /// The disk; a thread that reads archives as folders gives them, and one whose scripts may not
    /// read everything says so.
    #[must_use]
    pub fn new(archives: Option<Arc<Archives>>, access: Option<Arc<Access>>) -> Self {
        Self {
            archives,
            access,
            system: FileSystemOs::new(),
        }
    }

    /// Fails for what scripts may not read: to them, it is not there.
    fn look(&self, path: &Path) -> io::Result<()> {
        let refused = self
            .access
            .as_ref()
            .is_some_and(|access| !access.allows(Permission::FileSystemRead, path));
        if refused {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(())
    }

    fn find(&self, path: &Path) -> Option<Found> {
        self.archives.as_ref()?.find(path)
    }
}

impl FileSystem for Disk {
    fn new() -> Self {
        Self::new(None, None)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.look(path)?;
        match self.find(path) {
            Some(found) => found.read(),
            None => self.system.read(path),
        }
    }

    fn read_to_string(&self, path: &Path) -> io::Result<String> {
        self.look(path)?;
        match self.find(path) {
            Some(found) => String::from_utf8(found.read()?).map_err(io::Error::other),
            None => self.system.read_to_string(path),
        }
    }

    fn metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.look(path)?;
        match self.find(path) {
            Some(found) => found.target().map(|entry| metadata(&entry)),
            None => self.system.metadata(path),
        }
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        match self.find(path) {
            Some(Found { entry: None, .. }) => Err(io::ErrorKind::NotFound.into()),
            // Links inside an archive are followed when it is asked for what stands there.
            Some(found) => found.target().map(|entry| metadata(&entry)),
            None => self.system.symlink_metadata(path),
        }
    }

    fn read_link(&self, path: &Path) -> Result<PathBuf, ResolveError> {
        self.system.read_link(path)
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        match self.find(path) {
            Some(found) => found.real_path(),
            None => self.system.canonicalize(path),
        }
    }
}

fn metadata(entry: &Entry) -> FileMetadata {
    let is_folder = matches!(entry, Entry::Folder(_));
    FileMetadata::new(!is_folder, is_folder, false)
}
