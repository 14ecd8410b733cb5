//! Temporary folders, and removing a folder whatever a case has put into it.
//!
//! A case may nest folders deeper than a stack or a path is long, and take rights away. So nothing
//! here recurses and no path grows: a folder's folders are moved up beside it, one level at a time,
//! until each holds nothing but files. Two descriptors are enough. What cannot be removed is told.

use std::ffi::{CStr, CString};
use std::fs;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Dir, Mode, OFlags, RenameFlags};
use rustix::io::Errno;

/// How often a folder that is not empty after everything in it was removed is looked at again: a
/// listing may miss what moves while it is read.
const LOOKS: usize = 8;

/// A folder of our own below the system's temporary folder; removed when it is dropped.
#[derive(Debug)]
pub struct Temporary {
    path: PathBuf,
    is_removed: bool,
}

impl Temporary {
    /// Makes one whose name begins with `prefix`.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(prefix: &str) -> io::Result<Self> {
        let made = tempfile::Builder::new().prefix(prefix).tempdir()?;
        Ok(Self {
            path: made.keep(),
            is_removed: false,
        })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes it now.
    ///
    /// # Errors
    /// When something of it stays.
    pub fn remove(mut self) -> io::Result<()> {
        self.is_removed = true;
        remove(&self.path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if self.is_removed {
            return;
        }
        if let Err(error) = remove(&self.path) {
            let path = self.path.display();
            anstream::eprintln!("warning: cannot remove {path}: {error}; remove it by hand");
        }
    }
}

/// How many bytes of a disk a folder takes, as far as it can be read and up to so many files: it is
/// looked at while somebody writes into it.
#[must_use]
pub fn size(path: &Path) -> u64 {
    const FILES: usize = 100_000;
    const BLOCK: u64 = 512;
    let entries = walkdir::WalkDir::new(path).into_iter().flatten();
    let blocks = entries.take(FILES).filter_map(|entry| {
        let found = entry.metadata().ok()?;
        Some(found.blocks())
    });
    blocks.fold(0, u64::saturating_add).saturating_mul(BLOCK)
}

/// Removes what stands at `path`, with everything in it; links are not followed.
///
/// # Errors
/// The first thing that stays, after everything else was removed.
pub fn remove(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
        Ok(found) if !found.is_dir() => return fs::remove_file(path),
        Ok(_) => {}
    }
    let name = CString::new(path.as_os_str().as_encoded_bytes())?;
    let top = open_folder(CWD, &name)?;
    Removal {
        top,
        moved: Vec::new(),
        last: 0,
        failed: None,
    }
    .run()?;
    rustix::fs::unlinkat(CWD, &name, AtFlags::REMOVEDIR)?;
    Ok(())
}

struct Removal {
    top: OwnedFd,
    /// The numbers of folders that now stand directly in the top one.
    moved: Vec<u64>,
    last: u64,
    failed: Option<io::Error>,
}

impl Removal {
    fn run(mut self) -> io::Result<()> {
        for _ in 0..LOOKS {
            let names = names(open_folder(&self.top, c".")?)?;
            if names.is_empty() {
                break;
            }
            for name in names {
                let done = remove_file(&self.top, &name).and_then(|is_file| {
                    if is_file {
                        return Ok(());
                    }
                    self.remove_folder(&name)
                });
                self.note(done);
                while let Some(number) = self.moved.pop() {
                    let done = self.remove_folder(&name_of(number));
                    self.note(done);
                }
            }
            if self.failed.is_some() {
                break;
            }
        }
        self.failed.map_or(Ok(()), Err)
    }

    fn note(&mut self, done: Result<(), Errno>) {
        if let Err(error) = done {
            self.failed.get_or_insert(error.into());
        }
    }

    /// Removes the files of a folder in the top one, moves its folders up, and removes it.
    fn remove_folder(&mut self, name: &CStr) -> Result<(), Errno> {
        for _ in 0..LOOKS {
            let folder = open_folder(&self.top, name)?;
            let mut entries = Dir::new(folder)?;
            while let Some(entry) = entries.next() {
                let entry = entry?;
                if is_dots(entry.file_name()) {
                    continue;
                }
                let within = entries.fd()?;
                if !remove_file(within, entry.file_name())? {
                    let number = self.move_up(within, entry.file_name())?;
                    self.moved.push(number);
                }
            }
            match rustix::fs::unlinkat(&self.top, name, AtFlags::REMOVEDIR) {
                Err(Errno::NOTEMPTY) => {}
                done => return done,
            }
        }
        Err(Errno::NOTEMPTY)
    }

