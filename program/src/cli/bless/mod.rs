//! `threadproof bless`: proposes an expectation from what a runtime does.
//!
//! A proposal is never an expectation: it lies in the folder for reports, until a person has read it
//! against the documentation and moved it. What is not the same in every run is not proposed.

mod outcomes;

use std::collections::BTreeMap;

use clap::Args;
use serde::Serialize;
use serde_json::{Value as Json, json};
use threadproof_reports::atomic;
use threadproof_reports::record::{self, TraceEvent};
use threadproof_reports::regular;

use crate::cli::args::RuntimeArgs;
use crate::cli::context::Context;
use crate::cli::error::{CliError, Code};
use crate::cli::run::stop_on_signals;
use threadproof_harness::discover::Case;
use threadproof_harness::engine::Column;
use threadproof_harness::execute::{Caps, Executor, Job};
use threadproof_harness::observe::{Observation, observe};
use threadproof_harness::plan::expectation::{Expectation, RunOptions};
use threadproof_harness::plan::reader::{DEFAULT_TIMEOUT, read_expectation};
use threadproof_harness::runtimes::Script;
use threadproof_harness::yaml;

/// Options of `bless`.
#[derive(Debug, Args)]
pub struct BlessArgs {
    #[command(flatten)]
    runtimes: RuntimeArgs,
    /// Whole ids of cases, with or without an expectation
    #[arg(required = true, value_name = "CASE")]
    cases: Vec<String>,
    /// How many runs must agree
    #[arg(long, value_name = "N", default_value_t = 3, env = "THREADPROOF_REPEAT",
          value_parser = clap::value_parser!(u32).range(1..))]
    repeat: u32,
    /// Propose `outcomes`, from every order of the threads' steps on the reference, in place of an
    /// expectation
    #[arg(long, env = "THREADPROOF_OUTCOMES", value_parser = clap::builder::BoolishValueParser::new())]
    outcomes: bool,
}

/// An expectation as it is written, its keys in the order in which people read them.
#[derive(Debug, Serialize)]
struct Proposal {
    schema: u32,
    promises: String,
    covers: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    tier: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<Json>,
    expect: ProposedExpect,
}

#[derive(Debug, Default, Serialize)]
struct ProposedExpect {
    #[serde(skip_serializing_if = "Option::is_none")]
    exit: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stdout: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stderr: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    events: BTreeMap<String, Json>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    order: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    checks: Vec<String>,
}

/// Runs the command.
pub(super) fn bless(args: &BlessArgs, context: &Context) -> Result<Code, CliError> {
    if std::env::var("CI").is_ok_and(|ci| !ci.is_empty() && ci != "false" && ci != "0") {
        return Err(CliError::Usage(
            "bless refuses to run under CI: a person has to read what it proposes; unset CI if you are one"
                .to_owned(),
        ));
    }
    let executor = Executor::new();
    stop_on_signals(&executor)?;
    if args.outcomes {
        return outcomes::bless(&args.cases, context, &executor);
    }
    let columns = args.runtimes.columns(context, &executor)?;
    let [Column::Present(runtime)] = &columns[..] else {
        return Err(CliError::Usage(
            "bless asks one runtime, not several; give -r once".to_owned(),
        ));
    };
    let mut unstable = false;
    for id in &args.cases {
        let case =
            Case::at(&context.root, id).map_err(|error| CliError::Usage(error.to_string()))?;
        let known = regular::read_text(context.root.join(case.expectation()).as_std_path())
            .ok()
            .and_then(|body| {
                read_expectation(threadproof_harness::diagnose::Text::new(
                    case.expectation(),
                    body,
                ))
                .ok()
            });
        let options = known
            .as_ref()
            .map(|known| known.run.clone())
            .unwrap_or_default();
        let script = Script {
            file: case.entry,
            node_args: &options.node_args,
            args: &options.args,
            window: options.window,
        };
        if let Some(reason) = runtime.found.adapter.refuses(options.window) {
            return Err(CliError::Usage(format!("{id} {reason}")));
        }
        let launch = runtime.found.launch(&script);
        let job = job(
            context,
            id,
            known.as_ref(),
            &options,
            runtime.found.program.clone(),
            launch,
        );
        let mut proposals = Vec::new();
        for _ in 0..args.repeat {
            let ended = executor
                .run(&job)
                .map_err(|error| CliError::Harness(error.to_string()))?;
            let observation = observe(&ended);
            if observation.interrupted {
                return Err(CliError::Interrupted);
            }
            if let Some(fault) = unfit(&observation) {
                return Err(CliError::Usage(format!(
                    "{id} {fault}; mend the fixture before anything is expected of it"
                )));
            }
            if observation.timed_out {
                return Err(CliError::Usage(format!(
                    "{id} does not end within {:?}; write its expectation with `alive: true` by hand",
                    job.deadline
                )));
            }
            proposals.push(proposal(known.as_ref(), &options, &observation.seen)?);
        }
        proposals.dedup();
        if let [_, _, ..] = proposals[..] {
            anstream::eprintln!(
                "error: {id} did not do the same in {} runs; make the fixture stable first",
                args.repeat
            );
            unstable = true;
            continue;
        }
        let path = context.output.join(format!("proposals/{id}.yaml"));
        let text = format!(
            "# Proposed from what {} did. Read it against the documentation: keep only what is\n\
             # promised, and only the order that is promised. Then move it to expectations/{id}.yaml.\n{}",
            runtime.id(),
            proposals.first().map_or("", String::as_str)
        );
        atomic::write(path.as_std_path(), |out| out.write_all(text.as_bytes()))
            .map_err(|error| CliError::Harness(error.to_string()))?;
        anstream::println!("wrote {path}");
    }
    Ok(if unstable {
        Code::Unexpected
    } else {
        Code::AsExpected
    })
}

