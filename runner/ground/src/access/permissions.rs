//! What an embedder allows: plain values, and the question whether something is among them.
//!
//! Paths are compared with their links followed, so that a link inside an allowed folder opens
//! nothing outside it. Nothing is kept between two questions: who can change the disk while a
//! runtime runs can change the answer.

use std::path::{Path, PathBuf};

use crate::paths::normal;

/// One thing that scripts may be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Reading files and folders, and loading modules from them.
    FileSystemRead,
    /// Changing files and folders.
    FileSystemWrite,
    /// Starting processes and sending them signals.
    ChildProcess,
    /// Reading and changing `process.env`.
    Environment,
    /// The standard streams.
    Stdio,
    /// Starting workers.
    WorkerThreads,
}

impl Permission {
    /// The name that an error has under `permission`; Node's, where Node has the permission.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FileSystemRead => "FileSystemRead",
            Self::FileSystemWrite => "FileSystemWrite",
            Self::ChildProcess => "ChildProcess",
            Self::Environment => "Environment",
            Self::Stdio => "Stdio",
            Self::WorkerThreads => "WorkerThreads",
        }
    }
}

/// Which files scripts may reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum FileAccess {
    /// All that the process may.
    #[default]
    All,
    /// All, and none may be changed.
    ReadOnly,
    /// None but virtual files and the script that the host named.
    None,
    /// These files, and what is in these folders.
    Paths {
        /// May be read.
        read: Vec<PathBuf>,
        /// May be read and changed.
        write: Vec<PathBuf>,
    },
}

/// What scripts may do. The default allows everything that the process may do.
///
/// ```
/// use threadproof_ground::access::{FileAccess, Permissions};
///
/// let careful = Permissions {
///     files: FileAccess::Paths { read: vec!["/srv/data".into()], write: Vec::new() },
///     ..Permissions::none()
/// };
/// assert!(!careful.subprocess);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permissions {
    /// Files.
    pub files: FileAccess,
    /// `process.env`. What it holds is set on the builder.
    pub environment: bool,
    /// `child_process` and `process.kill`.
    pub subprocess: bool,
    /// `process.stdin`, `process.stdout`, `process.stderr`, and `console`.
    pub stdio: bool,
    /// `new Worker`.
    pub workers: bool,
}

impl Default for Permissions {
    fn default() -> Self {
        Self {
            files: FileAccess::All,
            environment: true,
            subprocess: true,
            stdio: true,
            workers: true,
        }
    }
}

impl Permissions {
    /// Allows nothing.
    #[must_use]
    pub fn none() -> Self {
        Self {
            files: FileAccess::None,
            environment: false,
            subprocess: false,
            stdio: false,
            workers: false,
        }
    }

    /// True when everything is allowed: then nobody has to ask.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// Whether something that is about no file in particular is allowed.
    #[must_use]
    pub fn allows(&self, permission: Permission) -> bool {
        match permission {
            Permission::FileSystemRead => self.files != FileAccess::None,
            Permission::FileSystemWrite => {
                !matches!(self.files, FileAccess::None | FileAccess::ReadOnly)
            }
            Permission::ChildProcess => self.subprocess,
            Permission::Environment => self.environment,
            Permission::Stdio => self.stdio,
            Permission::WorkerThreads => self.workers,
        }
    }

    /// Whether a file may be read or changed. `path` is absolute, or relative to the process.
    #[must_use]
    pub fn allows_path(&self, permission: Permission, path: &Path) -> bool {
        if !matches!(self.files, FileAccess::Paths { .. }) {
            return self.allows(permission) && !self.leads_round(path);
        }
        real(path).is_some_and(|real| self.allows_real(permission, &real))
    }

    /// As `allows_path`, for a path whose links were followed as far as they are to be.
    fn allows_real(&self, permission: Permission, real: &Path) -> bool {
        let FileAccess::Paths { read, write } = &self.files else {
            return self.allows(permission) && !self.leads_round(real);
        };
        let inside = |folders: &[PathBuf]| {
            let mut folders = folders.iter().filter_map(|folder| self::real(folder));
            folders.any(|folder| real.starts_with(folder))
        };
        inside(write) || permission == Permission::FileSystemRead && inside(read)
    }

    /// As [`allows_path`](Self::allows_path), for what is done to a name in a folder: a link there is
    /// not followed.
    #[must_use]
    pub fn allows_entry(&self, permission: Permission, path: &Path) -> bool {
        let text = path.as_os_str().as_encoded_bytes();
        // Behind a slash, or as a folder's own name, a link is followed after all.
        let follows = text.ends_with(b"/") || text.ends_with(b"/.") || text.ends_with(b"..");
        let parts = path.parent().zip(path.file_name());
        match parts {
            Some((folder, name)) if !follows => match real(folder) {
                Some(folder) => self.allows_real(permission, &folder.join(name)),
                None => false,
            },
            _ => self.allows_path(permission, path),
        }
    }

