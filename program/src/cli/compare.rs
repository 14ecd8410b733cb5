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
    /// The later record; without it, `--columns` names two runtimes of the one
    after: Option<Utf8PathBuf>,
    /// Set two runtimes of a record against each other, such as node@22,node@26: what the one does
    /// and the other does not
    #[arg(
        long,
        value_name = "ONE,OTHER",
        env = "THREADPROOF_COLUMNS",
        conflicts_with = "after"
    )]
    columns: Option<String>,
    /// Print Markdown, as for a comment on a pull request
    #[arg(long, env = "THREADPROOF_MARKDOWN", value_parser = clap::builder::BoolishValueParser::new())]
    markdown: bool,
}

/// Runs the command.
pub(super) fn compare(args: &CompareArgs, _context: &Context) -> Result<Code, CliError> {
    let (before, after) = match (&args.after, &args.columns) {
        (Some(after), _) => (read(&args.before)?, read(after)?),
        (None, Some(columns)) => sides(&read(&args.before)?, columns)?,
        (None, None) => {
            return Err(CliError::Usage(
                "name a second record, or two runtimes of this one with --columns".to_owned(),
            ));
        }
    };
    let comparison = compare_runs(&before, &after);
    if comparison.compared() == 0 {
        let later = args.after.as_ref().unwrap_or(&args.before);
        return Err(nothing(&args.before, &before, later, &after));
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

/// The two runtimes of a record that `columns` names, each as a record of its own.
fn sides(run: &Run, columns: &str) -> Result<(Run, Run), CliError> {
    let Some((one, other)) = columns.split_once(',') else {
        return Err(CliError::Usage(format!(
            "--columns {columns}: name two runtimes, as in --columns node@22,node@26"
        )));
    };
    let (one, other) = (column(run, one.trim())?, column(run, other.trim())?);
    if one == other {
        return Err(CliError::Usage(format!(
            "--columns {columns}: both are {one}; name two runtimes that differ"
        )));
    }
    Ok((run.of_runtime(one), run.of_runtime(other)))
}

/// The one runtime of the record that is meant: by its id, or by a name or version that begins it.
fn column<'r>(run: &'r Run, written: &str) -> Result<&'r str, CliError> {
    let ids = || run.runtimes.iter().map(|runtime| runtime.id.as_str());
    let begins = |id: &&str| {
        let rest = id.strip_prefix(written);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['@', '.']))
    };
    if let Some(same) = ids().find(|id| *id == written) {
        return Ok(same);
    }
    let found: Vec<&str> = ids().filter(begins).collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err(CliError::Usage(format!(
            "the record has no `{written}`; it has {}",
            ids().collect::<Vec<_>>().join(", ")
        ))),
        several => Err(CliError::Usage(format!(
            "`{written}` may be {}; give a whole version",
            several.join(" or ")
        ))),
    }
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
