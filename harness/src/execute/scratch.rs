//! The temporary folders that hold copies of cases, used for one case after another.
//!
//! Making and removing one costs half of what a trivial case takes. It serves again only if it is
//! proven to be as it was made: every folder lists what it did, every file holds what it did, and
//! nothing was replaced, moved, linked or given other rights in between; see [`super::kept`]. In
//! doubt it goes. The next case takes over the files of the last one that have the same names, and
//! writes its own text into them. What a case does with its copy is not known here.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::sync::{Mutex, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};

use super::kept::{Kept, Stamp, copy_tree, list, rewrite};
use super::removal::{self, Temporary};

/// The folders that no run uses.
#[derive(Debug, Default)]
pub struct ScratchFolders {
    idle: Mutex<Vec<ScratchFolder>>,
}

/// A temporary folder with what every case finds; it is removed when this is dropped.
#[derive(Debug)]
pub(super) struct ScratchFolder {
    folder: Temporary,
    /// The folder's path, without symbolic links.
    pub(super) root: Utf8PathBuf,
    suite: Utf8PathBuf,
    own: Stamp,
    trace: Stamp,
    /// `_lib`, and the home and temporary folders.
    kept: Vec<Kept>,
    /// The folder that holds cases, by its name.
    area: Option<(String, Stamp)>,
    /// The case, with everything that it consists of.
    case: Option<(String, Vec<Kept>)>,
}

impl ScratchFolders {
    /// A scratch folder for cases of `suite`: one that is idle, else a new one.
    ///
    /// # Errors
    /// When the temporary folder cannot be written or `_lib` cannot be read.
    pub(super) fn take(&self, suite: &Utf8Path) -> io::Result<ScratchFolder> {
        let mut others = Vec::new();
        let found = {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            let found = idle.iter().rposition(|scratch| scratch.suite == suite);
            if found.is_none() {
                // Another suite's turn has come: what served the last one goes.
                others.append(&mut idle);
            }
            found.map(|at| idle.swap_remove(at))
        };
        // Removed here, where nobody waits for the list.
        drop(others);
        found.map_or_else(|| ScratchFolder::new(suite), Ok)
    }

    /// Keeps a scratch folder for the next run.
    pub(super) fn keep(&self, scratch: ScratchFolder) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(scratch);
    }
}

impl ScratchFolder {
    fn new(suite: &Utf8Path) -> io::Result<Self> {
        let folder = Temporary::new("threadproof-")?;
        // Canonical, for members are recognised by paths that the kernel tells.
        let root = Utf8PathBuf::from_path_buf(fs::canonicalize(folder.path())?)
            .map_err(|path| io::Error::other(format!("{} is not UTF-8", path.display())))?;
        let library = suite.join("fixtures/_lib");
        if library.is_dir() {
            copy_tree(library.as_std_path(), root.join("_lib").as_std_path())?;
        }
        fs::create_dir(root.join("home"))?;
        fs::create_dir(root.join("tmp"))?;
        let trace = File::create_new(root.join("trace.jsonl"))?;
        let mut kept = Vec::new();
        for name in ["_lib", "home", "tmp"] {
            let part = root.join(name);
            if part.is_dir() {
                kept.extend(Kept::tree(part.as_std_path())?);
            }
        }
        Ok(Self {
            own: Stamp::of(&fs::symlink_metadata(&root)?),
            trace: Stamp::of(&trace.metadata()?),
            folder,
            root,
            suite: suite.to_owned(),
            kept,
            area: None,
            case: None,
        })
    }

    /// Copies the fixture of `case` into the scratch folder.
    ///
    /// # Errors
    /// When it cannot be read or written. The scratch folder is of no use then.
    pub(super) fn enter(&mut self, case: &str) -> io::Result<()> {
        let fixture = self.suite.join("fixtures").join(case);
        let area = case.split_once('/').map_or("", |(area, _)| area);
        let target = self.root.join(case);
        let mut old = self.case.take();
        if self.area.as_ref().is_none_or(|(known, _)| known != area) {
            if let Some((case, _)) = old.take() {
                removal::remove(self.root.join(case).as_std_path())?;
            }
            self.enter_area(area)?;
        }
        let known = if let Some((old, known)) = old {
            if old != case {
                fs::rename(self.root.join(old), &target)?;
            }
            rewrite(fixture.as_std_path(), target.as_std_path(), known)?
        } else {
            copy_tree(fixture.as_std_path(), target.as_std_path())?;
            Kept::tree(target.as_std_path())?
        };
        self.case = Some((case.to_owned(), known));
        Ok(())
    }

    fn enter_area(&mut self, area: &str) -> io::Result<()> {
        if let Some((old, _)) = self.area.take() {
            fs::remove_dir(self.root.join(old))?;
        }
        if !area.is_empty() {
            let folder = self.root.join(area);
            fs::create_dir(&folder)?;
            self.area = Some((area.to_owned(), Stamp::of(&fs::symlink_metadata(&folder)?)));
        }
        Ok(())
    }

