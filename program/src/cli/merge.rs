//! `threadproof merge`: the shards of one run become one record.

use camino::Utf8PathBuf;
use clap::Args;
use threadproof_reports::merge::merge as merge_runs;
use threadproof_reports::render;

use super::compare::read;
use super::context::Context;
use super::error::{CliError, Code};
use super::reporting::{ReportSpec, probe, takes_stdout, tell_github, write_asked};
use super::summary;

/// Options of `merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// The records of all shards
    #[arg(required = true, value_name = "RECORD")]
    records: Vec<Utf8PathBuf>,
    /// The file for the merged record
    #[arg(
        short = 'o',
        long = "to",
        value_name = "FILE",
        default_value = "merged.json",
        env = "THREADPROOF_TO"
    )]
    to: Utf8PathBuf,
    /// Reports of the merged record, as for `run`
    #[arg(
        long,
        value_name = "NAME[=PATH]",
        env = "THREADPROOF_REPORT",
        value_delimiter = ','
    )]
    report: Vec<ReportSpec>,
}

/// Runs the command; it exits with what the whole run would have exited with.
pub(super) fn merge(args: &MergeArgs, context: &Context) -> Result<Code, CliError> {
    let context = &context.with_reports(takes_stdout(&args.report)?);
    probe(&args.report, false, context)?;
    let records: Result<Vec<_>, CliError> = args
        .records
        .iter()
        .map(|path| Ok((path.to_string(), read(path)?)))
        .collect();
    let run = merge_runs(records?).map_err(|error| CliError::Usage(error.to_string()))?;
    let json =
        render::find("json").ok_or_else(|| CliError::Harness("no JSON renderer".to_owned()))?;
    render::write_file(json, &run, args.to.as_std_path())
        .map_err(|error| CliError::Harness(error.to_string()))?;
    let mut written = write_asked(&run, &args.report, context);
    written.files.insert(0, args.to.clone());
    // No shard alone has told what the whole run came to.
    tell_github(&run, &args.report, context, &mut written);
    Ok(summary::print_again(&run, &written, context))
}
