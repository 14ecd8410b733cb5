//! The way in and out: the command line, one file for each command.
//!
//! Every command gives back an exit code or a [`CliError`], and here alone both become what the
//! process exits with.

mod args;
mod bench;
mod bless;
mod carried;
mod check;
mod compare;
mod completions;
mod context;
mod coverage;
mod docs;
mod doctor;
mod error;
mod explore;
mod history;
mod init;
mod list;
mod man;
mod merge;
mod mutants;
mod named_path;
mod outcome;
mod output;
mod progress;
#[cfg(test)]
mod reference;
mod report;
mod reporting;
mod run;
mod runtimes;
mod select;
mod settings;
mod summary;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use context::{Common, Context};
pub use error::{CliError, Code};

/// Proves what `worker_threads` does: holds a runtime to the documentation, case by case.
#[derive(Debug, Parser)]
#[command(
    name = "threadproof",
    version,
    propagate_version = true,
    subcommand_required = true
)]
#[command(arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run cases and report what came out
    Run(Box<run::RunArgs>),
    /// List cases, or what they cover
    List(list::ListArgs),
    /// Check every expectation and every rule without running anything
    Check(check::CheckArgs),
    /// Propose an expectation from what is observed
    Bless(bless::BlessArgs),
    /// Compare two records; a regression exits with 1
    Compare(compare::CompareArgs),
    /// Make a site of many records: rates over versions, and what changed between them
    History(history::HistoryArgs),
    /// Merge the records of all shards of a run
    Merge(merge::MergeArgs),
    /// Show a record again, in any form
    Report(report::ReportArgs),
    /// List runtimes, or install them
    Runtimes(runtimes::RuntimesArgs),
    /// Run the examples of documentation pages, and check what the pages say
    Docs(docs::DocsArgs),
    /// Measure the suite: break a runtime, or the fixtures, and see what notices
    Mutants(mutants::MutantsArgs),
    /// Measure runtimes against each other
    Bench(bench::BenchArgs),
    /// Run a program under many orders of its threads' steps, and find the one that breaks it
    Explore(explore::ExploreArgs),
    /// Tell what is missing, and for what
    Doctor(doctor::DoctorArgs),
    /// Make a suite of your own: a case, an expectation, settings and a workflow
    Init(init::InitArgs),
    /// Print the manual page
    Man(man::ManArgs),
    /// Print what a shell needs to complete the command line
    Completions(completions::CompletionsArgs),
    /// Run a script on the reference runtime, as `node` would
    ///
    /// Everything after `boa` belongs to the script; see `threadproof boa --help`.
    #[command(disable_help_flag = true)]
    Boa {
        /// Options, script and arguments
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<OsString>,
    },
}

/// Runs the command line `args`, the program's name first; `boa` runs a script on the reference.
pub fn main(args: Vec<OsString>, boa: fn(Vec<OsString>) -> ExitCode) -> ExitCode {
    // The reference is started once for each case: it does not wait for a command line parser.
    if args.get(1).is_some_and(|word| word == "boa") {
        if args.get(2).is_some_and(|word| word == "--schedule") {
            return explore::replay(&args[3..]);
        }
        return boa(args.into_iter().skip(2).collect());
    }
    if args
        .get(1)
        .is_some_and(|word| word == threadproof_harness::explored::WORD)
    {
        return explore::here(&args[2..]);
    }
    let cli = match Cli::try_parse_from(&args) {
        Ok(cli) => cli,
        Err(error) => {
            // A closed pipe while showing help is nobody's fault.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() {
                Code::Usage as u8
            } else {
                0
            });
        }
    };
    let program = args
        .first()
        .map(|word| word.to_string_lossy().into_owned())
        .unwrap_or_default();
    if let Command::Boa { words } = cli.command {
        // Reached only with a global option before `boa`.
        return boa(words);
    }
    let done = output::guarded(|| dispatch(cli, program));
    match done {
        Ok(code) => code.into(),
        Err(error) => {
            error.print();
            error.code().into()
        }
    }
}

fn dispatch(cli: Cli, program: String) -> Result<Code, CliError> {
    match &cli.command {
        Command::Completions(args) => return Ok(completions::completions(args)),
        Command::Man(args) => return man::man(args),
        _ => {}
    }
    let needs_suite = match &cli.command {
        Command::Compare(_)
        | Command::Merge(_)
        | Command::Report(_)
        | Command::Runtimes(_)
        | Command::History(_)
        | Command::Init(_)
        | Command::Doctor(_) => false,
        Command::Docs(args) => args.needs_suite(),
        Command::Explore(args) => args.needs_suite(),
        _ => true,
    };
    let context = Context::new(cli.common, program, needs_suite)?;
    match cli.command {
        Command::Run(args) => run::run(&args, &context),
        Command::List(args) => list::list(&args, &context),
        Command::Check(args) => check::check(&args, &context),
        Command::Bless(args) => bless::bless(&args, &context),
        Command::Compare(args) => compare::compare(&args, &context),
        Command::Merge(args) => merge::merge(&args, &context),
        Command::Report(args) => report::report(&args, &context),
        Command::Runtimes(args) => runtimes::runtimes(&args, &context),
        Command::Docs(args) => docs::docs(&args, &context),
        Command::Bench(args) => bench::bench(&args, &context),
        Command::Mutants(args) => mutants::mutants(&args, &context),
        Command::Explore(args) => explore::explore(&args, &context),
        Command::Doctor(args) => Ok(doctor::doctor(&args, &context)),
        Command::Init(args) => init::init(&args, &context),
        Command::History(args) => history::history(&args, &context),
        Command::Completions(_) | Command::Man(_) | Command::Boa { .. } => Ok(Code::AsExpected),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_option_has_a_variable_of_its_name() {
        let mut findings = Vec::new();
        let mut open = vec![Cli::command()];
        while let Some(command) = open.pop() {
            for option in command.get_opts() {
                let long = option.get_long().unwrap_or_default();
                let name = format!("THREADPROOF_{}", long.replace('-', "_").to_uppercase());
                // Where two commands mean different things by one word, one has its own name in it.
                let command_name = command.get_name().to_uppercase();
                let own = name.replacen('_', &format!("_{command_name}_"), 1);
                let fits = |env: &std::ffi::OsStr| env == name.as_str() || env == own.as_str();
                if !option.get_env().is_some_and(fits) {
                    findings.push(format!("{} --{long}: no {name}", command.get_name()));
                }
            }
            open.extend(command.get_subcommands().cloned());
        }
        assert!(findings.is_empty(), "{findings:#?}");
    }
}
