//! The suite under `cargo test`: one trial for each case, on the reference.
//!
//! `THREADPROOF_RUNTIME` points the trials at another runtime, named as after `-r`.

use std::process::ExitCode;
use std::sync::Arc;

use camino::Utf8Path;
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use threadproof::front::{Front, Verified};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    // nextest tells where things are now, which in an archive is not where they were built.
    let now = |name: &str, built: &str| std::env::var(name).unwrap_or_else(|_| built.to_owned());
    let own = now(
        "NEXTEST_BIN_EXE_threadproof",
        env!("CARGO_BIN_EXE_threadproof"),
    );
    let runtime = std::env::var("THREADPROOF_RUNTIME").unwrap_or_else(|_| "boa".to_owned());
    let package = now("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"));
    let root = Utf8Path::new(&package).join("..");
    let root = root.canonicalize_utf8().unwrap_or(root);
    let front = match Front::open(&root, &runtime, Utf8Path::new(&own)) {
        Ok(front) => Arc::new(front),
        Err(errors) => {
            eprintln!("{errors}");
            return ExitCode::from(2);
        }
    };
    let trial = |case: &str| {
        let (front, id) = (Arc::clone(&front), case.to_owned());
        Trial::ignorable_test(case, move || match front.run(&id) {
            Verified::Passed => Ok(Completion::Completed),
            Verified::Skipped(reason) => Ok(Completion::ignored_with(reason)),
            Verified::Failed(story) => Err(Failed::from(
                anstream::adapter::strip_str(&story).to_string(),
            )),
        })
    };
    let trials = front.cases().map(trial).collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}
