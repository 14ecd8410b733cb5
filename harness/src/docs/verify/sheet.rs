//! A page with everything that its examples run with: what completes it, what its examples import,
//! the module that it is about, and the packages around it.
//!
//! It must never know one example from another.

use std::collections::BTreeMap;

use super::Subject;
use super::own::{Packages, module_of};
use super::prelude::{Own, Shown};
use super::prepare::Around;
use super::run::Desk;
use crate::docs::completion::Completions;
use crate::docs::model::Page;

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
        desk: &Desk<'_>,
    ) -> Result<Self, String> {
        let packages = Packages::around(&page.path);
        let mut own = BTreeMap::new();
        for subject in subjects {
            let package = packages.own.as_ref().map(|(name, _)| name.as_str());
            let module = package.or_else(|| module_of(page, &subject.around.builtins));
            if let Some(module) = module {
                let told = desk.exports(&subject.runtime, module, &packages)?;
                own.insert(subject.runtime.id(), told);
            }
        }
        Ok(Self {
            page: completions.map_or_else(|| page.clone(), |all| all.with_before(page)),
            completions,
            shown: Shown::of(page),
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
