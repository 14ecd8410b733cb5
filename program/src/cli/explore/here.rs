//! `threadproof explore-here`: explores the case whose copy is the working folder, for the process that
//! made the copy. No option of people's.
//!
//! The case runs in this process, as a guest, again and again; what it changed in its folder is undone
//! each time, and its expectation judges what it left.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use threadproof_explore::show::timeline;
use threadproof_explore::{
    ExploreError, Explorer, Extent, Fault, Judge, Judged, Kind, Report, Run, Settings, Verdict,
};
use threadproof_harness::diagnose::{Diagnostics, Text};
use threadproof_harness::discover::Case;
use threadproof_harness::explored::{Example, Pass, Reply, Request, Search, Seen, Strategy, Told};
use threadproof_harness::matcher::judge;
use threadproof_harness::observe::{Observation, observe_parts};
use threadproof_harness::plan::expectation::{End, Expectation, RunOptions};
use threadproof_harness::plan::reader::read_expectation;
use threadproof_harness::runtimes::{Script, adapter};
use threadproof_reports::record::TraceEvent;
use threadproof_reports::regular;
use threadproof_runner::cli::guest;
use threadproof_runner::{Permissions, install_panic_hook};

use super::pristine::Pristine;

/// The bound of steps for a case that is not to end.
const STEPS_ALIVE: u64 = 2_000;

/// Answers the request in the first of `words`, on standard output.
pub fn here(words: &[OsString]) -> ExitCode {
    let asked = words.first().and_then(|word| word.to_str());
    let asked = asked.and_then(|word| serde_json::from_str::<Request>(word).ok());
    let Some(request) = asked else {
        eprintln!("error: this is for threadproof itself; use `threadproof explore --exact CASE`");
        return ExitCode::from(2);
    };
    install_panic_hook();
    let reply = answer(&request).unwrap_or_else(|reply| reply);
    match serde_json::to_writer(std::io::stdout(), &reply) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: the answer cannot be told: {error}");
            ExitCode::from(5)
        }
    }
}

fn usage(message: impl ToString) -> Reply {
    Reply::Failed {
        message: message.to_string(),
        is_usage: true,
    }
}

fn failed(message: impl ToString) -> Reply {
    Reply::Failed {
        message: message.to_string(),
        is_usage: false,
    }
}

fn answer(request: &Request) -> Result<Reply, Reply> {
    let case = Case::at(&request.suite, &request.case).map_err(usage)?;
    let expectation = if request.judged {
        let path = request.suite.join(case.expectation());
        let body = regular::read_text(path.as_std_path()).map_err(usage)?;
        let read = read_expectation(Text::new(case.expectation(), body));
        Some(read.map_err(|problems| usage(Diagnostics(problems).render(false)))?)
    } else {
        None
    };
    if let Some(End::Signal(_)) = expectation.as_ref().map(|it| &it.expect.end) {
        return Ok(Reply::Outside("a signal that kills its process".to_owned()));
    }
    let options = expectation.as_ref().map(|it| it.run.clone());
    let options = options.unwrap_or_default();
    let folder = std::env::current_dir().map_err(failed)?;
    let root = folder
        .ancestors()
        .nth(2)
        .ok_or_else(|| failed("the case lies in no suite"))?;
    let Ok(program) = program(&case, &options, &folder) else {
        // What it is to show is that the command line is refused; there is nothing to order then.
        return Ok(Reply::Outside("a command line that is refused".to_owned()));
    };
    let sample = Arc::<Mutex<Option<Seen>>>::default();
    let held = Held {
        root: root.to_string_lossy().into_owned(),
        trace: root.join("trace.jsonl"),
        pristine: Mutex::new(Pristine::of(root).map_err(failed)?),
        details: request.details,
        sample: Arc::clone(&sample),
        expectation,
    };
    let settings = settings(&request.search, held.expectation.as_ref());
    let text = checked(&case, &options, &folder).map_err(failed)?;
    let explorer = Explorer::new(program, &text, settings).judged_by(held);
    let told = match &request.schedule {
        Some(token) => again(&explorer, token),
        None => explorer.explore(&|_, _| {}).map(|report| {
            if let Some(what) = report.outside {
                return Reply::Outside(what.to_owned());
            }
            let is_stuck =
                |seen: &threadproof_explore::Seen| matches!(seen.run.verdict, Verdict::Stuck(_));
            if report.outcomes.iter().any(is_stuck) {
                let what = "a loop without a point of choice, which only another thread could end";
                return Reply::Outside(what.to_owned());
            }
            match report.uncontrolled {
                Some(step) => failed(ExploreError::Uncontrolled(step)),
                None => Reply::Explored(Box::new(told(&report))),
            }
        }),
    };
    let mut reply = told.map_err(|error| match error {
        ExploreError::Token(error) => usage(error),
        other => failed(other),
    })?;
    if let Reply::Explored(told) = &mut reply {
        told.sample = sample.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
    Ok(reply)
}

/// What describes a run of the case anew.
fn program(
    case: &Case,
    options: &RunOptions,
    folder: &Path,
) -> Result<impl Fn() -> threadproof_runner::Builder + Send + Sync + 'static, Reply> {
    let boa = adapter("boa").ok_or_else(|| failed("there is no reference"))?;
    let launch = boa.launch(&Script {
        file: case.entry,
        node_args: &options.node_args,
        args: &options.args,
        window: options.window,
    });
    // The first word names the reference.
    let words: Vec<OsString> = launch
        .args
        .into_iter()
        .skip(1)
        .map(OsString::from)
        .collect();
    guest(words.clone()).map(drop).map_err(usage)?;
    let executable = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("threadproof"));
    let stdin = options.stdin.clone().unwrap_or_default();
    let folder = folder.to_path_buf();
    Ok(move || {
        // The same words were understood above.
        guest(words.clone())
            .unwrap_or_default()
            .inherit_env()
            .cwd(folder.clone())
            .exec_path(executable.clone())
            .stdin(stdin.clone().into_bytes())
            .permissions(Permissions {
                // Other processes are out of every director's reach.
                subprocess: false,
                ..Permissions::default()
            })
    })
}

