//! `threadproof explore`: a program, or a case of the suite, under every permitted order, and
//! `boa --schedule`: one of them again.

mod case;
mod here;
mod pristine;

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};
use threadproof_explore::show::timeline;
use threadproof_explore::{ExploreError, Explorer, Extent, Failure, Kind, Report, Seen, Settings};
use threadproof_harness::inert;
use threadproof_runner::{Permissions, Runtime};

use super::context::Context;
use super::error::{CliError, Code};

pub(super) use here::here;

/// Options of `explore`.
#[derive(Debug, Args)]
pub struct ExploreArgs {
    /// How schedules are chosen
    #[arg(
        long,
        value_name = "STRATEGY",
        default_value = "auto",
        env = "THREADPROOF_STRATEGY"
    )]
    strategy: Strategy,
    /// How many schedules to run, at most
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1000,
        env = "THREADPROOF_SCHEDULES",
        value_parser = clap::value_parser!(u64).range(1..)
    )]
    schedules: u64,
    /// How long to go on, such as `30s` or `5m`
    #[arg(long, value_name = "TIME", default_value = "30s", env = "THREADPROOF_TIME", value_parser = duration)]
    time: Duration,
    /// The seed of all choices and of the program's own randomness
    #[arg(long, value_name = "S", default_value_t = 0, env = "THREADPROOF_SEED")]
    seed: u64,
    /// For `pct`: how many ordered steps a fault may need
    #[arg(
        long,
        value_name = "D",
        default_value_t = 3,
        env = "THREADPROOF_EXPLORE_DEPTH",
        value_parser = clap::value_parser!(u64).range(1..=100)
    )]
    depth: u64,
    /// How many steps a run may have before it counts as one that never ends
    #[arg(
        long,
        value_name = "N",
        default_value_t = 20_000,
        env = "THREADPROOF_STEPS",
        value_parser = clap::value_parser!(u64).range(1..=10_000_000)
    )]
    steps: u64,
    /// Outcomes that differ between schedules are a failure
    #[arg(long, env = "THREADPROOF_STABLE", value_parser = clap::builder::BoolishValueParser::new())]
    stable: bool,
    /// Stop at the first schedule that fails
    #[arg(long, env = "THREADPROOF_FAIL_FAST", value_parser = clap::builder::BoolishValueParser::new())]
    fail_fast: bool,
    /// Explore a case of the suite, and hold its expectation in each order
    #[arg(long, env = "THREADPROOF_EXACT", value_parser = clap::builder::BoolishValueParser::new())]
    exact: bool,
    /// With --exact: run the case in this one order again
    #[arg(
        long,
        value_name = "TOKEN",
        env = "THREADPROOF_SCHEDULE",
        requires = "exact"
    )]
    schedule: Option<String>,
    /// The program; with --exact, the whole id of a case
    #[arg(value_name = "FILE")]
    file: Utf8PathBuf,
    /// Its arguments
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// How schedules are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Strategy {
    /// One half exhaustively, unless that is all; then the others in turn
    Auto,
    /// A random walk
    Random,
    /// Probabilistic concurrency testing
    Pct,
    /// Partial order sampling
    Pos,
    /// Every order up to equivalence
    Exhaustive,
}

impl ExploreArgs {
    /// Whether the command works with the suite.
    pub(super) fn needs_suite(&self) -> bool {
        self.exact
    }
}

impl From<Strategy> for Kind {
    fn from(strategy: Strategy) -> Self {
        match strategy {
            Strategy::Auto => Self::Auto,
            Strategy::Random => Self::Random,
            Strategy::Pct => Self::Pct,
            Strategy::Pos => Self::Pos,
            Strategy::Exhaustive => Self::Exhaustive,
        }
    }
}

