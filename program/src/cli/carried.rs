//! The suite that the program carries, for a folder that has none.
//!
//! Fixtures, expectations and benchmark scripts are part of the program and are unpacked into the
//! cache folder at their first use, under a name made of their content: another version of the
//! program never meets the files of this one. A suite of the folder's own, or `--suite`, wins. What
//! a case is, is not known here.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use include_dir::{Dir, DirEntry, include_dir};
use sha2::{Digest, Sha256};
use threadproof_harness::runtimes::locate::cache_folder;

use super::error::CliError;

/// The folders of a suite, by their names.
static FOLDERS: [(&str, Dir<'_>); 3] = [
    ("fixtures", include_dir!("$CARGO_MANIFEST_DIR/../fixtures")),
    (
        "expectations",
        include_dir!("$CARGO_MANIFEST_DIR/../expectations"),
    ),
    ("bench", include_dir!("$CARGO_MANIFEST_DIR/../bench")),
];

/// The folder that holds the carried suite, unpacked.
///
/// # Errors
/// When the cache folder cannot be written.
pub(super) fn suite() -> Result<Utf8PathBuf, CliError> {
    let suites = cache_folder().join("suites");
    let target = suites.join(name());
    if target.is_dir() {
        return Ok(target);
    }
    let fail = |error: std::io::Error| {
        CliError::Harness(format!(
            "cannot unpack the suite into {suites}: {error}; set THREADPROOF_CACHE to a folder that can be written, or give --suite DIR"
        ))
    };
    // Unpacked beside its place and then renamed, so that nobody ever finds half of it.
    fs::create_dir_all(&suites).map_err(fail)?;
    let unpacked = tempfile::Builder::new()
        .prefix(".unpacking-")
        .tempdir_in(&suites)
        .map_err(fail)?;
    for (name, folder) in &FOLDERS {
        let path = unpacked.path().join(name);
        fs::create_dir(&path)
            .and_then(|()| folder.extract(&path))
            .map_err(fail)?;
    }
    match fs::rename(unpacked.path(), &target) {
        // Somebody else was quicker, with the same files.
        Err(_) if target.is_dir() => Ok(target),
        Err(error) => Err(fail(error)),
        Ok(()) => {
            let _ = unpacked.keep();
            Ok(target)
        }
    }
}

/// The text of a carried file, by its path in the suite.
pub(super) fn text(path: &str) -> Option<&'static str> {
    let (folder, rest) = path.split_once('/')?;
    let (_, carried) = FOLDERS.iter().find(|(name, _)| *name == folder)?;
    carried.get_file(rest)?.contents_utf8()
}

/// The suite's name: the version, and a hash of all that it holds.
fn name() -> String {
    let mut hasher = Sha256::new();
    for (name, folder) in &FOLDERS {
        add(&mut hasher, Utf8Path::new(name), folder);
    }
    let hash = hasher.finalize();
    let hash: String = hash[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{hash}", env!("CARGO_PKG_VERSION"))
}

fn add(hasher: &mut Sha256, at: &Utf8Path, folder: &Dir<'_>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(folder) => add(hasher, at, folder),
            DirEntry::File(file) => {
                hasher.update(at.join(file.path().to_string_lossy().as_ref()).as_str());
                hasher.update([0]);
                hasher.update(file.contents().len().to_le_bytes());
                hasher.update(file.contents());
            }
        }
    }
}
