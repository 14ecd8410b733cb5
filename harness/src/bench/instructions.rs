//! How many instructions some paths of the reference take, counted by valgrind.
//!
//! Unlike times, counts are the same in every run, so a change of a few hundredths is seen. They hold
//! for one build: profile and compiler are kept beside them. Nothing here knows how they are shown.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The script that has the paths; each is an argument.
const SCRIPT: &str = "instructions.cjs";

/// The paths, in the order in which they are shown.
pub const PATHS: [&str; 13] = [
    "start",
    "clone-small",
    "clone-tree",
    "clone-numbers",
    "clone-map",
    "clone-error",
    "clone-string",
    "port-pair",
    "post-receive",
    "receive-nothing",
    "deliver",
    "timers",
    "require-builtins",
];

/// How much more than what is kept is no regression: other processors copy memory otherwise.
pub const TOLERANCE: f64 = 0.03;

/// The counts that are kept, by profile.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// The version of the compiler that made the program, as `rustc --version` tells.
    pub compiler: String,
    /// Instructions of each path in a development build.
    #[serde(default)]
    pub dev: BTreeMap<String, u64>,
    /// Instructions of each path in a release build.
    #[serde(default)]
    pub release: BTreeMap<String, u64>,
}

impl Kept {
    /// Those of the profile with which this program was built.
    pub fn of_this_build(&mut self) -> &mut BTreeMap<String, u64> {
        if cfg!(debug_assertions) {
            &mut self.dev
        } else {
            &mut self.release
        }
    }
}

/// Why nothing is counted.
#[derive(Debug, Error)]
pub enum CountError {
    /// There is no valgrind.
    #[error("cannot run valgrind: {0}; install it, or measure times without --instructions")]
    NoValgrind(std::io::Error),
    /// A path did not end well.
    #[error("the path {path} gave no count: {said}")]
    NoCount {
        /// The path.
        path: &'static str,
        /// The last line that was said.
        said: String,
    },
    /// The kept counts can't be read.
    #[error("cannot read {0}: {1}")]
    Unreadable(Utf8PathBuf, std::io::Error),
    /// The kept counts can't be understood.
    #[error("{0}: {1}; write it anew with --instructions keep")]
    Malformed(Utf8PathBuf, serde_json::Error),
}

/// The file with the counts that are kept.
#[must_use]
pub fn file(scripts: &Utf8Path) -> Utf8PathBuf {
    scripts.join("instructions.json")
}

/// Reads the counts that are kept; none where there is no file yet.
///
/// # Errors
/// When there is a file that can't be read or understood.
pub fn kept(scripts: &Utf8Path) -> Result<Kept, CountError> {
    let file = file(scripts);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Kept::default()),
        Err(error) => return Err(CountError::Unreadable(file, error)),
    };
    serde_json::from_str(&text).map_err(|error| CountError::Malformed(file, error))
}

/// The text of the file.
///
/// # Errors
/// Never in practice: numbers and names can be written.
pub fn text(kept: &Kept) -> Result<String, CountError> {
    let file = Utf8PathBuf::from("instructions.json");
    let body = serde_json::to_string_pretty(kept);
    body.map(|body| body + "\n")
        .map_err(|error| CountError::Malformed(file, error))
}

/// Counts the instructions of one path, from the start of the process to its end.
///
/// # Errors
/// When there is no valgrind, or the path fails.
pub fn count(
    program: &Utf8Path,
    scripts: &Utf8Path,
    path: &'static str,
) -> Result<u64, CountError> {
    let output = Command::new("valgrind")
        .args([
            "--tool=cachegrind",
            "--cache-sim=no",
            "--cachegrind-out-file=/dev/null",
        ])
        .arg(program)
        .arg("boa")
        .arg(scripts.join(SCRIPT))
        .arg(path)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .stdin(Stdio::null())
        .output()
        .map_err(CountError::NoValgrind)?;
    let said = String::from_utf8_lossy(&output.stderr);
    let counted = output.status.success().then(|| counted(&said)).flatten();
    counted.ok_or_else(|| CountError::NoCount {
        path,
        said: said
            .lines()
            .next_back()
            .unwrap_or("nothing was said")
            .to_owned(),
    })
}

/// The number in `==1234== I   refs:      9,193,129`.
fn counted(said: &str) -> Option<u64> {
    let line = said.lines().find(|line| line.contains("refs:"))?;
    let digits: String = line
        .split("refs:")
        .nth(1)?
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_read_from_what_valgrind_says() {
        let said = "==1== Cachegrind\n==1== I   refs:      9,193,129\n";
        assert_eq!(counted(said), Some(9_193_129));
        assert_eq!(counted("==1== nothing"), None);
    }

    #[test]
    fn each_path_is_in_the_script_and_has_its_count() {
        let scripts = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../bench");
        let script = fs::read_to_string(scripts.join(SCRIPT)).expect("a script");
        let kept = kept(&scripts).expect("well formed");
        for path in PATHS {
            let named =
                script.contains(&format!("  '{path}': ")) || script.contains(&format!("  {path}"));
            assert!(named, "{path}");
            assert!(kept.dev.contains_key(path), "{path}");
        }
    }
}
