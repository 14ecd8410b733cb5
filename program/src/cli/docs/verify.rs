//! `threadproof docs verify`: every example of a page, as printed, on every runtime.

use camino::Utf8PathBuf;
use clap::Args;
use threadproof_reports::docs::{DocsPage, DocsRun, Outcome, SCHEMA, Standing};

use super::super::args::RuntimeArgs;
use super::super::context::{Context, own_program};
use super::super::error::{CliError, Code};
use super::reports::{self, DocsReport};
use super::{shown, update};
use threadproof_harness::docs::completion::{self, Completions};
use threadproof_harness::docs::model::{Language, Page};
use threadproof_harness::docs::read_all;
use threadproof_harness::docs::verify::apart::Apart;
use threadproof_harness::docs::verify::record::page_record;
use threadproof_harness::docs::verify::run::Desk;
use threadproof_harness::docs::verify::sheet::{Sheet, Shelf};
use threadproof_harness::docs::verify::{Cell, Subject, Verified, compare_twins, verify_cells};
use threadproof_harness::engine::Column;
use threadproof_harness::execute::Executor;

/// Options of `docs verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Pages, or folders of pages
    #[arg(required = true, value_name = "PAGE")]
    pages: Vec<Utf8PathBuf>,
    #[command(flatten)]
    runtimes: RuntimeArgs,
    /// Only examples whose id contains this text
    #[arg(long, value_name = "TEXT", env = "THREADPROOF_EXAMPLE")]
    example: Option<String>,
    /// A file of completions, or a folder of them [default: docs/completions of the suite]
    #[arg(long, value_name = "PATH", env = "THREADPROOF_COMPLETIONS")]
    completions: Option<Utf8PathBuf>,
    /// Complete nothing: every example exactly as printed
    #[arg(long, conflicts_with = "completions", env = "THREADPROOF_AS_PRINTED")]
    as_printed: bool,
    /// How many examples run at once [default: the number of processors]
    #[arg(short, long, value_name = "N", env = "THREADPROOF_JOBS",
          value_parser = clap::value_parser!(u32).range(1..))]
    jobs: Option<u32>,
    /// Multiply every deadline, as on a slow machine
    #[arg(long, value_name = "FACTOR", env = "THREADPROOF_TIMEOUT_SCALE",
          value_parser = super::super::run::factor)]
    timeout_scale: Option<f64>,
    /// A report: html, json, junit or github, each with `=PATH` if need be
    #[arg(
        long,
        value_name = "NAME[=PATH]",
        env = "THREADPROOF_REPORT",
        value_delimiter = ','
    )]
    report: Vec<DocsReport>,
    /// Let examples that are marked `network` reach other machines
    #[arg(long, env = "THREADPROOF_NETWORK")]
    network: bool,
    /// Fail on incomplete examples too: those that lack a name, a file, a package or a network
    #[arg(long, env = "THREADPROOF_STRICT")]
    strict: bool,
    /// Write completions for what can be inferred, marked as proposed, beside those that are there
    #[arg(long, env = "THREADPROOF_UPDATE", conflicts_with = "as_printed")]
    update: bool,
}

/// Runs the command.
pub(super) fn verify(args: &VerifyArgs, context: &Context) -> Result<Code, CliError> {
    let started = jiff::Timestamp::now();
    let pages = read_all(&args.pages).map_err(CliError::Pages)?;
    let completions = args.completions(context)?;
    let chosen: Vec<Option<&Completions>> = pages
        .iter()
        .map(|page| Completions::choose(&completions, page))
        .collect();
    check(&pages, &chosen)?;
    if !pages
        .iter()
        .any(|page| page.examples.iter().any(|one| args.selects(&one.id)))
    {
        return Err(args.nothing(&pages));
    }
    let executor = Executor::new();
    super::super::run::stop_on_signals(&executor)?;
    let apart = Apart::new(&own_program()?);
    let desk = Desk {
        executor: &executor,
        scale: args.timeout_scale.unwrap_or(1.0),
        apart: &apart,
        network: args.network,
    };
    let columns = args.runtimes.columns(context, &executor)?;
    let subjects = subjects(&columns, &desk);
    if executor.stopped() {
        return Err(CliError::Interrupted);
    }
    let subjects = subjects?;
    let mut shelf = Shelf::default();
    let sheets = pages.iter().zip(&chosen);
    let sheets = sheets
        .map(|(page, completions)| Sheet::new(page, *completions, &subjects, &mut shelf, &desk))
        .collect::<Result<Vec<_>, _>>();
    if executor.stopped() {
        return Err(CliError::Interrupted);
    }
    let sheets = sheets.map_err(CliError::Harness)?;
    let mut cells = Vec::new();
    for sheet in &sheets {
        let is_code = |language| language != Language::Other;
        for example in sheet
            .page
            .examples
            .iter()
            .filter(|one| is_code(one.language))
        {
            let all = subjects.iter().filter(|_| args.selects(&example.id));
            cells.extend(all.map(|subject| Cell {
                sheet,
                example,
                subject,
            }));
        }
    }
    let mut verified: Vec<Option<Verified>> = cells.iter().map(|_| None).collect();
    let progress = shown::Progress::start(cells.len(), context);
    verify_cells(&cells, args.jobs(context), &desk, |index, one| {
        verified[index] = Some(one);
        progress.step();
    });
    progress.end();
    compare_twins(&cells, &mut verified, |twins| {
        let mut again: Vec<Option<Verified>> = twins.iter().map(|_| None).collect();
        verify_cells(twins, args.jobs(context), &desk, |index, one| {
            again[index] = Some(one);
        });
        again
    });
    if args.update {
        update::propose(&cells, &verified, &desk, &args.proposals(context))?;
    }
    let mut results = cells
        .iter()
        .zip(verified)
        .filter_map(|(cell, one)| {
            let mut result = one?.result;
            let runtime = &cell.subject.runtime.spec.written;
            result.rerun = shown::rerun(context, &cell.sheet.page, &cell.example.id, runtime);
            Some((cell.example.id.as_str(), result))
        })
        .collect::<Vec<_>>();
    let pages: Vec<DocsPage> = pages
        .iter()
        .zip(&chosen)
        .map(|(page, completions)| {
            page_record(page, *completions, |example| {
                let is_its = |one: &mut (&str, _)| one.0 == example.id;
                results
                    .extract_if(.., is_its)
                    .map(|(_, result)| result)
                    .collect()
            })
        })
        .collect();
    let run = DocsRun {
        schema: SCHEMA,
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        started: started.to_string(),
        // A clock that was set back meanwhile gives no duration.
        duration_ms: u64::try_from(jiff::Timestamp::now().duration_since(started).as_millis())
            .unwrap_or(0),
        host: threadproof_harness::record::host(),
        interrupted: executor.stopped(),
        runtimes: columns.iter().map(Column::info).collect(),
        pages,
    };
    let errors = reports::write(&run, &args.report, context);
    shown::print(&run, context);
    Ok(if errors && !run.interrupted {
        Code::Harness
    } else {
        code_of(&run, args.strict)
    })
}

