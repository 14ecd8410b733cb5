//! Holds what an example did against what was promised.
//!
//! A pure function; the promises are the page's or those of an entry that corrects it.

use threadproof_reports::diff::unified;
use threadproof_reports::docs::Outcome;

use super::prepare::{Prepared, Surroundings};
use super::promised::{Checked, Run, check};
use super::{missing, vary};
use crate::docs::completion::{End, Expect, Line};
use crate::docs::marks::Marks;
use crate::docs::model::Promised;
use crate::docs::verify::probe::{Look, Watched};
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
    /// How many promises were made.
    pub promised: usize,
    /// How many promises were kept.
    pub kept: usize,
    /// How many could not be looked at.
    pub unchecked: usize,
    /// What is not the same at each run, by what it is.
    pub varies: Vec<String>,
    /// The line of the example that is wrong, from 1.
    pub line: Option<usize>,
    /// Whether the page only leaves something out.
    pub incomplete: bool,
}

/// What is wanted of an example.
#[derive(Debug, Clone)]
pub struct Wanted {
    end: End,
    /// All lines of output, where an entry says so.
    lines: Option<Vec<Line>>,
    watched: Vec<Watched>,
    /// Whether an entry says what happens.
    corrected: bool,
    /// How many lines stand above the example's own.
    above: usize,
    /// Names that were imported for it.
    given: Vec<String>,
    /// Names of which the page does not tell where they come from.
    ambiguous: Vec<String>,
    /// The error that the text before it says it ends with.
    said_to_throw: Option<String>,
    /// Whether it may go on by what it starts.
    goes_on: bool,
    /// How many lines it is to print at least.
    count: usize,
    /// What the example is, to tell what it lacks.
    code: String,
}

impl Wanted {
    /// What the page promises, unless an entry says otherwise.
    #[must_use]
    pub fn new(prepared: &Prepared, marks: &Marks, expect: Option<&Expect>) -> Self {
        let thrown = prepared
            .watched
            .iter()
            .find_map(|one| match &one.promise.kind {
                Promised::Throws(words) if one.by == Look::End => Some(words.clone()),
                _ => None,
            });
        let promised = || {
            let marked = marks.throws.clone();
            marked.or(thrown).map_or(End::Exit(0), End::Throws)
        };
        let lines = expect.and_then(|expect| expect.prints.clone());
        let printed = prepared.watched.iter().map(|one| match &one.promise.kind {
            Promised::Prints(lines) if matches!(one.by, Look::Output { ordered: true, .. }) => {
                lines.len()
            }
            _ => 0,
        });
        let mut end = expect.map_or_else(promised, |expect| expect.end.clone());
        if marks.runs_on && end == End::Exit(0) {
            end = End::Hangs;
        }
        Self {
            end,
            count: lines.as_ref().map_or_else(|| printed.sum(), Vec::len),
            watched: prepared.watched.clone(),
            corrected: expect.is_some(),
            above: prepared.above,
            given: prepared.prelude.names().map(str::to_owned).collect(),
            ambiguous: prepared.prelude.ambiguous.clone(),
            said_to_throw: prepared.said_to_throw.clone(),
            lines,
            goes_on: prepared.goes_on,
            code: prepared
                .files
                .get(&prepared.entry)
                .cloned()
                .unwrap_or_default(),
        }
    }

    /// Whether it is not to end by itself.
    #[must_use]
    pub fn hangs(&self) -> bool {
        self.end == End::Hangs
    }

    /// Whether it may end by itself or not.
    #[must_use]
    pub fn may_go_on(&self) -> bool {
        self.goes_on && self.end == End::Exit(0)
    }

