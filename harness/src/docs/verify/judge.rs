//! Holds what an example did against what was promised.
//!
//! A pure function; the promises are the page's or those of an entry that corrects it.

use threadproof_reports::diff::unified;
use threadproof_reports::docs::Outcome;

use super::prepare::Prepared;
use crate::docs::completion::{End, Expect, Line};
use crate::docs::model::Promised;
use crate::observe::Observation;

/// How much of a line of standard error is told.
const LONGEST_TOLD: usize = 200;

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Judgement {
    /// What happened.
    pub outcome: Outcome,
    /// What is wrong, in one line.
    pub message: Option<String>,
    /// Promised against printed.
    pub diff: Option<String>,
    /// How many promises were kept.
    pub kept: usize,
    /// How many could not be looked at.
    pub unchecked: usize,
}

/// What is wanted of an example.
#[derive(Debug, Clone)]
pub struct Wanted {
    end: End,
    /// Lines, and whether others may stand between them.
    lines: Vec<Line>,
    others: bool,
    unchecked: usize,
    promises: usize,
}

impl Wanted {
    /// What the page promises, unless an entry says otherwise.
    #[must_use]
    pub fn new(prepared: &Prepared, expect: Option<&Expect>) -> Self {
        let is_caught = |line: usize| {
            let caught = &prepared.source.caught;
            caught
                .iter()
                .any(|(first, last)| (*first..=*last).contains(&line))
        };
        let mut thrown = None;
        let mut unchecked = 0;
        for promise in &prepared.promises {
            match &promise.kind {
                Promised::Throws(_) if is_caught(promise.line) => unchecked += 1,
                Promised::Throws(words) => thrown = Some(words.clone()),
                Promised::Prints(_) => {}
            }
        }
        let promised = || thrown.clone().map_or(End::Exit(0), End::Throws);
        let lines = expect.and_then(|expect| expect.prints.clone());
        Self {
            end: expect.map_or_else(promised, |expect| expect.end.clone()),
            others: lines.is_none(),
            lines: lines.unwrap_or_else(|| prepared.promised_lines()),
            unchecked,
            promises: prepared.promises.len() - unchecked,
        }
    }

    /// Whether it is not to end by itself.
    #[must_use]
    pub fn hangs(&self) -> bool {
        self.end == End::Hangs
    }

    /// How many lines are to be printed at least.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// The judgement.
    #[must_use]
    pub fn judge(&self, seen: &Observation) -> Judgement {
        let printed = lines_of(&seen.seen.stdout.text);
        let ended = self.ending(seen);
        let found = ended.or_else(|| self.compare(&printed));
        match found {
            Some((outcome, message)) => Judgement {
                outcome,
                message: Some(message),
                diff: self.diff(&printed),
                kept: 0,
                unchecked: self.unchecked,
            },
            None => Judgement {
                outcome: Outcome::Passes,
                message: None,
                diff: None,
                kept: self.promises,
                unchecked: self.unchecked,
            },
        }
    }

    fn ending(&self, seen: &Observation) -> Option<(Outcome, String)> {
        let told = first_error(&seen.seen.stderr.text);
        if let Some(cap) = seen.capped {
            return Some((Outcome::Crashes, format!("stopped at {}", cap.sub_check())));
        }
        if let Some(signal) = &seen.seen.signal {
            return Some((Outcome::Crashes, format!("died of {signal}: {told}")));
        }
        if seen.timed_out && self.hangs() {
            // It lives, but has not printed what it should have printed before.
            return None;
        }
        if seen.timed_out || (seen.seen.alive && !self.hangs()) {
            let mut told = "still running when it was stopped".to_owned();
            if let End::Throws(words) = &self.end {
                let words = words.as_deref().unwrap_or("an error");
                told += &format!(", and `{words}` was not thrown");
            }
            return Some((Outcome::DoesNotEnd, told));
        }
        if !seen.seen.leaked.is_empty() {
            return Some((
                Outcome::Crashes,
                format!("left behind {}", seen.seen.leaked.join(", ")),
            ));
        }
        match (&self.end, seen.seen.exit) {
            (End::Hangs, Some(code)) => Some((
                Outcome::Ends,
                format!("ended by itself with exit code {code}: {told}"),
            )),
            (End::Hangs, None) => None,
            (End::Exit(wanted), Some(code)) if code == *wanted => None,
            (End::Exit(0), Some(_)) => Some((Outcome::Throws, told)),
            (End::Exit(wanted), code) => {
                let code = code.map_or_else(|| "none".to_owned(), |code| code.to_string());
                Some((
                    Outcome::Ends,
                    format!("exit code {code}, expected {wanted}"),
                ))
            }
            (End::Throws(_), Some(0)) => {
                Some((Outcome::DoesNotThrow, "ended without an error".to_owned()))
            }
            (End::Throws(Some(words)), _) if !seen.seen.stderr.text.contains(words.as_str()) => {
                Some((
                    Outcome::DoesNotThrow,
                    format!("threw something else: {told}"),
                ))
            }
            (End::Throws(_), _) => None,
        }
    }

    fn compare(&self, printed: &[String]) -> Option<(Outcome, String)> {
        let mut rest = printed.iter();
        for line in &self.lines {
            let found = if self.others {
                rest.any(|one| line.fits(one))
            } else {
                rest.next().is_some_and(|one| line.fits(one))
            };
            if !found {
                let message = format!("`{line}` is promised and was not printed in its place");
                return Some((Outcome::PrintsOtherwise, message));
            }
        }
        let left = rest.next().filter(|_| !self.others)?;
        let message = format!("`{left}` was printed besides what is expected");
        Some((Outcome::PrintsOtherwise, message))
    }

    fn diff(&self, printed: &[String]) -> Option<String> {
        if self.lines.is_empty() && (self.others || printed.is_empty()) {
            return None;
        }
        let text = |lines: &mut dyn Iterator<Item = String>| {
            lines.map(|line| line + "\n").collect::<String>()
        };
        let wanted = text(&mut self.lines.iter().map(ToString::to_string));
        unified(&wanted, &text(&mut printed.iter().cloned()))
    }
}

/// Standard output as lines, ends without meaning left out.
#[must_use]
pub fn lines_of(text: &str) -> Vec<String> {
    text.lines()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// The line of standard error that names the error.
fn first_error(stderr: &str) -> String {
    let lines = || {
        stderr
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
    };
    let named = |line: &&str| line.contains("Error:") || line.contains("Error [");
    let line = lines().find(named).or_else(|| lines().next());
    let line = line.unwrap_or("nothing on standard error");
    line[..line.floor_char_boundary(LONGEST_TOLD)].to_owned()
}
