//! Asks a runtime who it is.
//!
//! A version is never assumed from a path or an option: the program itself is run once and answers
//! with `process.versions`.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;
use thiserror::Error;
use threadproof_reports::record::RuntimeInfo;

use super::locate::{assemble, candidates};
use super::spec::Spec;
use super::{Found, Script};
use crate::execute::removal::Temporary;
use crate::execute::{Cap, Caps, Ended, Ending, Executor, Job};
use crate::inert;
use crate::observe::observe;
use crate::plan::versions::parse_version;

/// The case that asks.
const PROBE: &str = "probe/versions";

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What it runs.
const QUESTION: &str = "console.log(JSON.stringify(process.versions));\n";

/// A runtime that was found and has answered.
#[derive(Debug, Clone)]
pub struct Runtime {
    /// How it was asked for.
    pub spec: Spec,
    /// What is started.
    pub found: Found,
    /// Where it was found, in a word.
    pub origin: &'static str,
    /// Its own version.
    pub version: Version,
    /// The version of Node that it says it is.
    pub node_level: Version,
    /// What the program was when it was asked.
    asked: Stamp,
}

/// What tells a program from another one in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    file: (u64, u64),
    size: u64,
    changed: (i64, i64),
}

/// A runtime that cannot be asked.
#[derive(Debug, Error)]
pub enum RuntimeError {
    /// It is not installed.
    #[error("the runtime `{spec}` is not installed; {how}")]
    Missing {
        /// How it was asked for.
        spec: String,
        /// What to do.
        how: String,
        /// Whether its absence may be a skip.
        optional: bool,
    },
    /// It is installed in other versions only.
    #[error("the runtime `{spec}` is not installed, only {others}; {how}")]
    OtherVersion {
        /// How it was asked for.
        spec: String,
        /// The versions found.
        others: String,
        /// What to do.
        how: String,
    },
    /// It did not answer.
    #[error(
        "{program} does not answer as a runtime: {reason}; check that it runs a script that prints `process.versions`"
    )]
    Mute {
        /// The program.
        program: Utf8PathBuf,
        /// What happened instead.
        reason: String,
    },
    /// The whole command was interrupted while it was asked.
    #[error("interrupted while {program} was asked for its version")]
    Interrupted {
        /// The program.
        program: Utf8PathBuf,
    },
}

impl Runtime {
    /// Finds the runtime and asks it; `own` is the running program.
    ///
    /// # Errors
    /// When it is not there, or not in this version, or does not answer.
    pub fn resolve(spec: &Spec, own: &Utf8Path, executor: &Executor) -> Result<Self, RuntimeError> {
        let mut others = Vec::new();
        let mut mute = None;
        for candidate in candidates(spec, own) {
            let found = assemble(spec, candidate.program.clone());
            if !candidate.program.is_file() {
                continue;
            }
            let asked = Stamp::of_program(&found);
            match ask(&found, executor) {
                Ok((version, node_level)) if spec.accepts(&version) => {
                    let (spec, origin) = (spec.clone(), candidate.origin);
                    let asked = asked.map_err(|error| RuntimeError::Mute {
                        program: found.program.clone(),
                        reason: format!("it cannot be looked at: {error}"),
                    })?;
                    return Ok(Self {
                        spec,
                        found,
                        origin,
                        version,
                        node_level,
                        asked,
                    });
                }
                Err(error @ RuntimeError::Interrupted { .. }) => return Err(error),
                Ok((version, _)) => others.push(format!("{version} ({})", candidate.program)),
                Err(error) => mute = mute.or(Some(error)),
            }
        }
        if let Some(error) = mute {
            return Err(error);
        }
        let adapter = super::adapter(&spec.name);
        let how = match (adapter, &spec.command) {
            (_, Some(command)) if others.is_empty() => {
                format!(
                    "give the path of a program, which {} is not",
                    command.program
                )
            }
            // What was asked for, and no version that happens to be the example.
            (Some(adapter), None) if spec.version.is_some() && adapter.package().is_some() => {
                format!(
                    "run `threadproof runtimes add {spec}`, or give its path, as in `-r {spec}=/path/to/it`"
                )
            }
            (Some(adapter), _) => adapter.how_to_get(),
            (None, _) => format!(
                "give the path of its program, as in `-r {}=/path/to/it`",
                spec.name
            ),
        };
        let spec_text = spec.to_string();
        Err(if others.is_empty() {
            let optional = adapter.is_some_and(super::Adapter::is_optional);
            RuntimeError::Missing {
                spec: spec_text,
                how,
                optional,
            }
        } else {
            RuntimeError::OtherVersion {
                spec: spec_text,
                others: others.join(", "),
                how,
            }
        })
    }

