//! Runs a prepared example through the harness's own `execute`, in a folder of its own.
//!
//! What the example does comes back as an observation; what that means is not known here.

use std::fs;
use std::io;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};

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

/// The folder of an example, in a suite of its own.
const CASE: &str = "page/example";

/// Asks a runtime what it brings along. Names may be inherited.
const QUESTION: &str = "const globals = [];
for (let at = globalThis; at; at = Object.getPrototypeOf(at)) {
  globals.push(...Object.getOwnPropertyNames(at));
}
console.log(JSON.stringify({ globals, builtins: require('module').builtinModules }));
";

/// What is the same for every example.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'e> {
    /// Runs processes.
    pub executor: &'e Executor,
    /// The factor for every duration.
    pub scale: f64,
}

/// Whether an example is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// By itself.
    End,
    /// Not by itself; so many lines come first.
    Hang(usize),
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
        };
        let job = Job {
            suite,
            case: CASE.to_owned(),
            program: runtime.found.program.clone(),
            args: launch.args,
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
        let ended = self.executor.run(&job);
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
        serde_json::from_str(seen.seen.stdout.text.trim()).map_err(|error| {
            let said = seen.seen.stderr.text.lines().next().unwrap_or_default();
            format!(
                "{} does not tell its globals and modules: {error}; it said `{said}`",
                runtime.id()
            )
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
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    Ok((folder, suite))
}
