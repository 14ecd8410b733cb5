//! `threadproof runtimes`: which are there, and getting more.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};

use super::args::RuntimeArgs;
use super::context::{Context, own_program};
use super::error::{CliError, Code};
use super::run::stop_on_signals;
use threadproof_harness::engine::Column;
use threadproof_harness::execute::Executor;
use threadproof_harness::failure::{FAINT, GOOD, NEUTRAL};
use threadproof_harness::inert;
use threadproof_harness::presence;
use threadproof_harness::runtimes::identity::Runtime;
use threadproof_harness::runtimes::install::install;
use threadproof_harness::runtimes::locate::{cache_folder, cached};
use threadproof_harness::runtimes::spec::Spec;
use threadproof_harness::runtimes::{ALL, Adapter};

/// Options of `runtimes`.
#[derive(Debug, Args)]
pub struct RuntimesArgs {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the runtimes that were found, with their versions
    List,
    /// Install runtimes from the npm registry into the cache folder
    Add {
        /// Such as node@26, bun@1.4.5 or deno
        #[arg(required = true, value_name = "RUNTIME")]
        runtimes: Vec<String>,
    },
    /// Ask runtimes which members of `worker_threads` they have, and print the answers as JSON
    Members {
        #[command(flatten)]
        runtimes: RuntimeArgs,
    },
}

/// Runs the command.
pub(super) fn runtimes(args: &RuntimesArgs, context: &Context) -> Result<Code, CliError> {
    let executor = Executor::new();
    stop_on_signals(&executor)?;
    match args.action.as_ref().unwrap_or(&Action::List) {
        Action::List => Ok(list(context, &executor)),
        Action::Add { runtimes } => add(runtimes, &executor),
        Action::Members { runtimes } => members(runtimes, context, &executor),
    }
}

/// Everything that was found of one kind of runtime.
pub(super) fn found(adapter: &dyn Adapter, executor: &Executor) -> Vec<Runtime> {
    let Ok(own) = own_program() else {
        return Vec::new();
    };
    let name = adapter.name();
    let cached = cached(adapter)
        .into_iter()
        .map(|(version, _)| format!("{name}@{version}"));
    let mut found: Vec<Runtime> = Vec::new();
    for written in std::iter::once(name.to_owned()).chain(cached) {
        let Ok(spec) = Spec::parse(&written, &[]) else {
            continue;
        };
        let Ok(runtime) = Runtime::resolve(&spec, &own, executor) else {
            continue;
        };
        if !found
            .iter()
            .any(|known| known.found.program == runtime.found.program)
        {
            found.push(runtime);
        }
    }
    found
}

/// The runtimes of the settings, each with what came of asking it.
pub(super) fn own<'c>(
    context: &'c Context,
    executor: &Executor,
) -> Vec<(&'c str, Result<Runtime, String>)> {
    let ask = |name: &String| {
        let named = RuntimeArgs {
            runtimes: vec![name.clone()],
        };
        let specs = named.specs(context).map_err(|error| error.to_string())?;
        let program = own_program().map_err(|error| error.to_string())?;
        let spec = specs.first().ok_or("it has no command")?;
        Runtime::resolve(spec, &program, executor).map_err(|error| error.to_string())
    };
    let names = context.settings.runtimes.keys();
    names.map(|name| (name.as_str(), ask(name))).collect()
}

fn list(context: &Context, executor: &Executor) -> Code {
    let show = |runtime: &Runtime| {
        anstream::println!(
            "{GOOD}{}{GOOD:#}  node {}  {}  {FAINT}{}{FAINT:#}",
            runtime.id(),
            runtime.node_level,
            runtime.found.program,
            runtime.origin
        );
    };
    for adapter in ALL {
        let found = found(*adapter, executor);
        found.iter().for_each(show);
        if found.is_empty() {
            anstream::println!(
                "{NEUTRAL}{}{NEUTRAL:#}  not found: {}",
                adapter.name(),
                adapter.how_to_get()
            );
        }
    }
    for (name, asked) in own(context, executor) {
        match asked {
            Ok(runtime) => show(&runtime),
            Err(error) => anstream::println!("{NEUTRAL}{name}{NEUTRAL:#}  not found: {error}"),
        }
    }
    if executor.stopped() {
        return Code::Interrupted;
    }
    anstream::eprintln!("the cache is {}", cache_folder());
    Code::AsExpected
}

/// A line for each member, with the answer of each runtime.
fn members(
    runtimes: &RuntimeArgs,
    context: &Context,
    executor: &Executor,
) -> Result<Code, CliError> {
    let mut answers: BTreeMap<String, BTreeMap<String, bool>> = BTreeMap::new();
    for column in runtimes.columns(context, executor)? {
        let Column::Present(runtime) = column else {
            continue;
        };
        let asked = presence::ask(&runtime, executor);
        if executor.stopped() {
            return Err(CliError::Interrupted);
        }
        for (member, has) in asked.map_err(|error| CliError::Harness(error.to_string()))? {
            answers.entry(member).or_default().insert(runtime.id(), has);
        }
    }
    let line = |(member, by_runtime): (&String, &BTreeMap<String, bool>)| {
        let told: Vec<String> = by_runtime
            .iter()
            .map(|(id, has)| format!("\"{id}\": {has}"))
            .collect();
        format!("\"{}\": {{ {} }}", inert::line(member), told.join(", "))
    };
    let lines: Vec<String> = answers.iter().map(line).collect();
    anstream::println!("{{\n{}\n}}", lines.join(",\n"));
    Ok(Code::AsExpected)
}

fn add(written: &[String], executor: &Executor) -> Result<Code, CliError> {
    // Everything is read before anything is installed.
    let specs: Result<Vec<Spec>, CliError> = written
        .iter()
        .map(|one| Spec::parse(one, &[]).map_err(|error| CliError::Usage(error.to_string())))
        .collect();
    for spec in specs? {
        let installed = install(&spec, executor);
        if executor.stopped() {
            return Err(CliError::Interrupted);
        }
        let installed = installed.map_err(|error| CliError::Harness(error.to_string()))?;
        let verb = if installed.is_new {
            "installed"
        } else {
            "already there:"
        };
        anstream::println!(
            "{verb} {}@{} in {}",
            spec.name,
            installed.version,
            installed.folder
        );
    }
    Ok(Code::AsExpected)
}
