//! Files and folders that must stay as they were made, and how to tell.
//!
//! Copies fixtures too, since a copy is what is to be kept. It knows nothing of cases.

use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use threadproof_reports::regular;

use super::removal;

/// A larger file is not held in memory: its folder is made anew for each case.
const LARGE: u64 = 256 * 1024;

/// A file, folder or symbolic link that nothing may change.
#[derive(Debug)]
pub(super) struct Kept {
    path: PathBuf,
    stamp: Stamp,
    /// When it was changed last, its rights and links included, which no program can set. A clock
    /// that ticks slowly may hide a change soon after, so the content is compared all the same.
    changed: (i64, i64),
    content: Content,
}

#[derive(Debug, PartialEq, Eq)]
enum Content {
    Folder(Vec<OsString>),
    File(Vec<u8>),
    Link(PathBuf),
    /// Too large to tell: never as it was made.
    Large,
}

/// What tells something from what was put in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    file: u64,
    mode: u32,
    owner: (u32, u32),
    /// Not of a folder, for there it counts the folders in it.
    links: Option<u64>,
}

impl Kept {
    /// Everything in a folder, and the folder.
    ///
    /// # Errors
    /// When something cannot be read.
    pub(super) fn tree(path: &Path) -> io::Result<Vec<Self>> {
        let mut kept = Vec::new();
        Self::add(path, &mut kept)?;
        Ok(kept)
    }

    fn add(path: &Path, kept: &mut Vec<Self>) -> io::Result<()> {
        let found = fs::symlink_metadata(path)?;
        let content = content(path, &found)?;
        if let Content::Folder(names) = &content {
            for name in names {
                Self::add(&path.join(name), kept)?;
            }
        }
        kept.push(Self {
            path: path.to_owned(),
            stamp: Stamp::of(&found),
            changed: changed(&found),
            content,
        });
        Ok(())
    }

    /// Whether it is what stands at this path.
    pub(super) fn is_at(&self, path: impl AsRef<Path>) -> bool {
        self.path == path.as_ref()
    }

    /// Whether nothing has changed it.
    ///
    /// # Errors
    /// When it is gone or cannot be read.
    pub(super) fn is_as_made(&self) -> io::Result<bool> {
        let found = fs::symlink_metadata(&self.path)?;
        Ok(Stamp::of(&found) == self.stamp
            && changed(&found) == self.changed
            && self.content != Content::Large
            && content(&self.path, &found)? == self.content)
    }
}

impl Stamp {
    /// Of what was found at a path, links not followed.
    pub(super) fn of(found: &Metadata) -> Self {
        Self {
            file: found.ino(),
            mode: found.mode(),
            owner: (found.uid(), found.gid()),
            links: (!found.is_dir()).then(|| found.nlink()),
        }
    }
}

fn changed(found: &Metadata) -> (i64, i64) {
    (found.ctime(), found.ctime_nsec())
}

fn content(path: &Path, found: &Metadata) -> io::Result<Content> {
    Ok(if found.is_dir() {
        Content::Folder(list(path)?)
    } else if found.is_symlink() {
        Content::Link(fs::read_link(path)?)
    } else if found.len() > LARGE {
        Content::Large
    } else {
        Content::File(read(&mut regular::open_itself(path)?, found.len())?)
    })
}

/// The names in a folder, sorted.
///
/// # Errors
/// When it cannot be read.
pub(super) fn list(folder: &Path) -> io::Result<Vec<OsString>> {
    let names = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.file_name()));
    let mut names = names.collect::<Result<Vec<_>, _>>()?;
    names.sort_unstable();
    Ok(names)
}

/// Copies a folder; `to` must not be there.
///
/// # Errors
/// When something cannot be read or written.
pub(super) fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry, &to.join(entry.file_name()))?;
    }
    Ok(())
}

