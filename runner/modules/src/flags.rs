//! The options of `node` that this runtime knows by name, and who may have them: one table.
//!
//! The parser, the help, `execArgv` and `NODE_OPTIONS` all go by it. What tunes V8, or turns on what
//! is always on here, is accepted so that the same command line works on every runtime; what would
//! have an effect that this runtime does not have is refused by name.

use std::fmt::Write as _;

use crate::source::Kind;

/// How an option takes its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// It has none.
    Nothing,
    /// `--name=value` or `--name value`.
    Value,
}

/// Whom an option is about, and so where it may stand (Node's pages "new Worker", `execArgv`, and
/// "`NODE_OPTIONS`").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    /// A thread: a worker's `execArgv` and `NODE_OPTIONS` may have it.
    Thread,
    /// What is run: `execArgv` may have it, `NODE_OPTIONS` may not.
    Script,
    /// The engine: it is one for all threads. `NODE_OPTIONS` may have it, a worker may not.
    Engine,
    /// The whole process.
    Process,
    /// This program, which Node does not have.
    Ours,
}

use About::{Engine, Ours, Process, Script, Thread};
use Takes::{Nothing, Value};

/// Every option, with what it takes and whom it is about.
#[rustfmt::skip]
const OPTIONS: &[(&str, Takes, About)] = &[
    // Options that this runtime acts on.
    ("-e", Value, Script), ("--eval", Value, Script),
    ("-p", Value, Script), ("--print", Value, Script),
    ("-c", Nothing, Script), ("--check", Nothing, Script),
    ("-r", Value, Thread), ("--require", Value, Thread), ("--import", Value, Thread),
    ("--input-type", Value, Thread),
    ("-v", Nothing, Process), ("--version", Nothing, Process),
    ("--profile", Value, Ours), ("--node-integration", Nothing, Ours),
    ("--node-integration-in-worker", Nothing, Ours), ("--sandbox", Nothing, Ours),
    ("-C", Value, Thread), ("--conditions", Value, Thread),
    ("--unhandled-rejections", Value, Thread), ("--disable-warning", Value, Thread),
    ("--warnings", Nothing, Thread), ("--no-warnings", Nothing, Thread),
    ("--trace-warnings", Nothing, Thread), ("--redirect-warnings", Value, Thread),
    ("--deprecation", Nothing, Thread), ("--no-deprecation", Nothing, Thread),
    ("--trace-deprecation", Nothing, Thread), ("--throw-deprecation", Nothing, Thread),
    ("--pending-deprecation", Nothing, Thread), 
    ("--trace-exit", Nothing, Thread), 
    
    ("--preserve-symlinks", Nothing, Thread), ("--preserve-symlinks-main", Nothing, Thread),
    ("--strip-types", Nothing, Thread), ("--no-strip-types", Nothing, Thread),
    ("--experimental-strip-types", Nothing, Thread), ("--no-experimental-strip-types", Nothing, Thread),
    ("--experimental-vm-modules", Nothing, Thread), ("--experimental-worker", Nothing, Thread),
    ("--experimental-modules", Nothing, Thread), ("--experimental-repl-await", Nothing, Thread),
    ("--experimental-detect-module", Nothing, Thread), ("--no-experimental-detect-module", Nothing, Thread),
    ("--require-module", Nothing, Thread), ("--no-require-module", Nothing, Thread),
    ("--experimental-require-module", Nothing, Thread), ("--no-experimental-require-module", Nothing, Thread),
    ("--experimental-global-navigator", Nothing, Thread), ("--no-experimental-global-navigator", Nothing, Thread), ("--no-experimental-websocket", Nothing, Thread),
    ("--async-context-frame", Nothing, Thread), ("--no-addons", Nothing, Thread), ("--addons", Nothing, Thread),
    ("--no-global-search-paths", Nothing, Thread), ("--force-context-aware", Nothing, Thread),
    ("--expose-internals", Nothing, Thread), ("--extra-info-on-fatal-exception", Nothing, Thread),
    ("--insecure-http-parser", Nothing, Thread), ("--max-http-header-size", Value, Thread),
    ("--dns-result-order", Value, Thread), ("--network-family-autoselection", Nothing, Thread),
    ("--tls-min-v1.2", Nothing, Thread), ("--tls-min-v1.3", Nothing, Thread),
    ("--verify-base-objects", Nothing, Thread), ("--no-verify-base-objects", Nothing, Thread),
    ("--track-heap-objects", Nothing, Thread),
    ("--node-snapshot", Nothing, Thread), ("--no-node-snapshot", Nothing, Thread),
    ("--expose-gc", Nothing, Engine), ("--expose_gc", Nothing, Engine),
    ("--harmony", Nothing, Engine), ("--allow-natives-syntax", Nothing, Engine),
    ("--stack-trace-limit", Value, Engine), ("--stack-size", Value, Engine),
    ("--max-old-space-size", Value, Engine), ("--max-semi-space-size", Value, Engine),
    ("--max-heap-size", Value, Engine), ("--abort-on-uncaught-exception", Nothing, Engine),
    ("--interpreted-frames-native-stack", Nothing, Engine), ("--jitless", Nothing, Engine),
    ("--title", Value, Process), ("--v8-pool-size", Value, Process),
    ("--icu-data-dir", Value, Process), ("--disable-proto", Value, Process),
    ("--zero-fill-buffers", Nothing, Process),
    // Options that are refused.
    ("--trace-sync-io", Nothing, Thread), ("--enable-source-maps", Nothing, Thread),
    ("--trace-uncaught", Nothing, Thread), ("--frozen-intrinsics", Nothing, Thread),
];

