//! `threadproof.toml`: defaults for a project. A flag or a variable of the environment wins.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;
use threadproof_reports::regular;

use super::error::CliError;

/// The settings file's contents.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Settings {
    /// The folder for reports, relative to the suite.
    pub output: Option<Utf8PathBuf>,
    /// Defaults of `run`.
    pub run: RunSettings,
    /// Runtimes of the project's own, by name.
    pub runtimes: BTreeMap<String, RuntimeSettings>,
}

/// Defaults of `run`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct RunSettings {
    /// As `-r`.
    pub runtimes: Vec<String>,
    /// As `-j`.
    pub jobs: Option<usize>,
    /// As `--timeout-scale`.
    pub timeout_scale: Option<f64>,
    /// As `--gate`.
    pub gate: Option<String>,
    /// As `--report`.
    pub reports: Vec<String>,
    /// As `--rules`, relative to this file's folder.
    pub rules: Vec<Utf8PathBuf>,
}

/// A runtime of the project's own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuntimeSettings {
    /// The command line, with `{file}` where the script goes.
    pub command: String,
    /// Environment variables.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
}

impl Settings {
    /// Reads `named`, or `threadproof.toml` in `root` if there is one.
    ///
    /// # Errors
    /// When the file cannot be read, or holds what is no setting.
    pub fn load(root: &Utf8Path, named: Option<&Utf8Path>) -> Result<Self, CliError> {
        let path = named.map_or_else(|| root.join("threadproof.toml"), Utf8Path::to_owned);
        if named.is_none() && !path.exists() {
            return Ok(Self::default());
        }
        let text = regular::read_text(path.as_std_path())
            .map_err(|error| CliError::Usage(format!("{path}: cannot be read: {error}")))?;
        // toml's own message has the place, the line, a caret and the allowed keys.
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        toml::from_str(text).map_err(|error| CliError::Usage(format!("{path}: {error}")))
    }
}
