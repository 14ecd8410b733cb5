//! The harness tested from outside, as a program, without any JavaScript runtime.
//!
//! A shell script stands in for the runtime, and suites are written into temporary folders.

mod assignment;
mod bad_expectations;
mod bad_input;
mod bench;
mod bent;
mod ci;
mod commands;
mod electron;
mod execution;
mod history;
mod interruption;
mod matching;
mod mutants;
mod own;
#[path = "../places/mod.rs"]
mod places;
mod runtimes;
mod selection;
mod settings;
mod support;
mod verify;
mod words;
mod wrong;