/// Options whose effect this runtime does not have.
const UNSUPPORTED: [&str; 4] = [
    "--trace-sync-io",
    "--enable-source-maps",
    "--trace-uncaught",
    "--frozen-intrinsics",
];

/// What `--help` says of the options that this runtime acts on, in the order in which it is shown.
const HELP: &[(&str, &str)] = &[
    ("-e, --eval CODE", "run CODE"),
    ("-p, --print CODE", "run CODE and print its value"),
    ("-c, --check", "only check the syntax"),
    ("-r, --require MODULE", "load MODULE first"),
    ("--import MODULE", "load MODULE as an ES module first"),
    (
        "--input-type TYPE",
        "module, commonjs, module-typescript or commonjs-typescript, for code \
     that is no file",
    ),
    (
        "-C, --conditions NAME",
        "take what packages have for this condition, too",
    ),
    (
        "--preserve-symlinks",
        "a module keeps the name by which it was found",
    ),
    ("--preserve-symlinks-main", "so does the script that is run"),
    (
        "--unhandled-rejections MODE",
        "throw (the default), strict, warn, warn-with-error-code or none",
    ),
    ("--no-warnings", "print no warnings"),
    (
        "--disable-warning NAME",
        "print no warnings of this code or name",
    ),
    ("--redirect-warnings FILE", "append warnings to FILE"),
    ("--trace-warnings", "print warnings with their stacks"),
    ("--no-deprecation", "give no warnings of what is deprecated"),
    ("--throw-deprecation", "throw them"),
    ("--trace-deprecation", "print them with their stacks"),
    ("--trace-exit", "print where a script calls process.exit()"),
    ("--expose-gc, --expose_gc", "give scripts the function gc"),
    (
        "--stack-trace-limit N",
        "how many frames an error's stack has",
    ),
    (
        "--max-old-space-size MB",
        "the limit for the old part of a thread's heap",
    ),
    (
        "--max-semi-space-size MB",
        "a third of the limit for its young part",
    ),
    (
        "--disable-proto MODE",
        "delete or throw: what becomes of Object.prototype.__proto__",
    ),
    ("--title TITLE", "the title of the process"),
    (
        "-v, --version",
        "the version of Node whose behaviour is followed",
    ),
    (
        "--profile PROFILE",
        "node (the default) or electron: FILE runs as the script of a window of \
     Electron's, with the Web's Worker and without a document; its webPreferences:",
    ),
    (
        "--node-integration",
        "nodeIntegration: FILE has Node's modules",
    ),
    (
        "--node-integration-in-worker",
        "nodeIntegrationInWorker: Web Workers have them",
    ),
    ("--sandbox", "sandbox: refused with the other two"),
];

