//! Running a program under many schedules, and what came of it.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustc_hash::{FxHashMap, FxHashSet};
use threadproof_runner::{Builder, Clock, Ended, Limits, Random};

use crate::baton::{Baton, Verdict};
use crate::report::{
    ExploreError, Extent, Failure, Fault, Judge, Kind, Outcome, Report, Run, Seen, Settings,
};
use crate::strategy::Strategy;
use crate::strategy::exhaustive::{Tree, Walk};
use crate::strategy::guided::Guided;
use crate::strategy::pct::Pct;
use crate::strategy::pos::Pos;
use crate::strategy::random::Random as RandomWalk;
use crate::strategy::seeded::Seeded;
use crate::token::{Schedule, TokenError};
use crate::watchdog::Watchdog;

/// Explores one program.
pub struct Explorer {
    program: Box<dyn Fn() -> Builder + Send + Sync>,
    checksum: u32,
    settings: Settings,
    judge: Option<Box<dyn Judge>>,
}

/// Told how far an exploration is: schedules so far, failures so far.
pub type Progress<'a> = &'a (dyn Fn(u64, usize) + Sync);

#[derive(Default)]
struct Found {
    outcomes: FxHashMap<Outcome, Seen>,
    classes: FxHashSet<u64>,
    uncontrolled: Option<usize>,
    error: Option<ExploreError>,
    has_shared_memory: bool,
    outside: Option<&'static str>,
}

impl Explorer {
    /// For a program that `program` describes anew for each run: all but the director, the clock,
    /// randomness, standard input and output. `text` is what tells it from other programs.
    pub fn new(
        program: impl Fn() -> Builder + Send + Sync + 'static,
        text: &[u8],
        settings: Settings,
    ) -> Self {
        Self {
            program: Box::new(program),
            checksum: crc32fast::hash(text),
            settings,
            judge: None,
        }
    }

    /// Has each run judged. One run goes on at a time then: they share their surroundings.
    #[must_use]
    pub fn judged_by(mut self, judge: impl Judge + 'static) -> Self {
        self.judge = Some(Box::new(judge));
        self.settings.jobs = 1;
        self
    }

    /// Repeats the run of a token.
    ///
    /// # Errors
    /// [`ExploreError`]: a bad token, another program, or one that does not do the same again.
    pub fn replay(&self, token: &str) -> Result<Run, ExploreError> {
        let schedule = Schedule::from_token(token)?;
        if schedule.program != self.checksum {
            return Err(TokenError::Program.into());
        }
        let guided = Guided::new(schedule.deviations.clone(), true);
        let files = self.settings.files;
        let baton = Baton::new(Box::new(guided), schedule.steps, schedule.seed, files);
        let run = self.run_with(&baton, schedule.steps, schedule.seed, None)?;
        if let Verdict::Diverged(step) = run.verdict {
            return Err(ExploreError::Uncontrolled(step));
        }
        if run.schedule.trace != schedule.trace {
            return Err(ExploreError::Uncontrolled(run.trace.events.len()));
        }
        Ok(run)
    }

