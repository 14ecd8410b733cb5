//! Asks a runtime who it is.
//!
//! A version is never assumed from a path or an option: the program itself is run once and answers
//! with `process.versions`.

use std::collections::BTreeMap;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;
use thiserror::Error;
use threadproof_reports::record::RuntimeInfo;

use super::locate::{assemble, candidates};
use super::spec::Spec;
use super::{Found, Script};
use crate::execute::{Caps, Executor, Job};
use crate::observe::observe;
use crate::plan::versions::parse_version;

/// The case that asks.
const PROBE: &str = "probe/versions";

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
            match ask(&found, executor) {
                Ok((version, node_level)) if spec.accepts(&version) => {
                    let (spec, origin) = (spec.clone(), candidate.origin);
                    return Ok(Self {
                        spec,
                        found,
                        origin,
                        version,
                        node_level,
                    });
                }
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
        }
    }
}

/// Runs the question through the same stages as a case, in a suite of its own.
pub(super) fn ask(found: &Found, executor: &Executor) -> Result<(Version, Version), RuntimeError> {
    let mute = |reason: String| RuntimeError::Mute {
        program: found.program.clone(),
        reason,
    };
    let folder = tempfile::tempdir().map_err(|error| mute(error.to_string()))?;
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
    let job = found.job(&script, &suite, PROBE, std::time::Duration::from_secs(30));
    let ended = executor
        .run(&job)
        .map_err(|error| mute(error.to_string()))?;
    let seen = observe(&ended).seen;
    let versions: BTreeMap<String, String> = serde_json::from_str(seen.stdout.text.trim())
        .map_err(|_| {
            let said = [seen.stderr.text.trim(), seen.stdout.text.trim()].join(" ");
            let said = said.trim().lines().next().unwrap_or_default().to_owned();
            mute(match (seen.exit, seen.signal) {
                (Some(code), _) => format!("it exited with {code} and said `{said}`"),
                (None, Some(signal)) => format!("it died of {signal}"),
                _ => "it did not end within 30 s".to_owned(),
            })
        })?;
    let told = |key: &str| versions.get(key).and_then(|told| parse_version(told));
    let node_level =
        told("node").ok_or_else(|| mute("`process.versions.node` is missing".to_owned()))?;
    let keys = found.adapter.version_keys();
    let own = keys
        .iter()
        .find_map(|key| told(key))
        .or_else(|| told(found.adapter.name()));
    Ok((own.unwrap_or_else(|| node_level.clone()), node_level))
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