/// Why nothing that was observed can be expected.
fn unfit(observation: &Observation) -> Option<String> {
    let seen = &observation.seen;
    if let Some(cap) = observation.capped {
        return Some(format!(
            "was killed for passing a cap ({})",
            cap.sub_check()
        ));
    }
    if !seen.leaked.is_empty() {
        let leaked = seen.leaked.join("; ");
        return Some(format!("leaves processes behind: {leaked}"));
    }
    let torn = seen.torn_lines.first()?;
    Some(format!("wrote into the trace what is no event: {torn}"))
}

fn job(
    context: &Context,
    id: &str,
    known: Option<&Expectation>,
    options: &RunOptions,
    program: camino::Utf8PathBuf,
    launch: threadproof_harness::runtimes::Launch,
) -> Job {
    let mut env = launch.env;
    env.extend(options.env.clone());
    Job {
        suite: context.root.clone(),
        case: id.to_owned(),
        program,
        args: launch.args,
        env,
        files: launch.files,
        stdin: options.stdin.clone(),
        deadline: known.map_or(DEFAULT_TIMEOUT, |known| known.timeout),
        alive: None,
        caps: Caps::default(),
    }
}

fn proposal(
    known: Option<&Expectation>,
    options: &RunOptions,
    seen: &record::Observation,
) -> Result<String, CliError> {
    let marks: Vec<&TraceEvent> = seen
        .trace
        .iter()
        .filter(|event| !matches!(&*event.kind, "check" | "done"))
        .collect();
    let checks: std::collections::BTreeSet<String> = seen
        .trace
        .iter()
        .filter(|event| event.kind == "check")
        .filter_map(|event| Some(event.value.as_ref()?["name"].as_str()?.to_owned()))
        .collect();
    let is_traced = !seen.trace.is_empty();
    let (events, order) = events(&marks);
    let text = |captured: &record::Captured| Some(captured.text.clone());
    let proposal = Proposal {
        schema: 1,
        promises: known
            .map(|known| known.promises.clone())
            .unwrap_or_default(),
        covers: known.map(|known| known.covers.clone()).unwrap_or_default(),
        since: known.and_then(|known| known.since.as_ref().map(ToString::to_string)),
        until: known.and_then(|known| known.until.as_ref().map(ToString::to_string)),
        tier: known
            .map_or(record::Tier::Documented, |known| known.tier)
            .name(),
        run: written_options(options),
        expect: ProposedExpect {
            exit: seen.exit,
            signal: seen.signal.clone(),
            stdout: text(&seen.stdout).filter(|text| !text.is_empty() || !is_traced),
            stderr: text(&seen.stderr).filter(|text| !text.is_empty()),
            events,
            order,
            checks: checks.into_iter().collect(),
        },
    };
    yaml::write(&proposal).map_err(CliError::Harness)
}

fn written_options(options: &RunOptions) -> Option<Json> {
    let mut map = serde_json::Map::new();
    if !options.args.is_empty() {
        map.insert("args".to_owned(), json!(options.args));
    }
    if !options.node_args.is_empty() {
        map.insert("node_args".to_owned(), json!(options.node_args));
    }
    if let Some(stdin) = &options.stdin {
        map.insert("stdin".to_owned(), json!(stdin));
    }
    if !options.env.is_empty() {
        map.insert("env".to_owned(), json!(options.env));
    }
    if options.exclusive {
        map.insert("concurrency".to_owned(), json!("exclusive"));
    }
    if let Some(window) = options.window {
        map.insert("profile".to_owned(), json!("electron"));
        let on = window.preferences().into_iter().filter(|(_, on)| *on);
        let on: serde_json::Map<_, _> = on.map(|(name, on)| (name.to_owned(), on.into())).collect();
        if !on.is_empty() {
            map.insert("web_preferences".to_owned(), Json::Object(on));
        }
    }
    (!map.is_empty()).then_some(Json::Object(map))
}

/// Named events, alike ones counted, and for each thread the order in which they were first seen.
fn events(marks: &[&TraceEvent]) -> (BTreeMap<String, Json>, Vec<String>) {
    let mut groups: Vec<(&TraceEvent, usize)> = Vec::new();
    for mark in marks {
        let alike = |(one, _): &&mut (&TraceEvent, usize)| {
            (&one.thread, &one.kind, &one.value) == (&mark.thread, &mark.kind, &mark.value)
        };
        match groups.iter_mut().find(alike) {
            Some((_, count)) => *count += 1,
            None => groups.push((mark, 1)),
        }
    }
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    let mut events = BTreeMap::new();
    let mut threads: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (event, count) in groups {
        let stem: String = event
            .kind
            .chars()
            .map(|one| if one.is_alphanumeric() { one } else { '-' })
            .collect();
        let number = used.entry(stem.clone()).or_default();
        *number += 1;
        let name = if *number == 1 {
            stem
        } else {
            format!("{stem}{number}")
        };
        let mut pattern = json!({ "thread": event.thread, "kind": event.kind });
        if let Some(value) = &event.value {
            pattern["value"] = value.clone();
        }
        if count > 1 {
            pattern["count"] = json!(count);
        } else {
            threads.entry(&event.thread).or_default().push(name.clone());
        }
        events.insert(name, pattern);
    }
    let chains = threads
        .values()
        .filter(|names| names.len() > 1)
        .map(|names| names.join(" < "));
    let order = chains.collect();
    (events, order)
}
