//! `threadproof bench`: the same scenarios on every runtime, and how they compare.

use std::str::FromStr;

use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};
use threadproof_reports::atomic;
use threadproof_reports::bench::{Bench, Measured, SCHEMA, View};

use super::args::RuntimeArgs;
use super::context::{Context, own_program};
use super::error::{CliError, Code};
use super::named_path;
use threadproof_harness::bench::instructions;
use threadproof_harness::bench::list;
use threadproof_harness::bench::overhead::{Overhead, Taken, compare};
use threadproof_harness::bench::scenario::Scenario;
use threadproof_harness::bench::{Measurement, machine};
use threadproof_harness::diagnose::allowed_help;
use threadproof_harness::engine::Column;
use threadproof_harness::execute::Executor;
use threadproof_harness::record::host;
use threadproof_harness::runtimes::identity::Runtime;

/// Options of `bench`.
#[derive(Debug, Args)]
pub struct BenchArgs {
    #[command(flatten)]
    runtimes: RuntimeArgs,
    /// How often each scenario runs on each runtime; some run once, some more often
    #[arg(long, value_name = "N", default_value_t = 5, env = "THREADPROOF_RUNS",
          value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// A scenario, by name; repeats [default: all of them]
    #[arg(
        long,
        value_name = "NAME",
        env = "THREADPROOF_SCENARIO",
        value_delimiter = ','
    )]
    scenario: Vec<String>,
    /// How to show it: table, json or md, each with `=PATH` to write a file; repeats
    #[arg(
        long,
        value_name = "FORM[=PATH]",
        default_value = "table",
        env = "THREADPROOF_FORMAT",
        value_delimiter = ','
    )]
    format: Vec<Format>,
    /// Measure the harness instead: a suite of so many trivial cases against `xargs` with the same
    /// processes
    #[arg(
        long,
        value_name = "CASES",
        num_args = 0..=1,
        default_missing_value = "1000",
        conflicts_with_all = ["scenario", "format"],
        env = "THREADPROOF_HARNESS",
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    harness: Option<u32>,
    /// Count instructions of the reference's paths under valgrind instead, and compare them with
    /// those kept in `bench/instructions.json`; `keep` writes them there
    #[arg(
        long,
        value_name = "DO",
        num_args = 0..=1,
        default_missing_value = "check",
        conflicts_with_all = ["scenario", "format", "harness"],
        env = "THREADPROOF_INSTRUCTIONS",
        value_enum
    )]
    instructions: Option<Instructions>,
}

/// What to do with counts of instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Instructions {
    /// Compare them.
    Check,
    /// Keep them.
    Keep,
}

/// A form as asked for: `md`, or `md=PATH`.
#[derive(Debug, Clone)]
struct Format {
    view: View,
    path: Option<Utf8PathBuf>,
}

/// The forms, by name.
const VIEWS: &[(&str, View)] = &[
    ("table", View::Table),
    ("json", View::Json),
    ("md", View::Markdown),
];

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known: Vec<_> = VIEWS.iter().map(|(name, _)| *name).collect();
        let (view, path) = named_path::parse(text, "form", &known, |name| {
            let view = VIEWS.iter().find(|(known, _)| *known == name);
            view.map(|(_, view)| *view)
        })?;
        Ok(Self { view, path })
    }
}

/// Runs the command.
pub(super) fn bench(args: &BenchArgs, context: &Context) -> Result<Code, CliError> {
    if let Some(what) = args.instructions {
        return count_instructions(what, context);
    }
    let scenarios = args.scenarios()?;
    let started = jiff::Timestamp::now();
    let executor = Executor::new();
    super::run::stop_on_signals(&executor)?;
    let runtimes = args.found(context, &executor)?;
    if let Some(cases) = args.harness {
        return bench_harness(cases as usize, args.runs, &runtimes, &executor);
    }
    let measurement = Measurement {
        scripts: context.root.join("bench"),
        scenarios,
        runtimes: &runtimes,
        runs: args.runs,
    };
    let mut told = "";
    let figures = measurement
        .take(&executor, |step| {
            if !context.quiet && told != step.scenario.name {
                told = step.scenario.name;
                anstream::eprintln!("{}/{} {told}", step.done, step.of);
            }
        })
        .map_err(|error| CliError::Usage(error.to_string()))?;
    let elapsed = jiff::Timestamp::now().duration_since(started);
    let bench = Bench {
        schema: SCHEMA,
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        command: args.command(&runtimes),
        started: started.to_string(),
        // A clock that was set back meanwhile gives no duration.
        duration_ms: u64::try_from(elapsed.as_millis()).unwrap_or(0),
        host: host(),
        machine: machine::describe(),
        runs: args.runs,
        runtimes: measurement.contestants(),
        figures,
    };
    if executor.stopped() {
        return Ok(Code::Interrupted);
    }
    for format in &args.format {
        format.write(&bench)?;
    }
    Ok(Code::AsExpected)
}