    /// Whether a file holds what another permission refuses: the system shows environments and
    /// standard streams as files, and memory that has both.
    fn leads_round(&self, path: &Path) -> bool {
        if self.environment && self.stdio {
            return false;
        }
        let Some(real) = real(path) else {
            return true;
        };
        let shows = |path: &Path| {
            let inside = path.strip_prefix(PROCESSES).unwrap_or(Path::new(""));
            let mut names = inside.iter().skip(1).filter_map(|name| name.to_str());
            names.any(|name| match name {
                "environ" => !self.environment,
                "fd" | "fdinfo" => !self.stdio,
                "mem" | "root" | "cwd" => true,
                _ => false,
            })
        };
        let named = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let named = normal(&named);
        if shows(&real) || shows(&named) {
            return true;
        }
        let terminal = real.starts_with("/dev/pts")
            || ["/dev/tty", "/dev/console"]
                .iter()
                .any(|it| real == Path::new(it));
        let stream = ["/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/fd"];
        let stream = stream.iter().any(|it| named.starts_with(it));
        !self.stdio && (terminal || stream)
    }
}

/// The folder in which the system shows processes.
const PROCESSES: &str = "/proc";

/// How many links that lead nowhere may follow one another, as on Linux.
const MOST_LINKS: usize = 40;

/// The path with its links followed, as far as it exists.
///
/// `None` for links that lead on too often: nobody may use such a path.
fn real(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    follow(&path, MOST_LINKS)
}

fn follow(path: &Path, links_left: usize) -> Option<PathBuf> {
    let mut missing = Vec::new();
    let mut existing = path;
    loop {
        let rest = |start: PathBuf| {
            missing
                .iter()
                .rev()
                .fold(start, |path, part| path.join(part))
        };
        if let Ok(found) = std::fs::canonicalize(existing) {
            // What does not exist has no links to follow: `..` is a matter of text there.
            return Some(normal(&rest(found)));
        }
        // A link that leads nowhere is followed by hand, since writing would make its target, which
        // may be such a link again.
        if let Ok(target) = std::fs::read_link(existing) {
            let folder = existing.parent().unwrap_or(Path::new("/"));
            return follow(&rest(folder.join(target)), links_left.checked_sub(1)?);
        }
        let mut parts = existing.components();
        match parts.next_back() {
            Some(last) => missing.push(PathBuf::from(last.as_os_str())),
            None => return Some(normal(path)),
        }
        existing = parts.as_path();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(read: &Path, write: &Path) -> Permissions {
        Permissions {
            files: FileAccess::Paths {
                read: vec![read.to_path_buf()],
                write: vec![write.to_path_buf()],
            },
            ..Permissions::default()
        }
    }

    #[test]
    fn paths_are_compared_after_links_and_dots() {
        let root = std::env::temp_dir().join(format!("threadproof-paths-{}", std::process::id()));
        let (open, shut) = (root.join("open"), root.join("shut"));
        for folder in [&open, &shut] {
            std::fs::create_dir_all(folder).expect("a folder");
        }
        std::fs::write(shut.join("secret"), "x").expect("a file");
        std::os::unix::fs::symlink(&shut, open.join("way")).expect("a link");
        std::os::unix::fs::symlink(shut.join("new"), open.join("dangling")).expect("a link");
        std::os::unix::fs::symlink("dangling", open.join("twice")).expect("a link");
        std::os::unix::fs::symlink("round", open.join("round")).expect("a link");
        let given = only(&open, &open);
        let write = Permission::FileSystemWrite;
        assert!(given.allows_path(write, &open.join("a/b")));
        assert!(given.allows_path(Permission::FileSystemRead, &open));
        for refused in [
            "way/secret",
            "../shut/secret",
            "a/../../shut/secret",
            "dangling",
            "twice",
            "twice/further",
            "round",
        ] {
            assert!(
                !given.allows_path(Permission::FileSystemRead, &open.join(refused)),
                "{refused}"
            );
        }
        std::fs::remove_dir_all(&root).expect("the folder");
    }

    #[test]
    fn reading_does_not_allow_writing() {
        let given = only(Path::new("/usr"), Path::new("/nowhere"));
        assert!(given.allows_path(Permission::FileSystemRead, Path::new("/usr/x")));
        assert!(!given.allows_path(Permission::FileSystemWrite, Path::new("/usr/x")));
        assert!(!Permissions::none().allows_path(Permission::FileSystemRead, Path::new("/usr")));
    }
}
