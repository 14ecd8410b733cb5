//! An example as files in a folder, with the name of the file to start.
//!
//! As printed or completed, with the imports that its page shows elsewhere and probes where the
//! page promises something of one statement; its lines stay where they are. Nothing here runs
//! anything.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use super::carry;
use super::files;
use super::gaps;
use super::own::Packages;
use super::prelude::{Own, Prelude, Shown};
use super::probe::{HELPER, HELPER_FILE, Look, Watched, probes};
use super::said;
use super::scopes::scopes;
use super::shape::Shape;
use super::source::{Kind, Source};
use super::types::without_types;
use super::windows;
use crate::docs::completion::Change;
use crate::docs::model::{Example, Language, Page, Promise, Promised};
use crate::docs::promises;

/// An example made ready.
#[derive(Debug, Clone, Default)]
pub struct Prepared {
    /// Files by name.
    pub files: BTreeMap<String, String>,
    /// Folders of packages that it may ask for, by the packages' names.
    pub packages: BTreeMap<String, Utf8PathBuf>,
    /// The name of the file to start.
    pub entry: String,
    /// Options of the runtime.
    pub options: Vec<String>,
    /// What shows in the example's own file.
    pub source: Source,
    /// What its comments promise, held against the code as it runs.
    pub watched: Vec<Watched>,
    /// What was imported for it.
    pub prelude: Prelude,
    /// Whether the page lost its line breaks, so that a `//` swallows what follows.
    pub lost_breaks: bool,
    /// Why it is no example that can run by itself, if that shows.
    pub fragment: Option<String>,
    /// Whether it starts something that goes on: a server, an interval.
    pub goes_on: bool,
    /// Whether it takes something that others may take at the same time: a port.
    pub collides: bool,
    /// Whether it uses a network.
    pub reaches: bool,
    /// Whether it is to reach other machines.
    pub far: bool,
    /// How many lines stand above the example's own.
    pub above: usize,
    /// Names of files that it speaks of, those of its folder left out.
    pub spoken_of: BTreeSet<String>,
    /// What the page says before it of an error that it ends with, if it says so.
    pub said_to_throw: Option<String>,
}

/// What a runtime brings along, as it told itself.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Surroundings {
    /// The names of its globals.
    pub globals: BTreeSet<String>,
    /// The names of its modules.
    pub builtins: BTreeSet<String>,
    /// What differs from machine to machine, by what it is called.
    #[serde(default)]
    pub facts: BTreeMap<String, Vec<String>>,
}

/// What surrounds an example on its page.
#[derive(Debug, Clone, Copy)]
pub struct Around<'p> {
    /// The page.
    pub page: &'p Page,
    /// What its examples import.
    pub shown: &'p Shown,
    /// The module that it is about.
    pub own: Option<&'p Own>,
    /// Packages that its examples may ask for.
    pub packages: &'p Packages,
    /// What the runtime brings along.
    pub runtime: &'p Surroundings,
}

/// Code that starts something that does not end by itself.
const GOES_ON: &[&str] = &[
    ".listen(",
    "createServer(",
    "setInterval(",
    "process.stdin",
    "createInterface(",
    ".watch(",
    ".watchFile(",
    "watchFile(",
    "watch(",
    "serve(",
    "createSocket(",
    "repl.start(",
    ".bind(",
];

/// Code that takes what only one may have.
const COLLIDES: &[&str] = &[".listen(", ".bind(", "createServer(", "serve(", "inspector"];

/// What gives an ES module a `require`.
const SESSION: &str = "import { createRequire as __threadproof_r } from 'module';\
const require = __threadproof_r(import.meta.url);";

/// Code that uses a network.
const REACHES: &[&str] = &[
    "http",
    "fetch(",
    "dns",
    "net'",
    "net\"",
    "net.",
    "dgram",
    "tls",
    ".listen(",
    "WebSocket",
    "inspector",
];

/// Code that mostly waits for others, or for time.
const WAITS: &[&str] = &[
    "MessageChannel",
    "BroadcastChannel",
    "new Worker(",
    "setTimeout(",
    "fork(",
];

