//! `threadproof explore --exact CASE`: a case of the suite under many orders, its expectation held in
//! each.

use threadproof_harness::engine::{Exploration, ask};
use threadproof_harness::execute::{Caps, Executor, Job};
use threadproof_harness::explored::{Example, Reply, Request, Search, Told};
use threadproof_harness::failure::BAD;
use threadproof_harness::inert;
use threadproof_harness::matcher::{judge, trace_by_thread};
use threadproof_harness::plan::Planned;

use super::{ExploreArgs, MOST_OUTCOMES, Strategy};
use crate::cli::context::{Context, own_program};
use crate::cli::error::{CliError, Code};
use crate::cli::run::stop_on_signals;

/// Runs the command.
pub(super) fn explore(args: &ExploreArgs, context: &Context) -> Result<Code, CliError> {
    if !args.arguments.is_empty() {
        let usage = "--exact takes one case; its arguments are in its expectation, under `run`";
        return Err(CliError::Usage(usage.to_owned()));
    }
    let id = args.file.as_str();
    let plan = context.plan()?;
    let Some(planned) = plan.case(id) else {
        return Err(CliError::NothingSelected(format!(
            "there is no case `{id}`; `threadproof list` names them"
        )));
    };
    let executor = Executor::new();
    stop_on_signals(&executor)?;
    let request = Request {
        suite: plan.root.clone(),
        case: id.to_owned(),
        judged: true,
        details: true,
        search: args.search(),
        schedule: args.schedule.clone(),
    };
    let told = told(&job(planned, context)?, &request, &executor)?;
    show(&told, planned);
    Ok(if told.failed > 0 || fails_stable(args, &told) {
        Code::Unexpected
    } else {
        Code::AsExpected
    })
}

/// Whether outcomes differ where they must not.
fn fails_stable(args: &ExploreArgs, told: &Told) -> bool {
    args.stable && told.passes.len() > 1
}

/// Asks for an exploration, and gives what came of it or why nothing did.
pub(in crate::cli) fn told(
    job: &Job,
    request: &Request,
    executor: &Executor,
) -> Result<Told, CliError> {
    match ask(job.clone(), request, executor, executor.line_up()) {
        Exploration::Answered(Reply::Explored(told)) => Ok(*told),
        Exploration::Answered(Reply::Outside(what)) => Err(CliError::Harness(format!(
            "{} asks for {what}, which no scheduler decides; it cannot be explored",
            request.case
        ))),
        Exploration::Answered(Reply::Failed { message, is_usage }) if is_usage => {
            Err(CliError::Usage(message))
        }
        Exploration::Answered(Reply::Failed { message, .. }) | Exploration::Fault(message) => {
            Err(CliError::Harness(message))
        }
        Exploration::Died(observation) => Err(CliError::Harness(format!(
            "the exploration died: {}",
            observation
                .seen
                .signal
                .as_deref()
                .unwrap_or("it was too slow or too large")
        ))),
        Exploration::Interrupted => Err(CliError::Interrupted),
    }
}

/// What starts the explorer of a case.
pub(in crate::cli) fn job(planned: &Planned, context: &Context) -> Result<Job, CliError> {
    Ok(Job {
        suite: context.root.clone(),
        case: planned.case.id.clone(),
        program: own_program()?,
        args: Vec::new(),
        env: planned.expectation.run.env.clone(),
        files: std::collections::BTreeMap::new(),
        stdin: None,
        deadline: planned.expectation.timeout,
        alive: None,
        caps: Caps::default(),
    })
}

impl ExploreArgs {
    fn search(&self) -> Search {
        use threadproof_harness::explored::Strategy as Asked;
        let (strategy, exhaustive) = match self.strategy {
            Strategy::Auto => (Asked::Auto, self.schedules.div_ceil(2)),
            Strategy::Exhaustive => (Asked::Exhaustive, self.schedules),
            Strategy::Random => (Asked::Random, 0),
            Strategy::Pct => (Asked::Pct, 0),
            Strategy::Pos => (Asked::Pos, 0),
        };
        let rest = if strategy == Asked::Auto {
            self.schedules - exhaustive
        } else {
            self.schedules
        };
        Search {
            strategy,
            schedules: rest.max(1),
            exhaustive,
            time_ms: u64::try_from(self.time.as_millis()).ok(),
            seed: self.seed,
            depth: self.depth,
            steps: self.steps,
            fail_fast: self.fail_fast,
        }
    }
}

fn show(told: &Told, planned: &Planned) {
    for failure in &told.failures {
        show_failure(failure, planned);
    }
    anstream::println!(
        "{} schedules in {:.1} s, {} of them differ up to equivalence: {}",
        told.schedules,
        told.took_ms as f64 / 1000.0,
        told.classes,
        told.extent
    );
    if told.has_shared_memory {
        anstream::println!(
            "the case shares memory: reads and writes of it without Atomics are no points of choice"
        );
    }
    anstream::println!("outcomes that hold: {}", told.passes.len());
    for pass in told.passes.iter().take(MOST_OUTCOMES) {
        let name = pass.name.as_ref().map(|name| format!(" {name}:"));
        let marks = pass.seen.as_ref().map_or_else(String::new, |seen| {
            let trace = trace_by_thread(&seen.observation.trace, &[]);
            trace.replace('\n', " ")
        });
        let mut line = format!(
            "{:>7} ×{} exit {}: ",
            pass.count,
            name.unwrap_or_default(),
            pass.exit
        );
        line.push_str(&pass.stdout.trim_end().replace('\n', "⏎ "));
        line.push_str(&marks);
        let line: String = line.chars().take(160).collect();
        anstream::println!("{}", inert::line(&line));
    }
    anstream::println!(
        "{} of {} schedules broke a promise of {}",
        told.failed,
        told.schedules,
        planned.case.id
    );
}

fn show_failure(failure: &Example, planned: &Planned) {
    let observation = failure.seen.clone().into_observation();
    let judgement = judge(&planned.expectation, &observation);
    anstream::println!(
        "FAIL {}: {}",
        planned.case.id,
        inert::line(&planned.expectation.promises)
    );
    for check in judgement.failed() {
        let message = check.message.as_deref().unwrap_or("not as expected");
        anstream::println!(
            "  {BAD}✗ {}{BAD:#}: {}",
            inert::line(&check.name),
            inert::line(message)
        );
    }
    anstream::println!(
        "  again: threadproof explore --schedule {} --exact {}",
        failure.token,
        planned.case.id
    );
    anstream::println!(
        "  {} schedules failed like this; this one has {} switches that matter ({} were taken out)",
        failure.count,
        failure.switches,
        failure.removed
    );
    anstream::print!("{}", inert::lines(&failure.timeline));
    let seen = &observation.seen;
    anstream::println!("  observed, by thread:");
    for line in trace_by_thread(&seen.trace, &seen.torn_lines).lines() {
        anstream::println!("    {}", inert::line(line));
    }
    for (name, captured) in [("stdout", &seen.stdout), ("stderr", &seen.stderr)] {
        if !captured.text.is_empty() {
            anstream::println!("  {name}:");
            for line in captured.text.lines().take(20) {
                anstream::println!("    {}", inert::line(line));
            }
        }
    }
}
