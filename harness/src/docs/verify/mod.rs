//! Runs every example of a page and says what became of it.
//!
//! Each example runs exactly as printed, in a folder of its own, on each runtime. Where an entry of
//! the page's completions applies, the completed example runs too, and the entry is wrong if the
//! printed one would have done.

pub mod judge;
pub mod prepare;
pub mod record;
pub mod run;
pub mod source;
mod twins;

use std::collections::VecDeque;
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;

use threadproof_reports::docs::{Completed, DocsResult, Outcome, Standing};
use threadproof_reports::record::Location;

use self::judge::{Judgement, Wanted};
use self::prepare::{Prepared, Surroundings};
use self::run::{Desk, Wait};
use super::completion::{Change, Completions, Entry, Known, Runner, local_id};
use super::model::{Example, Page};
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
    /// The page.
    pub page: &'p Page,
    /// The example.
    pub example: &'p Example,
    /// What completes the page.
    pub completions: Option<&'p Completions>,
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
        let id = local_id(&self.example.id);
        if let Some(reason) = self.beside_the_point() {
            return not_asked(self.subject, reason);
        }
        if desk.executor.stopped() {
            return not_asked(self.subject, "the run was interrupted".to_owned());
        }
        let entry = self
            .completions
            .and_then(|all| all.entry(id, self.runner()));
        let mut verified = match entry {
            None => self.as_printed(desk),
            Some(entry) => self.completed(entry, desk),
        };
        settle(&mut verified, self.known());
        verified
    }

    fn known(&self) -> Option<&Known> {
        let id = local_id(&self.example.id);
        self.completions
            .and_then(|all| all.known(id, self.runner()))
    }

    /// Why the page says nothing about this runtime.
    fn beside_the_point(&self) -> Option<String> {
        let levels = self.completions?.levels.as_ref()?;
        let level = &self.subject.runtime.node_level;
        let name = &self.page.name;
        (!levels.contains(level))
            .then(|| format!("{name} is for Node {levels}, and this is Node {level}"))
    }

    fn as_printed(&self, desk: &Desk<'_>) -> Verified {
        let Some(prepared) = Prepared::new(self.example, &Change::default()) else {
            return not_asked(self.subject, "no JavaScript".to_owned());
        };
        let wanted = Wanted::new(&prepared, None);
        self.attempt(&prepared, &wanted, Wait::End, desk).0
    }

    fn completed(&self, entry: &Entry, desk: &Desk<'_>) -> Verified {
        let plain = Prepared::new(self.example, &Change::default());
        let ready = Prepared::new(self.example, &entry.change);
        let (Some(plain), Some(ready)) = (plain, ready) else {
            return not_asked(self.subject, "no JavaScript".to_owned());
        };
        let promised = Wanted::new(&plain, None);
        let wanted = Wanted::new(&ready, entry.expect.as_ref());
        let wait = if wanted.hangs() {
            Wait::Hang(wanted.lines())
        } else {
            Wait::End
        };
        let (mut verified, unneeded) = if entry.change.is_empty() {
            let (verified, seen) = self.attempt(&ready, &wanted, wait, desk);
            let only_varies = entry.expect.is_none();
            let as_printed = seen.map(|seen| promised.judge(&seen).outcome);
            (
                verified,
                !only_varies && as_printed == Some(Outcome::Passes),
            )
        } else {
            // What a replacement saves is time, and time proves nothing: it is not tried without.
            let is_tried =
                entry.change.replace.is_empty() && plain.obstacle(&self.subject.around).is_none();
            let unneeded = is_tried && {
                let (plainly, _) = self.attempt(&plain, &promised, Wait::End, desk);
                plainly.result.outcome == Outcome::Passes
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
        let judgement = if let Some(obstacle) = prepared.obstacle(&self.subject.around) {
            Judgement {
                outcome: Outcome::CannotRun,
                message: Some(obstacle),
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
                    let judgement = wanted.judge(&observed);
                    result.stdout.clone_from(&observed.seen.stdout.text);
                    if judgement.outcome != Outcome::Passes {
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
        result.kept = judgement.kept;
        result.unchecked = judgement.unchecked;
        let verified = Verified {
            result,
            comparable: seen.is_some(),
            unneeded: false,
        };
        (verified, seen)
    }
}

/// What an outcome means, a known divergence considered.
fn settle(verified: &mut Verified, known: Option<&Known>) {
    let result = &mut verified.result;
    result.standing = match (result.outcome, known) {
        (Outcome::NotAsked, _) => Standing::NotAsked,
        _ if verified.unneeded => Standing::Failed,
        (Outcome::Passes, Some(known)) if !known.sometimes => {
            let (file, line) = (known.place.file(), known.place.line());
            result.reason = Some(format!(
                "passes, but {file}:{line} says that it {}; remove that rule",
                known.outcome
            ));
            Standing::Failed
        }
        (Outcome::Passes, _) => Standing::Verified,
        (outcome, Some(known)) if outcome == known.outcome => {
            result.reason = Some(known.reason.clone());
            Standing::Known
        }
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
    }
}

/// Runs cells, `jobs` at once; `on_result` is called in this thread, as they finish.
pub fn verify_cells(
    cells: &[Cell<'_>],
    jobs: usize,
    desk: &Desk<'_>,
    mut on_result: impl FnMut(usize, Verified),
) {
    let queue = Mutex::new((0..cells.len()).collect::<VecDeque<_>>());
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for number in 0..jobs.min(most_at_once()).clamp(1, cells.len().max(1)) {
            let (sender, queue) = (sender.clone(), &queue);
            let here = sender.clone();
            let work = move |sender| work(cells, desk, queue, &sender);
            let thread = thread::Builder::new().spawn_scoped(scope, move || work(sender));
            match (thread, number) {
                (Ok(_), _) => {}
                // Without any other thread, this one does the work before it listens.
                (Err(_), 0) => work(here),
                (Err(_), _) => break,
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
