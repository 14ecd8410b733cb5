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
    if comparison.compared() == 0 {
        return Err(nothing(&args.before, &before, &args.after, &after));
    }
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

/// What each side holds, where nothing of the one has a counterpart in the other.
fn nothing(old: &Utf8PathBuf, before: &Run, new: &Utf8PathBuf, after: &Run) -> CliError {
    let holds = |path: &Utf8PathBuf, run: &Run| {
        let runtimes: Vec<&str> = run.runtimes.iter().map(|one| one.id.as_str()).collect();
        let (results, cases) = (run.results.len(), run.cases.len());
        format!(
            "{path} holds {results} results of {cases} cases on {}",
            if runtimes.is_empty() {
                "no runtime".to_owned()
            } else {
                runtimes.join(", ")
            }
        )
    };
    CliError::NothingSelected(format!(
        "nothing to compare: {}; {}; run the same cases on the same runtimes",
        holds(old, before),
        holds(new, after)
    ))
}

/// Reads a record that was named on the command line.
pub(super) fn read(path: &Utf8PathBuf) -> Result<Run, CliError> {
    read_file(path.as_std_path()).map_err(|error| CliError::Usage(error.to_string()))
}
