//! `threadproof run`.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use clap::{Args, ValueEnum};
use threadproof_reports::record::{Gate, RuntimeInfo, Tier};

use super::args::RuntimeArgs;
use super::context::Context;
use super::error::{CliError, Code};
use super::explore::duration;
use super::outcome::{code_of, unused_rules};
use super::progress::Progress;
use super::reporting::{ReportSpec, probe, takes_stdout, write_reports};
use super::select::{SelectArgs, Selection};
use super::summary;
use threadproof_harness::engine::{Cell, Column, Event, Repeats, Tuning, run_cells};
use threadproof_harness::execute::{Caps, Executor};
use threadproof_harness::explored::{MOST, Search};
use threadproof_harness::failure::FAINT;
use threadproof_harness::inert;
use threadproof_harness::plan::filter::Target;
use threadproof_harness::plan::inventory::Inventory;
use threadproof_harness::plan::{Decision, Plan};
use threadproof_harness::presence;
use threadproof_harness::record::{Header, add_statements, run_record};

/// How often `--until-fail` runs a case that does not fail, unless `--repeat` says.
const UNTIL_FAIL_MOST: u32 = 1000;

/// Options of `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    #[command(flatten)]
    runtimes: RuntimeArgs,
    #[command(flatten)]
    select: SelectArgs,
    /// How many cases run at once [default: the number of processors]
    #[arg(short, long, value_name = "N", env = "THREADPROOF_JOBS",
          value_parser = clap::value_parser!(u32).range(1..))]
    jobs: Option<u32>,
    /// Run each case N times; what does not always pass is flaky
    #[arg(long, value_name = "N", env = "THREADPROOF_REPEAT",
          value_parser = clap::value_parser!(u32).range(1..))]
    repeat: Option<u32>,
    /// Run each case until it fails, at most 1000 times or as often as --repeat says
    #[arg(long, env = "THREADPROOF_UNTIL_FAIL",
          value_parser = clap::builder::BoolishValueParser::new())]
    until_fail: bool,
    /// Run each case under N orders of its threads' steps on the reference, or under all of them where
    /// there are no more than --exhaustive says, and hold its expectation in each
    #[arg(long, value_name = "N", env = "THREADPROOF_SCHEDULES",
          conflicts_with_all = ["repeat", "until_fail"],
          value_parser = clap::value_parser!(u64).range(1..))]
    schedules: Option<u64>,
    /// With --schedules: how many orders to try before choosing N others
    #[arg(long, value_name = "N", default_value_t = MOST, env = "THREADPROOF_EXHAUSTIVE")]
    exhaustive: u64,
    /// With --schedules: how long to go on with each case, such as `10s`
    #[arg(long, value_name = "TIME", default_value = "60s", env = "THREADPROOF_TIME", value_parser = duration)]
    time: Duration,
    /// Stop at the first failure that counts
    #[arg(long, env = "THREADPROOF_FAIL_FAST",
          value_parser = clap::builder::BoolishValueParser::new())]
    fail_fast: bool,
    /// List what would run, and run nothing
    #[arg(long, env = "THREADPROOF_LIST",
          value_parser = clap::builder::BoolishValueParser::new())]
    list: bool,
    /// Multiply every deadline, as on a slow machine
    #[arg(long, value_name = "FACTOR", env = "THREADPROOF_TIMEOUT_SCALE", value_parser = factor)]
    timeout_scale: Option<f64>,
    /// Which tiers decide the exit code [default: documented]
    #[arg(long, value_name = "TIERS", env = "THREADPROOF_GATE")]
    gate: Option<GateArg>,
    /// A report: html, json, junit, md, github, badge or bcd, each with `=PATH` if need be; the path
    /// `-` is standard output
    #[arg(
        long,
        value_name = "NAME[=PATH]",
        env = "THREADPROOF_REPORT",
        value_delimiter = ','
    )]
    report: Vec<ReportSpec>,
    /// Ask each runtime which members it has, and keep the answers in the record, as the report bcd
    /// needs them; that report asks by itself
    #[arg(long, env = "THREADPROOF_MEMBERS",
          value_parser = clap::builder::BoolishValueParser::new())]
    members: bool,
    /// Memory that a case may use, in MiB
    #[arg(
        long,
        value_name = "MIB",
        default_value_t = 4096,
        env = "THREADPROOF_MAX_MEMORY"
    )]
    max_memory: u64,
    /// Output that a case may write to each stream, in KiB
    #[arg(
        long,
        value_name = "KIB",
        default_value_t = 8192,
        env = "THREADPROOF_MAX_OUTPUT"
    )]
    max_output: usize,
    /// Processes that a case may have at once
    #[arg(
        long,
        value_name = "N",
        default_value_t = 64,
        env = "THREADPROOF_MAX_PROCESSES"
    )]
    max_processes: usize,
    /// What a case may write into its folder, in MiB
    #[arg(
        long,
        value_name = "MIB",
        default_value_t = 4096,
        env = "THREADPROOF_MAX_DISK"
    )]
    max_disk: u64,
}

