//! `threadproof boa [options] FILE [args]`: the reference on the command line, as `node` is.
//!
//! The grammar is Node's: options end at the first argument that is none, everything behind the
//! file belongs to the script. Scripts see it in `process.argv` and `process.execArgv`.

use std::ffi::OsString;
use std::io::{IsTerminal, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use thiserror::Error;

use crate::embed::{Builder, Runtime};
use crate::runtime::MainScript;
use threadproof_ground::options::{NODE_VERSION, Profile, WebPreferences};
use threadproof_ground::paths::normal;
use threadproof_modules::entry::Entry;
use threadproof_modules::flags::{self, Takes};
use threadproof_modules::source::Kind;

pub use crate::runtime::AS_RUNTIME;

/// Whether the arguments behind the program's name are for the runtime, in a process that a script
/// started: an option, a file, or nothing. A word of the program's own is none of these.
#[must_use]
pub fn is_for_runtime(args: &[OsString]) -> bool {
    let Some(first) = args.first() else {
        return true;
    };
    first.as_encoded_bytes().starts_with(b"-") || std::path::Path::new(first).is_file()
}

/// The exit code for a command line that can't be understood, as Node has it.
const BAD_USAGE: u8 = 9;

/// What is wrong with a command line.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum UsageError {
    /// There is no such option.
    #[error("bad option: {0}; see `threadproof boa --help` for the options there are")]
    Unknown(String),
    /// An option lacks its value.
    #[error("{0} requires an argument")]
    MissingValue(String),
    /// `--input-type` names no kind of code.
    #[error(
        "--input-type must be \"module\", \"commonjs\", \"module-typescript\" or \
         \"commonjs-typescript\", not {0:?}"
    )]
    InputType(String),
    /// `--profile` names none.
    #[error("--profile must be \"node\" or \"electron\", not {0:?}")]
    Profile(String),
    /// A window's option without a window.
    #[error("{0} is an option of a window; add --profile electron")]
    NoWindow(&'static str),
    /// Electron's page: "`sandbox` must not be set to `true`".
    #[error("{0} gives scripts Node's modules, which a sandbox forbids; leave out --sandbox")]
    Sandboxed(&'static str),
    /// The variable `NODE_OPTIONS` can't be used.
    #[error("{0}")]
    Environment(String),
    /// An option whose effect this runtime does not have.
    #[error("{0} is not supported by this runtime; leave it out")]
    Unsupported(String),
    /// An option has a value that it can't have.
    #[error("{0}")]
    Value(String),
    /// A guest has no standard input that could be its script.
    #[error("name a file to run, behind the options")]
    NoFile,
    /// An argument is not UTF-8.
    #[error("the argument {0:?} is not UTF-8")]
    NotUtf8(OsString),
}

/// A command line, understood.
#[derive(Debug, Default, PartialEq, Eq)]
struct Command {
    code: Option<String>,
    print: bool,
    input_type: Option<Kind>,
    version: bool,
    help: bool,
    check: bool,
    electron: bool,
    preferences: WebPreferences,
    exec_argv: Vec<String>,
    node_options: Vec<String>,
    /// The file and its arguments.
    rest: Vec<String>,
}

impl Command {
    /// Adds what the variable `NODE_OPTIONS` says; the command line counts more.
    fn with_environment(mut self) -> Result<Self, UsageError> {
        let Some(text) = std::env::var_os("NODE_OPTIONS") else {
            return Ok(self);
        };
        let text = text.into_string().map_err(UsageError::NotUtf8)?;
        let options = flags::of_process_environment(&text);
        self.node_options =
            options.map_err(|fault| UsageError::Environment(fault.trim().into()))?;
        if let Some(name) = flags::unsupported(&self.node_options) {
            return Err(UsageError::Unsupported(name.to_owned()));
        }
        self.input_type = self
            .input_type
            .or_else(|| flags::input_type(&self.node_options));
        Ok(self)
    }
}

/// Runs `threadproof boa` with the arguments behind `boa`.
#[must_use]
pub fn main(args: Vec<OsString>) -> ExitCode {
    let command = match parse(args).and_then(Command::with_environment) {
        Ok(command) => command,
        Err(error) => {
            eprintln!("threadproof boa: {error}");
            return ExitCode::from(BAD_USAGE);
        }
    };
    if command.version {
        println!("v{NODE_VERSION}");
        return ExitCode::SUCCESS;
    }
    if command.help {
        println!(
            "Usage: threadproof boa [options] [FILE | -] [arguments]\n\n\
             Runs FILE on the reference runtime, as node would.\n\n{}",
            flags::help()
        );
        return ExitCode::SUCCESS;
    }
    threadproof_agent::exit::install_panic_hook();
    let exec_path = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("threadproof"));
    let script = script(&command);
    let profile = profile(&command);
    let outcome = Runtime::builder()
        .exec_path(exec_path)
        .profile(profile)
        .command_line(script)
        .run();
    let code = match outcome {
        Ok(outcome) => outcome.code,
        Err(error) => {
            eprintln!("threadproof boa: {error}");
            1
        }
    };
    // Threads that are still being torn down hold nothing that must be saved.
    std::process::exit(code)
}

