//! A page with everything that its examples run with: what completes it, what its examples import,
//! the module that it is about, and the packages around it.
//!
//! It must never know one example from another.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::Subject;
use super::own::{Packages, module_of};
use super::prelude::{Own, Shown};
use super::prepare::Around;
use super::run::Desk;
use crate::docs::completion::Completions;
use crate::docs::model::Page;

/// What several pages of one package ask for, found once.
#[derive(Debug, Default)]
pub struct Shelf {
    /// Modules as runtimes know them, by runtime, module and the folder of the package.
    own: BTreeMap<(String, String, Option<Utf8PathBuf>), Own>,
    /// What the examples of a package's first page import, by its folder.
    introduced: BTreeMap<Utf8PathBuf, Shown>,
}

impl Shelf {
    fn own(
        &mut self,
        subject: &Subject,
        module: &str,
        packages: &Packages,
        desk: &Desk<'_>,
    ) -> Result<Own, String> {
        let folder = packages.folder(module).map(|(_, folder)| folder);
        let key = (subject.runtime.id(), module.to_owned(), folder);
        if let Some(own) = self.own.get(&key) {
            return Ok(own.clone());
        }
        let own = desk.exports(&subject.runtime, module, packages)?;
        self.own.insert(key, own.clone());
        Ok(own)
    }

    fn introduced(&mut self, folder: &Utf8Path) -> &Shown {
        self.introduced
            .entry(folder.to_owned())
            .or_insert_with(|| first_page(folder).unwrap_or_default())
    }
}

/// What the page that introduces a package shows, if it has one that can be read.
fn first_page(folder: &Utf8Path) -> Option<Shown> {
    let mut files = folder.read_dir_utf8().ok()?.flatten();
    let is_it = |name: &str| name.eq_ignore_ascii_case("readme.md");
    let file = files.find(|file| is_it(file.file_name()))?;
    crate::docs::read(file.path())
        .ok()
        .map(|page| Shown::of(&page))
}

/// A page made ready.
#[derive(Debug)]
pub struct Sheet<'p> {
    /// The page, with the code that its completions put before its examples.
    pub page: Page,
    /// What completes it.
    pub completions: Option<&'p Completions>,
    shown: Shown,
    packages: Packages,
    /// The module that it is about, as each runtime knows it.
    own: BTreeMap<String, Own>,
}

impl<'p> Sheet<'p> {
    /// Makes a page ready for these runtimes.
    ///
    /// # Errors
    /// When a runtime does not answer.
    pub fn new(
        page: &Page,
        completions: Option<&'p Completions>,
        subjects: &[Subject],
        shelf: &mut Shelf,
        desk: &Desk<'_>,
    ) -> Result<Self, String> {
        let packages = Packages::around(&page.path);
        let mut own = BTreeMap::new();
        for subject in subjects {
            let package = packages.own.as_ref().map(|(name, _)| name.as_str());
            let module = package.or_else(|| module_of(page, &subject.around.builtins));
            if let Some(module) = module {
                let told = shelf.own(subject, module, &packages, desk)?;
                own.insert(subject.runtime.id(), told);
            }
        }
        let mut shown = Shown::of(page);
        if let Some((_, folder)) = &packages.own {
            shown = shown.introduced_by(shelf.introduced(folder));
        }
        Ok(Self {
            page: completions.map_or_else(|| page.clone(), |all| all.with_before(page)),
            completions,
            shown,
            packages,
            own,
        })
    }

    /// What surrounds its examples on a runtime.
    #[must_use]
    pub fn around<'s>(&'s self, subject: &'s Subject) -> Around<'s> {
        Around {
            page: &self.page,
            shown: &self.shown,
            own: self.own.get(&subject.runtime.id()),
            packages: &self.packages,
            runtime: &subject.around,
        }
    }
}