/// Makes `to`, which holds `known` and nothing else, a copy of the folder `from`.
///
/// # Errors
/// When something cannot be read or written; then `to` is of no use.
pub(super) fn rewrite(from: &Path, to: &Path, known: Vec<Kept>) -> io::Result<Vec<Kept>> {
    let is_plain = |one: &Kept| matches!(one.content, Content::File(_));
    // The folder itself comes last. What is in folders below it is not worth telling apart.
    if known.iter().rev().skip(1).any(|one| !is_plain(one)) {
        removal::remove(to)?;
        copy_tree(from, to)?;
        return Kept::tree(to);
    }
    let mut left: Vec<Kept> = known.into_iter().filter(is_plain).collect();
    let mut kept = Vec::new();
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (name, target) = (entry.file_name(), to.join(entry.file_name()));
        let same_name = |one: &Kept| one.path.file_name() == Some(&name);
        match left.iter().position(same_name) {
            Some(at) if entry.file_type()?.is_file() => {
                let known = left.swap_remove(at);
                kept.push(overwrite(&entry.path(), target, known)?);
            }
            Some(at) => {
                left.swap_remove(at);
                fs::remove_file(&target)?;
                copy(&entry, &target)?;
                Kept::add(&target, &mut kept)?;
            }
            None => {
                copy(&entry, &target)?;
                Kept::add(&target, &mut kept)?;
            }
        }
    }
    for one in left {
        // By its name: the folder may have another one now.
        fs::remove_file(to.join(one.path.file_name().unwrap_or_default()))?;
    }
    let found = fs::symlink_metadata(to)?;
    kept.push(Kept {
        path: to.to_owned(),
        stamp: Stamp::of(&found),
        changed: changed(&found),
        content: content(to, &found)?,
    });
    Ok(kept)
}

/// Writes the text of `from` into the file `to`, which is `known`.
fn overwrite(from: &Path, to: PathBuf, known: Kept) -> io::Result<Kept> {
    let mut source = regular::open_itself(from)?;
    let found = source.metadata()?;
    if found.len() > LARGE || found.mode() & 0o7777 != known.stamp.mode & 0o7777 {
        fs::remove_file(&to)?;
        copy_file(from, &to)?;
        let mut kept = Vec::new();
        Kept::add(&to, &mut kept)?;
        return kept.pop().ok_or_else(|| io::Error::other("a file is one"));
    }
    let text = read(&mut source, found.len())?;
    let text = Content::File(text);
    if text == known.content {
        return Ok(Kept { path: to, ..known });
    }
    let mut target = File::options().write(true).open(&to)?;
    if let (Content::File(text), Content::File(old)) = (&text, &known.content) {
        target.write_all(text)?;
        // Not emptied first: some systems then take the trouble to keep the old text safe.
        if text.len() < old.len() {
            target.set_len(text.len() as u64)?;
        }
    }
    Ok(Kept {
        path: to,
        changed: changed(&target.metadata()?),
        content: text,
        ..known
    })
}

fn copy(entry: &fs::DirEntry, target: &Path) -> io::Result<()> {
    let kind = entry.file_type()?;
    if kind.is_dir() {
        copy_tree(&entry.path(), target)
    } else if kind.is_symlink() {
        std::os::unix::fs::symlink(fs::read_link(entry.path())?, target)
    } else {
        copy_file(&entry.path(), target)
    }
}

/// Copies a file with its rights. Its text goes through memory: asking the system to copy it, as
/// `fs::copy` does, costs more for a file of the size of a script.
fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = regular::open_itself(from)?;
    let found = source.metadata()?;
    if found.len() > LARGE {
        return fs::copy(from, to).map(drop);
    }
    let text = read(&mut source, found.len())?;
    let mode = found.mode() & 0o7777;
    let mut target = File::options()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(to)?;
    // What the mask of this process took away.
    if target.metadata()?.mode() & 0o7777 != mode {
        target.set_permissions(found.permissions())?;
    }
    target.write_all(&text)
}

/// All of a file that is about so long, without asking the system for its length again.
fn read(file: &mut File, length: u64) -> io::Result<Vec<u8>> {
    let mut text = Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 1);
    Read::by_ref(file).take(u64::MAX).read_to_end(&mut text)?;
    Ok(text)
}