    /// Gives the scratch folder back if it is as it was made and `is_wanted`; a case that has changed is
    /// removed from it.
    ///
    /// # Errors
    /// When it is to go and does not.
    pub(super) fn leave(mut self, is_wanted: bool) -> io::Result<Option<Self>> {
        // What cannot even be looked at was changed.
        if is_wanted && self.tidy().unwrap_or(false) {
            return Ok(Some(self));
        }
        self.folder.remove()?;
        Ok(None)
    }

    fn tidy(&mut self) -> io::Result<bool> {
        // Nothing is removed before it is known whose folder it is in: a link is not followed.
        if !self.is_area_as_made()? {
            return Ok(false);
        }
        self.remove_what_changed()?;
        // The trace is emptied last: it was read before this, and shows what happened.
        Ok(self.is_as_made()? && self.empty_trace()?)
    }

    fn is_area_as_made(&self) -> io::Result<bool> {
        let Some((area, stamp)) = &self.area else {
            return Ok(true);
        };
        Ok(Stamp::of(&fs::symlink_metadata(self.root.join(area))?) == *stamp)
    }

    fn remove_what_changed(&mut self) -> io::Result<()> {
        if let Some((case, known)) = &self.case
            // What cannot even be looked at was changed.
            && !all_as_made(known).unwrap_or(false)
        {
            let folder = self.root.join(case);
            // What is not removed here shows up as a name too many.
            if fs::symlink_metadata(&folder)?.is_dir() && case.matches('/').count() <= 1 {
                removal::remove(folder.as_std_path())?;
            }
            self.case = None;
        }
        Ok(())
    }

    fn is_as_made(&self) -> io::Result<bool> {
        let case = self.case.as_ref().map(|(case, _)| case.as_str());
        let mut names: Vec<&OsStr> = ["home", "tmp", "trace.jsonl"].map(OsStr::new).into();
        if self
            .kept
            .iter()
            .any(|kept| kept.is_at(self.root.join("_lib")))
        {
            names.push(OsStr::new("_lib"));
        }
        if let Some((area, _)) = &self.area {
            names.push(area.as_ref());
            let folder = self.root.join(area);
            let cases = case.and_then(|case| case.strip_prefix(area)?.strip_prefix('/'));
            if !list(folder.as_std_path())?.iter().eq(cases) {
                return Ok(false);
            }
        } else {
            names.extend(case.map(OsStr::new));
        }
        names.sort_unstable();
        let found: Vec<OsString> = list(self.root.as_std_path())?;
        Ok(Stamp::of(&fs::symlink_metadata(&self.root)?) == self.own
            && found == names
            && all_as_made(&self.kept)?)
    }

    /// Empties the trace if it is still the file that was made.
    fn empty_trace(&self) -> io::Result<bool> {
        let path = self.root.join("trace.jsonl");
        let found = fs::symlink_metadata(&path)?;
        if Stamp::of(&found) != self.trace {
            return Ok(false);
        }
        if found.len() > 0 {
            File::options().write(true).open(&path)?.set_len(0)?;
        }
        Ok(true)
    }
}