    /// How many lines are to be printed at least.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.count
    }

    /// The judgement on a run, and on a second one where the first was not as promised.
    #[must_use]
    pub fn judge(
        &self,
        seen: &Observation,
        again: Option<&Observation>,
        around: &Surroundings,
    ) -> Judgement {
        let run = Run::new(seen);
        let checked = check(&self.watched, &run);
        let mut judged = Judgement {
            promised: self.watched.len(),
            kept: checked.iter().filter(|one| **one == Checked::Kept).count(),
            unchecked: checked
                .iter()
                .filter(|one| **one == Checked::Unseen)
                .count(),
            ..Judgement::default()
        };
        let broken = self.broken(&checked, again, around, &mut judged);
        let found = self.crash(seen).or_else(|| {
            // An error that ends the example explains why promises are not kept.
            let thrown = self.thrown(seen, &run, &mut judged);
            thrown.or(broken).or_else(|| self.compare(&run.printed))
        });
        let found = found.or_else(|| self.ending(seen));
        if let Some((outcome, message, line)) = found {
            judged.outcome = outcome;
            judged.message = Some(message);
            judged.line = line;
            judged.diff = self.diff(&run.printed);
            self.lacks(seen, &mut judged);
            return judged;
        }
        let goes_on = seen.seen.alive || seen.timed_out;
        judged.outcome = if judged.kept > 0 || self.lines.is_some() || self.end_is_told() {
            Outcome::Passes
        } else if !judged.varies.is_empty() {
            Outcome::Varies
        } else if goes_on {
            Outcome::RunsOn
        } else {
            Outcome::Ran
        };
        judged
    }

    /// Whether an end was told that says something: any but the usual one.
    fn end_is_told(&self) -> bool {
        self.end != End::Exit(0)
    }

    /// The first promise that is broken, those left out whose values are not the same at each run.
    fn broken(
        &self,
        checked: &[Checked],
        again: Option<&Observation>,
        around: &Surroundings,
        judged: &mut Judgement,
    ) -> Option<(Outcome, String, Option<usize>)> {
        let second = again.map(|seen| check(&self.watched, &Run::new(seen)));
        let mut first = None;
        for (number, (watched, one)) in self.watched.iter().zip(checked).enumerate() {
            let Checked::Broken(broken) = one else {
                continue;
            };
            if let Some(second) = &second {
                let other = &second[number];
                let others = match other {
                    Checked::Broken(other) => other.seen.as_slice(),
                    _ => &[],
                };
                let kind = vary::kind(&broken.wanted, &broken.seen, others, &around.facts);
                let kind = kind.or((*other == Checked::Kept).then(|| "order or time".to_owned()));
                if let Some(kind) = kind {
                    judged.varies.push(kind);
                    judged.unchecked += 1;
                    continue;
                }
            }
            // An entry says what happens instead.
            let is_throw = matches!(watched.promise.kind, Promised::Throws(_));
            if self.lines.is_some() || (self.corrected && is_throw) {
                continue;
            }
            first.get_or_insert((
                broken.outcome,
                broken.message.clone(),
                Some(watched.promise.line + self.above),
            ));
        }
        first
    }

    fn crash(&self, seen: &Observation) -> Option<(Outcome, String, Option<usize>)> {
        let told = first_error(&seen.seen.stderr.text);
        if let Some(cap) = seen.capped {
            let told = format!("stopped at {}", cap.sub_check());
            return Some((Outcome::Crashes, told, None));
        }
        let signal = seen.seen.signal.as_ref()?;
        // It may send itself one, and say so.
        let is_own =
            self.code.contains("process.kill(process.pid") || self.code.contains("abort()");
        (!is_own).then(|| (Outcome::Crashes, format!("died of {signal}: {told}"), None))
    }

    /// An error that ended the example, unless it is promised.
    fn thrown(
        &self,
        seen: &Observation,
        run: &Run,
        judged: &mut Judgement,
    ) -> Option<(Outcome, String, Option<usize>)> {
        let (End::Exit(0), Some(code)) = (&self.end, seen.seen.exit) else {
            return None;
        };
        if code == 0 {
            return None;
        }
        let stderr = &seen.seen.stderr.text;
        let promised = self.watched.iter().any(|one| match &one.promise.kind {
            Promised::Throws(Some(words)) => run.error_fits(words, stderr),
            Promised::Throws(None) => true,
            Promised::Warns(lines) => lines.iter().any(|line| stderr.contains(line.trim())),
            _ => false,
        });
        if promised {
            judged.kept = judged.kept.max(1);
            return None;
        }
        if let Some(name) = &self.said_to_throw
            && first_error(stderr).contains(name.as_str())
        {
            judged.promised += 1;
            judged.kept += 1;
            return None;
        }
        // A program may end with a code that it chose, and says nothing of it.
        if stderr.trim().is_empty() {
            return None;
        }
        let chosen = format!("process.exit({code})");
        let set = format!("exitCode = {code}");
        if self.code.contains(&chosen) || self.code.contains(&set) {
            return None;
        }
        Some((Outcome::Throws, first_error(stderr), error_line(stderr)))
    }

    fn ending(&self, seen: &Observation) -> Option<(Outcome, String, Option<usize>)> {
        let told = first_error(&seen.seen.stderr.text);
        if seen.timed_out && self.hangs() {
            // It lives, but has not printed what it should have printed before.
            return None;
        }
        if (seen.timed_out || seen.seen.alive) && !self.hangs() && !self.may_go_on() {
            let mut told = "still running when it was stopped".to_owned();
            if let End::Throws(words) = &self.end {
                let words = words.as_deref().unwrap_or("an error");
                told += &format!(", and `{words}` was not thrown");
            }
            return Some((Outcome::DoesNotEnd, told, None));
        }
        if !seen.seen.leaked.is_empty() {
            let told = format!("left behind {}", seen.seen.leaked.join(", "));
            return Some((Outcome::Crashes, told, None));
        }
        let stderr = &seen.seen.stderr.text;
        match (&self.end, seen.seen.exit) {
            (End::Hangs, Some(code)) => Some((
                Outcome::Ends,
                format!("ended by itself with exit code {code}: {told}"),
                None,
            )),
            (End::Exit(0), _) | (End::Hangs, None) => None,
            (End::Exit(wanted), Some(code)) if code == *wanted => None,
            (End::Exit(wanted), code) => {
                let code = code.map_or_else(|| "none".to_owned(), |code| code.to_string());
                let told = format!("exit code {code}, expected {wanted}");
                Some((Outcome::Ends, told, None))
            }
            (End::Throws(_), Some(0)) => {
                let told = "ended without an error".to_owned();
                Some((Outcome::DoesNotThrow, told, None))
            }
            (End::Throws(Some(words)), _) if !Run::new(seen).error_fits(words, stderr) => {
                let told = format!("threw something else: {told}");
                Some((Outcome::DoesNotThrow, told, error_line(stderr)))
            }
            (End::Throws(_), _) => None,
        }
    }

    /// Output against what an entry lists.
    fn compare(&self, printed: &[String]) -> Option<(Outcome, String, Option<usize>)> {
        let mut rest = printed.iter();
        for line in self.lines.as_ref()? {
            if !rest.next().is_some_and(|one| line.fits(one)) {
                let message = format!("`{line}` is promised and was not printed in its place");
                return Some((Outcome::PrintsOtherwise, message, None));
            }
        }
        let left = rest.next()?;
        let message = format!("`{left}` was printed besides what is expected");
        Some((Outcome::PrintsOtherwise, message, None))
    }

    /// Tells a failure for want of something that the page leaves out from any other.
    fn lacks(&self, seen: &Observation, judged: &mut Judgement) {
        let fails = matches!(
            judged.outcome,
            Outcome::Throws | Outcome::PrintsOtherwise | Outcome::DoesNotThrow
        );
        // What was imported under a name is not what the example means by it.
        let message = judged.message.as_deref().unwrap_or_default();
        let is_type = judged.outcome == Outcome::Throws && message.contains("TypeError");
        let other = self.given.iter().find(|name| {
            let member = message.contains(&format!("{name}."));
            let nothing = message.contains("of undefined") && name.starts_with(char::is_lowercase);
            is_type && (member || nothing)
        });
        let of_many = self.ambiguous.first().filter(|_| is_type);
        if judged.outcome == Outcome::Throws && missing::has_placeholder(&self.code) {
            judged.outcome = Outcome::CannotRun;
            judged.message = Some("parts are left out with `...`".to_owned());
            judged.incomplete = true;
            return;
        }
        if let Some(name) = other.or(of_many) {
            judged.outcome = Outcome::CannotRun;
            judged.message = Some(format!("free variable {name}"));
            judged.incomplete = true;
            return;
        }
        let said = format!("{}\n{}", seen.seen.stderr.text, seen.seen.stdout.text);
        if let Some((outcome, message)) = fails.then(|| missing::of(&said, &self.code)).flatten() {
            judged.outcome = outcome;
            judged.message = Some(message);
            judged.incomplete = true;
        }
    }

    fn diff(&self, printed: &[String]) -> Option<String> {
        let promised: Vec<String> = if let Some(lines) = &self.lines {
            lines.iter().map(ToString::to_string).collect()
        } else {
            let all = self.watched.iter().flat_map(|one| match &one.promise.kind {
                Promised::Prints(lines) => lines.as_slice(),
                _ => &[],
            });
            all.cloned().collect()
        };
        if promised.is_empty() && (self.lines.is_none() || printed.is_empty()) {
            return None;
        }
        let text = |lines: &[String]| {
            lines
                .iter()
                .map(|line| format!("{line}\n"))
                .collect::<String>()
        };
        unified(&text(&promised), &text(printed))
    }
}

/// What an example did, as far as that is the same at each run of most.
pub(super) fn did(seen: &Observation) -> (Vec<String>, Vec<String>, Option<i32>) {
    let values = seen
        .seen
        .trace
        .iter()
        .filter_map(|event| event.value.as_ref());
    (
        lines_of(&seen.seen.stdout.text),
        values.map(ToString::to_string).collect(),
        seen.seen.exit,
    )
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

/// The line of the example's own file that a stack names first.
fn error_line(stderr: &str) -> Option<usize> {
    let at = ["main.cjs:", "main.mjs:"]
        .iter()
        .find_map(|name| Some(stderr.find(name)? + name.len()))?;
    let digits: String = stderr[at..]
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}