/// What a command line asks for (options, a file, its arguments), as a guest of the program that
/// calls: the process stays that program's, and so do its streams, unless the builder is told
/// otherwise.
///
/// # Errors
/// When the command line cannot be understood, or names nothing to run.
pub fn guest(args: Vec<OsString>) -> Result<Builder, UsageError> {
    let command = parse(args)?;
    if command.code.is_none() && command.rest.first().is_none_or(|file| file == "-") {
        return Err(UsageError::NoFile);
    }
    let mut script = script(&command);
    let mut words = std::mem::take(&mut script.argv).into_iter();
    if matches!(script.entry, Entry::File(_)) {
        // The builder names the file itself.
        words.next();
    }
    let profile = profile(&command);
    Ok(Runtime::builder()
        .profile(profile)
        .args(words)
        .script(script))
}

fn profile(command: &Command) -> Profile {
    if command.electron {
        Profile::Electron(command.preferences)
    } else {
        Profile::Node
    }
}

fn script(command: &Command) -> MainScript {
    let kind = command.input_type.unwrap_or(Kind::Ambiguous);
    let mut argv = Vec::new();
    let entry = match (&command.code, command.rest.split_first()) {
        (Some(code), _) => {
            argv.extend(command.rest.iter().cloned());
            Entry::Code {
                text: code.clone(),
                name: "[eval]",
                kind,
                print: command.print,
            }
        }
        (None, Some((file, rest))) if file != "-" => {
            let path = resolve_main(file, &command.exec_argv);
            argv.push(path.to_string_lossy().into_owned());
            argv.extend(rest.iter().cloned());
            Entry::File(path)
        }
        (None, rest) => {
            let mut text = String::new();
            if !std::io::stdin().is_terminal() {
                let mut bytes = Vec::new();
                // What can't be read is an empty script, as with node.
                std::io::stdin().read_to_end(&mut bytes).ok();
                text = String::from_utf8_lossy(&bytes).into_owned();
            }
            argv.push("-".to_owned());
            argv.extend(rest.map(|(_, rest)| rest.to_vec()).unwrap_or_default());
            Entry::Code {
                text,
                name: "[stdin]",
                kind,
                print: false,
            }
        }
    };
    MainScript {
        entry,
        argv,
        exec_argv: command.exec_argv.clone(),
        node_options: command.node_options.clone(),
        preload: flags::preloads(&[command.node_options.as_slice(), &command.exec_argv].concat()),
        check_only: command.check,
    }
}

/// The main file: as named, or with `.js`, or a folder's `index.js`.
fn resolve_main(file: &str, exec_argv: &[String]) -> PathBuf {
    let folder = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
    let path = normal(&folder.join(file));
    if !path.is_file() {
        for extension in ["js", "json"] {
            let longer = PathBuf::from(format!("{}.{extension}", path.display()));
            if longer.is_file() {
                return longer;
            }
        }
        let index = path.join("index.js");
        if index.is_file() {
            return index;
        }
    }
    if flags::has(exec_argv, "--preserve-symlinks-main") {
        return path;
    }
    std::fs::canonicalize(&path).unwrap_or(path)
}

fn parse(args: Vec<OsString>) -> Result<Command, UsageError> {
    // What is not UTF-8 shows as Node shows it: by U+FFFD.
    let args = args
        .into_iter()
        .map(|arg| arg.to_string_lossy().into_owned());
    let mut args = args.collect::<Vec<_>>().into_iter();
    let mut command = Command::default();
    while let Some(arg) = args.next() {
        if arg == "--" {
            command.rest.extend(args);
            break;
        }
        if arg == "-" || !arg.starts_with('-') {
            command.rest.push(arg);
            command.rest.extend(args);
            break;
        }
        if arg == "-h" || arg == "--help" {
            command.help = true;
            continue;
        }
        if arg == "-pe" {
            command.print = true;
            let code = args.next().ok_or(UsageError::MissingValue(arg))?;
            command.code = Some(code);
            continue;
        }
        let (name, inline) = match arg.split_once('=') {
            Some((name, value)) if name.starts_with("--") => {
                (name.to_owned(), Some(value.to_owned()))
            }
            _ => (arg.clone(), None),
        };
        let takes = flags::find(&name).ok_or_else(|| UsageError::Unknown(arg.clone()))?;
        command.exec_argv.push(arg.clone());
        let value = match (takes, inline) {
            (Takes::Nothing, _) => String::new(),
            (Takes::Value, Some(value)) => value,
            (Takes::Value, None) => {
                let value = args
                    .next()
                    .ok_or_else(|| UsageError::MissingValue(name.clone()))?;
                command.exec_argv.push(value.clone());
                value
            }
        };
        apply(&mut command, &name, value)?;
    }
    check_preferences(&command)?;
    if let Some(name) = flags::unsupported(&command.exec_argv) {
        return Err(UsageError::Unsupported(name.to_owned()));
    }
    match flags::wrong_value(&command.exec_argv) {
        Some(fault) => Err(UsageError::Value(fault)),
        None => Ok(command),
    }
}

