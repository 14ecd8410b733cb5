//! threadproof's harness: holds a runtime to the documentation of `worker_threads`, case by case.
//!
//! The stages are rooms, and what flows between them flows in one direction:
//! [`discover`] → [`plan`] → [`execute`] → [`observe`] → [`matcher`] → [`record`], then the reports
//! of `threadproof-reports`, then one exit code. [`engine`] drives them, [`cli`] is the command
//! line. A runtime, the reference included, is only ever run as a process. [`bend`] shows that an
//! expectation can fail.

pub mod bench;
pub mod bend;
pub mod cli;
pub mod diagnose;
pub mod discover;
pub mod docs;
pub mod engine;
pub mod execute;
pub mod front;
pub mod matcher;
pub mod mutants;
pub mod observe;
pub mod plan;
pub mod record;
pub mod runtimes;
pub mod yaml;
