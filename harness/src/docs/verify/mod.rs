//! Runs every example of a page and says what became of it.
//!
//! Each example runs exactly as printed, in a folder of its own, on each runtime. Where an entry of
//! the page's completions applies, the completed example runs too, and the entry is wrong if the
//! printed one would have done.

pub mod apart;
mod carry;
mod edits;
mod files;
mod fits;
mod gaps;
pub mod infer;
pub mod judge;
mod missing;
pub mod own;
pub mod prelude;
pub mod prepare;
pub mod probe;
mod promised;
pub mod record;
pub mod run;
mod said;
mod scopes;
pub mod shape;
pub mod sheet;
pub mod source;
mod twins;
mod types;
mod vary;
mod windows;

use std::collections::VecDeque;
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;

use threadproof_reports::docs::{Completed, DocsResult, Outcome, Standing};
use threadproof_reports::record::Location;

use self::judge::{Judgement, Wanted};
use self::prepare::{Prepared, Surroundings, mostly_waits};
use self::run::{Desk, Wait};
use self::sheet::Sheet;
use super::completion::{Change, Entry, Expect, Known, Runner, local_id};
use super::model::{Example, Language};
use crate::execute::most_at_once;
use crate::observe::Observation;
use crate::runtimes::identity::Runtime;

pub use twins::compare_twins;

/// A runtime with what it brings along.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The runtime.
    pub runtime: Runtime,
    /// Its globals and modules.
    pub around: Surroundings,
}

/// One example on one runtime.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'p> {
    /// The page, with what surrounds its examples.
    pub sheet: &'p Sheet<'p>,
    /// The example.
    pub example: &'p Example,
    /// The runtime.
    pub subject: &'p Subject,
}

/// What came of a cell.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The result; the command that reruns it is not known here.
    pub result: DocsResult,
    /// Whether twins may be compared by what it printed.
    pub comparable: bool,
    /// Whether it is no longer needed, and which entry.
    pub unneeded: bool,
    /// Whether the page only leaves something out.
    pub incomplete: bool,
}