/// Refuses preferences that contradict each other, or that no window could have.
fn check_preferences(command: &Command) -> Result<(), UsageError> {
    let given = command.preferences;
    let asked = [
        (
            "--node-integration-in-worker",
            given.node_integration_in_worker,
        ),
        ("--node-integration", given.node_integration),
        ("--sandbox", given.sandbox),
    ];
    let first = asked.into_iter().find(|(_, given)| *given);
    match first {
        Some((name, _)) if !command.electron => Err(UsageError::NoWindow(name)),
        Some((name, _)) if given.sandbox && name != "--sandbox" => Err(UsageError::Sandboxed(name)),
        _ => Ok(()),
    }
}

fn apply(command: &mut Command, name: &str, value: String) -> Result<(), UsageError> {
    match name {
        "-e" | "--eval" => command.code = Some(value),
        "-p" | "--print" => {
            command.print = true;
            command.code = Some(value);
        }
        "--input-type" => {
            let given = flags::input_type(&[format!("{name}={value}")]);
            command.input_type = Some(given.ok_or(UsageError::InputType(value))?);
        }
        "--profile" => {
            command.electron = match value.as_str() {
                "electron" => true,
                "node" => false,
                _ => return Err(UsageError::Profile(value)),
            };
        }
        "--node-integration" => command.preferences.node_integration = true,
        "--node-integration-in-worker" => command.preferences.node_integration_in_worker = true,
        "--sandbox" => command.preferences.sandbox = true,
        "-v" | "--version" => command.version = true,
        "-c" | "--check" => command.check = true,
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(args: &[&str]) -> Result<Command, UsageError> {
        parse(args.iter().map(OsString::from).collect())
    }

    #[test]
    fn what_follows_the_file_belongs_to_the_script() {
        let command = parsed(&["--no-warnings", "a.js", "-e", "x"]).expect("valid");
        assert_eq!(command.rest, ["a.js", "-e", "x"]);
        assert_eq!(command.exec_argv, ["--no-warnings"]);
    }

    #[test]
    fn code_may_be_given_in_several_ways() {
        assert_eq!(
            parsed(&["-e", "1"]).expect("valid").code.as_deref(),
            Some("1")
        );
        assert_eq!(
            parsed(&["--eval=1"]).expect("valid").code.as_deref(),
            Some("1")
        );
        assert!(parsed(&["-p", "1"]).expect("valid").print);
        assert_eq!(parsed(&["--", "-e"]).expect("valid").rest, ["-e"]);
    }

    #[test]
    fn a_sandbox_and_node_in_workers_are_refused_together() {
        let window = ["--profile", "electron", "--node-integration-in-worker"];
        let command = parsed(&window).expect("valid");
        assert!(command.electron && command.preferences.node_integration_in_worker);
        assert!(!command.preferences.node_integration);
        let refused = parsed(&[&window[..], &["--sandbox"]].concat()).expect_err("contradictory");
        assert_eq!(
            refused,
            UsageError::Sandboxed("--node-integration-in-worker")
        );
        assert!(refused.to_string().ends_with("leave out --sandbox"));
        assert_eq!(
            parsed(&["--node-integration"]),
            Err(UsageError::NoWindow("--node-integration"))
        );
        assert_eq!(
            parsed(&["--profile", "deno"]),
            Err(UsageError::Profile("deno".into()))
        );
    }

    #[test]
    fn mistakes_are_named() {
        assert_eq!(
            parsed(&["--nope"]),
            Err(UsageError::Unknown("--nope".into()))
        );
        assert_eq!(parsed(&["-e"]), Err(UsageError::MissingValue("-e".into())));
        assert_eq!(
            parsed(&["--input-type=x"]),
            Err(UsageError::InputType("x".into()))
        );
    }
}