/// Runs the command.
pub(super) fn explore(args: &ExploreArgs, context: &Context) -> Result<Code, CliError> {
    if args.exact {
        return case::explore(args, context);
    }
    let settings = Settings {
        kind: args.strategy.into(),
        schedules: args.schedules,
        time: Some(args.time),
        seed: args.seed,
        depth: args.depth as usize,
        steps: args.steps as usize,
        stable: args.stable,
        fail_fast: args.fail_fast,
        ..Settings::default()
    };
    let explorer = explorer(args.file.as_std_path(), &args.arguments, settings)?;
    let begun = Instant::now();
    let shown = AtomicU64::new(0);
    let progress = |schedules: u64, failures: usize| {
        let seconds = begun.elapsed().as_secs();
        if !context.quiet && shown.fetch_max(seconds, Ordering::Relaxed) < seconds {
            anstream::eprintln!("… {schedules} schedules, {failures} kinds of failure");
        }
    };
    let report = explorer.explore(&progress).map_err(failed)?;
    show(&report, args);
    if let Some(step) = report.uncontrolled {
        return Err(failed(ExploreError::Uncontrolled(step)));
    }
    Ok(if report.failures.is_empty() {
        Code::AsExpected
    } else {
        Code::Unexpected
    })
}

/// Runs `boa --schedule TOKEN FILE [arguments]`; `words` are those behind `--schedule`.
pub fn replay(words: &[OsString]) -> ExitCode {
    match repeat(words) {
        Ok(code) => code,
        Err(error) => {
            error.print();
            error.code().into()
        }
    }
}

fn repeat(words: &[OsString]) -> Result<ExitCode, CliError> {
    let words: Vec<String> = words
        .iter()
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let [token, file, arguments @ ..] = &words[..] else {
        let usage = "--schedule takes a token and a file: threadproof boa --schedule TOKEN FILE \
                     [arguments]";
        return Err(CliError::Usage(usage.to_owned()));
    };
    let explorer = explorer(Path::new(file), arguments, Settings::default())?;
    let run = explorer.replay(token).map_err(failed)?;
    let outcome = &run.outcome;
    // A reader that has gone wants nothing more.
    std::io::stdout().write_all(&outcome.stdout).ok();
    std::io::stderr().write_all(&outcome.stderr).ok();
    anstream::eprintln!("schedule {token}, {} steps:", run.trace.events.len());
    anstream::eprint!("{}", inert::lines(&timeline(&run)));
    match &outcome.fault {
        Some(fault) => {
            anstream::eprintln!("failed: {}", inert::lines(&fault.to_string()));
            let code = u8::try_from(outcome.code).ok().filter(|code| *code != 0);
            Ok(ExitCode::from(code.unwrap_or(Code::Unexpected as u8)))
        }
        None => Ok(ExitCode::from(
            u8::try_from(outcome.code & 255).unwrap_or(1),
        )),
    }
}

/// An explorer of a file.
fn explorer(file: &Path, arguments: &[String], settings: Settings) -> Result<Explorer, CliError> {
    let text = std::fs::read(file).map_err(|error| {
        let file = file.display();
        CliError::Usage(format!("{file} cannot be read: {error}; name a script"))
    })?;
    let mut checked = text;
    for argument in arguments {
        checked.push(0);
        checked.extend(argument.as_bytes());
    }
    let path = std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf());
    let arguments = arguments.to_vec();
    let executable = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("threadproof"));
    let program = move || {
        Runtime::builder()
            .file(path.clone())
            .args(arguments.clone())
            .inherit_env()
            .exec_path(executable.clone())
            .permissions(Permissions {
                // Other processes are out of every director's reach.
                subprocess: false,
                ..Permissions::default()
            })
    };
    Ok(Explorer::new(program, &checked, settings))
}

fn failed(error: ExploreError) -> CliError {
    match error {
        ExploreError::Token(error) => CliError::Usage(error.to_string()),
        other => CliError::Harness(other.to_string()),
    }
}