    /// The name that results refer to, such as `node@22.1.0`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}@{}", self.name(), self.version)
    }

    /// The runtime's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.found.adapter.name()
    }

    /// Fails when the program is not the one any more that was asked.
    ///
    /// # Errors
    /// What has happened to it, in a sentence.
    pub fn is_as_asked(&self) -> Result<(), String> {
        let program = &self.found.program;
        match Stamp::of_program(&self.found) {
            Ok(found) if found == self.asked => Ok(()),
            Ok(_) => Err(format!(
                "{program} was replaced during the run, and was {} when it was asked; run the suite \
                 again, and update runtimes between runs",
                self.id()
            )),
            Err(error) => Err(format!("{program} went away during the run: {error}")),
        }
    }

    /// The runtime in the words of the record.
    #[must_use]
    pub fn info(&self) -> RuntimeInfo {
        RuntimeInfo {
            id: self.id(),
            name: self.name().to_owned(),
            version: Some(self.version.to_string()),
            node_level: Some(self.node_level.to_string()),
            available: true,
            skip_reason: None,
            members: std::collections::BTreeMap::new(),
        }
    }
}

/// Runs the question through the same stages as a case, in a suite of its own.
pub(super) fn ask(found: &Found, executor: &Executor) -> Result<(Version, Version), RuntimeError> {
    let mute = |reason: String| RuntimeError::Mute {
        program: found.program.clone(),
        reason,
    };
    let folder = Temporary::new("threadproof-").map_err(|error| mute(error.to_string()))?;
    let suite = Utf8PathBuf::from_path_buf(folder.path().to_owned())
        .map_err(|path| mute(format!("{} is not UTF-8", path.display())))?;
    let case = suite.join("fixtures").join(PROBE);
    fs::create_dir_all(&case)
        .and_then(|()| fs::write(case.join("main.cjs"), QUESTION))
        .map_err(|error| mute(error.to_string()))?;
    let script = Script {
        file: "main.cjs",
        node_args: &[],
        args: &[],
        window: None,
    };
    let job = found.job(&script, &suite, PROBE, PATIENCE);
    let ended = executor
        .run(&job)
        .map_err(|error| mute(error.to_string()))?;
    if ended.ending == Ending::Interrupted {
        let program = found.program.clone();
        return Err(RuntimeError::Interrupted { program });
    }
    let seen = observe(&ended).seen;
    let versions: BTreeMap<String, String> =
        serde_json::from_str(seen.stdout.text.trim()).map_err(|_| mute(no_answer(&ended)))?;
    let told = |key: &str| versions.get(key).and_then(|told| parse_version(told));
    let node_level = told("node").ok_or_else(|| {
        mute(match versions.get("node") {
            None => "`process.versions.node` is missing".to_owned(),
            Some(told) => format!(
                "`process.versions.node` is `{}`, no version",
                start_of(told)
            ),
        })
    })?;
    let keys = found.adapter.version_keys();
    let own = keys
        .iter()
        .find_map(|key| told(key))
        .or_else(|| told(found.adapter.name()));
    Ok((own.unwrap_or_else(|| node_level.clone()), node_level))
}

/// What came in the place of an answer.
fn no_answer(ended: &Ended) -> String {
    let seen = observe(ended).seen;
    let said = [seen.stderr.text.trim(), seen.stdout.text.trim()].join(" ");
    let said = start_of(said.trim());
    match (ended.ending, seen.exit, seen.signal) {
        (Ending::Capped(Cap::Output), ..) => {
            let most = Caps::default().output >> 20;
            format!(
                "it wrote more than {most} MiB instead of its versions, beginning with `{said}`"
            )
        }
        (Ending::Capped(Cap::Memory), ..) => "it took more memory than any case may".to_owned(),
        (Ending::Capped(Cap::Processes), ..) => {
            "it started more processes than any case may".to_owned()
        }
        (Ending::Capped(Cap::Disk), ..) => "it wrote more files than any case may".to_owned(),
        (_, Some(code), _) => format!("it exited with {code} and said `{said}`"),
        (_, None, Some(signal)) => format!("it died of {signal}"),
        _ => format!("it did not end within {} s", PATIENCE.as_secs()),
    }
}

/// The start of a text's first line.
fn start_of(text: &str) -> String {
    const LONGEST: usize = 200;
    let line = text.lines().next().unwrap_or_default();
    let start = &line[..line.floor_char_boundary(LONGEST)];
    let more = if start.len() < line.len() { "…" } else { "" };
    format!("{}{more}", inert::line(start))
}

impl Stamp {
    fn of_program(found: &Found) -> std::io::Result<Self> {
        Ok(Self::of(&fs::metadata(&found.program)?))
    }

    fn of(found: &Metadata) -> Self {
        Self {
            file: (found.dev(), found.ino()),
            size: found.size(),
            // Not when it was changed: that says too that somebody made a link to it.
            changed: (found.mtime(), found.mtime_nsec()),
        }
    }
}

impl Found {
    /// The whole command line after the program.
    #[must_use]
    pub fn launch(&self, script: &Script<'_>) -> super::Launch {
        let mut launch = self.adapter.launch(script);
        launch.args.splice(0..0, self.extra.iter().cloned());
        launch
    }

    /// A job that runs `script` in the folder of `case`, with the usual caps and nothing else.
    #[must_use]
    pub fn job(
        &self,
        script: &Script<'_>,
        suite: &Utf8Path,
        case: &str,
        deadline: std::time::Duration,
    ) -> Job {
        let launch = self.launch(script);
        Job {
            suite: suite.to_owned(),
            case: case.to_owned(),
            program: self.program.clone(),
            args: launch.args,
            env: launch.env,
            files: launch.files,
            stdin: None,
            deadline,
            alive: None,
            caps: Caps::default(),
        }
    }
}