/// What tells this program from others: every file of the case, and its words.
fn checked(case: &Case, options: &RunOptions, folder: &Path) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    for file in &case.files {
        let name = file.file_name().unwrap_or_default();
        text.extend(name.as_bytes());
        let inside = file.strip_prefix(case.folder()).unwrap_or(file);
        text.extend(std::fs::read(folder.join(inside))?);
    }
    for word in options.node_args.iter().chain(&options.args) {
        text.push(0);
        text.extend(word.as_bytes());
    }
    if let Some(stdin) = &options.stdin {
        text.extend(stdin.as_bytes());
    }
    Ok(text)
}

fn settings(search: &Search, expectation: Option<&Expectation>) -> Settings {
    let is_alive = expectation.is_some_and(|it| matches!(it.expect.end, End::Alive(_)));
    let steps = if is_alive {
        search.steps.min(STEPS_ALIVE)
    } else {
        search.steps
    };
    Settings {
        kind: match search.strategy {
            Strategy::Auto => Kind::Auto,
            Strategy::Exhaustive => Kind::Exhaustive,
            Strategy::Random => Kind::Random,
            Strategy::Pct => Kind::Pct,
            Strategy::Pos => Kind::Pos,
        },
        schedules: search.schedules,
        exhaustive: Some(search.exhaustive),
        time: search.time_ms.map(Duration::from_millis),
        seed: search.seed,
        depth: usize::try_from(search.depth).unwrap_or(usize::MAX),
        steps: usize::try_from(steps).unwrap_or(usize::MAX),
        files: expectation.is_none_or(orders_threads),
        fail_fast: search.fail_fast,
        // What comes to no point for so long is not explored.
        patience: Duration::from_secs(5),
        ..Settings::default()
    }
}

/// Whether an expectation says anything of the order in which two threads write to the trace.
fn orders_threads(expectation: &Expectation) -> bool {
    let expected = &expectation.expect;
    let thread = |name: &str| {
        let event = expected.events.iter().find(|event| event.name == name);
        event.and_then(|event| event.thread.as_deref())
    };
    expected.order.iter().any(|edge| {
        let (before, after) = (thread(&edge.before), thread(&edge.after));
        before.is_none() || before != after
    })
}

/// Holds each run to the expectation.
struct Held {
    expectation: Option<Expectation>,
    /// The top of the copy; it is left out of what is observed.
    root: String,
    trace: PathBuf,
    pristine: Mutex<Pristine>,
    details: bool,
    sample: Arc<Mutex<Option<Seen>>>,
}

impl Judge for Held {
    fn prepare(&self) -> std::io::Result<()> {
        let mut pristine = self.pristine.lock().unwrap_or_else(PoisonError::into_inner);
        pristine.restore()
    }

