//! `threadproof report`: shows a record again, or the records of many trials as one.

use std::collections::HashSet;

use camino::Utf8PathBuf;
use clap::Args;
use threadproof_reports::record::Run;
use threadproof_reports::render::schema;
use walkdir::WalkDir;

use super::compare::read;
use super::context::Context;
use super::error::{CliError, Code};
use super::reporting::{ReportSpec, probe, takes_stdout, write_asked};
use super::summary;

/// Options of `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Records, or folders of records such as target/threadproof/trials [default: the last run]
    #[arg(value_name = "RECORD")]
    records: Vec<Utf8PathBuf>,
    /// The reports to write, as for `run`
    #[arg(
        long,
        value_name = "NAME[=PATH]",
        env = "THREADPROOF_REPORT",
        value_delimiter = ','
    )]
    report: Vec<ReportSpec>,
    /// Print the JSON Schema of a record, and read none
    #[arg(long, env = "THREADPROOF_SCHEMA", conflicts_with = "records",
          value_parser = clap::builder::BoolishValueParser::new())]
    schema: bool,
}

/// Runs the command; it exits with what the run would have exited with.
pub(super) fn report(args: &ReportArgs, context: &Context) -> Result<Code, CliError> {
    if args.schema {
        anstream::print!("{}", schema());
        return Ok(Code::AsExpected);
    }
    let context = &context.with_reports(takes_stdout(&args.report)?);
    probe(&args.report, false, context)?;
    let named = if args.records.is_empty() {
        vec![context.output.join("run.json")]
    } else {
        args.records.clone()
    };
    let mut runs = Vec::new();
    for path in named.iter().flat_map(records_below) {
        runs.push((path.to_string(), read(&path)?));
    }
    let run = join(runs)?;
    let written = write_asked(&run, &args.report, context);
    let code = summary::print_again(&run, &written, context);
    if code != Code::AsExpected {
        // Somebody who only wants to look at a record takes the code for a mistake of his own.
        anstream::eprintln!(
            "exit code {}, as of the run that is shown; `|| true` ignores it",
            code as u8
        );
    }
    Ok(code)
}

/// The record itself, or every record below a folder.
fn records_below(path: &Utf8PathBuf) -> Vec<Utf8PathBuf> {
    if !path.is_dir() {
        return vec![path.clone()];
    }
    let files = WalkDir::new(path).sort_by_file_name().into_iter().flatten();
    files
        .filter_map(|entry| Utf8PathBuf::from_path_buf(entry.into_path()).ok())
        .filter(|file| file.extension() == Some("json"))
        .collect()
}

/// Joins records of the same suite that have no case on a runtime in common.
fn join(runs: Vec<(String, Run)>) -> Result<Run, CliError> {
    let mut runs = runs.into_iter();
    let Some((first, mut whole)) = runs.next() else {
        return Err(CliError::NothingSelected(
            "there is no record to show; run the suite first".to_owned(),
        ));
    };
    for (name, run) in runs {
        if run.suite != whole.suite || run.tool != whole.tool {
            return Err(CliError::Usage(format!(
                "{first} and {name} are of different suites or versions; remove the older one"
            )));
        }
        let taken: HashSet<(&str, &str)> = whole
            .results
            .iter()
            .map(|result| (&*result.case, &*result.runtime))
            .collect();
        if let Some(twice) = run
            .results
            .iter()
            .find(|one| taken.contains(&(&*one.case, &*one.runtime)))
        {
            return Err(CliError::Usage(format!(
                "{name} has {} on {} again; show each result once",
                twice.case, twice.runtime
            )));
        }
        for runtime in run.runtimes {
            if !whole.runtimes.iter().any(|known| known.id == runtime.id) {
                whole.runtimes.push(runtime);
            }
        }
        for case in run.cases {
            if whole.case(&case.id).is_none() {
                whole.cases.push(case);
            }
        }
        whole.results.extend(run.results);
        whole.started = whole.started.min(run.started);
        whole.duration_ms = whole.duration_ms.saturating_add(run.duration_ms);
        whole.interrupted |= run.interrupted;
    }
    whole.cases.sort_by(|one, other| one.id.cmp(&other.id));
    if whole.cases.len() == whole.suite.cases && whole.shard.is_none() {
        whole.filter = None;
    }
    Ok(whole)
}