/// Which tiers decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum GateArg {
    /// What the documentation states
    Documented,
    /// Every tier
    All,
}

/// Runs the command.
pub(super) fn run(args: &RunArgs, context: &Context) -> Result<Code, CliError> {
    let started = jiff::Timestamp::now();
    let reports = args.reports(context)?;
    let context = &context.with_reports(takes_stdout(&reports)?);
    if !args.list {
        probe(&reports, true, context)?;
    }
    let executor = Executor::new();
    stop_on_signals(&executor)?;
    let (plan, columns) = thread::scope(|scope| {
        // The runtimes are asked meanwhile; what is wrong with the suite is told first. Without
        // another thread, they are asked after it.
        let ask = || args.runtimes.columns(context, &executor);
        let asked = thread::Builder::new().spawn_scoped(scope, ask);
        let plan = context.plan();
        (
            plan,
            asked.map_or_else(|_| Ok(ask()), thread::ScopedJoinHandle::join),
        )
    });
    let plan = plan?;
    let selection = args.select.resolve(&plan, context)?;
    let tuning = args.tuning(context)?;
    let gate = args.gate(context)?;
    let columns = columns.unwrap_or_else(|panic| resume_unwind(panic))?;
    args.only_the_reference(&columns)?;
    let cells = cells(
        &plan,
        &columns,
        &selection,
        args.schedules.is_some(),
        context,
    );
    if cells.is_empty() {
        return Err(selection.nothing());
    }
    if args.list {
        return Ok(list(&cells, context));
    }
    let wants_members = args.members || reports.iter().any(ReportSpec::needs_members);
    let infos = infos(&columns, wants_members, &executor);
    let jobs = args.jobs(context);
    let mut failed_fast = false;
    let mut progress = Progress::start(&cells, gate, context);
    let mut results: Vec<Option<_>> = cells.iter().map(|_| None).collect();
    let inventory = thread::scope(|scope| {
        // Read while the processors wait for processes; only reports need it.
        let read = || Inventory::read(&plan.root);
        let reading = thread::Builder::new().spawn_scoped(scope, read);
        run_cells(&cells, &tuning, jobs, &executor, |event| match event {
            Event::Started(index) => progress.started(index),
            Event::Finished(index, result) => {
                progress.finished(index, &result);
                let tier = cells[index].planned.expectation.tier;
                let counts = gate == Gate::All || tier == Tier::Documented;
                if args.fail_fast && counts && result.verdict.is_failure() {
                    failed_fast = true;
                    executor.stop_flag().store(true, Ordering::SeqCst);
                }
                results[index] = Some(*result);
            }
        });
        reading.map_or_else(|_| Ok(read()), thread::ScopedJoinHandle::join)
    });
    let inventory = inventory.unwrap_or_else(|panic| resume_unwind(panic));
    progress.end();
    let header = Header {
        started,
        shard: selection.shard_info,
        gate,
        filter: selection.description.clone(),
        interrupted: executor.stopped(),
        runtimes: infos,
    };
    let mut run = run_record(&plan, header, results.into_iter().flatten().collect());
    match &inventory {
        Ok(Some(inventory)) => add_statements(&mut run, inventory),
        Ok(None) => {}
        Err(_) => anstream::eprintln!(
            "note: the inventory cannot be read, so no case is linked to the documentation; \
             `threadproof check` says why"
        ),
    }
    let unused = if selection.is_everything() && !run.interrupted {
        unused_rules(&plan, &columns, &run)
    } else {
        Vec::new()
    };
    let code = match code_of(&run, !unused.is_empty()) {
        Code::Interrupted if failed_fast => Code::Unexpected,
        code => code,
    };
    summary::print(&run, &unused, context);
    let written = write_reports(&run, &reports, context);
    summary::print_files(&written.files, context);
    written
        .errors
        .iter()
        .for_each(|error| anstream::eprintln!("error: {}", inert::lines(error)));
    if failed_fast {
        context.say(format_args!("stopped at the first failure (--fail-fast)"));
    }
    summary::print_last_line(&run, context);
    Ok(if written.errors.is_empty() || code == Code::Interrupted {
        code
    } else {
        Code::Harness
    })
}

