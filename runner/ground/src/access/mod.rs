//! What the scripts of one runtime may reach outside the engine, and what was put in its place:
//! permissions, the working folder, files that exist in memory only, the clock, randomness.
//!
//! This room must never know who asks, nor how a refusal is thrown.

mod clock;
mod files;
mod permissions;

use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use clock::{Clock, SystemClock};
pub use files::VirtualFiles;
pub use permissions::{FileAccess, Permission, Permissions};

use crate::paths::normal;

/// A source of randomness: `Math.random`, `crypto` and the names of temporary folders use it.
///
/// It is asked from every thread of a runtime, in whatever order they run.
pub trait Random: Send + Sync {
    /// Fills the buffer.
    fn fill(&self, bytes: &mut [u8]);
}

impl<F: Fn(&mut [u8]) + Send + Sync> Random for F {
    fn fill(&self, bytes: &mut [u8]) {
        self(bytes);
    }
}

/// What one runtime reaches.
#[derive(Default)]
pub struct Access {
    /// What is allowed.
    pub permissions: Permissions,
    /// Files that are not on the disk.
    pub files: VirtualFiles,
    /// The clock that scripts read; `None` for the system's.
    pub clock: Option<Arc<dyn Clock>>,
    /// Where random bytes come from; `None` for the system.
    pub random: Option<Arc<dyn Random>>,
    /// A file that may be read whatever else is refused: the script that the host named.
    pub script: Option<PathBuf>,
    cwd: Option<Mutex<PathBuf>>,
    /// Descriptors that scripts of this runtime opened, kept while files are restricted.
    opened: Mutex<BTreeSet<i32>>,
    turn: Mutex<()>,
}

impl fmt::Debug for Access {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Access")
            .field("permissions", &self.permissions)
            .finish_non_exhaustive()
    }
}

impl Access {
    /// Gives the runtime a working folder of its own, which `process.chdir` changes.
    #[must_use]
    pub fn with_cwd(mut self, folder: Option<PathBuf>) -> Self {
        self.cwd = folder.map(Mutex::new);
        self
    }

    /// True when anything is restricted or replaced.
    #[must_use]
    pub fn changes_anything(&self) -> bool {
        !self.permissions.is_everything()
            || !self.files.is_empty()
            || self.clock.is_some()
            || self.random.is_some()
            || self.cwd.is_some()
    }

    /// The path that a script means: relative ones start in the runtime's own folder, if it has one.
    #[must_use]
    pub fn absolute(&self, path: &str) -> String {
        match &self.cwd {
            Some(cwd) if !path.starts_with('/') => {
                let cwd = cwd.lock().unwrap_or_else(PoisonError::into_inner);
                cwd.join(path).to_string_lossy().into_owned()
            }
            _ => path.to_owned(),
        }
    }

    /// Whether the file at `path` may be read or changed.
    #[must_use]
    pub fn allows(&self, permission: Permission, path: &Path) -> bool {
        let is_script = self.script.as_deref() == Some(path);
        self.permissions.allows_path(permission, path)
            || permission == Permission::FileSystemRead
                && (is_script || self.files.get(path).is_some())
    }

    /// As [`allows`](Self::allows), for what is done to a name in a folder and not to what a link of
    /// that name leads to.
    #[must_use]
    pub fn allows_entry(&self, permission: Permission, path: &Path) -> bool {
        self.permissions.allows_entry(permission, path)
            || permission == Permission::FileSystemRead && self.allows(permission, path)
    }

    /// Waits until no other thread of the runtime is at the disk. Between a question and the act that
    /// it was asked for, no script of the runtime may put a link in a path's place, so both happen
    /// while this is held.
    pub fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether scripts may change the disk in some folders only: then one of them could change what
    /// another was asked about.
    #[must_use]
    pub fn takes_turns(&self) -> bool {
        matches!(&self.permissions.files, FileAccess::Paths { write, .. } if !write.is_empty())
    }

    /// The runtime's own working folder; `None` where it is the process's.
    #[must_use]
    pub fn own_folder(&self) -> Option<PathBuf> {
        let cwd = self.cwd.as_ref()?;
        Some(cwd.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    /// Changes the runtime's own working folder; `None` where it has none.
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn set_own_folder(&self, path: &Path) -> Option<io::Result<()>> {
        let mut cwd = self
            .cwd
            .as_ref()?
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let wanted = normal(&cwd.join(path));
        Some(std::fs::metadata(&wanted).and_then(|found| {
            if !found.is_dir() {
                // By its number, so that the script's error has a name.
                return Err(rustix::io::Errno::NOTDIR.into());
            }
            *cwd = wanted;
            Ok(())
        }))
    }

    /// True for a descriptor that scripts of this runtime may use: one of theirs, or any while files
    /// are not restricted.
    #[must_use]
    pub fn knows_fd(&self, fd: i32) -> bool {
        let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        self.permissions.files == FileAccess::All || opened.contains(&fd)
    }

    /// A script opened a descriptor, or closed it.
    pub fn note_fd(&self, fd: i32, open: bool) {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if open {
            opened.insert(fd);
        } else {
            opened.remove(&fd);
        }
    }
}
