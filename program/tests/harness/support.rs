//! Suites in temporary folders, stand-ins for runtimes, and runs of the program.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;
use threadproof_reports::record::{CaseResult, Run, read_file};

/// A runtime in a shell script: it answers who it is, and runs a fixture as a shell script.
///
/// A fixture of it is a `main.cjs` that holds shell commands; `$TRACE` is the trace file.
const STAND_IN: &str = r#"#!/bin/sh
for script; do :; done
case "$PWD" in
  */probe/versions) echo '{"node":"22.1.0","fake":"1.2.3"}'; exit 0;;
esac
TRACE="$PWD/../../trace.jsonl"; export TRACE
n=0
mark() { n=$((n+1)); printf '{"thread":"main","tid":0,"seq":%d,"kind":"%s","value":%s}\n' "$n" "$1" "$2" >> "$TRACE"; }
check() { mark check "{\"name\":\"$1\",\"ok\":$2}"; }
completed() { mark done "{\"checks\":${1:-0}}"; }
. ./main.cjs
"#;

/// A suite in a temporary folder.
pub struct Suite {
    folder: TempDir,
}

/// What a run of the program gave back.
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Suite {
    /// An empty suite with a stand-in runtime.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let suite = Self { folder };
        fs::create_dir_all(suite.path("fixtures")).expect("writable");
        fs::create_dir_all(suite.path("expectations")).expect("writable");
        suite.program("fake", STAND_IN);
        suite
    }

    /// A suite with one case.
    pub fn with(case: &str, script: &str, expectation: &str) -> Self {
        let suite = Self::new();
        suite.case(case, script, expectation);
        suite
    }

    /// Adds a case; the expectation gets the keys that every expectation has.
    pub fn case(&self, case: &str, script: &str, expectation: &str) -> &Self {
        self.file(&format!("fixtures/{case}/main.cjs"), script);
        self.expectation(
            case,
            &format!("schema: 1\npromises: it does\ncovers: [an-id]\n{expectation}"),
        )
    }

    /// Writes an expectation as it is.
    pub fn expectation(&self, case: &str, text: &str) -> &Self {
        self.file(&format!("expectations/{case}.yaml"), text)
    }

    /// Writes a file.
    pub fn file(&self, path: &str, text: &str) -> &Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(path, text).expect("writable");
        self
    }

    /// Writes a program.
    pub fn program(&self, path: &str, text: &str) -> PathBuf {
        self.file(path, text);
        let path = self.path(path);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("writable");
        path
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// The program, called in the suite, without any of our variables.
    pub fn command(&self, args: &[&str]) -> Command {
        heed_signals();
        let mut command = Command::new(crate::places::program());
        command.args(args).current_dir(self.folder.path());
        self.clean(&mut command);
        command
    }

    /// Takes the variables of ours and of CI away from a command, and gives it a cache of its own.
    pub fn clean(&self, command: &mut Command) {
        command.env_remove("CI");
        for (name, _) in std::env::vars() {
            if name.starts_with("THREADPROOF_") || name.starts_with("GITHUB_") {
                command.env_remove(name);
            }
        }
        command.env("THREADPROOF_CACHE", self.path("cache"));
    }

    /// Runs the program.
    pub fn threadproof(&self, args: &[&str]) -> Ran {
        self.command(args)
            .output()
            .expect("the program starts")
            .into()
    }

    /// Runs the suite on the stand-in.
    pub fn run(&self, args: &[&str]) -> Ran {
        let fake = self.fake();
        let mut words = vec!["run", "-r", &fake];
        words.extend(args);
        self.threadproof(&words)
    }

    /// How to ask for the stand-in.
    pub fn fake(&self) -> String {
        format!("fake={}", self.path("fake").display())
    }

    /// The record of the last run.
    pub fn record(&self) -> Run {
        read_file(&self.path("target/threadproof/run.json")).expect("a record")
    }

    /// The only result of the last run.
    pub fn result(&self) -> CaseResult {
        let mut run = self.record();
        assert_eq!(run.results.len(), 1, "{:?}", run.results);
        run.results.remove(0)
    }

    /// Whether anything was written below the folder for reports.
    pub fn has_reports(&self) -> bool {
        self.path("target").exists()
    }
}

impl Ran {
    /// Everything that was printed.
    pub fn text(&self) -> String {
        format!("{}\n{}", self.stdout, self.stderr)
    }

    /// Holds exit code and parts of the text against what is expected.
    #[track_caller]
    pub fn expect(&self, code: i32, parts: &[&str]) -> &Self {
        assert_eq!(self.code, Some(code), "{}", self.text());
        for part in parts {
            assert!(
                self.text().contains(part),
                "`{part}` is not in:\n{}",
                self.text()
            );
        }
        assert!(!self.text().contains("panicked"), "{}", self.text());
        self
    }

    /// The last line of standard output.
    pub fn last_line(&self) -> &str {
        self.stdout.lines().last().unwrap_or_default()
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// The names of the sub-checks that failed.
pub fn failed(result: &CaseResult) -> Vec<&str> {
    result
        .failed_checks()
        .map(|check| check.name.as_str())
        .collect()
}

/// Whether a process lives whose command line or environment names this folder.
pub fn lives(marker: &Path) -> bool {
    let marker = marker.to_string_lossy().into_owned();
    let processes = fs::read_dir("/proc").expect("/proc").flatten();
    processes
        .filter(|entry| {
            entry
                .file_name()
                .to_string_lossy()
                .bytes()
                .all(|byte| byte.is_ascii_digit())
        })
        .any(|entry| {
            let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
            String::from_utf8_lossy(&line)
                .replace('\0', " ")
                .contains(&marker)
        })
}

/// Lets what is started from here be stopped by signals, although these tests may themselves have
/// been started to ignore some, as everything in the background of a shell script is. A signal that
/// has a handler is not ignored in a program that is started anew; the handler ends us as usual.
fn heed_signals() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT};
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        for signal in [SIGHUP, SIGINT, SIGQUIT] {
            let always = std::sync::Arc::new(true.into());
            signal_hook::flag::register_conditional_shutdown(signal, 128 + signal, always)
                .expect("the signal can be caught");
        }
    });
}
