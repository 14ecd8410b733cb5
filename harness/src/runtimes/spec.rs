//! Reads what stands after `-r`: `node`, `node@22`, `node@22.1.0=/path`, `my=/path --flag {file}`.

use std::collections::BTreeMap;
use std::fmt;

use camino::Utf8PathBuf;
use semver::{Version, VersionReq};
use thiserror::Error;

use super::{ALL, Adapter, adapter};
use crate::diagnose::suggestion;

/// A runtime as it was asked for.
#[derive(Debug, Clone)]
pub struct Spec {
    /// What the user wrote.
    pub written: String,
    /// The runtime's name.
    pub name: String,
    /// The wanted version, whole or in part.
    pub version: Option<VersionReq>,
    /// The program and the words after it, if given.
    pub command: Option<Command>,
    /// Environment variables, if the settings name any.
    pub env: BTreeMap<String, String>,
}

/// A program with the words after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The program.
    pub program: Utf8PathBuf,
    /// The words after it.
    pub words: Vec<String>,
}

/// A runtime that cannot be read.
#[derive(Debug, Error)]
pub enum SpecError {
    /// Nobody knows this runtime.
    #[error(
        "unknown runtime `{name}`{hint}; known are {known}; a runtime of your own is `-r {name}=/path/to/it`"
    )]
    Unknown {
        /// The name.
        name: String,
        /// `, did you mean …`, or nothing.
        hint: String,
        /// The names that are known.
        known: String,
    },
    /// A name that cannot be used in file names and filters.
    #[error("`{0}` is not a runtime; write `name`, `name@version` or `name=/path/to/it`")]
    Name(String),
    /// Not a version.
    #[error(
        "`{version}` in `{written}` is not a version; write for example `node@22` or `node@22.1.0`"
    )]
    Version {
        /// The version.
        version: String,
        /// The whole text.
        written: String,
    },
    /// An empty or unbalanced command.
    #[error(
        "`{0}` has no program after `=`; write `name=/path/to/it --flag {{file}}`, with balanced quotes"
    )]
    Command(String),
}

impl Spec {
    /// Reads a runtime; `custom` are the names that the settings define.
    ///
    /// # Errors
    /// When it is not a runtime, or nobody knows it.
    pub fn parse(written: &str, custom: &[&str]) -> Result<Self, SpecError> {
        let (head, command) = match written.split_once('=') {
            Some((head, command)) => (head, Some(parse_command(written, command)?)),
            None => (written, None),
        };
        let (name, version) = match head.split_once('@') {
            Some((name, version)) => (name, Some(parse_request(written, version)?)),
            None => (head, None),
        };
        let allowed = |one: char| one.is_ascii_alphanumeric() || matches!(one, '-' | '_' | '.');
        if name.is_empty() || !name.chars().all(allowed) {
            return Err(SpecError::Name(written.to_owned()));
        }
        let name = adapter(name).map_or(name, Adapter::name);
        let known = || {
            ALL.iter()
                .map(|adapter| adapter.name())
                .chain(custom.iter().copied())
        };
        if command.is_none() && !known().any(|one| one == name) {
            let hint = suggestion(name, known());
            return Err(SpecError::Unknown {
                name: name.to_owned(),
                hint: hint
                    .map(|one| format!(", did you mean `{one}`?"))
                    .unwrap_or_default(),
                known: known().collect::<Vec<_>>().join(", "),
            });
        }
        Ok(Self {
            written: written.to_owned(),
            name: name.to_owned(),
            version,
            command,
            env: BTreeMap::new(),
        })
    }

    /// Whether a version is what was asked for.
    #[must_use]
    pub fn accepts(&self, version: &Version) -> bool {
        let release = Version::new(version.major, version.minor, version.patch);
        self.version
            .as_ref()
            .is_none_or(|wanted| wanted.matches(&release))
    }
}

impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

fn parse_command(written: &str, command: &str) -> Result<Command, SpecError> {
    let mut words = shlex::split(command).unwrap_or_default().into_iter();
    match words.next().filter(|program| !program.is_empty()) {
        Some(program) => Ok(Command {
            program: program.into(),
            words: words.collect(),
        }),
        None => Err(SpecError::Command(written.to_owned())),
    }
}

/// `22` is any 22, `22.1` any 22.1, `22.1.0` exactly that.
fn parse_request(written: &str, version: &str) -> Result<VersionReq, SpecError> {
    let error = || SpecError::Version {
        version: version.to_owned(),
        written: written.to_owned(),
    };
    let digits = version.trim_start_matches('v');
    if !digits.starts_with(|one: char| one.is_ascii_digit()) {
        return Err(error());
    }
    VersionReq::parse(&format!("={digits}")).map_err(|_| error())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runtimes_are_read() {
        let spec = Spec::parse("node@22", &[]).expect("valid");
        assert_eq!(spec.name, "node");
        assert!(spec.accepts(&Version::new(22, 23, 3)) && !spec.accepts(&Version::new(23, 0, 0)));

        let spec = Spec::parse("node@22.23.3=/opt/node", &[]).expect("valid");
        assert_eq!(spec.command.expect("a command").program, "/opt/node");

        let spec = Spec::parse("my=/path/to/bin --flag '{file}' \"a b\"", &[]).expect("valid");
        assert_eq!(
            spec.command.expect("a command").words,
            ["--flag", "{file}", "a b"]
        );

        assert_eq!(Spec::parse("reference", &[]).expect("valid").name, "boa");
        assert_eq!(
            Spec::parse("mine", &["mine"])
                .expect("from the settings")
                .name,
            "mine"
        );
    }

    #[test]
    fn what_cannot_be_read_says_what_can() {
        for (written, message) in [
            ("nod", "did you mean `node`?"),
            ("quickjs", "known are boa, node, bun"),
            ("", "is not a runtime"),
            ("a/b", "is not a runtime"),
            ("node@latest", "is not a version"),
            ("my=", "has no program"),
            ("my='a", "balanced quotes"),
        ] {
            let error = Spec::parse(written, &[]).expect_err(written).to_string();
            assert!(error.contains(message), "{written}: {error}");
        }
    }
}
