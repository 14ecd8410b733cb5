//! Runs a program with workers in every permitted order, and repeats one from a token.
//!
//! ```
//! use threadproof_explore::{Explorer, Kind, Settings};
//! use threadproof_runner::{Runtime, SourceKind};
//!
//! let code = "
//!     const { Worker } = require('node:worker_threads');
//!     const options = { eval: true };
//!     const code = `require('node:worker_threads').parentPort.postMessage('hello')`;
//!     for (const name of ['a', 'b']) {
//!         new Worker(code, options).on('message', () => console.log(name));
//!     }
//! ";
//! let settings = Settings { kind: Kind::Exhaustive, ..Settings::default() };
//! let program = move || Runtime::builder().source(code, SourceKind::CommonJs);
//! let report = Explorer::new(program, code.as_bytes(), settings).explore(&|_, _| {})?;
//! let mut outputs: Vec<_> = report.outcomes.iter().map(|it| it.run.outcome.stdout.clone()).collect();
//! outputs.sort();
//! assert_eq!(outputs, [b"a\nb\n", b"b\na\n"]);
//! # Ok::<(), threadproof_explore::ExploreError>(())
//! ```
//!
//! | room | what is there |
//! |---|---|
//! | [`explorer`] | runs a program again and again, tells outcomes and failures, makes schedules smaller |
//! | [`report`] | settings, outcomes, faults, failures |
//! | [`strategy`] | how the next thread is chosen |
//! | [`baton`] | the director: one thread runs, all others wait for it |
//! | `turns` | who runs, who could, who waits |
//! | [`trace`] | what happened in a run, and which runs are equivalent |
//! | [`token`] | a schedule as a short text |
//! | [`show`] | a run for people |
//! | [`watchdog`] | ends runs that come to no point of choice |
//!
//! A program of the host's own rules is run with any [`Director`](threadproof_runner::director::Director)
//! through [`Builder::director`](threadproof_runner::Builder::director); this crate has one.

pub mod baton;
pub mod explorer;
pub mod report;
pub mod show;
pub mod strategy;
pub mod token;
pub mod trace;
mod turns;
pub mod watchdog;

pub use baton::{Baton, Verdict};
pub use explorer::Explorer;
pub use report::{
    ExploreError, Extent, Failure, Fault, Judge, Judged, Kind, Outcome, Report, Run, Seen, Settings,
};
pub use token::{Schedule, TokenError};
pub use trace::Trace;