/// The options for `--help`; those that are only accepted are named at the end.
#[must_use]
pub fn help() -> String {
    let mut text = String::new();
    for (shown, what) in HELP {
        let _ = writeln!(text, "  {shown:<30} {what}");
    }
    let told = |name: &str| {
        HELP.iter()
            .any(|(shown, _)| names_in(shown).any(|it| it == name))
    };
    let rest = OPTIONS.iter().map(|(name, ..)| *name);
    let rest: Vec<&str> = rest
        .filter(|name| !told(name) && !UNSUPPORTED.contains(name))
        .collect();
    let _ = write!(
        text,
        "\nAccepted because node has them, without an effect of their own:\n  {}",
        rest.join(" ")
    );
    text
}

/// The names in the first column of the help.
fn names_in(shown: &str) -> impl Iterator<Item = &str> {
    shown.split([' ', ',']).filter(|word| word.starts_with('-'))
}

/// The first of these options whose effect this runtime does not have.
#[must_use]
pub fn unsupported(flags: &[String]) -> Option<&'static str> {
    let unsupported = UNSUPPORTED.iter().copied();
    values(flags).find_map(|(given, _)| unsupported.clone().find(|name| *name == given))
}

/// What is wrong with the first value that an option can't have.
#[must_use]
pub fn wrong_value(flags: &[String]) -> Option<String> {
    values(flags).find_map(fault_of_value)
}

/// How the option called `name` takes its value; `None` when there is no such option.
#[must_use]
pub fn find(name: &str) -> Option<Takes> {
    option(name).map(|(takes, _)| takes)
}

/// The options that `NODE_OPTIONS` may have.
pub fn allowed_in_environment() -> impl Iterator<Item = &'static str> {
    let options = OPTIONS
        .iter()
        .filter(|(.., about)| matches!(about, Thread | Engine | Process));
    let names = options.map(|(name, ..)| *name);
    names.filter(|name| !matches!(*name, "-v" | "--version"))
}

/// The modules that `--require` and `--import` in these options name, in their order.
#[must_use]
pub fn preloads(exec_argv: &[String]) -> Vec<String> {
    values(exec_argv)
        .filter(|(name, _)| ["-r", "--require", "--import"].contains(name))
        .filter_map(|(_, value)| value.map(str::to_owned))
        .collect()
}

/// The value of an option, if it is there; the last one counts.
#[must_use]
pub fn last_value<'a>(exec_argv: &'a [String], name: &str) -> Option<&'a str> {
    let given = values(exec_argv).filter(|(given, _)| *given == name);
    given.last().and_then(|(_, value)| value)
}

/// The conditions of packages that `--conditions` and `-C` name.
#[must_use]
pub fn conditions(exec_argv: &[String]) -> Vec<String> {
    values(exec_argv)
        .filter(|(name, _)| ["-C", "--conditions"].contains(name))
        .filter_map(|(_, value)| value.map(str::to_owned))
        .collect()
}

/// Whether an option is there.
#[must_use]
pub fn has(flags: &[String], name: &str) -> bool {
    values(flags).any(|(given, _)| given == name)
}

/// Every value that an option is given, in order.
pub fn all_values<'a>(flags: &'a [String], name: &'a str) -> impl Iterator<Item = &'a str> {
    values(flags).filter_map(move |(given, value)| value.filter(|_| given == name))
}

