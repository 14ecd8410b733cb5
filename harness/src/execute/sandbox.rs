//! A fresh copy of a case in a temporary folder of its own.
//!
//! The layout is kept, so that a fixture's `require('../../_lib/observe.cjs')` works in place and
//! in the copy: `<root>/_lib/…`, `<root>/<area>/<case>/…`, and the trace at `<root>/trace.jsonl`.

use std::collections::BTreeMap;
use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use walkdir::WalkDir;

use super::ExecuteError;

/// The copy; the folder is removed when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    folder: tempfile::TempDir,
    root: Utf8PathBuf,
    case: String,
}

impl Sandbox {
    /// Copies `fixtures/_lib` and the fixture of `case` out of the suite at `suite`.
    ///
    /// # Errors
    /// When the temporary folder cannot be written or the fixture cannot be read.
    pub fn new(suite: &Utf8Path, case: &str) -> Result<Self, ExecuteError> {
        let prepare = || -> io::Result<Self> {
            let folder = tempfile::Builder::new().prefix("threadproof-").tempdir()?;
            // Canonical, for members are recognised by paths that the kernel tells.
            let canonical = fs::canonicalize(folder.path())?;
            let root = Utf8PathBuf::from_path_buf(canonical)
                .map_err(|path| io::Error::other(format!("{} is not UTF-8", path.display())))?;
            let fixtures = suite.join("fixtures");
            if fixtures.join("_lib").is_dir() {
                copy_tree(&fixtures.join("_lib"), &root.join("_lib"))?;
            }
            copy_tree(&fixtures.join(case), &root.join(case))?;
            fs::create_dir(root.join("home"))?;
            fs::create_dir(root.join("tmp"))?;
            fs::write(root.join("trace.jsonl"), "")?;
            Ok(Self {
                folder,
                root,
                case: case.to_owned(),
            })
        };
        prepare().map_err(|source| ExecuteError::Sandbox {
            case: case.to_owned(),
            source,
        })
    }

    /// Adds files, by their paths from the case's folder.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn with(self, files: &BTreeMap<String, String>) -> Result<Self, ExecuteError> {
        let write = |(path, text): (&String, &String)| -> io::Result<()> {
            let target = self.case().join(path);
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(target, text)
        };
        match files.iter().try_for_each(write) {
            Ok(()) => Ok(self),
            Err(source) => Err(ExecuteError::Sandbox {
                case: self.case.clone(),
                source,
            }),
        }
    }

    /// The top of the copy.
    #[must_use]
    pub fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// The copy of the case's folder, the working folder of the run.
    #[must_use]
    pub fn case(&self) -> Utf8PathBuf {
        self.root.join(&self.case)
    }

    /// The home folder of the run.
    #[must_use]
    pub fn home(&self) -> Utf8PathBuf {
        self.root.join("home")
    }

    /// The temporary folder of the run.
    #[must_use]
    pub fn tmp(&self) -> Utf8PathBuf {
        self.root.join("tmp")
    }

    /// The trace file.
    #[must_use]
    pub fn trace(&self) -> Utf8PathBuf {
        self.root.join("trace.jsonl")
    }

    /// Removes the copy now, telling what went wrong.
    ///
    /// # Errors
    /// When something in the folder cannot be removed.
    pub fn remove(self) -> io::Result<()> {
        self.folder.close()
    }
}

fn copy_tree(from: &Utf8Path, to: &Utf8Path) -> io::Result<()> {
    for entry in WalkDir::new(from) {
        let entry = entry?;
        let relative = entry.path().strip_prefix(from).map_err(io::Error::other)?;
        let target = to.as_std_path().join(relative);
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target)?;
        } else if entry.file_type().is_symlink() {
            std::os::unix::fs::symlink(fs::read_link(entry.path())?, &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
