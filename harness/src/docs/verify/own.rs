//! The module that a page is about, and the packages that its examples may ask for.
//!
//! A page within a package is about that package; one that is named after a module of the runtime
//! is about that module. It must never know an example.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

use crate::docs::model::Page;

/// The packages around a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packages {
    /// The package that the page lies in: its name and folder.
    pub own: Option<(String, Utf8PathBuf)>,
    /// Folders that hold packages by their names, nearest first.
    folders: Vec<Utf8PathBuf>,
}

impl Packages {
    /// What lies around the file of a page.
    #[must_use]
    pub fn around(path: &Utf8Path) -> Self {
        let Ok(path) = path.canonicalize_utf8() else {
            return Self::default();
        };
        let above = || path.ancestors().skip(1);
        let own = above().find_map(|folder| Some((name_of(folder)?, folder.to_owned())));
        let folders = above()
            .map(|folder| {
                if folder.file_name() == Some("node_modules") {
                    folder.to_owned()
                } else {
                    folder.join("node_modules")
                }
            })
            .filter(|folder| folder.is_dir());
        // Nothing above the project that a page belongs to is its own.
        let folders = if own.is_some() {
            folders.collect()
        } else {
            Vec::new()
        };
        Self { own, folders }
    }

    /// The folder of the package that a module is of, if it is there.
    #[must_use]
    pub fn folder(&self, module: &str) -> Option<(String, Utf8PathBuf)> {
        let parts = if module.starts_with('@') { 2 } else { 1 };
        let name = module.split('/').take(parts).collect::<Vec<_>>().join("/");
        if let Some((own, folder)) = &self.own
            && *own == name
        {
            return Some((name, folder.clone()));
        }
        let found = self.folders.iter().map(|folder| folder.join(&name));
        let found = found.filter(|folder| folder.join("package.json").is_file());
        let mut found = found.map(|folder| (name.clone(), folder));
        found.next()
    }
}

/// The name of the package whose folder this is.
fn name_of(folder: &Utf8Path) -> Option<String> {
    let text =
        threadproof_reports::regular::read_text(folder.join("package.json").as_std_path()).ok()?;
    let package: Value = serde_json::from_str(&text).ok()?;
    let name = package.get("name")?.as_str()?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// The module of the runtime that a page is named after, such as `events` of `events.md` and
/// `worker_threads` of `node-v25-worker_threads.md`; else the one that its title names.
#[must_use]
pub fn module_of<'b>(page: &Page, builtins: &'b BTreeSet<String>) -> Option<&'b str> {
    let stem = page.name.split('.').next().unwrap_or_default();
    let named = |text: &str| builtins.get(text).map(String::as_str);
    named(stem)
        .or_else(|| stem.rsplit('-').next().and_then(named))
        .or_else(|| {
            let title = page.headings.iter().find(|one| one.level == 1)?;
            named(&title.text.to_lowercase().replace(' ', "_"))
        })
        .or_else(|| {
            // Else the one that its headings name: `worker_threads.threadId`.
            let mut headings = page.headings.iter();
            headings.find_map(|one| named(one.text.split_once('.')?.0))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::read_text;

    #[test]
    fn a_page_is_about_the_module_that_it_is_named_after() {
        let builtins = ["events", "worker_threads", "fs"].map(str::to_owned).into();
        for (name, title, module) in [
            ("events.md", "Events", Some("events")),
            ("node-v25-worker_threads.md", "x", Some("worker_threads")),
            ("page.md", "Worker threads", Some("worker_threads")),
            ("readme.md", "A package", None),
        ] {
            let page = read_text(name.into(), &format!("# {title}\n")).expect("a page");
            assert_eq!(module_of(&page, &builtins), module, "{name}");
        }
    }

    #[test]
    fn a_page_in_a_package_is_about_the_package() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = Utf8Path::from_path(folder.path()).expect("UTF-8");
        std::fs::create_dir_all(root.join("node_modules/@a/b")).expect("written");
        std::fs::create_dir_all(root.join("docs")).expect("written");
        for (file, text) in [
            ("package.json", "{ \"name\": \"own\" }"),
            ("node_modules/@a/b/package.json", "{}"),
            ("docs/page.md", ""),
        ] {
            std::fs::write(root.join(file), text).expect("written");
        }
        let packages = Packages::around(&root.join("docs/page.md"));
        let root = root.canonicalize_utf8().expect("it is there");
        assert_eq!(packages.own, Some(("own".to_owned(), root.clone())));
        let folder = |module| packages.folder(module).map(|(_, folder)| folder);
        assert_eq!(folder("own/sub"), Some(root.clone()));
        assert_eq!(folder("@a/b/c.js"), Some(root.join("node_modules/@a/b")));
        assert_eq!(folder("absent"), None);
    }
}
