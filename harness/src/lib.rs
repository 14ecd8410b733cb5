//! threadproof's harness: holds a runtime to the documentation of `worker_threads`, case by case.
//!
//! The stages are rooms, and what flows between them flows in one direction:
//! [`discover`] → [`plan`] → [`execute`] → [`observe`] → [`matcher`] → [`record`], then the reports
//! of `threadproof-reports`. [`engine`] drives them; the command line is the program's, and so is
//! the exit code. A runtime, the reference included, is only ever run as a process: this crate does
//! not depend on one. [`explored`] is what it asks of the reference about many orders of threads.
//! [`contradict`] shows that an expectation can fail, [`trials`] are the suite for
//! somebody else's test runner, [`failure`] tells a failing case to a person.

pub mod bench;
pub mod contradict;
pub mod diagnose;
pub mod discover;
pub mod docs;
pub mod engine;
pub mod execute;
pub mod explored;
pub mod failure;
pub mod inert;
pub mod matcher;
pub mod mutants;
pub mod observe;
pub mod plan;
pub mod presence;
pub mod record;
pub mod runtimes;
pub mod slug;
pub mod trials;
pub mod yaml;