/// What `--input-type` says of code that is no file; the last one counts.
#[must_use]
pub fn input_type(exec_argv: &[String]) -> Option<Kind> {
    kind_of(last_value(exec_argv, "--input-type")?)
}

/// What is wrong with the `execArgv` of a worker: values first, then the options that no worker may
/// have. Empty when nothing is.
#[must_use]
pub fn faults_of_worker(exec_argv: &[String]) -> Vec<String> {
    let faults: Vec<String> = values(exec_argv).filter_map(fault_of_value).collect();
    if !faults.is_empty() {
        return faults;
    }
    let refused = exec_argv.iter().filter(|arg| {
        let about = option(name_of(arg)).map(|(_, about)| about);
        arg.len() > 1
            && arg.starts_with('-')
            && *arg != "--"
            && (!matches!(about, Some(Thread | Script)) || UNSUPPORTED.contains(&name_of(arg)))
    });
    refused.cloned().collect()
}

/// The options in the text of the variable `NODE_OPTIONS` of a worker.
///
/// # Errors
/// What is wrong with it, as Node words it.
pub fn of_environment(text: &str) -> Result<Vec<String>, String> {
    read_environment(text, &[Thread, Engine])
}

/// The options in the text of the variable `NODE_OPTIONS` of the process.
///
/// # Errors
/// What is wrong with it, as Node words it.
pub fn of_process_environment(text: &str) -> Result<Vec<String>, String> {
    read_environment(text, &[Thread, Engine, Process])
}

fn read_environment(text: &str, allowed: &[About]) -> Result<Vec<String>, String> {
    let options = split(text)?;
    for arg in &options {
        let (name, about) = (name_of(arg), option(name_of(arg)).map(|(_, about)| about));
        let is_asking = matches!(name, "-v" | "--version");
        if arg.starts_with('-') && (is_asking || !about.is_some_and(|it| allowed.contains(&it))) {
            let name = &arg[..(name.len() + 1).min(arg.len())];
            return Err(format!("{name} is not allowed in NODE_OPTIONS"));
        }
    }
    let fault = values(&options).find_map(fault_of_value);
    fault.map_or(Ok(options), Err)
}

fn option(name: &str) -> Option<(Takes, About)> {
    let found = OPTIONS.iter().find(|(known, ..)| *known == name);
    found.map(|(_, takes, about)| (*takes, *about))
}

/// The name of an option that may have its value behind an equals sign.
fn name_of(arg: &str) -> &str {
    arg.split('=').next().unwrap_or(arg)
}

/// Each option with its value, if it takes one and has one.
fn values(exec_argv: &[String]) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut args = exec_argv.iter().map(String::as_str);
    std::iter::from_fn(move || {
        let arg = args.next()?;
        let name = name_of(arg);
        let value = match (find(name), arg.get(name.len() + 1..)) {
            (Some(Value), None) => args.next(),
            (_, inline) => inline,
        };
        Some((name, value))
    })
}

/// What is wrong with the value of an option, as Node words it.
fn fault_of_value((name, value): (&str, Option<&str>)) -> Option<String> {
    let is_ours = matches!(option(name), Some((_, Engine | Process | Ours)));
    if find(name) != Some(Value) || is_ours && name != "--disable-proto" {
        return None;
    }
    // Node's `-p` may stand alone: the value of the code that is given otherwise is printed.
    if value.is_none() && !matches!(name, "-p" | "--print") {
        return Some(format!("{name} requires an argument"));
    }
    match (name, value) {
        (_, Some("")) => Some(format!("{name}= requires an argument")),
        ("--input-type", Some(given)) if kind_of(given).is_none() => Some(
            "--input-type must be \"module\",\"commonjs\", \"module-typescript\" or \
             \"commonjs-typescript\""
                .to_owned(),
        ),
        ("--unhandled-rejections", Some(given)) => {
            let known = ["none", "strict", "throw", "warn", "warn-with-error-code"];
            (!known.contains(&given)).then(|| format!("invalid value for {name}"))
        }
        ("--disable-proto", Some(given)) => (!["delete", "throw"].contains(&given))
            .then(|| format!("invalid mode passed to {name}")),
        _ => None,
    }
}

