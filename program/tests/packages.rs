//! Everyday packages on the reference: the scenarios of `packages/`, one trial each.
//!
//! A scenario runs on the machine's Node and on the reference, and both must print the same and exit
//! alike. The packages are installed from the lock file into the build folder, once for each state
//! of the lock file. Without npm, Node or a registry a trial is skipped and counted, and says why;
//! with `THREADPROOF_PACKAGES=required` it fails instead. What a scenario prints is not known here.

#[path = "packages/install.rs"]
mod install;

use std::fs;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use similar::TextDiff;
use threadproof_harness::execute::Executor;
use threadproof_harness::observe::{Observation, observe};
use threadproof_harness::runtimes::Script;
use threadproof_harness::runtimes::identity::Runtime;
use threadproof_harness::runtimes::spec::Spec;

use install::{Missing, install};

/// No scenario takes longer on either runtime.
const DEADLINE: Duration = Duration::from_mins(1);

/// The newest versions of the packages ask for it.
const OLDEST_NODE: u64 = 20;

/// Set to `required` where a skip would hide that nothing was shown.
const REQUIRED: &str = "THREADPROOF_PACKAGES";

/// What all trials share; made by the first of them, so that listing needs nothing.
struct Bench {
    modules: Utf8PathBuf,
    node: Runtime,
    reference: Runtime,
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = root().join("packages");
    let executor = Executor::new();
    let bench: Arc<OnceLock<Result<Bench, Missing>>> = Arc::default();
    let trials = scenarios(&folder).into_iter().map(|name| {
        let (folder, executor, bench) = (folder.clone(), executor.clone(), Arc::clone(&bench));
        Trial::ignorable_test(format!("packages/{name}"), move || {
            match bench.get_or_init(|| prepare(&folder, &executor)) {
                Ok(bench) => compare(&folder, &name, bench, &executor),
                Err(Missing::Broken(why)) => Err(Failed::from(why)),
                Err(Missing::Absent(why)) if required() => Err(Failed::from(format!(
                    "skipping is not allowed here ({REQUIRED}=required): {why}"
                ))),
                Err(Missing::Absent(why)) => Ok(Completion::ignored_with(why)),
            }
        })
    });
    let trials = trials.collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// nextest tells where things are now, which in an archive is not where they were built.
fn now(name: &str, built: &str) -> Utf8PathBuf {
    std::env::var(name)
        .unwrap_or_else(|_| built.to_owned())
        .into()
}

fn root() -> Utf8PathBuf {
    let root = now("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR")).join("..");
    root.canonicalize_utf8().unwrap_or(root)
}

fn required() -> bool {
    std::env::var(REQUIRED).is_ok_and(|value| value == "required")
}

/// The folders with an entry.
fn scenarios(folder: &Utf8Path) -> Vec<String> {
    let entries = folder.read_dir_utf8().expect("the folder of the scenarios");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("readable"))
        .filter(|entry| entry_of(entry.path()).is_some())
        .map(|entry| entry.file_name().to_owned())
        .collect();
    names.sort();
    assert!(!names.is_empty(), "{folder} holds no scenario");
    names
}

fn entry_of(scenario: &Utf8Path) -> Option<&'static str> {
    ["main.mjs", "main.cjs"]
        .into_iter()
        .find(|entry| scenario.join(entry).is_file())
}

fn prepare(folder: &Utf8Path, executor: &Executor) -> Result<Bench, Missing> {
    let own = now(
        "NEXTEST_BIN_EXE_threadproof",
        env!("CARGO_BIN_EXE_threadproof"),
    );
    let find = |name: &str| {
        let spec = Spec::parse(name, &[]).map_err(|error| Missing::Broken(error.to_string()))?;
        Runtime::resolve(&spec, &own, executor).map_err(|error| Missing::Absent(error.to_string()))
    };
    let node = find("node")?;
    if node.version.major < OLDEST_NODE {
        return Err(Missing::Absent(format!(
            "{} is too old for the packages; have Node {OLDEST_NODE} or newer on the PATH",
            node.id()
        )));
    }
    Ok(Bench {
        reference: find("boa").map_err(|missing| Missing::Broken(missing.to_string()))?,
        node,
        modules: install(folder, &root().join("target/packages"))?,
    })
}

/// Runs a scenario on both and fails with everything that differs.
fn compare(
    folder: &Utf8Path,
    name: &str,
    bench: &Bench,
    executor: &Executor,
) -> Result<Completion, Failed> {
    let witness = run(folder, name, &bench.node, &bench.modules, executor)?;
    let reference = run(folder, name, &bench.reference, &bench.modules, executor)?;
    let mut story = String::new();
    for (ran, runtime) in [(&witness, &bench.node), (&reference, &bench.reference)] {
        if ran.timed_out {
            story += &format!("{} did not end in time\n", runtime.id());
        }
        if !ran.seen.leaked.is_empty() {
            story += &format!("{} left {:?} running\n", runtime.id(), ran.seen.leaked);
        }
    }
    // A scenario that fails on Node shows nothing.
    if witness.seen.exit != Some(0) {
        story += &format!(
            "{} ended with {}, a scenario has to succeed there\n{}",
            bench.node.id(),
            ending(&witness),
            witness.seen.stderr.text
        );
    }
    if witness.seen.stdout.text.is_empty() {
        story += &format!("{} printed nothing\n", bench.node.id());
    }
    let same = witness.seen.stdout.text == reference.seen.stdout.text;
    if ending(&witness) != ending(&reference) || !same {
        let diff = TextDiff::from_lines(&witness.seen.stdout.text, &reference.seen.stdout.text);
        story += &format!(
            "{} ended with {}, {} with {}\n{}\nstandard error of the reference:\n{}",
            bench.node.id(),
            ending(&witness),
            bench.reference.id(),
            ending(&reference),
            diff.unified_diff()
                .header(&bench.node.id(), &bench.reference.id()),
            reference.seen.stderr.text
        );
    }
    if story.is_empty() {
        Ok(Completion::Completed)
    } else {
        Err(Failed::from(story))
    }
}

fn ending(ran: &Observation) -> String {
    match (ran.seen.exit, &ran.seen.signal) {
        (Some(code), _) => format!("exit code {code}"),
        (None, Some(signal)) => signal.clone(),
        (None, None) => "no exit code".to_owned(),
    }
}

/// Runs a copy of the scenario that finds the installed packages beside it.
fn run(
    folder: &Utf8Path,
    name: &str,
    runtime: &Runtime,
    modules: &Utf8Path,
    executor: &Executor,
) -> Result<Observation, Failed> {
    let suite = tempfile::tempdir()?;
    let suite = Utf8Path::from_path(suite.path()).ok_or("the temporary folder is not UTF-8")?;
    let case = format!("packages/{name}");
    let scenario = suite.join("fixtures").join(&case);
    fs::create_dir_all(&scenario)?;
    for file in folder.join(name).read_dir_utf8()? {
        let file = file?;
        fs::copy(file.path(), scenario.join(file.file_name()))?;
    }
    std::os::unix::fs::symlink(modules, scenario.join("node_modules"))?;
    let script = Script {
        file: entry_of(&scenario).ok_or("the scenario has no entry")?,
        node_args: &[],
        args: &[],
        window: None,
    };
    let job = runtime.found.job(&script, suite, &case, DEADLINE);
    Ok(observe(&executor.run(&job)?))
}
