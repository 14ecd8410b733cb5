//! Stage 1: what cases there are.
//!
//! Walks `fixtures/` and `expectations/` and pairs them. A fixture without an expectation, or an
//! expectation without a fixture, is an error, for each would silently prove nothing. Nothing is
//! read here but file names; the texts are the plan's business.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use sha2::{Digest, Sha256};
use thiserror::Error;
use threadproof_reports::regular;
use walkdir::WalkDir;

/// The names that the entry of a fixture may have.
pub const ENTRIES: &[&str] = &["main.cjs", "main.mjs", "main.ts", "main.js"];

/// A suite on disk.
#[derive(Debug, Clone)]
pub struct Suite {
    /// The folder that holds `fixtures/` and `expectations/`.
    pub root: Utf8PathBuf,
    /// Every case, sorted by id.
    pub cases: Vec<Case>,
    /// The files of known divergences, by the name of the runtime.
    pub rules: BTreeMap<String, Utf8PathBuf>,
}

/// A fixture with its expectation.
#[derive(Debug, Clone)]
pub struct Case {
    /// `<area>/<case>`.
    pub id: String,
    /// The file of the fixture folder that is started.
    pub entry: &'static str,
    /// The fixture's files, relative to its folder, the entry first.
    pub files: Vec<Utf8PathBuf>,
}

/// Something wrong with the layout of a suite.
#[derive(Debug, Error)]
pub enum LayoutError {
    /// A folder that every suite has is not there.
    #[error(
        "{0}: no such folder; a suite has the folders `fixtures` and `expectations`, see --suite"
    )]
    MissingFolder(Utf8PathBuf),
    /// Something else where a folder has to be.
    #[error(
        "{path}: {found}, where a folder has to be; a suite has the folders `fixtures` and \
         `expectations`, see --suite"
    )]
    NotAFolder {
        /// The path.
        path: Utf8PathBuf,
        /// What is there.
        found: String,
    },
    /// Something cannot be read.
    #[error("{path}: cannot be read: {reason}")]
    Unreadable {
        /// The file or folder.
        path: Utf8PathBuf,
        /// What the system says.
        reason: String,
    },
    /// A file where a case folder should be.
    #[error("{0}: not a case; a fixture is a folder `fixtures/<area>/<case>/`")]
    NotACase(Utf8PathBuf),
    /// A fixture that nothing starts.
    #[error("{path}: no entry file; add one of {}", ENTRIES.join(", "))]
    NoEntry {
        /// The fixture's folder.
        path: Utf8PathBuf,
    },
    /// A fixture with more than one entry.
    #[error("{path}: {first} and {second} are both entry files; rename one of the two")]
    TwoEntries {
        /// The fixture's folder.
        path: Utf8PathBuf,
        /// One entry.
        first: &'static str,
        /// Another entry.
        second: &'static str,
    },
    /// A fixture without expectation.
    #[error(
        "fixtures/{0}: no expectation; write expectations/{0}.yaml (`threadproof bless {0}` proposes one)"
    )]
    OrphanFixture(String),
    /// An expectation without fixture.
    #[error(
        "expectations/{0}.yaml: no fixture; add the folder fixtures/{0}/ or remove the expectation"
    )]
    OrphanExpectation(String),
    /// A file that is not an expectation.
    #[error(
        "{0}: not an expectation; name it `<area>/<case>.yaml` or move it out of expectations/"
    )]
    NotAnExpectation(Utf8PathBuf),
}

impl Case {
    /// The fixture with this id below `root`, whether or not it has an expectation.
    ///
    /// # Errors
    /// When there is no such fixture, or it has no entry.
    pub fn at(root: &Utf8Path, id: &str) -> Result<Self, LayoutError> {
        let folder = root.join("fixtures").join(id);
        if !folder.is_dir() {
            return Err(LayoutError::MissingFolder(folder));
        }
        fixture(id, &folder)
    }

    /// The part of the API that the case belongs to.
    #[must_use]
    pub fn area(&self) -> &str {
        self.id.split('/').next().unwrap_or(&self.id)
    }

