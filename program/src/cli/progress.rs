//! Progress while cases run: a bar on a terminal, plain lines elsewhere, failures as they come.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use threadproof_reports::record::{CaseResult, Gate, Tier, Verdict};

use super::context::Context;
use threadproof_harness::engine::Cell;
use threadproof_harness::failure::{failure_text, headline};

/// How many plain lines a run prints, at most.
const PLAIN_LINES: usize = 10;

/// What is shown while cells run.
pub(super) struct Progress<'c> {
    cells: &'c [Cell<'c>],
    gate: Gate,
    quiet: bool,
    context: &'c Context,
    bar: Option<ProgressBar>,
    running: BTreeMap<usize, Instant>,
    done: usize,
    failed: usize,
    started: Instant,
}

impl<'c> Progress<'c> {
    pub(super) fn start(cells: &'c [Cell<'c>], gate: Gate, context: &'c Context) -> Self {
        let bar = (std::io::stderr().is_terminal() && !context.quiet).then(|| {
            let bar = ProgressBar::with_draw_target(
                Some(cells.len() as u64),
                ProgressDrawTarget::stderr_with_hz(10),
            );
            let template = "{bar:24} {pos}/{len} {msg}";
            bar.set_style(
                ProgressStyle::with_template(template).unwrap_or(ProgressStyle::default_bar()),
            );
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self {
            cells,
            gate,
            quiet: context.quiet,
            context,
            bar,
            running: BTreeMap::new(),
            done: 0,
            failed: 0,
            started: Instant::now(),
        }
    }

    pub(super) fn started(&mut self, index: usize) {
        self.running.insert(index, Instant::now());
        self.show_slowest();
    }

    pub(super) fn finished(&mut self, index: usize, result: &CaseResult) {
        self.running.remove(&index);
        self.done += 1;
        let planned = self.cells[index].planned;
        let gates = self.gate == Gate::All || planned.expectation.tier == Tier::Documented;
        if result.verdict.is_failure() {
            self.failed += usize::from(gates);
            let text = if self.quiet {
                headline(result) + "\n"
            } else {
                failure_text(planned, result)
            };
            self.say(&text);
        } else if result.verdict == Verdict::Inconclusive {
            self.say(&failure_text(planned, result));
        } else if self.context.verbose {
            let reason = result.reason.as_deref().unwrap_or_default();
            let colon = if reason.is_empty() { "" } else { ": " };
            self.say(&format!("{}{colon}{reason}", headline(result)));
        }
        if let Some(bar) = &self.bar {
            bar.inc(1);
        } else if !self.quiet {
            self.plain_line();
        }
        self.show_slowest();
    }

    pub(super) fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    fn say(&self, text: &str) {
        let print = || {
            self.context
                .say(format_args!("{}", text.trim_end_matches('\n')));
        };
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    fn plain_line(&self) {
        let total = self.cells.len();
        let step = total.div_ceil(PLAIN_LINES).max(1);
        if self.done.is_multiple_of(step) || self.done == total {
            let seconds = self.started.elapsed().as_secs_f64();
            let slowest = self.slowest().unwrap_or_default();
            anstream::eprintln!(
                "{}/{total} run, {} failed, {seconds:.1} s{slowest}",
                self.done,
                self.failed
            );
        }
    }

    fn show_slowest(&self) {
        if let Some(bar) = &self.bar {
            bar.set_message(format!(
                "{} failed{}",
                self.failed,
                self.slowest().unwrap_or_default()
            ));
        }
    }

    /// The case that runs for longest, when that is worth a word.
    fn slowest(&self) -> Option<String> {
        let (index, since) = self.running.iter().min_by_key(|(_, since)| **since)?;
        let seconds = since.elapsed().as_secs_f64();
        let cell = &self.cells[*index];
        Some(format!(
            ", running {seconds:.1} s: {} on {}",
            cell.planned.case.id,
            cell.runtime.id()
        ))
    }
}
