//! Files that exist in a runtime only, and how module resolution sees them beside those on the disk.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oxc_resolver::{FileMetadata, FileSystem, ResolveError};

use crate::asar::{Archives, Disk};
use crate::modules::resolve::normal;

/// Files in memory, by absolute path. They never change while a runtime runs.
///
/// `require`, `import`, `new Worker`, `fs.readFile`, `fs.access`, `fs.existsSync` and `fs.stat` see
/// them; whatever else `fs` does goes to the disk.
#[derive(Debug, Clone, Default)]
pub struct VirtualFiles(BTreeMap<PathBuf, Arc<[u8]>>);

impl VirtualFiles {
    /// Adds a file, or replaces one.
    pub fn insert(&mut self, path: &Path, content: impl Into<Arc<[u8]>>) {
        self.0.insert(normal(path), content.into());
    }

    /// True without any file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The content of a file.
    #[must_use]
    pub fn get(&self, path: &Path) -> Option<Arc<[u8]>> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&normal(path)).cloned()
    }

    /// True for a folder in which a file lies, at whatever depth.
    #[must_use]
    pub fn is_folder(&self, path: &Path) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let path = normal(path);
        let mut behind = self.0.range(path.clone()..);
        behind.any(|(file, _)| file.starts_with(&path) && *file != path)
    }
}

/// The file system as module resolution sees it: memory first, then the disk.
#[derive(Clone)]
pub struct ModuleFiles {
    files: VirtualFiles,
    disk: Arc<Disk>,
}

impl ModuleFiles {
    /// These files in front of the disk, on which archives may be folders.
    #[must_use]
    pub fn over_disk(files: VirtualFiles, archives: Option<Arc<Archives>>) -> Self {
        Self {
            files,
            disk: Arc::new(Disk::new(archives)),
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
        Self::over_disk(VirtualFiles::default(), None)
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
        let seen = ModuleFiles::over_disk(files, None);
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