    /// The fixture's folder, relative to the suite.
    #[must_use]
    pub fn folder(&self) -> Utf8PathBuf {
        Utf8Path::new("fixtures").join(&self.id)
    }

    /// The expectation file, relative to the suite.
    #[must_use]
    pub fn expectation(&self) -> Utf8PathBuf {
        Utf8PathBuf::from(format!("expectations/{}.yaml", self.id))
    }
}

impl Suite {
    /// Finds every case below `root`.
    ///
    /// # Errors
    /// Everything that is wrong with the layout, at once.
    pub fn discover(root: &Utf8Path) -> Result<Self, Vec<LayoutError>> {
        let folders = ["fixtures", "expectations"].map(|name| root.join(name));
        let mut errors: Vec<LayoutError> = folders.iter().filter_map(|it| no_folder(it)).collect();
        // Without one of the two, every file of the other one would be an orphan.
        if !errors.is_empty() {
            return Err(errors);
        }
        let fixtures = find_fixtures(root, &mut errors);
        let (expectations, rules) = find_expectations(root, &mut errors);
        for id in fixtures.keys().filter(|id| !expectations.contains(*id)) {
            errors.push(LayoutError::OrphanFixture(id.clone()));
        }
        for id in expectations.iter().filter(|id| !fixtures.contains_key(*id)) {
            errors.push(LayoutError::OrphanExpectation(id.clone()));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let cases = fixtures.into_values().collect();
        Ok(Self {
            root: root.to_owned(),
            cases,
            rules,
        })
    }

    /// A hash over every fixture and every expectation, names and contents.
    ///
    /// # Errors
    /// When a file of the suite cannot be read.
    pub fn hash(&self) -> Result<String, LayoutError> {
        let mut hasher = Sha256::new();
        for folder in ["fixtures", "expectations"] {
            for path in files_below(&self.root.join(folder))? {
                let name = path.strip_prefix(&self.root).unwrap_or(&path);
                let body = regular::read(path.as_std_path());
                let body = body.map_err(|error| unreadable(&path, &error))?;
                hasher.update(name.as_str().as_bytes());
                hasher.update([0]);
                hasher.update(body.len().to_le_bytes());
                hasher.update(&body);
            }
        }
        // Half of it is enough to tell suites apart, and shows better.
        let half = hasher.finalize()[..16]
            .iter()
            .fold(0_u128, |all, byte| all << 8 | u128::from(*byte));
        Ok(format!("{half:032x}"))
    }
}

fn find_fixtures(root: &Utf8Path, errors: &mut Vec<LayoutError>) -> BTreeMap<String, Case> {
    let mut found = BTreeMap::new();
    for area in children(&root.join("fixtures"), errors) {
        let name = area.file_name().unwrap_or_default();
        if name.starts_with(['_', '.']) {
            continue;
        }
        if !area.is_dir() {
            errors.push(LayoutError::NotACase(area));
            continue;
        }
        for folder in children(&area, errors) {
            if !folder.is_dir() {
                errors.push(LayoutError::NotACase(folder));
                continue;
            }
            let id = format!("{name}/{}", folder.file_name().unwrap_or_default());
            match fixture(&id, &folder) {
                Ok(case) => drop(found.insert(id, case)),
                Err(error) => errors.push(error),
            }
        }
    }
    found
}

fn fixture(id: &str, folder: &Utf8Path) -> Result<Case, LayoutError> {
    let files = files_below(folder)?;
    let entries: Vec<&'static str> = ENTRIES
        .iter()
        .copied()
        .filter(|name| files.contains(&folder.join(name)))
        .collect();
    let entry = match entries[..] {
        [entry] => entry,
        [] => {
            return Err(LayoutError::NoEntry {
                path: folder.to_owned(),
            });
        }
        [first, second, ..] => {
            return Err(LayoutError::TwoEntries {
                path: folder.to_owned(),
                first,
                second,
            });
        }
    };
    let mut files: Vec<_> = files
        .iter()
        .filter_map(|path| path.strip_prefix(folder).ok().map(Utf8Path::to_owned))
        .collect();
    files.sort_by_key(|file| (file != entry, file.clone()));
    Ok(Case {
        id: id.to_owned(),
        entry,
        files,
    })
}

type Expectations = (
    std::collections::BTreeSet<String>,
    BTreeMap<String, Utf8PathBuf>,
);

/// What stands beside the areas in `expectations/`: what the pages promise, what of it no test
/// shows, and where the pages are.
pub const COVERAGE_FILES: [&str; 3] = ["inventory.yaml", "uncovered.yaml", "pages.yaml"];

fn find_expectations(root: &Utf8Path, errors: &mut Vec<LayoutError>) -> Expectations {
    let folder = root.join("expectations");
    let mut found = Expectations::default();
    let paths = files_below(&folder).unwrap_or_else(|error| {
        errors.push(error);
        Vec::new()
    });
    for path in paths {
        let relative = path.strip_prefix(&folder).unwrap_or(&path);
        let parts: Vec<_> = relative.components().map(|part| part.as_str()).collect();
        match (&parts[..], relative.extension()) {
            (["_runtimes", _], Some("yaml")) => {
                let name = relative.file_stem().unwrap_or_default().to_owned();
                found.1.insert(name, path);
            }
            ([name], Some("yaml")) if COVERAGE_FILES.contains(name) => {}
            ([area, _], Some("yaml")) if !area.starts_with('_') => {
                found.0.insert(relative.with_extension("").into_string());
            }
            _ => errors.push(LayoutError::NotAnExpectation(path)),
        }
    }
    found
}

/// Why there is no folder at this path, which may be a link to one.
fn no_folder(path: &Utf8Path) -> Option<LayoutError> {
    if path.is_dir() {
        return None;
    }
    let not = |found: String| LayoutError::NotAFolder {
        path: path.to_owned(),
        found,
    };
    let found = path.symlink_metadata();
    Some(match (found, path.read_link_utf8()) {
        (_, Ok(to)) if path.exists() => not(format!("a link to {to}, which is no folder")),
        (_, Ok(to)) => not(format!("a link to {to}, which is not there")),
        (Ok(_), Err(_)) => not("a file".to_owned()),
        (Err(_), Err(_)) => LayoutError::MissingFolder(path.to_owned()),
    })
}

fn children(folder: &Utf8Path, errors: &mut Vec<LayoutError>) -> Vec<Utf8PathBuf> {
    if let Some(error) = no_folder(folder) {
        errors.push(error);
        return Vec::new();
    }
    let listing = folder.read_dir_utf8().and_then(|entries| {
        entries
            .map(|entry| entry.map(|entry| entry.path().to_owned()))
            .collect::<Result<Vec<_>, _>>()
    });
    match listing {
        Ok(mut paths) => {
            paths.sort();
            paths
        }
        Err(error) => {
            errors.push(unreadable(folder, &error));
            Vec::new()
        }
    }
}

/// Every file below a folder, sorted, as UTF-8 paths. Links are followed: a suite may be put together
/// from folders that lie elsewhere.
fn files_below(folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>, LayoutError> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let path = error.path().and_then(Utf8Path::from_path).unwrap_or(folder);
            unreadable(path, &error)
        })?;
        if entry.file_type().is_dir() {
            continue;
        }
        let is_file = entry.metadata().map_err(std::io::Error::from);
        if let Err(error) = is_file.and_then(|found| regular::check(&found)) {
            let path = Utf8Path::from_path(entry.path()).unwrap_or(folder);
            return Err(unreadable(path, &error));
        }
        let path = Utf8PathBuf::from_path_buf(entry.into_path()).map_err(|path| {
            LayoutError::Unreadable {
                path: path.to_string_lossy().into_owned().into(),
                reason: "its name is not UTF-8".to_owned(),
            }
        })?;
        files.push(path);
    }
    Ok(files)
}

fn unreadable(path: &Utf8Path, reason: &impl ToString) -> LayoutError {
    LayoutError::Unreadable {
        path: path.to_owned(),
        reason: reason.to_string(),
    }
}
