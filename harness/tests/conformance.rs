//! The suite under `cargo test`: one trial for each case, on the reference.
//!
//! `THREADPROOF_RUNTIME` points the trials at another runtime, named as after `-r`.

mod places;

use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use threadproof::front::{Front, Verified};

use places::{program, workspace};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let runtime = std::env::var("THREADPROOF_RUNTIME").unwrap_or_else(|_| "boa".to_owned());
    let front = match Front::open(&workspace(), &runtime, &program()) {
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