    /// Runs the program under many schedules.
    ///
    /// # Errors
    /// When a runtime cannot be started.
    pub fn explore(&self, progress: Progress<'_>) -> Result<Report, ExploreError> {
        let begun = Instant::now();
        let watchdog = Watchdog::start(self.settings.patience);
        let found = Mutex::new(Found::default());
        let count = AtomicU64::new(0);
        let first = self.run(usual(), self.settings.seed, Some(&watchdog))?;
        let is_late = || {
            let most = self.settings.time;
            // One run at least, however slow it is.
            let is_over = most.is_some_and(|most| begun.elapsed() >= most);
            is_over && count.load(Ordering::Relaxed) > 0
                || self.settings.fail_fast && failures(&found) > 0
        };
        let most = self.settings.schedules.max(1);
        let (exhaustive, rest) = match self.settings.kind {
            Kind::Exhaustive => (most, 0),
            Kind::Auto => match self.settings.exhaustive {
                Some(exhaustive) => (exhaustive, most),
                None => (most.div_ceil(2), most - most.div_ceil(2)),
            },
            _ => (0, most),
        };
        let mut is_everything = false;
        if exhaustive > 0 {
            is_everything =
                self.walk(exhaustive, &first, &is_late, &watchdog, &|number, run| {
                    count.fetch_add(1, Ordering::Relaxed);
                    self.note(&found, number, run, &first);
                    progress(number + 1, failures(&found));
                })?;
        }
        if !is_everything && rest > 0 {
            let next = AtomicU64::new(exhaustive);
            let stop = AtomicBool::new(false);
            let steps = first.trace.events.len();
            std::thread::scope(|scope| {
                for _ in 0..self.settings.jobs.max(1) {
                    scope.spawn(|| {
                        while !stop.load(Ordering::Relaxed) && !is_late() {
                            let number = next.fetch_add(1, Ordering::Relaxed);
                            if number >= exhaustive + rest {
                                return;
                            }
                            let strategy = self.strategy(number, steps);
                            let run = self.run(strategy, self.settings.seed, Some(&watchdog));
                            match run {
                                Ok(run) => {
                                    count.fetch_add(1, Ordering::Relaxed);
                                    self.note(&found, number, run, &first);
                                }
                                Err(error) => {
                                    lock(&found).error = Some(error);
                                    stop.store(true, Ordering::Relaxed);
                                }
                            }
                            progress(count.load(Ordering::Relaxed), failures(&found));
                        }
                    });
                }
            });
        }
        let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = found.error {
            return Err(error);
        }
        let schedules = count.into_inner();
        let extent = if is_everything {
            Extent::Everything
        } else if self.settings.fail_fast && found.outcomes.keys().any(|it| it.fault.is_some()) {
            Extent::Failure
        } else if schedules >= exhaustive + rest {
            Extent::Schedules
        } else {
            Extent::Time
        };
        let mut outcomes: Vec<Seen> = found.outcomes.into_values().collect();
        outcomes.sort_by_key(|seen| (std::cmp::Reverse(seen.count), seen.first));
        let mut report = Report {
            schedules,
            classes: found.classes.len(),
            extent,
            failures: Vec::new(),
            uncontrolled: found.uncontrolled,
            has_shared_memory: found.has_shared_memory,
            outside: found.outside,
            took: Duration::ZERO,
            outcomes,
        };
        self.explain(&mut report, &first, &watchdog)?;
        report.took = begun.elapsed();
        Ok(report)
    }

    /// Goes through the tree of all orders; true when it is whole.
    fn walk(
        &self,
        most: u64,
        first: &Run,
        is_late: &dyn Fn() -> bool,
        watchdog: &Watchdog,
        note: &dyn Fn(u64, Run),
    ) -> Result<bool, ExploreError> {
        let tree = Arc::<Mutex<Tree>>::default();
        let mut number = 0;
        // Runs that end where all has been seen count for the bound and for nothing else.
        let mut tries = 0;
        while number < most && tries < most.saturating_mul(10) && !is_late() {
            tries += 1;
            let walk = Box::new(Walk(Arc::clone(&tree)));
            let run = self.run(walk, self.settings.seed, Some(watchdog))?;
            let is_new = match run.verdict {
                Verdict::Pruned => false,
                Verdict::Diverged(step) => return Err(ExploreError::Uncontrolled(step)),
                _ => true,
            };
            let is_ended = run.verdict == Verdict::Finished;
            let goes_on = {
                let mut tree = tree.lock().unwrap_or_else(PoisonError::into_inner);
                tree.learn(&run.trace, is_ended)
            };
            if is_new {
                note(number, run);
                number += 1;
            }
            if !goes_on {
                return Ok(true);
            }
        }
        debug_assert!(!first.trace.events.is_empty(), "a run has steps");
        Ok(false)
    }

    fn strategy(&self, number: u64, steps: usize) -> Box<dyn Strategy> {
        let numbers = Seeded::new(self.settings.seed, number);
        let kind = match self.settings.kind {
            Kind::Auto => [Kind::Pos, Kind::Random, Kind::Pct]
                [usize::try_from(number % 3).unwrap_or_default()],
            kind => kind,
        };
        match kind {
            Kind::Pct => Box::new(Pct::new(numbers, self.settings.depth, steps)),
            Kind::Pos => Box::new(Pos::new(numbers)),
            Kind::Random | Kind::Auto | Kind::Exhaustive => Box::new(RandomWalk(numbers)),
        }
    }

