//! The versioned record of a run, and every way to show it.
//!
//! A run of the suite ends in one [`record::Run`]. Everything here is a function of that record:
//! the renderers in [`render`] turn one into a file, [`compare`] tells two apart, [`merge`] joins
//! the shards of one. Nothing here may know how a result was made: no process, no runtime and no
//! expectation file is ever opened by this crate.

pub mod atomic;
pub mod bench;
pub mod compare;
pub mod diff;
pub mod docs;
pub mod history;
pub mod merge;
pub mod record;
pub mod regular;
pub mod render;

mod locate;
mod words;