/// Counts each path and says by how much it differs from what is kept.
fn count_instructions(what: Instructions, context: &Context) -> Result<Code, CliError> {
    let failed = |error: instructions::CountError| CliError::Harness(error.to_string());
    let scripts = context.root.join("bench");
    let own = own_program()?;
    let mut kept = instructions::kept(&scripts).map_err(failed)?;
    let before = kept.of_this_build().clone();
    let mut is_more = false;
    for path in instructions::PATHS {
        let count = instructions::count(&own, &scripts, path).map_err(failed)?;
        kept.of_this_build().insert(path.to_owned(), count);
        let ratio = before.get(path).map(|before| count as f64 / *before as f64);
        let said = match ratio {
            None => "not kept yet".to_owned(),
            Some(ratio) if ratio > 1.0 + instructions::TOLERANCE => {
                is_more = true;
                format!("{ratio:.3} times what is kept: more")
            }
            Some(ratio) => format!("{ratio:.3} times what is kept"),
        };
        anstream::println!("{path:<18} {count:>14}  {said}");
    }
    if what == Instructions::Check {
        return Ok(if is_more {
            Code::Unexpected
        } else {
            Code::AsExpected
        });
    }
    let told = std::process::Command::new("rustc")
        .arg("--version")
        .output();
    let told = told.map_err(|error| CliError::Harness(format!("cannot run rustc: {error}")))?;
    String::from_utf8_lossy(&told.stdout)
        .trim()
        .clone_into(&mut kept.compiler);
    let text = instructions::text(&kept).map_err(failed)?;
    let file = instructions::file(&scripts);
    atomic::write(file.as_std_path(), |out| out.write_all(text.as_bytes()))
        .map_err(|error| CliError::Harness(error.to_string()))?;
    anstream::eprintln!("wrote {file}");
    Ok(Code::AsExpected)
}

/// Compares the harness with `xargs`, as often as asked, and prints each comparison.
fn bench_harness(
    cases: usize,
    runs: u32,
    runtimes: &[Runtime],
    executor: &Executor,
) -> Result<Code, CliError> {
    let own = own_program()?;
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    for runtime in runtimes {
        let mut all = Vec::new();
        for run in 0..runs {
            if executor.stopped() {
                return Ok(Code::Interrupted);
            }
            let found = compare(runtime, &own, cases, jobs, run % 2 == 1)
                .map_err(|error| CliError::Harness(error.to_string()))?;
            anstream::println!(
                "{cases} cases on {}, {jobs} at once: xargs {}, threadproof {}, {:.2}× ({:.2}×); one case {:.0} ms; peak memory {} MiB",
                runtime.id(),
                taken(&found.bare),
                taken(&found.harness),
                found.wall(),
                found.processors(),
                found.single.as_secs_f64() * 1000.0,
                found.memory_kib / 1024
            );
            all.push(found);
        }
        if all.len() > 1 {
            let median = |of: fn(&Overhead) -> f64| {
                Measured::of(all.iter().map(of).collect()).map_or(f64::NAN, |all| all.median)
            };
            anstream::println!(
                "median: {:.2}× the time, {:.2}× the processors' time",
                median(Overhead::wall),
                median(Overhead::processors)
            );
        }
    }
    Ok(Code::AsExpected)
}

fn taken(taken: &Taken) -> String {
    let (wall, processors) = (taken.wall.as_secs_f64(), taken.processors.as_secs_f64());
    format!("{wall:.2} s (processors {processors:.2} s)")
}

impl BenchArgs {
    fn scenarios(&self) -> Result<Vec<&'static Scenario>, CliError> {
        let find = |name: &String| {
            let found = list::ALL.iter().find(|one| one.name == name.as_str());
            found.ok_or_else(|| {
                let known: Vec<_> = list::ALL.iter().map(|one| one.name).collect();
                let help = allowed_help(name, &known);
                CliError::Usage(format!("unknown scenario `{name}`; {help}"))
            })
        };
        if self.scenario.is_empty() {
            return Ok(list::ALL.iter().collect());
        }
        self.scenario.iter().map(find).collect()
    }

    /// The runtimes that answer; one that is seldom installed is left out with a word.
    fn found(&self, context: &Context, executor: &Executor) -> Result<Vec<Runtime>, CliError> {
        let mut found = Vec::new();
        for column in self.runtimes.columns(context, executor)? {
            match column {
                Column::Present(runtime) => found.push(*runtime),
                Column::Absent { reason, .. } => anstream::eprintln!("{reason}"),
            }
        }
        Ok(found)
    }

    /// The command that measures again; runtimes by name and version, for paths differ.
    fn command(&self, runtimes: &[Runtime]) -> String {
        let mut words = vec!["threadproof bench".to_owned()];
        words.extend(runtimes.iter().map(|one| match one.name() {
            "boa" => "-r boa".to_owned(),
            _ => format!("-r {}", one.id()),
        }));
        if self.runs != 5 {
            words.push(format!("--runs {}", self.runs));
        }
        words.extend(self.scenario.iter().map(|one| format!("--scenario {one}")));
        words.join(" ")
    }
}

impl Format {
    fn write(&self, bench: &Bench) -> Result<(), CliError> {
        let text = bench.show(self.view);
        let Some(path) = &self.path else {
            anstream::print!("{text}");
            return Ok(());
        };
        atomic::write(path.as_std_path(), |out| out.write_all(text.as_bytes()))
            .map_err(|error| CliError::Harness(error.to_string()))?;
        anstream::eprintln!("wrote {path}");
        Ok(())
    }
}
