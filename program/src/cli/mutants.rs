//! `threadproof mutants`: measures the suite itself.

use camino::{Utf8Path, Utf8PathBuf};
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::args::RuntimeArgs;
use super::context::Context;
use super::error::{CliError, Code};
use super::run::stop_on_signals;
use threadproof_harness::execute::Executor;
use threadproof_harness::mutants::{Depth, Hunt, Site, areas, hunt, read, sites};

/// Options of `mutants`.
#[derive(Debug, Args)]
pub struct MutantsArgs {
    #[command(flatten)]
    runtimes: RuntimeArgs,
    /// Mutants whose name contains one of these texts [default: all]
    #[arg(value_name = "NAME", env = "THREADPROOF_NAMES", value_delimiter = ' ')]
    names: Vec<String>,
    /// Break the fixtures instead: replace each value that they look at by a wrong one
    #[arg(long, env = "THREADPROOF_FIXTURES", value_parser = clap::builder::BoolishValueParser::new())]
    fixtures: bool,
    /// How far from its promise a fault is looked for
    #[arg(
        long,
        value_name = "DEPTH",
        default_value = "all",
        env = "THREADPROOF_DEPTH"
    )]
    depth: DepthArg,
    /// How many cases run at once [default: the number of processors]
    #[arg(short, long, value_name = "N", env = "THREADPROOF_JOBS",
          value_parser = clap::value_parser!(u32).range(1..))]
    jobs: Option<u32>,
    /// A file for the score as JSON
    #[arg(long, value_name = "PATH", env = "THREADPROOF_JSON")]
    json: Option<Utf8PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DepthArg {
    /// The cases that cover the broken promise
    Near,
    /// Those of its area too
    Area,
    /// All
    All,
}

/// Runs the command.
pub(super) fn mutants(args: &MutantsArgs, context: &Context) -> Result<Code, CliError> {
    let executor = Executor::new();
    stop_on_signals(&executor)?;
    let plan = context.plan()?;
    let usage = |error: &dyn ToString| CliError::Usage(error.to_string());
    let runtimes = if args.runtimes.runtimes.is_empty() {
        RuntimeArgs {
            runtimes: vec!["node".to_owned()],
        }
    } else {
        args.runtimes.clone()
    };
    let columns = runtimes.columns(context, &executor)?;
    let [runtime] = &columns[..] else {
        return Err(CliError::Usage(format!(
            "mutants are measured on one runtime at a time, not on {}",
            columns.len()
        )));
    };
    let scratch = tempfile::tempdir()
        .map_err(|error| CliError::Harness(format!("no temporary folder: {error}")))?;
    let folder = Utf8Path::from_path(scratch.path())
        .ok_or_else(|| CliError::Harness("the temporary folder is not UTF-8".to_owned()))?;
    let jobs = args.jobs.and_then(|jobs| usize::try_from(jobs).ok());
    let jobs = jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let clean = if args.fixtures {
        let excuses = excuses(&context.root)?;
        let score = sites(&plan, runtime, excuses, (folder, jobs), &executor)
            .map_err(|error| usage(&error))?;
        anstream::print!("{}", score.text());
        args.write(&score)?;
        score.is_clean()
    } else {
        let areas = areas(&context.root).map_err(|error| usage(&error))?;
        let mut chosen = read(&context.root).map_err(|error| usage(&error))?;
        chosen.retain(|mutant| {
            args.names.is_empty() || args.names.iter().any(|name| mutant.name.contains(name))
        });
        if chosen.is_empty() {
            return Err(CliError::NothingSelected(format!(
                "no mutant is called like {}; see mutants/ in the suite",
                args.names.join(" or ")
            )));
        }
        let wanted = Hunt {
            plan: &plan,
            areas: &areas,
            runtime,
            depth: match args.depth {
                DepthArg::Near => Depth::Near,
                DepthArg::Area => Depth::Area,
                DepthArg::All => Depth::All,
            },
            jobs,
            folder,
        };
        let score = hunt(&wanted, &chosen, &executor, |name| {
            if !context.quiet {
                anstream::eprintln!("killed {name}");
            }
        });
        let score = score.map_err(|error| usage(&error))?;
        anstream::print!("{}", score.text());
        let all = score.all();
        anstream::println!(
            "{}: {} of {} faults killed, {} false alarms of {} permitted behaviours, {} for other versions",
            score.runtime,
            all.killed,
            all.faults(),
            all.false_alarms,
            all.accepted + all.false_alarms,
            score.elsewhere
        );
        args.write(&score)?;
        score.is_clean()
    };
    Ok(match (executor.stopped(), clean) {
        (true, _) => Code::Interrupted,
        (false, true) => Code::AsExpected,
        (false, false) => Code::Unexpected,
    })
}

impl MutantsArgs {
    fn write(&self, score: &impl Serialize) -> Result<(), CliError> {
        let Some(path) = &self.json else {
            return Ok(());
        };
        let text = serde_json::to_string_pretty(score)
            .map_err(|error| CliError::Harness(error.to_string()))?;
        std::fs::write(path, text + "\n").map_err(|error| {
            CliError::Usage(format!(
                "--json {path}: {error}; give a path that can be written"
            ))
        })
    }
}

/// The wrong values that need not be noticed, each with a reason.
fn excuses(root: &Utf8Path) -> Result<Vec<Site>, CliError> {
    let path = root.join("mutants/excuses.json");
    let wrong = |reason: String| CliError::Usage(format!("{path}: {reason}"));
    let text = match threadproof_reports::regular::read_text(path.as_std_path()) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(wrong(error.to_string())),
    };
    let excuses: Vec<Site> =
        serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    match excuses
        .iter()
        .find(|excuse| excuse.reason.as_deref().unwrap_or_default().is_empty())
    {
        Some(excuse) => Err(wrong(format!(
            "the excuse for {} needs a reason",
            excuse.case
        ))),
        None => Ok(excuses),
    }
}