    fn judge(&self, run: &Run) -> Judged {
        let observation = self.observe(run);
        let seen = Seen {
            observation: observation.seen.clone(),
            endless: observation.timed_out,
        };
        let judgement = self.expectation.as_ref().map(|it| judge(it, &observation));
        let failed: Vec<String> = judgement.as_ref().map_or_else(Vec::new, |judgement| {
            let failed = judgement.failed();
            failed.map(|check| check.name.clone()).collect()
        });
        if !failed.is_empty() {
            return Judged {
                fault: Some(Fault::Promise(failed)),
                notes: serde_json::to_vec(&seen).unwrap_or_default(),
            };
        }
        let name = judgement.and_then(|it| it.outcome);
        let note = (name, self.details.then(|| by_thread(&seen)));
        let mut sample = self.sample.lock().unwrap_or_else(PoisonError::into_inner);
        sample.get_or_insert(seen);
        Judged {
            fault: None,
            notes: serde_json::to_vec(&note).unwrap_or_default(),
        }
    }
}

impl Held {
    fn observe(&self, run: &Run) -> Observation {
        let outcome = &run.outcome;
        // A case may have removed its whole folder; then there is no trace, and that is an observation.
        let trace = regular::read(&self.trace).unwrap_or_default();
        let mut observation = observe_parts(
            outcome.code,
            &outcome.stdout,
            &outcome.stderr,
            &trace,
            &self.root,
        );
        let goes_on = matches!(
            run.verdict,
            Verdict::Deadlock(_) | Verdict::Endless(_) | Verdict::Stuck(_)
        );
        if goes_on {
            let end = self.expectation.as_ref().map(|it| &it.expect.end);
            let is_alive = matches!(end, Some(End::Alive(_)));
            observation.seen.exit = None;
            observation.seen.alive = is_alive;
            observation.timed_out = !is_alive;
        }
        observation
    }
}

/// What was seen, without the order between threads.
fn by_thread(seen: &Seen) -> Seen {
    let mut seen = seen.clone();
    let place = |event: &TraceEvent| (event.thread.clone(), event.tid, event.seq);
    seen.observation.trace.sort_by_key(place);
    seen
}

fn again(explorer: &Explorer, token: &str) -> Result<Reply, ExploreError> {
    let run = explorer.replay(token)?;
    let mut told = Told {
        schedules: 1,
        classes: 1,
        extent: "the schedule of the token".to_owned(),
        ..Told::default()
    };
    if run.outcome.fault.is_some() {
        told.failed = 1;
        told.failures.push(example(&run, 1, 0));
    } else {
        told.passes.push(pass(&run, 1));
    }
    Ok(Reply::Explored(Box::new(told)))
}

fn told(report: &Report) -> Told {
    let faults = report
        .outcomes
        .iter()
        .filter(|seen| seen.run.outcome.fault.is_some());
    Told {
        schedules: report.schedules,
        classes: report.classes as u64,
        extent: match report.extent {
            Extent::Everything => "every order up to equivalence".to_owned(),
            Extent::Schedules => "stopped by the bound of schedules".to_owned(),
            Extent::Time => "stopped by the bound of time".to_owned(),
            Extent::Failure => "stopped by the first failure".to_owned(),
        },
        is_everything: report.extent == Extent::Everything,
        took_ms: u64::try_from(report.took.as_millis()).unwrap_or(u64::MAX),
        failed: faults.map(|seen| seen.count).sum(),
        failures: report
            .failures
            .iter()
            .map(|failure| example(&failure.run, failure.count, failure.removed))
            .collect(),
        sample: None,
        passes: report
            .outcomes
            .iter()
            .filter(|seen| seen.run.outcome.fault.is_none())
            .map(|seen| pass(&seen.run, seen.count))
            .collect(),
        has_shared_memory: report.has_shared_memory,
    }
}

fn example(run: &Run, count: u64, removed: usize) -> Example {
    Example {
        seen: serde_json::from_slice(&run.outcome.notes).unwrap_or_default(),
        count,
        token: run.schedule.to_token(),
        switches: run.schedule.deviations.len(),
        removed,
        timeline: timeline(run),
    }
}

fn pass(run: &Run, count: u64) -> Pass {
    let (name, seen) = serde_json::from_slice(&run.outcome.notes).unwrap_or_default();
    Pass {
        name,
        seen,
        exit: run.outcome.code,
        stdout: String::from_utf8_lossy(&run.outcome.stdout).into_owned(),
        count,
        token: run.schedule.to_token(),
    }
}