    fn move_up(&mut self, from: impl AsFd, name: &CStr) -> Result<u64, Errno> {
        let mut is_opened = false;
        loop {
            self.last += 1;
            let target = name_of(self.last);
            let flags = RenameFlags::NOREPLACE;
            match rustix::fs::renameat_with(&from, name, &self.top, &target, flags) {
                Ok(()) => return Ok(self.last),
                // A case may have used such a name itself.
                Err(Errno::EXIST) => {}
                // Moving a folder writes into it, for it says where it is.
                Err(Errno::ACCESS | Errno::PERM) if !is_opened => {
                    is_opened = true;
                    rustix::fs::chmodat(&from, name, Mode::RWXU, AtFlags::empty())?;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

fn name_of(number: u64) -> CString {
    // Digits and letters hold no zero byte.
    CString::new(format!(".removed-{number}")).unwrap_or_default()
}

fn is_dots(name: &CStr) -> bool {
    matches!(name.to_bytes(), b"." | b"..")
}

fn names(folder: OwnedFd) -> io::Result<Vec<CString>> {
    let mut names = Vec::new();
    for entry in Dir::new(folder)? {
        let entry = entry?;
        if !is_dots(entry.file_name()) {
            names.push(entry.file_name().to_owned());
        }
    }
    Ok(names)
}

/// Whether it was removed; a folder is not.
fn remove_file(folder: impl AsFd, name: &CStr) -> Result<bool, Errno> {
    match rustix::fs::unlinkat(&folder, name, AtFlags::empty()) {
        Ok(()) => Ok(true),
        Err(Errno::NOENT) => Ok(true),
        // POSIX says EPERM of a folder, Linux EISDIR.
        Err(error @ (Errno::ISDIR | Errno::PERM)) => {
            let found = rustix::fs::statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW)?;
            let is_folder = rustix::fs::FileType::from_raw_mode(found.st_mode)
                == rustix::fs::FileType::Directory;
            if is_folder { Ok(false) } else { Err(error) }
        }
        Err(error) => Err(error),
    }
}

/// Opens a folder so that what is in it can be removed.
fn open_folder(at: impl AsFd, name: &CStr) -> Result<OwnedFd, Errno> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let open = || rustix::fs::openat(&at, name, flags, Mode::empty());
    let folder = match open() {
        Err(Errno::ACCESS) => {
            rustix::fs::chmodat(&at, name, Mode::RWXU, AtFlags::empty())?;
            open()?
        }
        opened => opened?,
    };
    let mode = Mode::from_raw_mode(rustix::fs::fstat(&folder)?.st_mode);
    if !mode.contains(Mode::RWXU) {
        rustix::fs::fchmod(&folder, Mode::RWXU)?;
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn rights(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    }

    /// Nests folders deeper than any path reaches, as a case can: by going into each.
    fn nest(folder: &Path, depth: usize) {
        let mut inner = OwnedFd::from(fs::File::open(folder).expect("it is there"));
        for _ in 0..depth {
            rustix::fs::mkdirat(&inner, c"d", Mode::RWXU).expect("made");
            inner = open_folder(&inner, c"d").expect("opened");
        }
    }

    #[test]
    fn a_folder_with_everything_in_it_goes() {
        let outside = tempfile::tempdir().expect("a folder");
        let kept = outside.path().join("kept");
        fs::write(&kept, "precious").expect("written");
        let folder = Temporary::new("threadproof-test-").expect("a folder");
        let root = folder.path().to_owned();
        for (wide, name) in ["a", "b", ".removed-1", ".removed-2"].iter().enumerate() {
            let inner = root.join(name).join("inner");
            fs::create_dir_all(&inner).expect("made");
            for file in 0..wide * 300 {
                fs::write(inner.join(file.to_string()), "x").expect("written");
                fs::create_dir(inner.join(format!("folder{file}"))).expect("made");
            }
            symlink(outside.path(), inner.join("link")).expect("linked");
        }
        rights(&root.join("a/inner"), 0o000);
        rights(&root.join("b"), 0o500);
        rights(&root, 0o500);
        folder.remove().expect("all of it");
        assert!(!root.exists());
        assert_eq!(fs::read_to_string(kept).expect("still there"), "precious");
    }

    #[test]
    fn folders_nested_deeper_than_a_stack_go() {
        let folder = Temporary::new("threadproof-test-").expect("a folder");
        let root = folder.path().to_owned();
        nest(&root, 20_000);
        folder.remove().expect("all of it");
        assert!(!root.exists());
    }

    #[test]
    fn what_is_not_there_or_no_folder_is_no_trouble() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("file");
        remove(&file).expect("nothing to do");
        fs::write(&file, "").expect("written");
        remove(&file).expect("removed");
        assert!(!file.exists());
    }
}
