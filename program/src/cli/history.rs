//! `threadproof history`: many records as one static site.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use threadproof_reports::atomic;
use threadproof_reports::history::{History, site};
use threadproof_reports::render;

use super::compare::read;
use super::context::Context;
use super::error::{CliError, Code};

/// Options of `history`.
#[derive(Debug, Args)]
pub struct HistoryArgs {
    /// Records, as `run` writes them
    #[arg(value_name = "RECORD")]
    records: Vec<Utf8PathBuf>,
    /// A file that keeps what was known before, and gets what the records add
    #[arg(long, value_name = "FILE", env = "THREADPROOF_DATA")]
    data: Option<Utf8PathBuf>,
    /// The folder of the site [default: history in the folder for reports]
    #[arg(long, value_name = "DIR", env = "THREADPROOF_SITE")]
    site: Option<Utf8PathBuf>,
}

/// Runs the command.
pub(super) fn history(args: &HistoryArgs, context: &Context) -> Result<Code, CliError> {
    let mut history = match args.data.as_deref().filter(|path| path.exists()) {
        Some(path) => known(path)?,
        None => History::default(),
    };
    let folder = args
        .site
        .clone()
        .unwrap_or_else(|| context.output.join("history"));
    let mut pages = BTreeSet::new();
    for path in &args.records {
        let run = read(path)?;
        history.add(&run);
        for runtime in &run.runtimes {
            let one = run.of_runtime(&runtime.id);
            let html = render::find("html")
                .ok_or_else(|| CliError::Harness("no HTML renderer".to_owned()))?;
            let target = folder.join(site::report_file(&runtime.id));
            render::write_file(html, &one, target.as_std_path()).map_err(failed)?;
            pages.insert(runtime.id.clone());
        }
    }
    if history.runs.is_empty() {
        return Err(CliError::NothingSelected(
            "there is no record to show; name records, or with --data the data of earlier ones"
                .to_owned(),
        ));
    }
    // Pages of records that were given earlier stand in the site already.
    let earlier = history
        .runs
        .iter()
        .map(threadproof_reports::history::Entry::id);
    pages.extend(earlier.filter(|id| folder.join(site::report_file(id)).is_file()));
    let index = folder.join("index.html");
    write(&index, &site::page(&history, &pages))?;
    if let Some(data) = &args.data {
        write(data, &history.to_text())?;
    }
    anstream::println!("wrote {index}");
    Ok(Code::AsExpected)
}

fn known(path: &Utf8Path) -> Result<History, CliError> {
    let text = threadproof_reports::regular::read_text(path.as_ref())
        .map_err(|error| CliError::Usage(format!("{path}: cannot be read: {error}")))?;
    History::read(&text).map_err(|error| CliError::Usage(format!("{path}: {error}")))
}

fn write(path: &Utf8Path, text: &str) -> Result<(), CliError> {
    atomic::write(path.as_std_path(), |out| out.write_all(text.as_bytes())).map_err(failed)
}

fn failed(error: atomic::WriteError) -> CliError {
    CliError::Harness(error.to_string())
}