/// Whether code starts something that goes on, or waits, so that others can run meanwhile.
#[must_use]
pub fn mostly_waits(code: &str) -> bool {
    GOES_ON.iter().chain(WAITS).any(|word| code.contains(word))
}

impl Prepared {
    /// Makes an example ready; `None` for what is no JavaScript.
    #[must_use]
    pub fn new(example: &Example, change: &Change, around: Around<'_>) -> Option<Self> {
        let own = change.apply(example);
        let typed = example.language == Language::TypeScript;
        let earlier = carry::before(example, change, around.page);
        let transcript = example.language == Language::Transcript;
        let (own, told) = if transcript {
            carry::transcript(&own)
        } else if own == example.code {
            (own, example.promises.clone())
        } else {
            let told = promises::of(example.language, &own);
            (own, told)
        };
        let shift = earlier.len();
        let mut code = format!("{earlier}{own}");
        let guessed = match example.language {
            Language::CommonJs => Kind::CommonJs { typed: false },
            Language::EsModule => Kind::EsModule { typed: false },
            Language::JavaScript | Language::TypeScript => Kind::guess(&code, typed),
            Language::Transcript => Kind::guess(&code, false),
            Language::Other | Language::Elements => return None,
        };
        let named = change.name.clone().or_else(|| example.marks.name.clone());
        let extension = named.as_deref().map(|name| Utf8Path::new(name).extension());
        let kind = extension
            .flatten()
            .and_then(Kind::of_extension)
            .unwrap_or(guessed);
        let mut edits = scopes(&code, kind);
        let scoped = edits.clone().apply(&code);
        let mut source = Source::read(&scoped, kind);
        if kind.is_typed() {
            // `declare const a: A;` says that somebody else has it.
            source.free.extend(gaps::declared(&scoped));
        }
        let prelude = Prelude::new(&source.free, around.shown, around.own, around.runtime);
        let fits = |kind| Source::read(&code, kind).broken.is_none();
        let module = Kind::EsModule {
            typed: kind.is_typed(),
        };
        let kind = if named.is_none()
            && !kind.is_module()
            && example.language != Language::CommonJs
            && prelude.needs_module(around.runtime)
            && source.modules.is_empty()
            && source.made.is_empty()
            && fits(module)
        {
            module
        } else {
            kind
        };
        let shape = Shape::read(&code, kind);
        let mut watched = probes(&code, &shape, &told, shift, &mut edits);
        windows::let_fail(&code, &shape, &mut edits);
        // As in a session: `require` beside `await`, which no kind of file has.
        let is_session = example.language == Language::JavaScript
            && kind.is_module()
            && source.free.contains("require")
            && !shape.has_module_syntax();
        if is_session {
            source.free.remove("require");
        }
        let helps = watched.iter().any(|one| one.by.writes());
        watched.extend(output_of(example));
        let mut head = prelude.code(kind);
        if is_session {
            head = format!("{SESSION}{head}");
        }
        if helps {
            let helper = if kind.is_module() {
                "import"
            } else {
                "require("
            };
            let end = if kind.is_module() { "" } else { ")" };
            head = format!("{helper} '../../{HELPER_FILE}'{end};{head}");
        }
        if !head.is_empty() {
            let gap = if shape.start > 0 { ";" } else { "" };
            edits.insert(shape.start, -9, format!("{gap}{head}"));
        }
        let lost_breaks = promises::lost_breaks(example.language, &own)
            || (!change.breaks.is_empty() && source.swallows);
        let fragment = gaps::of(&code, &source, kind);
        if source.broken.is_none() {
            code = edits.apply(&code);
        }
        // Not every runtime takes types; a file that an entry names keeps them.
        let kind = if kind.is_typed() && named.is_none() {
            let plain = kind.without_types();
            if Source::read(&code, plain).broken.is_some() {
                code = without_types(&code, kind).unwrap_or(code);
            }
            plain
        } else {
            kind
        };
        let name = named.unwrap_or_else(|| format!("main.{}", kind.extension()));
        let mut files = change.files.clone();
        let is_main = |name: &&String| Utf8Path::new(name).file_stem() == Some("main");
        let entry = files.keys().find(is_main).unwrap_or(&name).clone();
        let has = |words: &[&str]| words.iter().any(|word| code.contains(word));
        let (goes_on, collides, reaches) = (has(GOES_ON), has(COLLIDES), has(REACHES));
        let asked = source.modules.iter().map(String::as_str);
        let imported = prelude.imports.iter().map(|one| one.module.as_str());
        let packages = asked
            .chain(imported)
            .filter_map(|module| around.packages.folder(module));
        let packages = packages.chain(around.packages.own.clone()).collect();
        let spoken_of = files::spoken_of(&own, &told);
        files.insert(name, code);
        if helps {
            files.insert(format!("../../{HELPER_FILE}"), HELPER.to_owned());
        }
        Some(Self {
            files,
            packages,
            entry,
            options: change.options.clone(),
            source,
            watched,
            prelude,
            lost_breaks,
            fragment,
            goes_on,
            collides,
            reaches,
            far: example.marks.network,
            above: earlier.matches('\n').count(),
            spoken_of,
            said_to_throw: said::to_throw(example),
        })
    }

