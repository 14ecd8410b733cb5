//! Runs a prepared example through the harness's own `execute`, in a folder of its own.
//!
//! What the example does comes back as an observation; what that means is not known here.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};

use super::apart::{Apart, WORDS};
use super::own::Packages;
use super::prelude::Own;
use super::prepare::{Prepared, Surroundings};
use crate::execute::removal::Temporary;
use crate::execute::{After, Alive, Caps, ExecuteError, Executor, Job};
use crate::observe::{Observation, observe};
use crate::runtimes::Script;
use crate::runtimes::identity::Runtime;

/// How long an example that should end may take.
const DEADLINE: Duration = Duration::from_secs(10);

/// How long one that should not end must live after its last promised line.
const ALIVE: Duration = Duration::from_secs(1);

/// The same for one that promises no line: the runtime's own start is part of it.
const ALIVE_SILENT: Duration = Duration::from_secs(3);

/// How long one that may go on is left to do what it does, after its last promised line.
const GOES_ON: Duration = Duration::from_millis(1500);

/// The folder of an example, in a suite of its own.
const CASE: &str = "page/example";

/// Asks a runtime what it brings along, and what is not the same on every machine. Names may be
/// inherited.
const QUESTION: &str = "const globals = [];
for (let at = globalThis; at; at = Object.getPrototypeOf(at)) {
  globals.push(...Object.getOwnPropertyNames(at));
}
const os = require('os');
const given = (give) => {
  try {
    return [give()].flat().map(String);
  } catch {
    return [];
  }
};
const facts = {
  version: given(() => [process.version, ...Object.values(process.versions)]),
  platform: given(() => [process.platform, process.arch, os.type(), os.release()]),
  path: given(() => [process.execPath, process.cwd(), os.homedir(), os.tmpdir()]),
  machine: given(() => [os.hostname(), os.userInfo().username]),
  environment: given(() => [process.env.PATH, process.env.LANG, process.env.TZ]),
  whole: given(() => [process.getgroups(), require('crypto').getCiphers(), require('crypto').getHashes()]
    .map((value) => require('util').inspect(value, { maxArrayLength: null }))),
};
console.log(JSON.stringify({ globals, builtins: require('module').builtinModules, facts }));
";

/// Asks a runtime what a module exports.
const EXPORTS: &str = "const names = new Set();
let only_modules = false;
try {
  for (const name of Object.keys(await import(MODULE))) names.add(name);
} catch {}
const whole = names.has('default');
try {
  const { createRequire } = await import('module');
  for (const name of Object.keys(createRequire(import.meta.url)(MODULE))) names.add(name);
} catch {
  only_modules = true;
}
names.delete('default');
names.delete('module.exports');
console.log(JSON.stringify({ exports: [...names], only_modules, whole }));
process.exit(0);
";

/// What is the same for every example.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'e> {
    /// Runs processes.
    pub executor: &'e Executor,
    /// The factor for every duration.
    pub scale: f64,
    /// Keeps examples from each other.
    pub apart: &'e Apart,
    /// Whether examples that are marked so may reach other machines.
    pub network: bool,
}

/// Whether an example is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// By itself.
    End,
    /// Not by itself; so many lines come first.
    Hang(usize),
    /// By itself or not; so many lines come first.
    Either(usize),
}