fn kind_of(input_type: &str) -> Option<Kind> {
    Some(match input_type {
        "module" => Kind::EsModule,
        "commonjs" => Kind::CommonJs,
        "module-typescript" => Kind::TypedModule,
        "commonjs-typescript" => Kind::TypedCommonJs,
        _ => return None,
    })
}

/// Splits the variable at spaces; what stands in double quotes is one piece, a backslash in them
/// takes the next character as it is (Node's page, "`NODE_OPTIONS`").
fn split(text: &str) -> Result<Vec<String>, String> {
    let mut pieces = Vec::new();
    let mut piece: Option<String> = None;
    let mut quoted = false;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                quoted = !quoted;
                piece.get_or_insert_default();
            }
            '\\' if quoted => match characters.next() {
                Some(next) => piece.get_or_insert_default().push(next),
                None => return Err("invalid value for NODE_OPTIONS (invalid escape)\n".to_owned()),
            },
            ' ' if !quoted => pieces.extend(piece.take()),
            _ => piece.get_or_insert_default().push(character),
        }
    }
    if quoted {
        return Err("invalid value for NODE_OPTIONS (unterminated string)\n".to_owned());
    }
    pieces.extend(piece);
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(args: &[&str]) -> Vec<String> {
        args.iter().map(|arg| (*arg).to_owned()).collect()
    }

    #[test]
    fn no_option_is_there_twice() {
        for (at, (name, ..)) in OPTIONS.iter().enumerate() {
            assert!(
                OPTIONS[..at].iter().all(|(other, ..)| other != name),
                "{name}"
            );
        }
    }

    #[test]
    fn the_help_tells_of_options_that_there_are_and_no_other() {
        for (shown, _) in HELP {
            for name in names_in(shown) {
                assert!(find(name).is_some(), "{name}");
                assert!(!UNSUPPORTED.contains(&name), "{name}");
            }
        }
        let help = help();
        for (name, ..) in OPTIONS {
            let is_named = help
                .split_whitespace()
                .any(|word| word.trim_end_matches(',') == *name);
            assert_ne!(is_named, UNSUPPORTED.contains(name), "{name}");
        }
    }

    #[test]
    fn a_worker_may_have_what_is_about_threads() {
        assert_eq!(
            faults_of_worker(&owned(&["-r", "x", "--no-warnings", "a", "-"])),
            owned(&[])
        );
        assert_eq!(
            faults_of_worker(&owned(&[
                "--title=x",
                "--no-warnings",
                "--bogus",
                "--expose-gc"
            ])),
            owned(&["--title=x", "--bogus", "--expose-gc"])
        );
        assert_eq!(
            faults_of_worker(&owned(&["--title=x", "-r"])),
            owned(&["-r requires an argument"])
        );
    }

    #[test]
    fn the_environment_may_have_the_engine_s_too() {
        assert_eq!(
            of_environment("--expose-gc  -r \"a b\" c"),
            Ok(owned(&["--expose-gc", "-r", "a b", "c"]))
        );
        assert_eq!(
            of_environment("--title=x"),
            Err("--title= is not allowed in NODE_OPTIONS".to_owned())
        );
        assert!(of_environment("\"x").is_err_and(|fault| fault.contains("unterminated")));
    }

    #[test]
    fn the_last_input_type_counts() {
        let given = owned(&["--input-type=module", "--input-type", "commonjs-typescript"]);
        assert_eq!(input_type(&given), Some(Kind::TypedCommonJs));
        assert_eq!(input_type(&owned(&["--no-warnings"])), None);
    }
}
