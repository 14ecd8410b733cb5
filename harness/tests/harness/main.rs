//! The harness tested from outside, as a program, without any JavaScript runtime.
//!
//! A shell script stands in for the runtime, and suites are written into temporary folders.

mod assignment;
mod bad_expectations;
mod bad_input;
mod commands;
mod execution;
mod history;
mod interruption;
mod matching;
mod runtimes;
mod selection;
mod support;
mod verify;