    /// The same with every file in its folder that it speaks of. Whether a name without an ending
    /// is a folder shows in no text: `folders` says so.
    #[must_use]
    pub fn with_spoken_of(&self, folders: bool) -> Self {
        let mut with = self.clone();
        let is_above = |name: &str| {
            let mut others = self.spoken_of.iter();
            others.any(|other| other.len() > name.len() && other.starts_with(name))
        };
        for name in &self.spoken_of {
            let bare = name.trim_end_matches('/');
            let is_folder = bare != name && (folders || is_above(name));
            let name = if is_folder { name.as_str() } else { bare };
            with.files.entry(name.to_owned()).or_default();
        }
        with
    }

    /// One file that stands for itself.
    #[must_use]
    pub fn plain(name: &str, code: &str) -> Self {
        Self {
            files: BTreeMap::from([(name.to_owned(), code.to_owned())]),
            entry: name.to_owned(),
            ..Self::default()
        }
    }

    /// Why it cannot run in these surroundings, if that shows before it is tried, and whether the
    /// page only leaves something out.
    #[must_use]
    pub fn obstacle(&self, around: &Surroundings) -> Option<(String, bool)> {
        if self.lost_breaks {
            let told =
                "the page lost the line breaks of this code, and a comment swallows the rest";
            return Some((told.to_owned(), false));
        }
        if let Some(fragment) = &self.fragment {
            return Some((fragment.clone(), true));
        }
        if let Some((line, words)) = &self.source.broken {
            let typed = self.parses_with_types();
            let hint = if typed { "; it is TypeScript" } else { "" };
            return Some((format!("line {line} does not parse: {words}{hint}"), false));
        }
        let modules = self.source.modules.iter();
        let missing: Vec<&str> = modules
            .filter(|module| !self.is_there(module, around))
            .map(String::as_str)
            .collect();
        let given: BTreeSet<&str> = self.prelude.names().collect();
        let is_free = |name: &&String| {
            !around.globals.contains(*name)
                && *name != "arguments"
                && !given.contains(name.as_str())
        };
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
        (!told.is_empty()).then(|| (told.join("; "), true))
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
        let is_package = |name: &String| {
            let rest = module.strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        around.builtins.contains(bare)
            || around.builtins.contains(module)
            || self.files.contains_key(beside)
            || self.packages.keys().any(is_package)
            || self.files.keys().any(|file| file.starts_with(&packaged))
            || module.starts_with("data:")
    }
}

/// What a block behind the example shows of its output.
fn output_of(example: &Example) -> Option<Watched> {
    let output = example.output.as_ref()?;
    let line = (output.line + 1).saturating_sub(example.line);
    Some(Watched {
        promise: Promise {
            line,
            at: 0,
            kind: Promised::Prints(output.lines.clone()),
        },
        by: Look::Output {
            ordered: false,
            reached: false,
            valued: false,
        },
    })
}