impl Cell<'_> {
    fn runner(&self) -> Runner<'_> {
        Runner {
            name: self.subject.runtime.name(),
            version: &self.subject.runtime.version,
            level: &self.subject.runtime.node_level,
        }
    }

    /// Runs the cell to its result.
    #[must_use]
    pub fn verify(&self, desk: &Desk<'_>) -> Verified {
        if let Some(reason) = self.beside_the_point(desk) {
            return not_asked(self.subject, reason);
        }
        if desk.executor.stopped() {
            return not_asked(self.subject, "the run was interrupted".to_owned());
        }
        let mut verified = match self.entry() {
            None => self.as_printed(desk),
            Some(entry) => self.completed(entry, desk),
        };
        settle(&mut verified, self);
        verified
    }

    /// The entry that completes the example here.
    #[must_use]
    pub fn entry(&self) -> Option<&Entry> {
        let id = local_id(&self.example.id);
        let all = self.sheet.completions?;
        all.entry(id, self.runner())
    }

    fn known(&self) -> Option<&Known> {
        let id = local_id(&self.example.id);
        let all = self.sheet.completions?;
        all.known(id, self.runner())
    }

    /// Why the example is not to be run here.
    fn beside_the_point(&self, desk: &Desk<'_>) -> Option<String> {
        let marks = &self.example.marks;
        if marks.skip {
            return Some("the page says to skip it".to_owned());
        }
        if marks.network && !desk.network {
            return Some("it needs a network; --network lets it".to_owned());
        }
        if self.example.language == Language::Elements {
            let told = "it has elements in it (JSX), which only a compiler takes";
            return Some(told.to_owned());
        }
        let facts = &self.subject.around.facts;
        let platform = facts.get("platform").and_then(|all| all.first());
        if let (Some(said), Some(platform)) = (&self.example.said_before, platform)
            && platform != "win32"
            && ["On Windows", "on Windows:", "For Windows"]
                .iter()
                .any(|words| said.contains(words))
        {
            return Some(format!(
                "the page says that it is for Windows, and this is {platform}"
            ));
        }
        let levels = self.sheet.completions?.levels.as_ref()?;
        let level = &self.subject.runtime.node_level;
        let name = &self.sheet.page.name;
        (!levels.contains(level))
            .then(|| format!("{name} is for Node {levels}, and this is Node {level}"))
    }

    fn prepared(&self, change: &Change) -> Option<Prepared> {
        Prepared::new(self.example, change, self.sheet.around(self.subject))
    }

    fn wanted(&self, prepared: &Prepared, expect: Option<&Expect>) -> Wanted {
        Wanted::new(prepared, &self.example.marks, expect)
    }

    fn as_printed(&self, desk: &Desk<'_>) -> Verified {
        let Some(prepared) = self.prepared(&Change::default()) else {
            return not_asked(self.subject, "no JavaScript".to_owned());
        };
        let wanted = self.wanted(&prepared, None);
        let wait = wait_for(&wanted);
        self.attempt(&prepared, &wanted, wait, desk).0
    }

    /// Runs the example with a change that nobody has written down yet.
    #[must_use]
    pub fn try_out(&self, change: &Change, expect: Option<&Expect>, desk: &Desk<'_>) -> Verified {
        let Some(prepared) = self.prepared(change) else {
            return not_asked(self.subject, "no JavaScript".to_owned());
        };
        let wanted = self.wanted(&prepared, expect);
        let wait = wait_for(&wanted);
        let mut verified = self.attempt(&prepared, &wanted, wait, desk).0;
        settle(&mut verified, self);
        verified
    }

    fn completed(&self, entry: &Entry, desk: &Desk<'_>) -> Verified {
        let plain = self.prepared(&Change::default());
        let ready = self.prepared(&entry.change);
        let (Some(plain), Some(ready)) = (plain, ready) else {
            return not_asked(self.subject, "no JavaScript".to_owned());
        };
        let promised = self.wanted(&plain, None);
        // What ran and promised nothing gains by what an entry lists.
        let lists = entry
            .expect
            .as_ref()
            .is_some_and(|expect| expect.prints.is_some());
        let wanted = self.wanted(&ready, entry.expect.as_ref());
        let wait = wait_for(&wanted);
        let (mut verified, unneeded) = if entry.change.is_empty() {
            let (verified, seen) = self.attempt(&ready, &wanted, wait, desk);
            let only_varies = entry.expect.is_none();
            let around = &self.subject.around;
            let as_printed = seen.map(|seen| promised.judge(&seen, None, around).outcome);
            let same = as_printed == Some(Outcome::Passes)
                || (as_printed == Some(Outcome::Ran) && !lists)
                || (as_printed == Some(Outcome::RunsOn) && !wanted.hangs());
            (verified, !only_varies && same)
        } else {
            // What a replacement saves is time, and time proves nothing: it is not tried without.
            let is_tried =
                entry.change.replace.is_empty() && plain.obstacle(&self.subject.around).is_none();
            let unneeded = is_tried && {
                let (plainly, _) = self.attempt(&plain, &promised, wait_for(&promised), desk);
                match plainly.result.outcome {
                    Outcome::Passes => true,
                    Outcome::Ran => !lists,
                    _ => false,
                }
            };
            (self.attempt(&ready, &wanted, wait, desk).0, unneeded)
        };
        verified.comparable &= !entry.varies;
        verified.unneeded = unneeded;
        let at = Location {
            path: entry.place.file().to_string(),
            line: u32::try_from(entry.place.line()).unwrap_or(1),
        };
        if unneeded {
            let (path, line) = (&at.path, at.line);
            verified.result.reason = Some(format!(
                "passes as printed, so the entry at {path}:{line} is not needed here; remove it, \
                 or narrow it with `only`"
            ));
        }
        verified.result.completed = Some(Completed {
            reason: entry.reason.clone(),
            changed: !entry.change.is_empty(),
            at,
        });
        verified
    }

    /// The line of the page on which a line of the example stands.
    fn page_line(&self, line: usize, prepared: &Prepared) -> usize {
        let within = line.saturating_sub(prepared.above);
        self.example.line + within.max(1) - 1
    }

    fn attempt(
        &self,
        prepared: &Prepared,
        wanted: &Wanted,
        wait: Wait,
        desk: &Desk<'_>,
    ) -> (Verified, Option<Observation>) {
        let mut result = DocsResult {
            runtime: self.subject.runtime.id(),
            ..DocsResult::default()
        };
        let mut seen = None;
        let obstacle = prepared.obstacle(&self.subject.around);
        let judgement = if let Some((message, incomplete)) = obstacle {
            Judgement {
                outcome: Outcome::CannotRun,
                message: Some(message),
                incomplete,
                promised: prepared.watched.len(),
                ..Judgement::default()
            }
        } else {
            match desk.run(prepared, &self.subject.runtime, wait) {
                Err(error) => Judgement {
                    outcome: Outcome::Fault,
                    message: Some(error),
                    ..Judgement::default()
                },
                Ok(observed) if observed.interrupted => Judgement {
                    outcome: Outcome::NotAsked,
                    message: Some("the run was interrupted".to_owned()),
                    ..Judgement::default()
                },
                Ok(observed) => {
                    let around = &self.subject.around;
                    let mut judgement = wanted.judge(&observed, None, around);
                    let may_vary = matches!(
                        judgement.outcome,
                        Outcome::PrintsOtherwise | Outcome::DoesNotThrow
                    );
                    // Once more before it counts as different: what is not the same at each run
                    // cannot be as promised.
                    if may_vary && let Ok(again) = desk.run(prepared, &self.subject.runtime, wait) {
                        judgement = wanted.judge(&observed, Some(&again), around);
                    }
                    if let Some(told) =
                        self.depends_on_files(prepared, &judgement, &observed, wait, desk)
                    {
                        judgement.outcome = Outcome::CannotRun;
                        judgement.message = Some(told);
                        judgement.incomplete = true;
                        judgement.diff = None;
                    }
                    result.stdout.clone_from(&observed.seen.stdout.text);
                    if !judgement.outcome.is_fine() {
                        result.stderr.clone_from(&observed.seen.stderr.text);
                    }
                    result.duration_ms =
                        u64::try_from(observed.duration.as_millis()).unwrap_or(u64::MAX);
                    seen = Some(observed);
                    judgement
                }
            }
        };
        result.outcome = judgement.outcome;
        result.reason = judgement.message;
        result.diff = judgement.diff;
        result.promised = judgement.promised;
        result.kept = judgement.kept;
        result.unchecked = judgement.unchecked;
        result.varies = judgement.varies;
        result.line = judgement.line.map(|line| self.page_line(line, prepared));
        let verified = Verified {
            incomplete: judgement.incomplete,
            result,
            comparable: seen.is_some(),
            unneeded: false,
        };
        (verified, seen)
    }
}

