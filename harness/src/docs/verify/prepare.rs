//! An example as files in a folder, with the name of the file to start.
//!
//! As printed or completed; nothing else is ever put beside it. Nothing here runs anything.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;

use super::source::{Kind, Source};
use crate::docs::completion::{Change, Line};
use crate::docs::model::{Example, Language, Promise, Promised};
use crate::docs::promises;

/// An example made ready.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Files by name.
    pub files: BTreeMap<String, String>,
    /// The name of the file to start.
    pub entry: String,
    /// Options of the runtime.
    pub options: Vec<String>,
    /// What shows in the example's own file.
    pub source: Source,
    /// What its comments promise, held against the code as it runs.
    pub promises: Vec<Promise>,
    /// Whether the page lost its line breaks, so that a `//` swallows what follows.
    pub lost_breaks: bool,
}

/// What a runtime brings along, as it told itself.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Surroundings {
    /// The names of its globals.
    pub globals: BTreeSet<String>,
    /// The names of its modules.
    pub builtins: BTreeSet<String>,
}

impl Prepared {
    /// Makes an example ready; `None` for what is no JavaScript.
    #[must_use]
    pub fn new(example: &Example, change: &Change) -> Option<Self> {
        let code = change.apply(example);
        let guessed = match example.language {
            Language::CommonJs => Kind::CommonJs { typed: false },
            Language::EsModule => Kind::EsModule { typed: false },
            Language::JavaScript => Kind::guess(&code, false),
            Language::TypeScript => Kind::guess(&code, true),
            Language::Other => return None,
        };
        let name = change
            .name
            .clone()
            .unwrap_or_else(|| format!("main.{}", guessed.extension()));
        let extension = Utf8Path::new(&name).extension().unwrap_or_default();
        let kind = Kind::of_extension(extension).unwrap_or(guessed);
        let source = Source::read(&code, kind);
        let lost_breaks = promises::lost_breaks(example.language, &code)
            || (!change.breaks.is_empty() && source.swallows);
        let promises = if code == example.code {
            example.promises.clone()
        } else {
            promises::of(example.language, &code)
        };
        let mut files = change.files.clone();
        let is_main = |name: &&String| Utf8Path::new(name).file_stem() == Some("main");
        let entry = files.keys().find(is_main).unwrap_or(&name).clone();
        files.insert(name, code);
        Some(Self {
            files,
            entry,
            options: change.options.clone(),
            source,
            promises,
            lost_breaks,
        })
    }

    /// One file that stands for itself.
    #[must_use]
    pub fn plain(name: &str, code: &str) -> Self {
        Self {
            files: BTreeMap::from([(name.to_owned(), code.to_owned())]),
            entry: name.to_owned(),
            options: Vec::new(),
            source: Source::default(),
            promises: Vec::new(),
            lost_breaks: false,
        }
    }

    /// Why it cannot run in these surroundings, if that shows before it is tried.
    #[must_use]
    pub fn obstacle(&self, around: &Surroundings) -> Option<String> {
        if self.lost_breaks {
            let told =
                "the page lost the line breaks of this code, and a comment swallows the rest";
            return Some(told.to_owned());
        }
        if let Some((line, words)) = &self.source.broken {
            let typed = self.parses_with_types();
            let hint = if typed { "; it is TypeScript" } else { "" };
            return Some(format!("line {line} does not parse: {words}{hint}"));
        }
        let missing: Vec<&str> = self
            .source
            .modules
            .iter()
            .filter(|module| !self.is_there(module, around))
            .map(String::as_str)
            .collect();
        let is_free = |name: &&String| !around.globals.contains(*name) && *name != "arguments";
        let free = self.source.free.iter().filter(is_free);
        let free: Vec<&str> = free.map(String::as_str).collect();
        let told = [("module", missing), ("variable", free)];
        let told = told.iter().filter(|(_, names)| !names.is_empty());
        let told: Vec<String> = told
            .map(|(what, names)| {
                let verb = if *what == "module" { "missing" } else { "free" };
                let plural = if names.len() == 1 { "" } else { "s" };
                format!("{verb} {what}{plural} {}", names.join(", "))
            })
            .collect();
        (!told.is_empty()).then(|| told.join("; "))
    }

    /// The lines that it promises to print, in order.
    #[must_use]
    pub fn promised_lines(&self) -> Vec<Line> {
        let lines = self
            .promises
            .iter()
            .flat_map(|promise| match &promise.kind {
                Promised::Prints(lines) => lines.as_slice(),
                Promised::Throws(_) => &[],
            });
        lines.map(|line| Line::Text(line.clone())).collect()
    }

    fn parses_with_types(&self) -> bool {
        let typed = |code: &String| {
            let kind = Kind::guess(code, true);
            Source::read(code, kind).broken.is_none()
        };
        // The example's own file is the one that does not parse.
        self.files.values().all(typed)
    }

    fn is_there(&self, module: &str, around: &Surroundings) -> bool {
        let bare = module.strip_prefix("node:").unwrap_or(module);
        let beside = module.strip_prefix("./").unwrap_or(module);
        let packaged = format!("node_modules/{module}/");
        around.builtins.contains(bare)
            || around.builtins.contains(module)
            || self.files.contains_key(beside)
            || self.files.keys().any(|file| file.starts_with(&packaged))
    }
}