    /// Takes a run into account.
    fn note(&self, found: &Mutex<Found>, number: u64, mut run: Run, first: &Run) {
        self.compare(&mut run.outcome, first);
        let class = run.trace.class();
        let shares = run.trace.events.iter().any(|event| {
            let mut touched = event.footprint.iter();
            touched.any(|(object, _)| object == threadproof_runner::director::Object::Memories)
        });
        let mut found = lock(found);
        found.has_shared_memory |= shares;
        found.outside = found.outside.or(run.trace.outside);
        found.classes.insert(class);
        match found.outcomes.entry(run.outcome.clone()) {
            Entry::Vacant(free) => {
                free.insert(Seen {
                    count: 1,
                    first: number,
                    run,
                });
            }
            Entry::Occupied(mut seen) => {
                let seen = seen.get_mut();
                seen.count += 1;
                if number < seen.first {
                    seen.first = number;
                    seen.run = run;
                }
            }
        }
    }

    /// Runs every kind of failure again, and makes it smaller.
    fn explain(
        &self,
        report: &mut Report,
        first: &Run,
        watchdog: &Watchdog,
    ) -> Result<(), ExploreError> {
        let mut kinds: BTreeMap<u64, (Fault, u64, Run)> = BTreeMap::new();
        for seen in &report.outcomes {
            let differs = self.settings.stable && {
                let mut expected = first.outcome.clone();
                self.compare(&mut expected, first);
                seen.run.outcome != expected
            };
            let fault = match &seen.run.outcome.fault {
                Some(fault) => fault.clone(),
                None if differs => Fault::Differs,
                None => continue,
            };
            let known = kinds.values_mut().find(|(it, ..)| it.is_like(&fault));
            if let Some((_, count, _)) = known {
                *count += seen.count;
            } else {
                let entry = (fault, seen.count, seen.run.clone());
                kinds.insert(seen.first, entry);
            }
        }
        for (number, (fault, count, run)) in kinds {
            let again = self.repeat(&run.schedule.deviations, watchdog)?;
            if let Some(step) = again.trace.parts_from(&run.trace) {
                report.uncontrolled.get_or_insert(step);
            }
            let before = run.schedule.deviations.len();
            let run = self.shrink(run, &fault, first, watchdog)?;
            let parts_at = match fault {
                Fault::Differs => run.trace.parts_from(&first.trace),
                _ => None,
            };
            report.failures.push(Failure {
                fault,
                count,
                first: number + 1,
                removed: before.saturating_sub(run.schedule.deviations.len()),
                parts_at,
                run,
            });
        }
        Ok(())
    }

    /// Takes switches out of a schedule for as long as it fails in the same way.
    fn shrink(
        &self,
        mut best: Run,
        fault: &Fault,
        first: &Run,
        watchdog: &Watchdog,
    ) -> Result<Run, ExploreError> {
        let mut tries = 0;
        let mut size = best.schedule.deviations.len().div_ceil(2).max(1);
        while size > 0 && !best.schedule.deviations.is_empty() && tries < MOST_TRIES {
            let mut is_smaller = false;
            let mut start = 0;
            while start < best.schedule.deviations.len() && tries < MOST_TRIES {
                tries += 1;
                let mut fewer = best.schedule.deviations.clone();
                let end = (start + size).min(fewer.len());
                fewer.drain(start..end);
                let mut run = self.repeat(&fewer, watchdog)?;
                self.compare(&mut run.outcome, first);
                let fails = match (&run.outcome.fault, fault) {
                    (Some(found), fault) => found.is_like(fault),
                    (None, Fault::Differs) => run.outcome == best.outcome,
                    (None, _) => false,
                };
                if fails && run.schedule.deviations.len() < best.schedule.deviations.len() {
                    best = run;
                    is_smaller = true;
                } else {
                    start += size;
                }
            }
            if !is_smaller || size > 1 {
                size /= 2;
            }
        }
        Ok(best)
    }

    fn repeat(
        &self,
        deviations: &[(usize, usize)],
        watchdog: &Watchdog,
    ) -> Result<Run, ExploreError> {
        let guided = Guided::new(deviations.to_vec(), false);
        self.run(Box::new(guided), self.settings.seed, Some(watchdog))
    }

