//! The rooms of each crate of a workspace, and which of them import which.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use walkdir::WalkDir;

use super::imports::{given_on, macros, reached};

/// Folders in which no crate of ours is.
const NOT_OURS: &[&str] = &["target", "node_modules", ".git", "fixtures", "packages"];

/// A crate's rooms.
#[derive(Debug, Default)]
pub struct Crate {
    /// Its folder, from the workspace's.
    pub folder: String,
    /// From a room to those that it imports, with the first place of each.
    arrows: BTreeMap<String, BTreeMap<String, String>>,
    /// What a room takes from the root itself, and where.
    pub strays: Vec<(String, String)>,
}

/// Every crate below `root`.
pub fn crates(root: &Utf8Path) -> Vec<Crate> {
    let ours = |entry: &walkdir::DirEntry| {
        !NOT_OURS.contains(&entry.file_name().to_string_lossy().as_ref())
    };
    let walk = WalkDir::new(root).sort_by_file_name().into_iter();
    walk.filter_entry(ours)
        .map(|entry| entry.expect("readable"))
        .filter(|entry| entry.file_name() == "Cargo.toml")
        .filter_map(|entry| {
            Utf8PathBuf::from_path_buf(entry.into_path())
                .ok()?
                .parent()
                .map(Utf8Path::to_owned)
        })
        .filter(|folder| folder.join("src").is_dir())
        .map(|folder| Crate::read(root, &folder))
        .collect()
}

impl Crate {
    fn read(root: &Utf8Path, folder: &Utf8Path) -> Self {
        let name = folder.strip_prefix(root).expect("below").as_str();
        let mut one = Self {
            folder: name.to_owned(),
            ..Self::default()
        };
        let sources = sources(&folder.join("src"));
        let is_root = |path: &Utf8Path| matches!(path.as_str(), "lib.rs" | "main.rs");
        let rooms: BTreeSet<String> = sources
            .iter()
            .filter(|(path, _)| !is_root(path))
            .map(|(path, _)| module(path)[0].clone())
            .collect();
        let mut given = BTreeMap::new();
        for (_, text) in sources.iter().filter(|(path, _)| is_root(path)) {
            given.extend(given_on(text));
        }
        for (path, text) in sources.iter().filter(|(path, _)| !is_root(path)) {
            given.extend(
                macros(text)
                    .into_iter()
                    .map(|name| (name, module(path)[0].clone())),
            );
        }
        for (path, text) in sources.iter().filter(|(path, _)| !is_root(path)) {
            let module = module(path);
            for (name, line) in reached(text, &module) {
                let place = || format!("{}/src/{path}:{line}", one.folder);
                let room = match given.get(&name) {
                    _ if rooms.contains(&name) => &name,
                    Some(room) if rooms.contains(room) => room,
                    // A crate that the root has imported is nobody's room.
                    Some(_) => continue,
                    None if name == "*" => continue,
                    None => {
                        one.strays.push((name.clone(), place()));
                        continue;
                    }
                };
                if *room != module[0] {
                    let place = place();
                    let arrows = one.arrows.entry(module[0].clone()).or_default();
                    arrows.entry(room.clone()).or_insert(place);
                }
            }
        }
        one
    }

    /// A crate with these arrows.
    pub fn of(folder: &str, arrows: &[(&str, &str)]) -> Self {
        let mut one = Self {
            folder: folder.to_owned(),
            ..Self::default()
        };
        for (from, to) in arrows {
            let arrows = one.arrows.entry((*from).to_owned()).or_default();
            arrows.insert((*to).to_owned(), format!("{from}.rs:1"));
        }
        one
    }

    /// The rooms that reach each other, each set of them sorted.
    pub fn knots(&self) -> Vec<Vec<String>> {
        let mut knots = BTreeSet::new();
        for room in self.arrows.keys() {
            let reach = self.reach(room);
            if reach.contains(room) {
                let back = reach
                    .into_iter()
                    .filter(|other| self.reach(other).contains(room));
                knots.insert(back.collect::<Vec<_>>());
            }
        }
        knots.into_iter().collect()
    }

    /// The arrows from and to some rooms, with their places.
    pub fn arrows_among<'a>(
        &'a self,
        rooms: &'a [String],
    ) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
        let from = self.arrows.iter().filter(|(from, _)| rooms.contains(from));
        from.flat_map(move |(from, arrows)| {
            let to = arrows.iter().filter(|(to, _)| rooms.contains(to));
            to.map(|(to, place)| (from.as_str(), to.as_str(), place.as_str()))
        })
    }

    fn reach(&self, room: &str) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        let mut open = vec![room];
        while let Some(next) = open.pop() {
            for to in self.arrows.get(next).into_iter().flat_map(BTreeMap::keys) {
                if seen.insert(to.clone()) {
                    open.push(to);
                }
            }
        }
        seen
    }
}

/// Every Rust file below a folder: its path from there, and its text.
fn sources(folder: &Utf8Path) -> Vec<(Utf8PathBuf, String)> {
    let walk = WalkDir::new(folder).sort_by_file_name();
    walk.into_iter()
        .filter_map(|entry| Utf8PathBuf::from_path_buf(entry.expect("readable").into_path()).ok())
        .filter(|path| path.extension() == Some("rs"))
        .map(|path| {
            let text = fs::read_to_string(&path).expect("UTF-8");
            (path.strip_prefix(folder).expect("below").to_owned(), text)
        })
        .collect()
}

/// The module that a file is.
fn module(path: &Utf8Path) -> Vec<String> {
    let mut parts: Vec<String> = path
        .with_extension("")
        .as_str()
        .split('/')
        .map(str::to_owned)
        .collect();
    if parts.len() > 1 && parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}
