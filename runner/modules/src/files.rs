//! How module resolution sees files: those that exist in memory only in front of archives, and those
//! in front of the disk.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oxc_resolver::{FileMetadata, FileSystem, ResolveError};
use threadproof_ground::access::{Access, VirtualFiles};
use threadproof_ground::asar::Archives;
use threadproof_ground::paths::normal;

use super::archives::Disk;

/// The file system as module resolution sees it: memory first, then archives, then the disk.
#[derive(Clone)]
pub struct ModuleFiles {
    files: VirtualFiles,
    disk: Disk,
}

impl ModuleFiles {
    /// These files in front of the disk; a thread that reads archives as folders gives them, and one
    /// whose scripts may not read everything says so.
    #[must_use]
    pub fn over_disk(
        files: VirtualFiles,
        archives: Option<Arc<Archives>>,
        access: Option<Arc<Access>>,
    ) -> Self {
        Self {
            files,
            disk: Disk::new(archives, access),
        }
    }

    fn found(&self, path: &Path) -> Option<FileMetadata> {
        if self.files.get(path).is_some() {
            return Some(FileMetadata::new(true, false, false));
        }
        self.files
            .is_folder(path)
            .then(|| FileMetadata::new(false, true, false))
    }
}

impl fmt::Debug for ModuleFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.files.fmt(f)
    }
}

impl FileSystem for ModuleFiles {
    fn new() -> Self {
        Self::over_disk(VirtualFiles::default(), None, None)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.files.get(path) {
            Some(content) => Ok(content.to_vec()),
            None => self.disk.read(path),
        }
    }

    fn read_to_string(&self, path: &Path) -> io::Result<String> {
        match self.files.get(path) {
            Some(content) => String::from_utf8(content.to_vec())
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error)),
            None => self.disk.read_to_string(path),
        }
    }

    fn metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.found(path)
            .map_or_else(|| self.disk.metadata(path), Ok)
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.found(path)
            .map_or_else(|| self.disk.symlink_metadata(path), Ok)
    }

    fn read_link(&self, path: &Path) -> Result<PathBuf, ResolveError> {
        self.disk.read_link(path)
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        match self.found(path) {
            Some(_) => Ok(normal(path)),
            None => self.disk.canonicalize(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_those_with_files_below() {
        let mut files = VirtualFiles::default();
        files.insert(Path::new("/app/lib/../main.js"), b"1".as_slice());
        assert!(files.get(Path::new("/app/./main.js")).is_some());
        assert!(files.is_folder(Path::new("/app")));
        assert!(!files.is_folder(Path::new("/ap")));
        assert!(!files.is_folder(Path::new("/app/main.js")));
        let seen = ModuleFiles::over_disk(files, None, None);
        assert!(
            seen.metadata(Path::new("/app"))
                .is_ok_and(FileMetadata::is_dir)
        );
        assert_eq!(
            seen.read(Path::new("/app/main.js")).ok(),
            Some(b"1".to_vec())
        );
    }
}
