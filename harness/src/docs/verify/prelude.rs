//! The names that an example uses without saying where they come from, as its page shows it
//! elsewhere.
//!
//! Only imports are ever added: a value that a page leaves out stays left out. It must never know
//! what a name means.

use std::collections::{BTreeMap, BTreeSet};

use super::prepare::Surroundings;
use super::shape::{Import, Imported, Shape};
use super::source::Kind;
use crate::docs::model::{Language, Page};

/// A module that a page is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Own {
    /// Its name, as examples ask for it.
    pub module: String,
    /// What it exports, as far as a runtime told.
    pub exports: BTreeSet<String>,
    /// Whether only an ES module can ask for it.
    pub only_modules: bool,
    /// Whether it is something as a whole: it has a default export, or `require` gives one thing.
    pub whole: bool,
}

impl Own {
    /// Whether `name` is the module's own, however it is spelled: `pLimit` of `p-limit`, `Decimal`
    /// of `decimal.js`.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        let letters = |text: &str| -> String {
            let letters = text.chars().filter(|one| one.is_alphanumeric());
            letters.flat_map(char::to_lowercase).collect()
        };
        let last = self.module.rsplit('/').next().unwrap_or_default();
        let bare = [".js", "-js", "js"]
            .iter()
            .find_map(|end| last.strip_suffix(end));
        let name = letters(name);
        letters(last) == name || bare.is_some_and(|bare| letters(bare) == name)
    }
}

/// What the examples of a page import.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// For each name, the imports of it and how many examples show each.
    names: BTreeMap<String, BTreeMap<Import, usize>>,
    /// The same of the page that introduces the package, for names that are nowhere else.
    elsewhere: BTreeMap<String, BTreeMap<Import, usize>>,
}

/// Imports to put before an example.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prelude {
    /// In the order of their names.
    pub imports: Vec<Import>,
    /// Names that the page imports from more than one module: which is meant is not known.
    pub ambiguous: Vec<String>,
}

impl Shown {
    /// Reads every example of a page.
    #[must_use]
    pub fn of(page: &Page) -> Self {
        let mut names: BTreeMap<String, BTreeMap<Import, usize>> = BTreeMap::new();
        for example in &page.examples {
            let typed = example.language == Language::TypeScript;
            let kind = match example.language {
                Language::CommonJs => Kind::CommonJs { typed },
                Language::EsModule => Kind::EsModule { typed },
                Language::JavaScript | Language::TypeScript => Kind::guess(&example.code, typed),
                _ => continue,
            };
            for import in Shape::read(&example.code, kind).imports {
                // What stands beside an example is the example's own; a browser has addresses.
                let is_address = import.module.contains("://");
                if is_address || import.module.starts_with(['.', '/']) {
                    continue;
                }
                let seen = names.entry(import.local.clone()).or_default();
                *seen.entry(import).or_default() += 1;
            }
        }
        Self {
            names,
            ..Self::default()
        }
    }

    /// The same page within a package that another page introduces.
    #[must_use]
    pub fn introduced_by(mut self, other: &Self) -> Self {
        self.elsewhere.clone_from(&other.names);
        self
    }

    /// The import of a name that most examples show.
    fn import(&self, name: &str) -> Option<&Import> {
        most(self.names.get(name)?)
    }

    /// The same, on the page that introduces the package.
    fn import_elsewhere(&self, name: &str) -> Option<&Import> {
        most(self.elsewhere.get(name)?)
    }

    /// Whether the page imports a name from more than one module.
    fn is_ambiguous(&self, name: &str) -> bool {
        let modules: BTreeSet<&str> = self
            .names
            .get(name)
            .into_iter()
            .flat_map(BTreeMap::keys)
            .map(|import| import.module.trim_start_matches("node:"))
            .collect();
        modules.len() > 1
    }
}

fn most(seen: &BTreeMap<Import, usize>) -> Option<&Import> {
    let most = seen.iter().max_by_key(|(_, count)| **count);
    most.map(|(import, _)| import)
}

impl Prelude {
    /// The imports for `free` names: as the page shows them, else the runtime's module of that
    /// name, else what the page's own module exports under it, or that module where the name is
    /// its own, else as the page that introduces the package shows them.
    #[must_use]
    pub fn new(
        free: &BTreeSet<String>,
        shown: &Shown,
        own: Option<&Own>,
        around: &Surroundings,
    ) -> Self {
        let mut imports = Vec::new();
        for name in free {
            let bare = own.map(|own| own.module.trim_start_matches("node:"));
            let is_own = bare == Some(name.as_str()) && !matches!(&**name, "console" | "process");
            if around.globals.contains(name) && !is_own {
                continue;
            }
            let exported = own.filter(|own| own.exports.contains(name));
            let import = if let Some(shown) = shown.import(name) {
                Some(shown.clone())
            } else if around.builtins.contains(name) {
                Some(Import {
                    local: name.clone(),
                    module: name.clone(),
                    what: Imported::Default,
                    is_module: false,
                })
            } else if let Some(own) =
                exported.or(own.filter(|own| own.whole && own.is_called(name)))
            {
                let is_exported = own.exports.contains(name);
                Some(Import {
                    local: name.clone(),
                    module: own.module.clone(),
                    what: if is_exported {
                        Imported::Named(name.clone())
                    } else {
                        Imported::Default
                    },
                    is_module: own.only_modules,
                })
            } else {
                shown.import_elsewhere(name).cloned()
            };
            imports.extend(import);
        }
        let ambiguous = imports.iter().map(|one| &one.local);
        let ambiguous = ambiguous.filter(|name| shown.is_ambiguous(name));
        Self {
            ambiguous: ambiguous.cloned().collect(),
            imports,
        }
    }

    /// Whether it only fits an ES module.
    #[must_use]
    pub fn needs_module(&self, around: &Surroundings) -> bool {
        let is_builtin = |import: &Import| {
            around
                .builtins
                .contains(import.module.trim_start_matches("node:"))
        };
        self.imports
            .iter()
            .any(|one| one.is_module && !is_builtin(one))
    }

    /// The names that it gives.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.imports.iter().map(|one| one.local.as_str())
    }

    /// Its code, on one line.
    #[must_use]
    pub fn code(&self, kind: Kind) -> String {
        let lines = self.imports.iter().map(|import| {
            let Import {
                local,
                module,
                what,
                ..
            } = import;
            match (kind, what) {
                (Kind::EsModule { .. }, Imported::Default) => {
                    format!("import {local} from '{module}';")
                }
                (Kind::EsModule { .. }, Imported::Namespace) => {
                    format!("import * as {local} from '{module}';")
                }
                (Kind::EsModule { .. }, Imported::Named(name)) if name == local => {
                    format!("import {{ {name} }} from '{module}';")
                }
                (Kind::EsModule { .. }, Imported::Named(name)) => {
                    format!("import {{ {name} as {local} }} from '{module}';")
                }
                (Kind::CommonJs { .. }, Imported::Named(name)) if name != "default" => {
                    format!("const {{ {name}: {local} }} = require('{module}');")
                }
                (Kind::CommonJs { .. }, _) => format!("const {local} = require('{module}');"),
            }
        });
        lines.collect()
    }
}