fn all_as_made(kept: &[Kept]) -> io::Result<bool> {
    for one in kept {
        if !one.is_as_made()? {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::path::Path;

    use super::*;

    /// A suite with `_lib` and two areas.
    fn suite() -> (tempfile::TempDir, Utf8PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = Utf8PathBuf::from_path_buf(folder.path().to_owned()).expect("UTF-8");
        let write = |path: &str, text: &str| {
            let path = root.join("fixtures").join(path);
            fs::create_dir_all(path.parent().expect("above")).expect("made");
            fs::write(path, text).expect("written");
        };
        write("_lib/observe.cjs", "observe");
        write("_lib/deep/more.cjs", "more");
        write("a/long/main.cjs", "a long text");
        write("a/long/other.cjs", "other");
        write("a/short/main.cjs", "short");
        write("a/short/main.txt", "another file");
        write("a/deep/main.cjs", "deep");
        write("a/deep/lib/it.cjs", "it");
        write("b/one/main.cjs", "one");
        let script = root.join("fixtures/b/one/main.cjs");
        fs::set_permissions(script, fs::Permissions::from_mode(0o750)).expect("it is ours");
        (folder, root)
    }

    /// Everything below a folder: its rights, and what it holds.
    fn picture(root: &Path) -> BTreeMap<String, (u32, String)> {
        let entries = walkdir::WalkDir::new(root).into_iter().map(|entry| {
            let entry = entry.expect("readable");
            let found = entry.metadata().expect("it is there");
            let text = if found.is_file() {
                fs::read_to_string(entry.path()).expect("text")
            } else {
                String::new()
            };
            let name = entry.path().strip_prefix(root).expect("below");
            (name.display().to_string(), (found.mode(), text))
        });
        entries.collect()
    }

    fn left(scratch: ScratchFolder) -> Option<ScratchFolder> {
        scratch.leave(true).expect("what goes can be removed")
    }

    fn scratch(folders: &ScratchFolders, suite: &Utf8Path, case: &str) -> ScratchFolder {
        let mut scratch = folders.take(suite).expect("a scratch folder");
        scratch.enter(case).expect("it is there");
        scratch
    }

    #[test]
    fn a_scratch_folder_that_serves_again_is_as_a_new_one() {
        let (_folder, suite) = suite();
        let (used, new) = (ScratchFolders::default(), ScratchFolders::default());
        let mut roots = Vec::new();
        let cases = [
            "a/long", "a/short", "a/short", "a/deep", "a/long", "b/one", "a/short",
        ];
        for case in cases {
            let again = scratch(&used, &suite, case);
            let fresh = scratch(&new, &suite, case);
            assert_eq!(
                picture(again.root.as_ref()),
                picture(fresh.root.as_ref()),
                "{case}"
            );
            // A trace is what every case leaves behind.
            fs::write(again.root.join("trace.jsonl"), "a line\n").expect("written");
            roots.push(again.root.clone());
            used.keep(left(again).expect("nothing has changed"));
        }
        roots.dedup();
        assert_eq!(roots.len(), 1, "it was one scratch folder all the time");
    }

    #[test]
    fn a_case_that_changed_its_own_folder_is_made_anew() {
        let (_folder, suite) = suite();
        let changes: [fn(&Utf8Path); 5] = [
            |case| fs::write(case.join("main.cjs"), "SHORT").expect("written"),
            |case| fs::write(case.join("new"), "").expect("written"),
            |case| fs::remove_file(case.join("main.txt")).expect("removed"),
            |case| fs::hard_link(case.join("main.cjs"), case.join("link")).expect("linked"),
            |case| {
                let mode = fs::Permissions::from_mode(0o777);
                fs::set_permissions(case.join("main.cjs"), mode).expect("it is ours");
            },
        ];
        for (number, change) in changes.iter().enumerate() {
            let folders = ScratchFolders::default();
            let used = scratch(&folders, &suite, "a/short");
            let before = picture(used.root.as_ref());
            change(&used.root.join("a/short"));
            let used = left(used).expect("all around it is as it was");
            assert!(!used.root.join("a/short").exists(), "change {number}");
            folders.keep(used);
            let again = scratch(&folders, &suite, "a/short");
            assert_eq!(picture(again.root.as_ref()), before, "change {number}");
        }
    }

    #[test]
    fn a_scratch_folder_that_was_changed_never_serves_again() {
        let (_folder, suite) = suite();
        let outside = suite.join("outside");
        fs::write(&outside, "precious").expect("written");
        let mode = |path: Utf8PathBuf, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
        };
        let changes: [&dyn Fn(&Utf8Path); 14] = [
            &|root| fs::write(root.join("_lib/observe.cjs"), "OBSERVE").expect("written"),
            &|root| fs::write(root.join("_lib/deep/new"), "").expect("written"),
            &|root| fs::remove_file(root.join("_lib/deep/more.cjs")).expect("removed"),
            &|root| fs::write(root.join("home/.rc"), "").expect("written"),
            &|root| fs::create_dir(root.join("tmp/left")).expect("made"),
            &|root| fs::write(root.join("new"), "").expect("written"),
            &|root| fs::create_dir(root.join("a/other")).expect("made"),
            &|root| mode(root.join("tmp"), 0o500),
            &|root| mode(root.to_owned(), 0o711),
            &|root| mode(root.join("trace.jsonl"), 0o666),
            &|root| fs::remove_file(root.join("trace.jsonl")).expect("removed"),
            &|root| {
                fs::remove_file(root.join("trace.jsonl")).expect("removed");
                symlink(&outside, root.join("trace.jsonl")).expect("linked");
            },
            &|root| {
                fs::rename(root.join("home"), root.join("gone")).expect("moved");
                symlink("gone", root.join("home")).expect("linked");
            },
            &|root| {
                // Replaced by a folder that looks the same.
                fs::remove_dir_all(root.join("a")).expect("removed");
                symlink(suite.join("fixtures/a"), root.join("a")).expect("linked");
            },
        ];
        for (number, change) in changes.iter().enumerate() {
            let used = scratch(&ScratchFolders::default(), &suite, "a/long");
            let root = used.root.clone();
            change(&root);
            assert!(left(used).is_none(), "change {number}");
            assert!(!root.exists(), "change {number}: it was removed");
        }
        assert_eq!(fs::read_to_string(outside).expect("there"), "precious");
        let kept = fs::read_to_string(suite.join("fixtures/a/long/main.cjs"));
        assert_eq!(kept.expect("there"), "a long text");
    }

    #[test]
    fn a_scratch_folder_of_another_suite_goes() {
        let ((_one, first), (_two, second)) = (suite(), suite());
        let folders = ScratchFolders::default();
        let used = scratch(&folders, &first, "a/long");
        let root = used.root.clone();
        folders.keep(left(used).expect("nothing has changed"));
        let other = scratch(&folders, &second, "a/long");
        assert!(!root.exists() && other.root.exists());
    }
}