impl RunArgs {
    fn tuning(&self, context: &Context) -> Result<Tuning, CliError> {
        let most = self
            .repeat
            .unwrap_or(if self.until_fail { UNTIL_FAIL_MOST } else { 1 });
        let scale = match (self.timeout_scale, context.settings.run.timeout_scale) {
            (Some(scale), _) => scale,
            (None, Some(scale)) => factor(&scale.to_string()).map_err(|error| {
                CliError::Usage(format!("threadproof.toml: timeout-scale: {error}"))
            })?,
            (None, None) => 1.0,
        };
        Ok(Tuning {
            repeats: Repeats {
                most,
                until_failure: self.until_fail,
            },
            timeout_scale: scale,
            search: self.schedules.map(|schedules| Search {
                schedules,
                exhaustive: self.exhaustive,
                time_ms: u64::try_from(self.time.as_millis()).ok(),
                ..Search::default()
            }),
            caps: Caps {
                memory: self.max_memory.saturating_mul(1 << 20),
                output: self.max_output.saturating_mul(1 << 10),
                processes: self.max_processes,
                disk: self.max_disk.saturating_mul(1 << 20),
                ..Caps::default()
            },
        })
    }

    /// Nobody else's threads can be put into an order.
    fn only_the_reference(&self, columns: &[Column]) -> Result<(), CliError> {
        let other = columns.iter().find(|column| column.name() != "boa");
        match other.filter(|_| self.schedules.is_some()) {
            Some(other) => Err(CliError::Usage(format!(
                "--schedules decides the order of threads, which only the reference allows, not {}; \
                 leave out `-r`, or run it often with --repeat",
                other.id()
            ))),
            None => Ok(()),
        }
    }

    fn gate(&self, context: &Context) -> Result<Gate, CliError> {
        let gate = match (self.gate, context.settings.run.gate.as_deref()) {
            (Some(gate), _) => gate,
            (None, Some(word)) => GateArg::from_str(word, false).map_err(|_| {
                CliError::Usage(format!(
                    "threadproof.toml: gate is `{word}`; allowed are documented, all"
                ))
            })?,
            (None, None) => GateArg::Documented,
        };
        Ok(if gate == GateArg::All {
            Gate::All
        } else {
            Gate::Documented
        })
    }

    fn reports(&self, context: &Context) -> Result<Vec<ReportSpec>, CliError> {
        if !self.report.is_empty() {
            return Ok(self.report.clone());
        }
        let parse = |written: &String| {
            written
                .parse()
                .map_err(|error| CliError::Usage(format!("threadproof.toml: {error}")))
        };
        context.settings.run.reports.iter().map(parse).collect()
    }

    fn jobs(&self, context: &Context) -> usize {
        let given = self.jobs.and_then(|jobs| usize::try_from(jobs).ok());
        given
            .or(context.settings.run.jobs)
            .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
    }
}

