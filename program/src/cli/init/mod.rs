//! `threadproof init`: a suite of somebody's own that runs at once.

use std::fs;

use camino::Utf8PathBuf;
use clap::Args;

use super::carried;
use super::context::Context;
use super::error::{CliError, Code};

/// Options of `init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The folder, which is made if it is not there
    #[arg(value_name = "DIR")]
    folder: Utf8PathBuf,
}

/// What is written: paths from the folder, and texts.
const FILES: &[(&str, &str)] = &[
    (
        "fixtures/hello/worker-answers/main.cjs",
        include_str!("main.cjs"),
    ),
    (
        "fixtures/hello/worker-answers/worker.cjs",
        include_str!("worker.cjs"),
    ),
    (
        "expectations/hello/worker-answers.yaml",
        include_str!("expectation.yaml"),
    ),
    ("threadproof.toml", include_str!("threadproof.toml")),
    (
        ".github/workflows/threadproof.yml",
        include_str!("workflow.yml"),
    ),
    (".gitignore", "/target\n"),
];

/// What fixtures share; the same files as in the suite that the program carries.
const LIBRARY: &[&str] = &["fixtures/_lib/observe.cjs", "fixtures/_lib/same.cjs"];

/// Runs the command. Nothing that is there already is touched.
pub(super) fn init(args: &InitArgs, context: &Context) -> Result<Code, CliError> {
    let mut files: Vec<(&str, &str)> = FILES.to_vec();
    for path in LIBRARY {
        let text = carried::text(path)
            .ok_or_else(|| CliError::Harness(format!("this program carries no {path}")))?;
        files.push((path, text));
    }
    let there: Vec<&str> = files
        .iter()
        .map(|(path, _)| *path)
        .filter(|path| args.folder.join(path).exists())
        .collect();
    if !there.is_empty() {
        return Err(CliError::Usage(format!(
            "{} has {} already; nothing was written; name another folder",
            args.folder,
            there.join(", ")
        )));
    }
    for (path, text) in files {
        let path = args.folder.join(path);
        path.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| CliError::Usage(format!("{path}: cannot be written: {error}")))?;
        if !context.quiet {
            anstream::println!("wrote {path}");
        }
    }
    anstream::println!("run it: threadproof run --suite {}", args.folder);
    Ok(Code::AsExpected)
}
