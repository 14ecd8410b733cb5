//! `threadproof bless --outcomes`: proposes which results an expectation should permit, from every
//! order of a case's threads on the reference.
//!
//! Only what differs between orders becomes part of an outcome; the rest is for `events`, `exit` and
//! `stdout`.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;
use serde_json::{Value as Json, json};
use threadproof_harness::discover::Case;
use threadproof_harness::engine::{Exploration, ask};
use threadproof_harness::execute::{Caps, Executor, Job};
use threadproof_harness::explored::{Pass, Reply, Request, Search, Seen, Strategy, Told};
use threadproof_harness::plan::reader::DEFAULT_TIMEOUT;
use threadproof_harness::yaml;
use threadproof_reports::atomic;

use crate::cli::context::{Context, own_program};
use crate::cli::error::{CliError, Code};

/// How many outcomes a person would read.
const MOST_OUTCOMES: usize = 50;

/// Runs the command.
pub(super) fn bless(
    cases: &[String],
    context: &Context,
    executor: &Executor,
) -> Result<Code, CliError> {
    for id in cases {
        Case::at(&context.root, id).map_err(|error| CliError::Usage(error.to_string()))?;
        let told = explored(id, context, executor)?;
        let path = context.output.join(format!("proposals/{id}.outcomes.yaml"));
        let text = proposal(id, &told)?;
        atomic::write(path.as_std_path(), |out| out.write_all(text.as_bytes()))
            .map_err(|error| CliError::Harness(error.to_string()))?;
        anstream::println!("wrote {path}");
    }
    Ok(Code::AsExpected)
}

fn explored(id: &str, context: &Context, executor: &Executor) -> Result<Told, CliError> {
    let request = Request {
        suite: context.root.clone(),
        case: id.to_owned(),
        judged: false,
        details: true,
        search: Search {
            strategy: Strategy::Exhaustive,
            schedules: threadproof_harness::explored::MOST,
            ..Search::default()
        },
        schedule: None,
    };
    let job = Job {
        suite: context.root.clone(),
        case: id.to_owned(),
        program: own_program()?,
        args: Vec::new(),
        env: BTreeMap::new(),
        files: BTreeMap::new(),
        stdin: None,
        deadline: DEFAULT_TIMEOUT,
        alive: None,
        caps: Caps::default(),
    };
    match ask(job, &request, executor, executor.line_up()) {
        Exploration::Answered(Reply::Explored(told)) => Ok(*told),
        Exploration::Answered(Reply::Outside(what)) => Err(CliError::Usage(format!(
            "{id} asks for {what}, which no scheduler decides; write its outcomes by hand"
        ))),
        Exploration::Answered(Reply::Failed { message, .. }) | Exploration::Fault(message) => {
            Err(CliError::Harness(message))
        }
        Exploration::Died(_) => Err(CliError::Harness(format!("the exploration of {id} died"))),
        Exploration::Interrupted => Err(CliError::Interrupted),
    }
}

/// What one order led to: the exit code, standard output, and the value of each kind of mark that
/// there was once.
type Facts = (i32, String, BTreeMap<String, Json>);

fn proposal(id: &str, told: &Told) -> Result<String, CliError> {
    let facts: BTreeSet<String> = told
        .passes
        .iter()
        .map(|pass| written(&facts(pass)))
        .collect();
    if facts.len() < 2 {
        return Err(CliError::Usage(format!(
            "{id} has one outcome in all of {} schedules; `threadproof bless {id}` proposes it",
            told.schedules
        )));
    }
    if facts.len() > MOST_OUTCOMES {
        return Err(CliError::Usage(format!(
            "{id} has {} outcomes; have the fixture mark what matters, as one value",
            facts.len()
        )));
    }
    let all: BTreeMap<String, Facts> = told
        .passes
        .iter()
        .map(|pass| (written(&self::facts(pass)), self::facts(pass)))
        .collect();
    let all: Vec<Facts> = all.into_values().collect();
    let differs = |what: &dyn Fn(&Facts) -> Json| {
        let each: BTreeSet<String> = all.iter().map(|facts| what(facts).to_string()).collect();
        each.len() > 1
    };
    let exits = differs(&|(exit, ..)| json!(exit));
    let prints = differs(&|(_, stdout, _)| json!(stdout));
    let kinds: BTreeSet<&String> = all.iter().flat_map(|(.., marks)| marks.keys()).collect();
    let kinds: Vec<&String> = kinds
        .into_iter()
        .filter(|kind| differs(&|(.., marks)| json!(marks.get(*kind))))
        .collect();
    let mut outcomes = BTreeMap::new();
    for (at, (exit, stdout, marks)) in all.iter().enumerate() {
        let mut outcome = serde_json::Map::new();
        if exits {
            outcome.insert("exit".to_owned(), json!(exit));
        }
        if prints {
            outcome.insert("stdout".to_owned(), json!(stdout));
        }
        let (there, absent): (Vec<&String>, Vec<&String>) = kinds
            .iter()
            .copied()
            .partition(|kind| marks.contains_key(*kind));
        if !there.is_empty() {
            let marks: serde_json::Map<String, Json> = there
                .iter()
                .map(|kind| ((*kind).clone(), marks[*kind].clone()))
                .collect();
            outcome.insert("marks".to_owned(), Json::Object(marks));
        }
        if !absent.is_empty() {
            outcome.insert("without".to_owned(), json!(absent));
        }
        outcomes.insert(format!("outcome-{}", at + 1), Json::Object(outcome));
    }
    let body = yaml::write(&json!({ "outcomes": outcomes })).map_err(CliError::Harness)?;
    let path = Utf8PathBuf::from(format!("expectations/{id}.yaml"));
    let extent = if told.is_everything {
        "every order up to equivalence"
    } else {
        "not every order: write what is missing by hand"
    };
    Ok(format!(
        "# Proposed from {} schedules of the reference: {extent}. Read it against the documentation: keep\n\
         # what is permitted, give each a name that says what happened, and put it under `expect` in\n\
         # {path}.\n{body}",
        told.schedules
    ))
}

fn facts(pass: &Pass) -> Facts {
    let mut marks: BTreeMap<String, Vec<Json>> = BTreeMap::new();
    let trace = pass
        .seen
        .iter()
        .flat_map(|Seen { observation, .. }| &observation.trace);
    for event in trace.filter(|event| !matches!(&*event.kind, "check" | "done")) {
        let value = event.value.clone().unwrap_or(Json::Null);
        marks.entry(event.kind.clone()).or_default().push(value);
    }
    // A kind of which there are several says nothing as one value.
    let once = marks
        .into_iter()
        .filter_map(|(kind, values)| match &values[..] {
            [value] => Some((kind, value.clone())),
            _ => None,
        });
    (pass.exit, pass.stdout.clone(), once.collect())
}

fn written(facts: &Facts) -> String {
    json!(facts).to_string()
}
