//! Files that exist in a runtime only.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::paths::normal;

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
