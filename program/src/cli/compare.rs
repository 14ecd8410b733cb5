//! `threadproof compare`: two records, and what got better or worse.

use camino::Utf8PathBuf;
use clap::Args;
use threadproof_reports::compare::compare as compare_runs;
use threadproof_reports::record::{Run, read_file};

use super::context::Context;
use super::error::{CliError, Code};

/// Options of `compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// The earlier record, as `--report json=PATH` wrote it
    before: Utf8PathBuf,
    /// The later record
    after: Utf8PathBuf,
    /// Print Markdown, as for a comment on a pull request
    #[arg(long, env = "THREADPROOF_MARKDOWN", value_parser = clap::builder::BoolishValueParser::new())]
    markdown: bool,
}

/// Runs the command.
pub(super) fn compare(args: &CompareArgs, _context: &Context) -> Result<Code, CliError> {
    let (before, after) = (read(&args.before)?, read(&args.after)?);
    let comparison = compare_runs(&before, &after);
    let text = if args.markdown {
        comparison.to_markdown()
    } else {
        comparison.to_text()
    };
    anstream::println!("{}", text.trim_end());
    Ok(if comparison.is_regression() {
        Code::Unexpected
    } else {
        Code::AsExpected
    })
}

/// Reads a record that was named on the command line.
pub(super) fn read(path: &Utf8PathBuf) -> Result<Run, CliError> {
    read_file(path.as_std_path()).map_err(|error| CliError::Usage(error.to_string()))
}