    /// Runs the program once.
    fn run(
        &self,
        strategy: Box<dyn Strategy>,
        seed: u64,
        watchdog: Option<&Watchdog>,
    ) -> Result<Run, ExploreError> {
        let steps = self.settings.steps;
        let baton = Baton::new(strategy, steps, seed, self.settings.files);
        self.run_with(&baton, steps, seed, watchdog)
    }

    fn run_with(
        &self,
        baton: &Arc<Baton>,
        steps: usize,
        seed: u64,
        watchdog: Option<&Watchdog>,
    ) -> Result<Run, ExploreError> {
        if let Some(judge) = &self.judge {
            judge.prepare().map_err(ExploreError::Surroundings)?;
        }
        let own;
        let watchdog = if let Some(watchdog) = watchdog {
            watchdog
        } else {
            own = Watchdog::start(self.settings.patience);
            &own
        };
        let watched = watchdog.watch(baton);
        let outcome = (self.program)()
            .capture_output()
            .limits(Limits {
                threads: Some(MOST_THREADS),
                ..Limits::default()
            })
            .clock(Arc::clone(baton) as Arc<dyn Clock>)
            .random(Arc::clone(baton) as Arc<dyn Random>)
            .director(Arc::clone(baton) as _)
            .run()?;
        drop(watched);
        let (verdict, trace) = baton.take();
        let fault = match &verdict {
            Verdict::Deadlock(waits) => Some(Fault::Deadlock(waits.clone())),
            Verdict::Endless(last) => Some(Fault::Endless {
                steps,
                last: last.clone(),
            }),
            Verdict::Stuck(what) => Some(Fault::Stuck {
                seconds: self.settings.patience.as_secs(),
                what: what.clone(),
            }),
            Verdict::Finished | Verdict::Pruned | Verdict::Diverged(_) => match outcome.ended {
                Ended::Panicked(said) => Some(Fault::Panicked(said)),
                _ => match outcome.error {
                    Some(error) => Some(Fault::Uncaught(error.message.clone())),
                    None if verdict == Verdict::Finished && trace.unprinted > 0 => {
                        Some(Fault::LostOutput(trace.unprinted))
                    }
                    None => None,
                },
            },
        };
        let taken = trace.choices.iter().enumerate();
        let deviations = taken
            .filter(|(_, choice)| choice.taken != choice.usual)
            .map(|(number, choice)| (number, choice.taken))
            .collect();
        let mut run = Run {
            outcome: Outcome {
                code: outcome.code,
                stdout: outcome.stdout,
                stderr: outcome.stderr,
                fault,
                notes: Vec::new(),
            },
            verdict,
            schedule: Schedule {
                seed,
                steps,
                deviations,
                program: self.checksum,
                trace: trace.checksum(),
            },
            trace,
        };
        if let Some(judge) = &self.judge
            && !matches!(run.verdict, Verdict::Pruned | Verdict::Diverged(_))
        {
            let judged = judge.judge(&run);
            run.outcome.fault = judged.fault;
            run.outcome.notes = judged.notes;
        }
        Ok(run)
    }

    /// An exit code that is not the first schedule's is a fault, unless somebody else judges.
    fn compare(&self, outcome: &mut Outcome, first: &Run) {
        let code = first.outcome.code;
        let is_fine = outcome.fault.is_none() && first.outcome.fault.is_none();
        if self.judge.is_none() && is_fine && outcome.code != code {
            outcome.fault = Some(Fault::Code {
                first: code,
                this: outcome.code,
            });
        }
    }
}

/// How many runs may be spent on making a schedule smaller.
const MOST_TRIES: usize = 300;

/// How many threads a program may have at once.
const MOST_THREADS: usize = 64;

fn usual() -> Box<dyn Strategy> {
    Box::new(Guided::new(Vec::new(), false))
}

fn lock(found: &Mutex<Found>) -> std::sync::MutexGuard<'_, Found> {
    found.lock().unwrap_or_else(PoisonError::into_inner)
}

fn failures(found: &Mutex<Found>) -> usize {
    let found = lock(found);
    let faults = found.outcomes.keys().filter(|it| it.fault.is_some());
    faults.count()
}
