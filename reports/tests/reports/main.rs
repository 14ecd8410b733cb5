//! Tests of the record and of every way to show it, over hand-built runs.
//!
//! They use the public interface only, as the harness does. No test may need a runtime, and only
//! the one in `browser` needs a program, which it skips without.

mod atomic;
mod badge;
mod bcd;
mod browser;
mod compare;
mod docs;
mod github;
mod history;
mod html;
mod json;
mod junit;
mod markdown;
mod merge;
mod record;
mod render;
mod sample;

use threadproof_reports::record::Run;
use threadproof_reports::render::{find, to_string};

/// A report as text, by its renderer's name.
fn rendered(name: &str, run: &Run) -> String {
    to_string(find(name).expect("the renderer is listed"), run)
}
