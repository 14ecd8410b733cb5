//! `threadproof doctor`: what is there, what is missing, and what it is missing for.

use camino::Utf8Path;
use clap::Args;

use super::context::Context;
use super::error::Code;
use super::run::stop_on_signals;
use super::runtimes::{found, own};
use threadproof_harness::execute::processes::in_force;
use threadproof_harness::execute::{Executor, most_at_once};
use threadproof_harness::failure::{BAD, GOOD, NEUTRAL};
use threadproof_harness::runtimes::ALL;
use threadproof_harness::runtimes::locate::{cache_folder, on_path};

/// Options of `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grade {
    Good,
    /// Something optional is missing.
    Limited,
    /// Nothing works without it.
    Broken,
}

struct Finding {
    grade: Grade,
    what: String,
    detail: String,
}

/// Runs the command; it fails when the reference or the suite does not work.
pub(super) fn doctor(_args: &DoctorArgs, context: &Context) -> Code {
    let executor = Executor::new();
    let mut findings = vec![suite(context), temporary(), reports(context), processes()];
    findings.extend([containment(), descriptors()]);
    if let Err(error) = stop_on_signals(&executor) {
        findings.push(finding(Grade::Limited, "signals", error));
    }
    for adapter in ALL {
        let found = found(*adapter, &executor);
        let versions: Vec<String> = found
            .iter()
            .map(|runtime| format!("{} at {}", runtime.version, runtime.found.program))
            .collect();
        findings.push(match (versions.is_empty(), adapter.name()) {
            (false, name) => finding(Grade::Good, name, versions.join(", ")),
            (true, name @ "boa") => finding(
                Grade::Broken,
                name,
                "the reference does not start; `run` without -r needs it",
            ),
            (true, name) => {
                let detail = format!("not found; `-r {name}` needs it: {}", adapter.how_to_get());
                finding(Grade::Limited, name, detail)
            }
        });
    }
    findings.extend(
        own(context, &executor)
            .into_iter()
            .map(|(name, asked)| match asked {
                Ok(runtime) => {
                    let detail = format!("{} at {}", runtime.version, runtime.found.program);
                    finding(Grade::Good, name, detail)
                }
                Err(error) => finding(
                    Grade::Limited,
                    name,
                    format!("{error}; `-r {name}` needs it"),
                ),
            }),
    );
    findings.extend(["npm", "tar"].map(|tool| match on_path(tool) {
        Some(path) => finding(Grade::Good, tool, path),
        None => finding(
            Grade::Limited,
            tool,
            "not on the PATH; `runtimes add` needs it",
        ),
    }));
    findings.push(writable(
        "cache",
        &cache_folder(),
        Grade::Limited,
        "`runtimes add` needs it",
    ));
    if executor.stopped() {
        return Code::Interrupted;
    }
    for one in &findings {
        let (style, sign) = match one.grade {
            Grade::Good => (GOOD, "✓"),
            Grade::Limited => (NEUTRAL, "-"),
            Grade::Broken => (BAD, "✗"),
        };
        anstream::println!("{style}{sign} {}{style:#}: {}", one.what, one.detail);
    }
    let broken = findings.iter().any(|one| one.grade == Grade::Broken);
    if broken {
        Code::Harness
    } else {
        Code::AsExpected
    }
}

fn finding(grade: Grade, what: &str, detail: impl std::fmt::Display) -> Finding {
    Finding {
        grade,
        what: what.to_owned(),
        detail: detail.to_string(),
    }
}

fn suite(context: &Context) -> Finding {
    match context.plan() {
        Ok(plan) => finding(
            Grade::Good,
            "suite",
            format!("{} cases in {}", plan.cases.len(), context.root),
        ),
        Err(_) => finding(
            Grade::Broken,
            "suite",
            format!(
                "the suite in {} has errors; `threadproof check` shows them",
                context.root
            ),
        ),
    }
}

fn temporary() -> Finding {
    match tempfile::tempdir() {
        Ok(folder) => finding(
            Grade::Good,
            "temporary folder",
            folder.path().parent().unwrap_or(folder.path()).display(),
        ),
        Err(error) => finding(
            Grade::Broken,
            "temporary folder",
            format!("{error}; set TMPDIR to a folder that can be written"),
        ),
    }
}

fn reports(context: &Context) -> Finding {
    writable(
        "reports",
        &context.output,
        Grade::Broken,
        "give --output a folder that can be written",
    )
}

/// Without `/proc`, processes that escape their group cannot be found.
/// What keeps processes of a case from outliving it.
fn containment() -> Finding {
    let (works, fails) = in_force();
    let what = "leftover processes";
    if fails.is_empty() {
        return finding(Grade::Good, what, works.join("; "));
    }
    let detail = format!(
        "without this, a case's daemon may be missed: {}",
        fails.join("; ")
    );
    finding(Grade::Limited, what, detail)
}

fn descriptors() -> Finding {
    let (most, usual) = (
        most_at_once(),
        std::thread::available_parallelism().map_or(1, usize::from),
    );
    let detail = format!("enough for {} cases at once", most.min(100_000));
    let grade = if most < usual {
        Grade::Limited
    } else {
        Grade::Good
    };
    finding(grade, "descriptors", detail)
}

fn processes() -> Finding {
    match std::fs::read_to_string("/proc/self/stat") {
        Ok(_) => finding(Grade::Good, "process watch", "/proc can be read"),
        Err(error) => finding(
            Grade::Broken,
            "process watch",
            format!("/proc cannot be read ({error}); leaks and caps need it"),
        ),
    }
}

fn writable(what: &str, folder: &Utf8Path, grade: Grade, need: &str) -> Finding {
    // Nothing is made: the nearest folder that exists must be writable.
    let there = folder
        .ancestors()
        .find(|folder| folder.is_dir())
        .unwrap_or(folder);
    match tempfile::tempfile_in(there) {
        Ok(_) => finding(Grade::Good, what, folder),
        Err(error) => finding(
            grade,
            what,
            format!("{folder} cannot be written ({error}); {need}"),
        ),
    }
}