impl VerifyArgs {
    fn selects(&self, id: &str) -> bool {
        self.example
            .as_ref()
            .is_none_or(|text| id.contains(text.as_str()))
    }

    fn completions(&self, context: &Context) -> Result<Vec<Completions>, CliError> {
        let default = context.root.join("docs/completions");
        let path = match &self.completions {
            Some(path) if !path.exists() => {
                return Err(CliError::Usage(format!(
                    "--completions {path}: no such file or folder; give a YAML file, or --as-printed"
                )));
            }
            Some(path) => path.clone(),
            None => default,
        };
        if self.as_printed || !path.exists() {
            return Ok(Vec::new());
        }
        completion::read_all(&path, &context.root).map_err(CliError::Texts)
    }

    /// The folder for proposed completions.
    fn proposals(&self, context: &Context) -> Utf8PathBuf {
        match &self.completions {
            Some(path) if path.is_dir() => path.clone(),
            Some(path) => path.parent().unwrap_or("".into()).to_owned(),
            None => context.root.join("docs/completions"),
        }
    }

    fn nothing(&self, pages: &[Page]) -> CliError {
        let names: Vec<&str> = pages.iter().map(|page| page.path.as_str()).collect();
        let names = names.join(", ");
        CliError::NothingSelected(match &self.example {
            None => format!("no code example in {names}"),
            Some(text) => format!(
                "no example of {names} has `{text}` in its id; `threadproof docs extract` lists them"
            ),
        })
    }

    fn jobs(&self, context: &Context) -> usize {
        let given = self.jobs.and_then(|jobs| usize::try_from(jobs).ok());
        given
            .or(context.settings.run.jobs)
            .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
    }
}

fn check(pages: &[Page], chosen: &[Option<&Completions>]) -> Result<(), CliError> {
    let pairs = pages.iter().zip(chosen);
    let problems: Vec<_> = pairs
        .filter_map(|(page, completions)| Some(completions.as_ref()?.check(page)))
        .flatten()
        .collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(CliError::Texts(problems))
    }
}

/// The runtimes that are there, each with what it brings along.
fn subjects(columns: &[Column], desk: &Desk<'_>) -> Result<Vec<Subject>, CliError> {
    let present = columns.iter().filter_map(|column| match column {
        Column::Present(runtime) => Some(&**runtime),
        Column::Absent { .. } => None,
    });
    present
        .map(|runtime| {
            let around = desk.surroundings(runtime).map_err(CliError::Harness)?;
            let runtime = runtime.clone();
            Ok(Subject { runtime, around })
        })
        .collect()
}

/// As for `run`.
fn code_of(run: &DocsRun, strict: bool) -> Code {
    let any = |wanted: fn(Outcome, Standing) -> bool| {
        let mut results = run.results();
        results.any(|(_, _, result)| wanted(result.outcome, result.standing))
    };
    if run.interrupted {
        Code::Interrupted
    } else if any(|outcome, _| outcome == Outcome::Fault) {
        Code::Harness
    } else if any(|_, standing| standing == Standing::Failed)
        || (strict && any(|_, standing| standing == Standing::Incomplete))
    {
        Code::Unexpected
    } else {
        Code::AsExpected
    }
}