fn show(report: &Report, args: &ExploreArgs) {
    let Report {
        schedules, classes, ..
    } = report;
    for failure in &report.failures {
        show_failure(failure, args);
    }
    let extent = match report.extent {
        Extent::Everything => "every order up to equivalence".to_owned(),
        Extent::Schedules => format!("stopped by the bound of {} schedules", args.schedules),
        Extent::Time => format!("stopped by the bound of {:?}", args.time),
        Extent::Failure => "stopped by the first failure".to_owned(),
    };
    anstream::println!(
        "{schedules} schedules in {:.1} s, {classes} of them differ up to equivalence: {extent}",
        report.took.as_secs_f64()
    );
    if report.has_shared_memory {
        anstream::println!(
            "the program shares memory: reads and writes of it without Atomics are no points of \
             choice"
        );
    }
    anstream::println!("outcomes: {}", report.outcomes.len());
    for seen in report.outcomes.iter().take(MOST_OUTCOMES) {
        show_outcome(seen);
    }
    if report.outcomes.len() > MOST_OUTCOMES {
        anstream::println!("  … and {} more", report.outcomes.len() - MOST_OUTCOMES);
    }
    anstream::println!(
        "{} kinds of failure in {schedules} schedules",
        report.failures.len()
    );
}

/// How many outcomes are shown.
const MOST_OUTCOMES: usize = 20;

fn show_outcome(seen: &Seen) {
    let outcome = &seen.run.outcome;
    let output = String::from_utf8_lossy(&outcome.stdout);
    let mut shown: String = output.trim_end().replace('\n', "⏎ ");
    if shown.chars().count() > 100 {
        shown = shown.chars().take(100).collect::<String>() + "…";
    }
    let fault = match &outcome.fault {
        Some(fault) => format!(", {fault}"),
        None => String::new(),
    };
    let line = format!("{:>7} × exit {}{fault}: {shown}", seen.count, outcome.code);
    anstream::println!("{}", inert::lines(&line));
}

fn show_failure(failure: &Failure, args: &ExploreArgs) {
    let run = &failure.run;
    let what = failure.fault.to_string();
    anstream::println!("FAIL {}", inert::lines(&what));
    let words: Vec<&str> = std::iter::once(args.file.as_str())
        .chain(args.arguments.iter().map(String::as_str))
        .collect();
    let words = shlex::try_join(words).unwrap_or_else(|_| args.file.to_string());
    anstream::println!(
        "  again: threadproof boa --schedule {} {}",
        run.schedule.to_token(),
        inert::lines(&words)
    );
    anstream::println!(
        "  {} schedules failed like this, the first was number {}; this one has {} switches that \
         matter ({} were taken out)",
        failure.count,
        failure.first,
        run.schedule.deviations.len(),
        failure.removed
    );
    if let Some(step) = failure.parts_at {
        anstream::println!("  it parts from the first schedule at step {step}");
    }
    anstream::print!("{}", inert::lines(&timeline(run)));
    for (name, bytes) in [
        ("stdout", &run.outcome.stdout),
        ("stderr", &run.outcome.stderr),
    ] {
        if !bytes.is_empty() {
            let text = String::from_utf8_lossy(bytes);
            anstream::println!("  {name}:");
            for line in text.lines().take(20) {
                anstream::println!("    {}", inert::lines(line));
            }
        }
    }
}

/// Reads `30s`, `5m`, `500ms`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let at = text.find(|letter: char| !letter.is_ascii_digit());
    let (number, unit) = text.split_at(at.unwrap_or(text.len()));
    let factor = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return Err("write a number and `ms`, `s`, `m` or `h`, such as `30s`".to_owned()),
    };
    let number: u64 = number
        .parse()
        .map_err(|_| "write a whole number before the unit, such as `30s`".to_owned())?;
    let ms = number.checked_mul(factor).filter(|ms| *ms > 0);
    ms.map(Duration::from_millis)
        .ok_or_else(|| "the time must be more than nothing, and countable".to_owned())
}
