//! A folder as it was: what one run of a case changes in it is undone before the next.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use walkdir::WalkDir;

/// What a folder holds.
pub struct Pristine {
    root: PathBuf,
    entries: BTreeMap<PathBuf, Option<File>>,
}

struct File {
    bytes: Vec<u8>,
    written: Option<SystemTime>,
}

impl Pristine {
    /// Remembers what is in a folder now.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(root: &Path) -> io::Result<Self> {
        let mut entries = BTreeMap::new();
        for entry in WalkDir::new(root).min_depth(1) {
            let entry = entry?;
            let file = if entry.file_type().is_file() {
                Some(File {
                    bytes: fs::read(entry.path())?,
                    written: entry.metadata()?.modified().ok(),
                })
            } else {
                None
            };
            entries.insert(entry.into_path(), file);
        }
        Ok(Self {
            root: root.to_path_buf(),
            entries,
        })
    }

    /// Undoes what has changed.
    ///
    /// # Errors
    /// When something cannot be removed or written.
    pub fn restore(&mut self) -> io::Result<()> {
        let mut new = Vec::new();
        for entry in WalkDir::new(&self.root).min_depth(1).contents_first(true) {
            let entry = entry?;
            let is_file = entry.file_type().is_file();
            let known = self.entries.get(entry.path());
            if known.is_none_or(|known| known.is_some() != is_file) {
                new.push(entry);
            }
        }
        for entry in new {
            if entry.file_type().is_dir() {
                fs::remove_dir(entry.path())?;
            } else {
                fs::remove_file(entry.path())?;
            }
        }
        for (path, file) in &mut self.entries {
            let Some(file) = file else {
                if !path.is_dir() {
                    fs::create_dir(path)?;
                }
                continue;
            };
            let is_same = fs::symlink_metadata(path).is_ok_and(|found| {
                found.len() == file.bytes.len() as u64 && found.modified().ok() == file.written
            });
            if !is_same {
                fs::write(path, &file.bytes)?;
                file.written = fs::symlink_metadata(path)?.modified().ok();
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_changed_or_removed_is_undone() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("kept")).expect("made");
        fs::write(at("kept/a"), "a").expect("written");
        fs::write(at("b"), "b").expect("written");
        let mut pristine = Pristine::of(folder.path()).expect("read");
        fs::remove_dir_all(at("kept")).expect("removed");
        fs::write(at("b"), "changed").expect("written");
        fs::create_dir_all(at("new/deep")).expect("made");
        fs::write(at("new/deep/c"), "c").expect("written");
        pristine.restore().expect("restored");
        assert_eq!(fs::read(at("kept/a")).expect("there"), b"a");
        assert_eq!(fs::read(at("b")).expect("there"), b"b");
        assert!(!at("new").exists());
    }
}
