//! The ground under the reference: what threads and the program around them agree on before there
//! is any JavaScript.
//!
//! | room | what is there |
//! |---|---|
//! | [`access`] | what scripts may reach, and what stands in its place |
//! | [`asar`] | archives that are read as folders |
//! | [`director`] | who decides the order of threads, where somebody does |
//! | [`embedder`], [`limits`], [`options`], [`observe`] | how a runtime is set up, and who is told what happens |
//! | [`env`] | a thread's environment variables |
//! | [`heap`] | counts what each thread allocates |
//! | [`numbers`] | JavaScript's numbers as indexes, sizes and times |
//! | [`parker`], [`spin`], [`stack_pages`] | how a thread waits, and what it gives back when it does |
//! | [`paths`] | paths as text |
//! | [`slots`] | typed slots, in which the layers above keep what is theirs |
//!
//! This crate must never know the engine: nothing here names a JavaScript value.

pub mod access;
pub mod asar;
pub mod director;
pub mod embedder;
pub mod env;
pub mod heap;
pub mod limits;
pub mod numbers;
pub mod observe;
pub mod options;
pub mod parker;
pub mod paths;
pub mod slots;
pub mod spin;
pub mod stack_pages;