impl Desk<'_> {
    /// Runs an example.
    ///
    /// # Errors
    /// Only when the harness itself fails.
    pub fn run(
        &self,
        prepared: &Prepared,
        runtime: &Runtime,
        wait: Wait,
    ) -> Result<Observation, String> {
        let (folder, suite) = lay_out(prepared).map_err(|error| {
            format!("cannot write the example to a temporary folder: {error}; check TMPDIR")
        })?;
        let launch = runtime.found.launch(&Script {
            file: &prepared.entry,
            node_args: &prepared.options,
            args: &[],
            window: None,
        });
        let scaled = |duration: Duration| duration.mul_f64(self.scale);
        let alive = match wait {
            Wait::End => None,
            Wait::Hang(0) => Some((ALIVE_SILENT, After::Start)),
            Wait::Hang(lines) => Some((ALIVE, After::Lines(lines))),
            Wait::Either(lines) => Some((GOES_ON, After::Lines(lines))),
        };
        let own = self
            .apart
            .program()
            .filter(|_| prepared.reaches && !prepared.far);
        let (program, args) = match own {
            Some(own) => {
                let words = WORDS.iter().map(|&word| word.to_owned());
                let words = words.chain([runtime.found.program.to_string()]);
                (own.to_owned(), words.chain(launch.args).collect())
            }
            None => (runtime.found.program.clone(), launch.args),
        };
        let job = Job {
            suite,
            case: CASE.to_owned(),
            program,
            args,
            env: launch.env,
            files: launch.files,
            stdin: None,
            deadline: scaled(DEADLINE),
            alive: alive.map(|(wait, after)| Alive {
                wait: scaled(wait),
                after,
            }),
            caps: Caps::default(),
        };
        let held = self.apart.hold(prepared.collides);
        let ended = self.executor.run(&job);
        drop(held);
        drop(folder);
        ended
            .map(|ended| observe(&ended))
            .map_err(|error: ExecuteError| error.to_string())
    }

    /// Asks a runtime what it brings along.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn surroundings(&self, runtime: &Runtime) -> Result<Surroundings, String> {
        let question = Prepared::plain("main.cjs", QUESTION);
        let seen = self.run(&question, runtime, Wait::End)?;
        let around: Result<Surroundings, _> = serde_json::from_str(seen.seen.stdout.text.trim());
        around.map_err(|error| {
            let said = seen.seen.stderr.text.lines().next().unwrap_or_default();
            format!(
                "{} does not tell its globals and modules: {error}; it said `{said}`",
                runtime.id()
            )
        })
    }
}

impl Desk<'_> {
    /// Asks a runtime what a module exports; nothing where it cannot load it.
    ///
    /// # Errors
    /// Only when the harness itself fails.
    pub fn exports(
        &self,
        runtime: &Runtime,
        module: &str,
        packages: &Packages,
    ) -> Result<Own, String> {
        #[derive(serde::Deserialize)]
        struct Told {
            exports: BTreeSet<String>,
            only_modules: bool,
            whole: bool,
        }
        let named = serde_json::to_string(module).map_err(|error| error.to_string())?;
        let mut question =
            Prepared::plain("main.mjs", &format!("const MODULE = {named};\n{EXPORTS}"));
        question.packages.extend(packages.folder(module));
        let seen = self.run(&question, runtime, Wait::End)?;
        let told: Option<Told> = serde_json::from_str(seen.seen.stdout.text.trim()).ok();
        Ok(Own {
            module: module.to_owned(),
            only_modules: told.as_ref().is_some_and(|told| told.only_modules),
            whole: told.as_ref().is_some_and(|told| told.whole),
            exports: told.map(|told| told.exports).unwrap_or_default(),
        })
    }
}

fn lay_out(prepared: &Prepared) -> io::Result<(Temporary, Utf8PathBuf)> {
    let folder = Temporary::new("threadproof-page-")?;
    let suite = Utf8Path::from_path(folder.path())
        .ok_or_else(|| io::Error::other("the temporary folder's name is not UTF-8"))?
        .to_owned();
    let case = suite.join("fixtures").join(CASE);
    fs::create_dir_all(&case)?;
    for (name, text) in &prepared.files {
        let path = case.join(name);
        if name.ends_with('/') {
            fs::create_dir_all(path)?;
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    for (name, package) in &prepared.packages {
        let path = case.join("node_modules").join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        std::os::unix::fs::symlink(package, path)?;
    }
    Ok((folder, suite))
}