impl Cell<'_> {
    /// Which files a failed example depends on that its page does not bring: with them in its
    /// folder it does something else, twice, and without them the same twice.
    fn depends_on_files(
        &self,
        prepared: &Prepared,
        judgement: &Judgement,
        observed: &Observation,
        wait: Wait,
        desk: &Desk<'_>,
    ) -> Option<String> {
        let fails = matches!(
            judgement.outcome,
            Outcome::PrintsOtherwise | Outcome::Throws | Outcome::DoesNotThrow
        );
        if !fails || judgement.incomplete || prepared.spoken_of.is_empty() {
            return None;
        }
        let run = |prepared: &Prepared| desk.run(prepared, &self.subject.runtime, wait).ok();
        let seen = judge::did(observed);
        let is_another = |other: &Observation| judge::did(other) != seen;
        let changes = |folders| {
            let with = prepared.with_spoken_of(folders);
            Some(is_another(&run(&with)?) && is_another(&run(&with)?))
        };
        let has_folders = prepared.spoken_of.iter().any(|name| name.ends_with('/'));
        let changed = changes(true)? || (has_folders && changes(false)?);
        if !changed || is_another(&run(prepared)?) {
            return None;
        }
        let names = prepared.spoken_of.iter().take(4).cloned();
        let names: Vec<String> = names.collect();
        let plural = if names.len() == 1 { "" } else { "s" };
        Some(format!("missing file{plural} {}", names.join(", ")))
    }
}

