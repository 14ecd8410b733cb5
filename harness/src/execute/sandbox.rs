//! A fresh copy of a case in a temporary folder of its own.
//!
//! The layout is kept, so that a fixture's `require('../../_lib/observe.cjs')` works in place and
//! in the copy: `<root>/_lib/…`, `<root>/<area>/<case>/…`, and the trace at `<root>/trace.jsonl`.

use std::collections::BTreeMap;
use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use super::ExecuteError;
use super::scratch::{ScratchFolder, ScratchFolders};

/// The copy; the folder is removed when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    scratch: ScratchFolder,
    case: String,
}

impl Sandbox {
    /// Copies `fixtures/_lib` and the fixture of `case` out of the suite at `suite`.
    ///
    /// # Errors
    /// When the temporary folder cannot be written or the fixture cannot be read.
    pub fn new(
        folders: &ScratchFolders,
        suite: &Utf8Path,
        case: &str,
    ) -> Result<Self, ExecuteError> {
        let prepare = || -> io::Result<Self> {
            let mut scratch = folders.take(suite)?;
            scratch.enter(case)?;
            Ok(Self {
                scratch,
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
        &self.scratch.root
    }

    /// The copy of the case's folder, the working folder of the run.
    #[must_use]
    pub fn case(&self) -> Utf8PathBuf {
        self.root().join(&self.case)
    }

    /// The home folder of the run.
    #[must_use]
    pub fn home(&self) -> Utf8PathBuf {
        self.root().join("home")
    }

    /// The temporary folder of the run.
    #[must_use]
    pub fn tmp(&self) -> Utf8PathBuf {
        self.root().join("tmp")
    }

    /// The trace file.
    #[must_use]
    pub fn trace(&self) -> Utf8PathBuf {
        self.root().join("trace.jsonl")
    }

    /// Gives the folder if another case can have it, and it `was_quiet`; else removes it.
    ///
    /// # Errors
    /// The folder that stays, and why.
    pub(super) fn leave(
        self,
        was_quiet: bool,
    ) -> Result<Option<ScratchFolder>, (Utf8PathBuf, io::Error)> {
        let root = self.scratch.root.clone();
        self.scratch.leave(was_quiet).map_err(|error| (root, error))
    }
}
