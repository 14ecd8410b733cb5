//! The suite under `cargo test`: one trial for each case, on the reference.
//!
//! `THREADPROOF_RUNTIME` points the trials at another runtime, named as after `-r`.
//! `THREADPROOF_DOCS` names documentation pages, or folders of them, separated as in `PATH`: each
//! of their examples becomes a trial as well.

mod places;

use std::process::ExitCode;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use threadproof_harness::docs::trials::DocsTrials;
use threadproof_harness::trials::{SuiteTrials, Verified};

use places::{program, workspace};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let runtime = std::env::var("THREADPROOF_RUNTIME").unwrap_or_else(|_| "boa".to_owned());
    let (root, own) = (workspace(), program());
    let trials = cases(&root, &runtime, &own)
        .and_then(|cases| Ok(cases.into_iter().chain(examples(&root, &runtime, &own)?)));
    match trials {
        Ok(trials) => libtest_mimic::run(&arguments, trials.collect()).exit_code(),
        Err(errors) => {
            eprintln!("{errors}");
            ExitCode::from(2)
        }
    }
}

fn cases(root: &Utf8Path, runtime: &str, own: &Utf8Path) -> Result<Vec<Trial>, String> {
    let front = Arc::new(SuiteTrials::open(root, runtime, own)?);
    let trial = |case: &str| {
        let (front, id) = (Arc::clone(&front), case.to_owned());
        Trial::ignorable_test(case, move || completion(front.run(&id)))
    };
    Ok(front.cases().map(trial).collect())
}

fn examples(root: &Utf8Path, runtime: &str, own: &Utf8Path) -> Result<Vec<Trial>, String> {
    let Some(named) = std::env::var_os("THREADPROOF_DOCS").filter(|named| !named.is_empty()) else {
        return Ok(Vec::new());
    };
    // The test runs in its package's folder; what is named is meant from the suite's.
    let from_root = |path| Some(root.join(Utf8PathBuf::from_path_buf(path).ok()?));
    let paths: Vec<_> = std::env::split_paths(&named)
        .filter_map(from_root)
        .collect();
    let docs = Arc::new(DocsTrials::open(&paths, root, runtime, own)?);
    let trial = |example: &str| {
        let (docs, id) = (Arc::clone(&docs), example.to_owned());
        Trial::ignorable_test(format!("docs/{example}"), move || completion(docs.run(&id)))
    };
    Ok(docs.examples().map(trial).collect())
}

fn completion(verified: Verified) -> Result<Completion, Failed> {
    match verified {
        Verified::Passed => Ok(Completion::Completed),
        Verified::Skipped(reason) => Ok(Completion::ignored_with(reason)),
        Verified::Failed(story) => Err(Failed::from(
            anstream::adapter::strip_str(&story).to_string(),
        )),
    }
}
