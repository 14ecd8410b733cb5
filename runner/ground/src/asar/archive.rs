//! One `asar` archive: its header, and its files by their place.
//!
//! The file begins with two pickles of Chromium's: one with the size of the other, and that with a
//! JSON text that describes the tree. Behind them come the files, one after the other; offsets are
//! counted from there, and written as texts, as JSON's numbers would not hold them. Nothing here
//! trusts a size or a name: archives come from anywhere.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::{Component, Path, PathBuf};

use serde_json::Value;
use thiserror::Error;

/// The most links that are followed for one path.
const MAX_LINKS: usize = 40;

/// The largest header, in bytes.
const MAX_HEADER: u64 = 256 << 20;

/// Why an archive can't be used.
#[derive(Debug, Error)]
pub enum AsarError {
    /// It can't be read.
    #[error("the archive can't be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It does not begin as an archive does.
    #[error("the file is no asar archive: its header has impossible sizes")]
    Sizes,
    /// The header is not JSON.
    #[error("the header of the archive is not JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The header describes something else than a tree of files.
    #[error("the header of the archive does not describe `{0}` as a file, folder or link")]
    Entry(String),
}

/// What stands at a path of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A folder, with the names in it, sorted.
    Folder(Vec<String>),
    /// A file: where it begins, from the start of the archive, and how long it is, in bytes.
    File {
        /// The offset.
        offset: u64,
        /// The length.
        size: u64,
        /// Whether it may be run.
        executable: bool,
    },
    /// A file that is kept beside the archive.
    Unpacked,
    /// A link to another path of the archive.
    Link(PathBuf),
}

/// An archive whose header has been read.
#[derive(Debug)]
pub struct Archive {
    /// Where it is.
    pub file: PathBuf,
    handle: File,
    root: Node,
}

#[derive(Debug)]
enum Node {
    Folder(BTreeMap<String, Node>),
    Leaf(Entry),
}

impl Archive {
    /// Opens an archive and reads its header.
    ///
    /// # Errors
    /// [`AsarError`] when it is none.
    pub fn open(file: &Path) -> Result<Self, AsarError> {
        let handle = File::open(file)?;
        let length = handle.metadata()?.len();
        let mut sizes = [0_u8; 16];
        handle.read_exact_at(&mut sizes, 0)?;
        let [own, header, _, text] = number_each(&sizes);
        let start = 8 + header;
        if own != 4 || text + 8 > header || start > length || header > MAX_HEADER {
            return Err(AsarError::Sizes);
        }
        let mut json = vec![0; usize::try_from(text).map_err(|_| AsarError::Sizes)?];
        handle.read_exact_at(&mut json, 16)?;
        let json: Value = serde_json::from_slice(&json)?;
        let room = Room { start, length };
        let root = room.node("", &json)?;
        if let Node::Leaf(_) = root {
            return Err(AsarError::Entry("/".to_owned()));
        }
        Ok(Self {
            file: file.to_owned(),
            handle,
            root,
        })
    }

    /// What stands at a path; links on the way are followed, the last one is not.
    #[must_use]
    pub fn entry(&self, inside: &Path) -> Option<Entry> {
        let mut links = 0;
        self.node(inside, &mut links).map(|(node, _)| node.entry())
    }

    /// What stands at a path, links followed.
    #[must_use]
    pub fn follow(&self, inside: &Path) -> Option<Entry> {
        self.entry(&self.real_inside(inside)?)
    }

    /// The path of what stands at a path, links followed.
    #[must_use]
    pub fn real_inside(&self, inside: &Path) -> Option<PathBuf> {
        let mut links = 0;
        let mut path = inside.to_owned();
        loop {
            let (node, real) = self.node(&path, &mut links)?;
            match node {
                Node::Leaf(Entry::Link(target)) => path.clone_from(target),
                _ => return Some(real),
            }
            links += 1;
            if links > MAX_LINKS {
                return None;
            }
        }
    }

    /// Bytes of the archive.
    ///
    /// # Errors
    /// What the system says.
    pub fn read(&self, offset: u64, size: u64) -> io::Result<Vec<u8>> {
        let size = usize::try_from(size).map_err(io::Error::other)?;
        let mut bytes = vec![0; size];
        self.handle.read_exact_at(&mut bytes, offset)?;
        Ok(bytes)
    }

    /// Where a file is that was not packed.
    #[must_use]
    pub fn unpacked(&self, inside: &Path) -> PathBuf {
        let mut beside = self.file.clone().into_os_string();
        beside.push(".unpacked");
        let real = self.real_inside(inside);
        Path::new(&beside).join(real.as_deref().unwrap_or(inside))
    }

    fn node(&self, inside: &Path, links: &mut usize) -> Option<(&Node, PathBuf)> {
        let mut node = &self.root;
        let mut real = PathBuf::new();
        for part in inside.components() {
            if let Node::Leaf(Entry::Link(target)) = node {
                *links += 1;
                if *links > MAX_LINKS {
                    return None;
                }
                (node, real) = self.node(target, links)?;
            }
            let Node::Folder(entries) = node else {
                return None;
            };
            let name = part.as_os_str().to_str()?;
            node = entries.get(name)?;
            real.push(name);
        }
        Some((node, real))
    }
}

impl Node {
    fn entry(&self) -> Entry {
        match self {
            Self::Folder(entries) => Entry::Folder(entries.keys().cloned().collect()),
            Self::Leaf(entry) => entry.clone(),
        }
    }
}

/// Where the files of an archive may be.
struct Room {
    start: u64,
    length: u64,
}

impl Room {
    fn node(&self, name: &str, json: &Value) -> Result<Node, AsarError> {
        let broken = || AsarError::Entry(name.to_owned());
        if let Some(files) = json.get("files") {
            let files = files.as_object().ok_or_else(broken)?;
            let mut entries = BTreeMap::new();
            for (name, json) in files {
                // A name is one part of a path: nothing leads out of the archive.
                let mut parts = Path::new(name).components();
                let plain =
                    matches!(parts.next(), Some(Component::Normal(part)) if part == name.as_str());
                if !plain || parts.next().is_some() {
                    return Err(AsarError::Entry(name.clone()));
                }
                entries.insert(name.clone(), self.node(name, json)?);
            }
            return Ok(Node::Folder(entries));
        }
        if let Some(link) = json.get("link") {
            let link = link.as_str().ok_or_else(broken)?;
            let target = crate::paths::normal(Path::new(link));
            return Ok(Node::Leaf(Entry::Link(target)));
        }
        let flag = |key: &str| json.get(key).and_then(Value::as_bool).unwrap_or(false);
        if flag("unpacked") {
            return Ok(Node::Leaf(Entry::Unpacked));
        }
        let size = json
            .get("size")
            .and_then(Value::as_u64)
            .ok_or_else(broken)?;
        let offset = json.get("offset").and_then(Value::as_str);
        let offset: u64 = offset
            .and_then(|text| text.parse().ok())
            .ok_or_else(broken)?;
        let offset = self.start.checked_add(offset).ok_or_else(broken)?;
        let end = offset.checked_add(size).ok_or_else(broken)?;
        if end > self.length {
            return Err(broken());
        }
        Ok(Node::Leaf(Entry::File {
            offset,
            size,
            executable: flag("executable"),
        }))
    }
}

/// The numbers that a pickle is made of, little-endian.
fn number_each(bytes: &[u8; 16]) -> [u64; 4] {
    let number = |at: usize| {
        let word = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
        u64::from(u32::from_le_bytes(word))
    };
    [number(0), number(4), number(8), number(12)]
}