/// The runtimes in the words of the record; with `members`, each is asked which of them it has.
fn infos(columns: &[Column], members: bool, executor: &Executor) -> Vec<RuntimeInfo> {
    let info = |column: &Column| {
        let mut info = column.info();
        if let (true, Column::Present(runtime)) = (members, column) {
            match presence::ask(runtime, executor) {
                Ok(found) => info.members = found,
                // The cases say what they say all the same, and the table names who was not heard.
                Err(error) => anstream::eprintln!("note: {}", inert::lines(&error.to_string())),
            }
        }
        info
    };
    columns.iter().map(info).collect()
}

/// Prints what would run; with `-v` also what would not, and why.
fn list(cells: &[Cell<'_>], context: &Context) -> Code {
    let mut count = 0;
    for cell in cells {
        let (case, runtime) = (&cell.planned.case.id, cell.runtime.id());
        let reason = match (&cell.runtime, &cell.decision) {
            (Column::Absent { reason, .. }, _) => Some(reason.as_str()),
            (_, Decision::Run(_)) => None,
            (_, Decision::Skip(rule)) => Some(rule.reason.as_str()),
            (_, Decision::NotApplicable(reason)) => Some(reason.as_str()),
            (_, Decision::Unsuited(reason)) => Some(*reason),
        };
        match reason {
            None => {
                count += 1;
                context.say(format_args!("{case} on {runtime}"));
            }
            Some(reason) if context.verbose => {
                context.say(format_args!(
                    "{FAINT}not {case} on {runtime}: {reason}{FAINT:#}"
                ));
            }
            Some(_) => {}
        }
    }
    if !context.quiet {
        anstream::eprintln!("{count} of {} would run", cells.len());
    }
    Code::AsExpected
}

/// Every selected case on every runtime, case by case.
fn cells<'p>(
    plan: &'p Plan,
    columns: &'p [Column],
    selection: &Selection,
    explores: bool,
    context: &Context,
) -> Vec<Cell<'p>> {
    let mut cells = Vec::new();
    for planned in &plan.cases {
        for column in columns {
            let id = column.id();
            if !selection.selects(
                planned,
                Target {
                    name: column.name(),
                    id: &id,
                },
            ) {
                continue;
            }
            let decision = column.decide(plan, planned);
            let runtime = Some(column.written()).filter(|_| !explores);
            let rerun = rerun_command(context, runtime, &planned.case.id);
            cells.push(Cell {
                plan,
                planned,
                runtime: column,
                decision,
                rerun,
            });
        }
    }
    cells
}

/// The command that runs one case on one runtime again, or explores it.
fn rerun_command(context: &Context, runtime: Option<&str>, case: &str) -> String {
    let program = if context.program.contains('/') {
        context.program.as_str()
    } else {
        "threadproof"
    };
    let mut words = vec![program];
    let mut more = Vec::new();
    if let Some(suite) = &context.named_suite {
        more.extend(["--suite", suite.as_str()]);
    }
    for rules in &context.rules {
        more.extend(["--rules", rules.as_str()]);
    }
    match runtime {
        Some(runtime) => words.extend(["run", "-r", runtime, "--exact", case].iter().chain(&more)),
        // What follows a case would be its arguments.
        None => words.extend(["explore"].iter().chain(&more).chain(&["--exact", case])),
    }
    shlex::try_join(words.iter().copied()).unwrap_or_else(|_| words.join(" "))
}

/// Makes an interrupt stop the runs of `executor`, so that what was found so far is kept and
/// nothing stays behind.
pub(super) fn stop_on_signals(executor: &Executor) -> Result<(), CliError> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    let ignored = ignored_signals();
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
        // Whoever starts this with `nohup` or in the background wants it so.
        if ignored & (1 << (signal - 1)) != 0 {
            continue;
        }
        signal_hook::flag::register(signal, Arc::clone(&executor.stop_flag()))
            .map_err(|error| CliError::Harness(format!("cannot listen to signals: {error}")))?;
    }
    Ok(())
}

/// The signals that this process was started to ignore, a bit for each; none when the system does
/// not tell.
fn ignored_signals() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or(0)
}

pub(super) fn factor(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(factor) if factor.is_finite() && (0.01..=1000.0).contains(&factor) => Ok(factor),
        _ => Err("give a factor from 0.01 to 1000, such as 2.5".to_owned()),
    }
}
