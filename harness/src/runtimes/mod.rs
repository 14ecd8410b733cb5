//! The runtimes that can be asked, and how each is started.
//!
//! A runtime is one file with one [`Adapter`] and one line in [`ALL`]. What a runtime is called,
//! where it is and which version it has are found out by [`locate`] and [`identity`]; an adapter
//! only knows how it is started and how to get it.

mod boa;
mod bun;
mod custom;
mod deno;
mod electron;
mod electron_renderer;
mod graalnodejs;
pub mod identity;
pub mod install;
pub mod locate;
mod node;
pub mod spec;

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

pub use custom::Custom;

use crate::plan::window::Window;

/// How one kind of runtime is started and got.
pub trait Adapter: Sync + std::fmt::Debug {
    /// The name used with `-r` and for the file of known divergences.
    fn name(&self) -> &str;

    /// The name of the program to look for on the `PATH`, if it is found there at all.
    fn program(&self) -> Option<&str>;

    /// The arguments and the environment that run `script`.
    fn launch(&self, script: &Script<'_>) -> Launch;

    /// The members of `process.versions` that tell the runtime's own version, best first.
    fn version_keys(&self) -> &[&str];

    /// The package that carries the binary, for this machine.
    fn package(&self) -> Option<Package> {
        None
    }

    /// What to do to get it, in one line.
    fn how_to_get(&self) -> String;

    /// Whether its absence is a counted skip when several runtimes were asked for.
    fn is_optional(&self) -> bool {
        false
    }

    /// Why it cannot run a case that asks for this window, or for none.
    fn refuses(&self, window: Option<Window>) -> Option<&'static str> {
        window.map(|_| "needs Electron's renderer; `-r boa` and `-r electron-renderer` have one")
    }
}

/// Every adapter, in the order in which runtimes are shown.
pub const ALL: &[&dyn Adapter] = &[
    &boa::Boa,
    &node::Node,
    &bun::Bun,
    &deno::Deno,
    &graalnodejs::GraalNodeJs,
    &electron::Electron,
    &electron_renderer::ElectronRenderer,
];

/// What to start: a script with its options.
#[derive(Debug, Clone, Copy)]
pub struct Script<'s> {
    /// The file, relative to the working folder.
    pub file: &'s str,
    /// Node-like options before the file.
    pub node_args: &'s [String],
    /// Arguments after the file.
    pub args: &'s [String],
    /// The window whose script it is; `None` for a script of Node's.
    pub window: Option<Window>,
}

/// A command line without the program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Launch {
    /// The arguments.
    pub args: Vec<String>,
    /// Environment variables that this runtime needs.
    pub env: BTreeMap<String, String>,
    /// Files that it needs beside the case, by their paths from the case's folder.
    pub files: BTreeMap<String, String>,
}

/// A package of the npm registry that carries a binary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// The package's name for this machine.
    pub name: String,
    /// The binary in the unpacked package.
    pub binary: &'static str,
}

/// A runtime that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// How it is started.
    pub adapter: std::sync::Arc<dyn Adapter + Send>,
    /// The program.
    pub program: Utf8PathBuf,
    /// Arguments that the user put before everything else.
    pub extra: Vec<String>,
}

impl Launch {
    /// Options, script, arguments: the order of `node`.
    #[must_use]
    pub fn like_node(script: &Script<'_>) -> Self {
        let words = script.node_args.iter().cloned();
        let args = words
            .chain([script.file.to_owned()])
            .chain(script.args.iter().cloned());
        Self {
            args: args.collect(),
            ..Self::default()
        }
    }

    /// Puts words before everything else.
    #[must_use]
    pub fn after(mut self, words: &[&str]) -> Self {
        self.args
            .splice(0..0, words.iter().map(|word| (*word).to_owned()));
        self
    }
}

/// The adapter of this name; `reference` is another name for `boa`.
#[must_use]
pub fn adapter(name: &str) -> Option<&'static dyn Adapter> {
    let name = if name == "reference" { "boa" } else { name };
    ALL.iter().copied().find(|adapter| adapter.name() == name)
}

/// Newest first.
fn versions_sorted<T>(mut found: Vec<(semver::Version, T)>) -> Vec<(semver::Version, T)> {
    found.sort_by(|one, other| other.0.cmp(&one.0));
    found
}

/// This machine in the words of npm packages: operating system and processor.
#[must_use]
pub fn npm_platform() -> (&'static str, &'static str) {
    let os = match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let cpu = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    (os, cpu)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn line(adapter: &dyn Adapter) -> Launch {
        let node_args = ["--expose-gc".to_owned()];
        let args = ["a".to_owned(), "b".to_owned()];
        adapter.launch(&Script {
            file: "main.cjs",
            node_args: &node_args,
            args: &args,
            window: None,
        })
    }

    #[test]
    fn names_are_unique() {
        let names: HashSet<_> = ALL.iter().map(|adapter| adapter.name()).collect();
        assert_eq!(names.len(), ALL.len());
    }

    #[test]
    fn each_adapter_starts_the_script_in_its_own_way() {
        for (name, expected) in [
            ("boa", "boa --expose-gc main.cjs a b"),
            ("node", "--expose-gc main.cjs a b"),
            ("bun", "--expose-gc main.cjs a b"),
            (
                "deno",
                "run -A --no-prompt --quiet --v8-flags=--expose-gc main.cjs a b",
            ),
            ("graalnodejs", "--expose-gc main.cjs a b"),
            ("electron", "--expose-gc main.cjs a b"),
            ("electron-renderer", "--expose-gc main.cjs a b"),
        ] {
            let adapter = adapter(name).expect(name);
            assert_eq!(line(adapter).args.join(" "), expected, "{name}");
            assert!(!adapter.version_keys().is_empty());
            assert!(!adapter.how_to_get().is_empty());
        }
    }

    #[test]
    fn electron_runs_as_node() {
        let launch = line(adapter("electron").expect("known"));
        assert_eq!(
            launch.env.get("ELECTRON_RUN_AS_NODE").map(String::as_str),
            Some("1")
        );
    }

    #[test]
    fn a_case_for_a_window_runs_where_there_is_one() {
        let window = Some(Window::default());
        let suited: Vec<_> = ALL
            .iter()
            .filter(|adapter| adapter.refuses(window).is_none())
            .map(|adapter| adapter.name())
            .collect();
        assert_eq!(suited, ["boa", "electron-renderer"]);
        let renderer = adapter("electron-renderer").expect("known");
        assert!(renderer.refuses(None).is_some());
    }

    #[test]
    fn reference_is_another_name_for_boa() {
        assert_eq!(adapter("reference").map(Adapter::name), Some("boa"));
        assert!(adapter("quickjs").is_none());
    }
}