/// How long a run is watched.
fn wait_for(wanted: &Wanted) -> Wait {
    if wanted.hangs() {
        Wait::Hang(wanted.lines())
    } else if wanted.may_go_on() {
        Wait::Either(wanted.lines())
    } else {
        Wait::End
    }
}

/// What an outcome means, a known divergence and the page's own marks considered.
fn settle(verified: &mut Verified, cell: &Cell<'_>) {
    let known = cell.known();
    let result = &mut verified.result;
    result.standing = match (result.outcome, known) {
        (Outcome::NotAsked, _) => Standing::NotAsked,
        _ if verified.unneeded => Standing::Failed,
        (outcome, Some(known)) if outcome.is_fine() && !known.sometimes => {
            let (file, line) = (known.place.file(), known.place.line());
            result.reason = Some(format!(
                "passes, but {file}:{line} says that it {}; remove that rule",
                known.outcome
            ));
            Standing::Failed
        }
        (Outcome::Passes, _) => Standing::Verified,
        (outcome, _) if outcome.is_fine() => Standing::Ran,
        (outcome, Some(known)) if outcome == known.outcome => {
            result.reason = Some(known.reason.clone());
            Standing::Known
        }
        (outcome, _) if cell.example.marks.may_fail && outcome != Outcome::Fault => {
            let reason = result.reason.take().unwrap_or_default();
            result.reason = Some(format!("the page says that it may fail: {reason}"));
            Standing::Known
        }
        // What an entry completes is whole, or the entry is wrong.
        _ if verified.incomplete && result.completed.is_none() => Standing::Incomplete,
        _ => Standing::Failed,
    };
}

fn not_asked(subject: &Subject, reason: String) -> Verified {
    let result = DocsResult {
        runtime: subject.runtime.id(),
        reason: Some(reason),
        ..DocsResult::default()
    };
    Verified {
        result,
        comparable: false,
        unneeded: false,
        incomplete: false,
    }
}

/// How many examples that mostly wait may run for each one that works.
const WAITING: usize = 6;

/// Runs cells, about `jobs` at once; `on_result` is called in this thread, as they finish. Those
/// that mostly wait, for they start a server or an interval, wait beside the others.
pub fn verify_cells(
    cells: &[Cell<'_>],
    jobs: usize,
    desk: &Desk<'_>,
    mut on_result: impl FnMut(usize, Verified),
) {
    let (waiting, working): (Vec<usize>, Vec<usize>) =
        (0..cells.len()).partition(|at| jobs > 1 && mostly_waits(&cells[*at].example.code));
    // Descriptors are shared by both queues; those that work come first.
    let most = most_at_once();
    let workers = (jobs + jobs.min(2) - 1).min(most);
    let waiters = (jobs * WAITING).min(most.saturating_sub(workers));
    let queues = [(waiting, waiters), (working, workers)];
    let queues = queues.map(|(cells, threads)| (Mutex::new(VecDeque::from(cells)), threads));
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for (queue, threads) in &queues {
            for number in 0..(*threads).clamp(1, cells.len().max(1)) {
                let (sender, here) = (sender.clone(), sender.clone());
                let work = move |sender| work(cells, desk, queue, &sender);
                let thread = thread::Builder::new().spawn_scoped(scope, move || work(sender));
                match (thread, number) {
                    (Ok(_), _) => {}
                    // Without any other thread, this one does the work before it listens.
                    (Err(_), 0) => work(here),
                    (Err(_), _) => break,
                }
            }
        }
        // The last worker to end closes the channel.
        drop(sender);
        for (index, verified) in receiver {
            on_result(index, verified);
        }
    });
}

fn work(
    cells: &[Cell<'_>],
    desk: &Desk<'_>,
    queue: &Mutex<VecDeque<usize>>,
    sender: &Sender<(usize, Verified)>,
) {
    loop {
        let next = queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front();
        let Some(index) = next else { return };
        // Nobody listens any more: there is no reason to go on.
        if sender.send((index, cells[index].verify(desk))).is_err() {
            return;
        }
    }
}
